from odoo import api, fields, models

from ...points.returns import get_share_to_take
from ...points.units import to_quantity, to_units
from ..sale.pos_order import PAID_STATES


class PosOrderLine(models.Model):
    """Lines of an order whose points are a discount."""

    _inherit = "pos.order.line"

    is_points_discount = fields.Boolean(
        "Points Discount",
        readonly=True,
        copy=False,
        help="This line deducts the points redeemed.",
    )
    points_discount = fields.Monetary(
        "Paid in Points",
        readonly=True,
        copy=False,
        help="Amount of this line paid in points as a discount; negative when refunded.",
    )

    def _get_discount_to_return(self):
        """What comes back in points with these returned goods: their share of the discount.

        :return int: an amount in the currency's smallest unit
        """
        sold = self.refunded_orderline_id
        digits = self.order_id.currency_id.decimal_places
        discount, quantity = to_units(sold.points_discount, digits), to_quantity(sold.qty)
        now, before = -to_quantity(self.qty), sold._get_returned()
        if self.order_id.state in PAID_STATES:
            before -= now
        taken = get_share_to_take(discount, quantity, before, 0)
        return get_share_to_take(discount, quantity, before + now, taken)

    def _prepare_discount_base_lines(self, units):
        """A discount on these lines, which have the same taxes.

        :param int units: what comes off, taxes included, in the currency's smallest unit
        :return list[dict]: Odoo's base lines of the discount
        """
        order, AccountTax = self.order_id, self.env["account.tax"]
        base_lines = self._prepare_tax_base_line_values()
        for base_line in base_lines:
            # In an order below zero, Odoo has turned it around.
            base_line["quantity"] = base_line["record"].qty
        AccountTax._add_tax_details_in_base_lines(base_lines, order.company_id)
        AccountTax._round_base_lines_tax_details(base_lines, order.company_id)
        amount = units / 10**order.currency_id.decimal_places
        return AccountTax._prepare_global_discount_lines(
            base_lines, order.company_id, "fixed", amount, computation_key="points_discount"
        )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "is_points_discount", "points_discount"]
