import math

from odoo import models

from ...points.goods import Line
from ...points.units import to_quantity, to_units
from .pos_order import PAID_STATES

#: Products by which a till sells nothing: tips, and what is paid in or off.
#: Some of these fields are of add-ons that are not always there.
SPECIAL_PRODUCTS = (
    "tip_product_id",
    "deposit_product_id",
    "settle_due_product_id",
    "settle_invoice_product_id",
    "down_payment_product_id",
)
#: Kinds of Odoo's own loyalty programs whose cards are money: selling one is no purchase yet,
#: and paying with it is no discount.
PREPAID = ("gift_card", "ewallet")


class PosOrderLine(models.Model):
    _name = "pos.order.line"
    _inherit = ["pos.order.line", "points.server.fields.mixin"]

    def _may_earn_points(self):
        """Whether the line is part of what earns: sold goods, what is brought back, discounts."""
        self.ensure_one()
        if self.refunded_orderline_id or self.is_points_discount:
            # Goods of another sale take back what that one gave; points take off what they pay.
            return False
        if self._get_signed_amount() < 0:
            return not self._is_paid_by_card()
        return not (self._is_special() or self._is_reward())

    def _get_signed_amount(self, tax_included=True):
        """What is charged for the line, below zero where the customer gets it.

        In an order of returns, the till sends amounts that are above zero.
        """
        amount = self.price_subtotal_incl if tax_included else self.price_subtotal
        return math.copysign(amount, self.qty * self.price_unit)

    def _get_signed_units(self):
        """The signed amount with taxes, in the smallest unit of the order's currency."""
        return to_units(self._get_signed_amount(), self.order_id.currency_id.decimal_places)

    def _get_returned(self):
        """How many units of this line have come back in all, in millionths."""
        returned = self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in PAID_STATES
        )
        return -sum(to_quantity(line.qty) for line in returned)

    def _is_special(self):
        config = self.order_id.config_id
        names = [name for name in SPECIAL_PRODUCTS if name in config._fields]
        return any(self.product_id == config[name] for name in names if config[name])

    def _is_reward(self):
        """A gift of Odoo's own loyalty, which was paid for by the points of that program."""
        return "is_reward_line" in self._fields and self.is_reward_line

    def _is_paid_by_card(self):
        return self._is_reward() and self.reward_id.program_id.program_type in PREPAID

    def _to_earning_line(self, plan, labels):
        """This line as plain values, for :mod:`~...points.earning`.

        :param Plan plan: the program's, see :mod:`~...points.plan`
        :param frozenset[str] labels: those of the product that need a query of their own
        """
        self.ensure_one()
        amount = self._get_signed_amount(plan.tax_included)
        return Line(
            key=self.uuid,
            product=self.product_id.id,
            quantity=to_quantity(self.qty),
            amount=to_units(self._in_program_currency(amount, plan), plan.digits),
            labels=labels | self._get_labels(plan),
            taxes=self._get_taxes_label(),
            product_points=self.product_id.points_given,
        )

    def _to_payable_line(self):
        """This line as plain values, for what may be paid in points: with taxes."""
        return Line(
            key=self.uuid,
            product=self.product_id.id,
            quantity=to_quantity(self.qty),
            amount=self._get_signed_units(),
            taxes=self._get_taxes_label(),
        )

    def _get_taxes_label(self):
        return ",".join(map(str, sorted(self.tax_ids_after_fiscal_position.ids)))

    def _get_labels(self, plan):
        """The product and, where rules ask for categories, its own and all those above it."""
        labels = {f"p{self.product_id.id}"}
        if "c" in plan.label_letters:
            path = self.product_id.categ_id.parent_path or ""
            labels.update(f"c{number}" for number in filter(None, path.split("/")))
        return frozenset(labels)

    def _in_program_currency(self, amount, plan):
        order = self.order_id
        if order.currency_id.id == plan.currency:
            return amount
        currency = self.env["res.currency"].browse(plan.currency)
        return order.currency_id._convert(amount, currency, order.company_id, order.date_order)
