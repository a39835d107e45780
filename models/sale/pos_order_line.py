import math
from dataclasses import replace

from odoo import models

from ...points.credit_notes import Sold
from ...points.goods import Line, get_kind
from ...points.units import to_quantity, to_units
from .pos_order import PAID_STATES

#: Kinds of Odoo's own loyalty programs whose cards are money, and what their lines are.
PREPAID = {"gift_card": "gift_card", "ewallet": "top_up"}


class PosOrderLine(models.Model):
    _name = "pos.order.line"
    _inherit = ["pos.order.line", "points.server.fields.mixin"]

    def _get_points_kind(self, cards=None):
        """What the line is to points, whatever its sign.

        :param dict cards: kinds of prepaid cards by their product, see ``pos.order``
        :return str: one of ``KINDS`` in :mod:`~...points.goods`
        """
        self.ensure_one()
        return get_kind(
            self._get_signed_amount(),
            returned=bool(self.refunded_orderline_id),
            in_points=self.is_points_discount,
            reward=self._get_reward(),
            article=(cards or {}).get(self.product_id) or self._get_special_kind(),
        )

    def _get_reward(self):
        """Of a reward of Odoo's own loyalty, what its program's cards are; None for no reward."""
        if "is_reward_line" not in self._fields or not self.is_reward_line:
            return None
        return PREPAID.get(self.reward_id.program_id.program_type, "")

    def _get_signed_amount(self, tax_included=True):
        """What is charged for the line, below zero where the customer gets it.

        In an order of returns, the till sends amounts that are above zero.
        """
        amount = self.price_subtotal_incl if tax_included else self.price_subtotal
        return math.copysign(amount, self.qty * self.price_unit)

    def _get_signed_units(self):
        """The signed amount with taxes, in the smallest unit of the order's currency."""
        return to_units(self._get_signed_amount(), self.order_id.currency_id.decimal_places)

    def _get_returned(self, besides=None):
        """How many units of this line have come back in all, in millionths.

        :param besides: orders with which some came back that do not count
        """
        returned = self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in PAID_STATES and line.order_id not in (besides or ())
        )
        return -sum(to_quantity(line.qty) for line in returned)

    def _to_sold(self, given, credited):
        """This line as what a return or a credit note computes from.

        :param dict given: points that the sale gave, by the uuid of the line
        :param list credited: what credit notes credit of it, see ``pos.order``
        :return Sold: see :mod:`~...points.credit_notes`
        """
        return Sold(
            key=self.uuid,
            points=given.get(self.uuid, 0),
            quantity=to_quantity(self.qty),
            amount=self._get_signed_units(),
            returned=self._get_returned(),
            credited=tuple(credited),
        )

    def _get_special_kind(self):
        return self.order_id.config_id._get_special_kinds().get(self.product_id)

    def _to_points_line(self, cards, plan=None, labels=frozenset()):
        """This line as plain values, for :mod:`~...points.goods`.

        :param dict cards: kinds of prepaid cards by their product, see ``pos.order``
        :param Plan plan: the program's, see :mod:`~...points.plan`; without it, amounts are in
            the currency of the order, and nothing is said of what rules ask for
        :param frozenset[str] labels: those of the product that need a query of their own
        """
        self.ensure_one()
        product = self.product_id
        line = Line(
            key=self.uuid,
            product=product.id,
            quantity=to_quantity(self.qty),
            amount=self._get_signed_units(),
            taxes=self._get_taxes_label(),
            kind=self._get_points_kind(cards),
            head=self.combo_parent_id.uuid or "",
            earns=product.earns_points,
            payable=not product.points_not_accepted,
        )
        return line if plan is None else self._with_plan(line, plan, labels)

    def _with_plan(self, line, plan, labels):
        return replace(
            line,
            amount=self._to_program_units(plan, plan.tax_included),
            price=None if plan.tax_included else self._to_program_units(plan, True),
            labels=labels | self._get_labels(plan),
            product_points=self.product_id.points_given,
        )

    def _to_program_units(self, plan, tax_included):
        amount = self._in_program_currency(self._get_signed_amount(tax_included), plan)
        return to_units(amount, plan.digits)

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
