from odoo import fields, models

from ...points.units import to_quantity, to_units


class AccountMoveLine(models.Model):
    """Lines of an invoice made at the till, and of what credits it, lead to lines of the sale."""

    _inherit = "account.move.line"

    points_order_line_id = fields.Many2one(
        "pos.order.line",
        "Point of Sale Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the sale that this line invoices or credits.",
    )

    def _copy_data_extend_business_fields(self, values):
        # Called for credit notes, and for invoices made anew after one: never for duplicates.
        result = super()._copy_data_extend_business_fields(values)
        values["points_order_line_id"] = self.points_order_line_id.id
        return result

    def _get_credited_quantity(self, sign):
        """How many units of the line of the sale this line credits, in millionths; none where they
        are counted in another unit of measure.

        :param int sign: see ``SIGNS`` of ``account.move``
        """
        same = self.product_uom_id == self.points_order_line_id.product_uom_id
        return sign * to_quantity(self.quantity) if same else 0

    def _get_credited_units(self, sign, sale):
        """What this line credits of a sale, taxes included, in the smallest unit of its currency.

        :param int sign: see ``SIGNS`` of ``account.move``
        :param sale: the ``pos.order``
        """
        move, currency, amount = self.move_id, sale.currency_id, self.price_total
        if self.currency_id != currency:
            day = move.invoice_date or move.date
            amount = self.currency_id._convert(amount, currency, move.company_id, day)
        return sign * to_units(amount, currency.decimal_places)
