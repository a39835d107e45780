from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...points.goods import get_goods
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
        if not self.partner_id or not program.active:
            raise UserError(
                self.env._(
                    "Only a customer can redeem points, at a point of sale with an active "
                    "loyalty program. Remove the payment in points, or choose the customer."
                )
            )
        program._check_currency(self.currency_id)
        paid = self._get_points_payments()._get_units()
        room = get_room(program._get_spending(), self._to_spending_sale())
        if paid > room:
            raise UserError(
                self.env._(
                    "At most %(most)s of this order can be paid in points. Change the payment.",
                    most=program._format_amount(room),
                )
            )

    def _to_spending_sale(self):
        """This order as plain values, see :mod:`~...points.spending`."""
        payable = sum(line.amount for line in self._get_payable_goods())
        return Sale(total=self._get_total_units(), payable=payable)

    def _get_payable_goods(self):
        """The goods that may be paid in points, their discounts taken off; see
        :func:`~...points.goods.get_goods`."""
        lines = self._get_points_lines()
        excluded = lines.filtered(lambda line: line.product_id.points_not_accepted).mapped("uuid")
        goods = get_goods(tuple(line._to_payable_line() for line in lines))
        return [line for line in goods if line.key not in excluded]

    def _get_total_units(self):
        """What the order comes to, however it is paid; in the currency's smallest unit."""
        total = to_units(self.amount_total, self.currency_id.decimal_places)
        return total + self._get_discount_units()

    def _get_units_paid_in_points(self):
        """What of this order was paid in points, or came back in points where it is below zero;
        in the currency's smallest unit."""
        return self.payment_ids._filter_points()._get_units() + self._get_discount_units()
