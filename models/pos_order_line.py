from odoo import models

from ..points.earning import Line
from ..points.units import to_quantity, to_units


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _may_earn_points(self):
        """Whether the line counts: a tip does not, but for one that was taken back."""
        self.ensure_one()
        is_tip = self.product_id == self.order_id.config_id.tip_product_id
        return not is_tip or self.price_subtotal_incl < 0

    def _to_earning_line(self, plan):
        """This line as plain values, for :mod:`~..points.earning`.

        :param Plan plan: the program's, see ``points.program``
        """
        self.ensure_one()
        amount = self.price_subtotal_incl if plan.tax_included else self.price_subtotal
        return Line(
            key=self.uuid,
            product=self.product_id.id,
            categories=frozenset(self._get_product_category_ids()),
            quantity=to_quantity(self.qty),
            amount=to_units(self._in_program_currency(amount, plan), plan.digits),
        )

    def _get_product_category_ids(self):
        """The product's category and all those above it."""
        path = self.product_id.categ_id.parent_path or ""
        return map(int, filter(None, path.split("/")))

    def _in_program_currency(self, amount, plan):
        order = self.order_id
        if order.currency_id.id == plan.currency:
            return amount
        currency = self.env["res.currency"].browse(plan.currency)
        return order.currency_id._convert(amount, currency, order.company_id, order.date_order)
