from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...points.goods import get_payable_goods
from ...points.spending import Sale, get_room
from ...points.units import to_units
from ..common.script import read_sql


class PosOrder(models.Model):
    """An order that is paid in points, wholly or partly."""

    _inherit = "pos.order"

    points_uncovered = fields.Integer(
        "Points Overdrawn Offline",
        readonly=True,
        copy=False,
        groups="point_of_sale.group_pos_user",
        help="Points accepted offline that the customer did not have.",
    )

    points_overdraft_closed = fields.Boolean(
        "Overdraft Settled or Written Off",
        readonly=True,
        copy=False,
        groups="point_of_sale.group_pos_manager",
    )

    _points_uncovered = models.Index("(date_order) WHERE points_uncovered > 0")

    def init(self):
        self.env.cr.execute(read_sql("models/spending/pos_order.sql"))

    def action_pos_order_cancel(self):
        result = super().action_pos_order_cancel()
        self._release_points()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_with_points_on_hold(self):
        self._release_points()

    def _release_points(self):
        self.env["points.hold"]._release_orders(self.mapped("uuid"))

    @api.model
    def _get_overdrawn_domain(self):
        """Orders with points overdrawn offline that nobody has settled or written off."""
        return Domain("points_uncovered", ">", 0) & Domain("points_overdraft_closed", "=", False)

    def _get_points_payments(self):
        """Payments by which points are spent, not given back."""
        return self.payment_ids._filter_points().filtered(lambda payment: payment.amount > 0)

    def _redeem_points(self):
        """Spend the points of the payments in points.

        :raises UserError: when they cannot be spent: the goods have not left yet
        """
        payments = self._get_points_payments()
        if payments:
            self._check_spending()
        for payment in payments:
            payment._redeem_points()

    def _filter_unsettled(self):
        """Those of these orders whose payments in points and entries do not agree."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT order_id FROM points_unspent_orders(%(orders)s)
                 UNION SELECT order_id FROM points_unreturned_orders(%(orders)s)
                """,
                orders=self.ids,
            )
        )
        return self.browse(order_id for (order_id,) in rows)

    def _check_spending(self):
        """:raises UserError: when the program does not let this sale be paid in so many points"""
        program = self.config_id.points_program_id.sudo()
        plan = self._get_points_plan(program) if program else None
        if not self.partner_id or not plan or not plan.active:
            raise UserError(
                self.env._(
                    "Only a customer can redeem points, at a point of sale with an active "
                    "loyalty program. Remove the payment in points, or choose the customer."
                )
            )
        program._check_currency(self.currency_id)
        payments = self._get_points_payments()
        paid = (payments - payments._filter_rewards())._get_units()
        self._check_rewards(plan, paid)
        room = get_room(plan.spending, self._to_spending_sale())
        if paid > room:
            raise UserError(
                self.env._(
                    "At most %(most)s of this order can be paid in points. Change the payment.",
                    most=program._format_amount(room),
                )
            )

    def _to_spending_sale(self):
        """This order as plain values, see :mod:`~...points.spending`: what goods that come back
        have paid for is paid already."""
        payable = sum(line.amount for line in self._get_payable_goods())
        return Sale(
            total=to_units(self.amount_total, self.currency_id.decimal_places),
            payable=payable - self._get_units_to_carry(),
        )

    def _get_payable_goods(self):
        """The goods that may be paid in points, their discounts taken off; see
        :func:`~...points.goods.get_payable_goods`."""
        cards = self._get_prepaid_kinds()
        return get_payable_goods([line._to_points_line(cards) for line in self.lines])

    def _get_units_spent(self):
        """What of the goods sold in this order points paid for, also those of goods that came back
        for them; in the currency's smallest unit."""
        discount = sum(max(0, units) for units in self._get_discounts())
        return self._get_points_payments()._get_units() + (discount or self._get_units_carried())

    def _get_units_returned(self):
        """What of goods that come back with this order comes back in points, or goes over to the
        goods that are sold with it; in the currency's smallest unit."""
        discount = -sum(min(0, units) for units in self._get_discounts())
        back = -self._get_points_given_back()._get_units()
        return back + (discount or self._get_units_carried())
