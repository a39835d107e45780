from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...points.returns import get_share_to_take
from ...points.units import to_units
from ..sale.pos_order import CASHIER, PAID_STATES


class PosOrder(models.Model):
    """Points that paid for goods come back when the goods do, and never as money.

    An order that both returns and sells is an exchange: what does not come back in points goes over
    to the goods that are sold with it. No points move for that; the new goods know that points
    paid for them, and give these points back when they come back in their turn.
    """

    _inherit = "pos.order"

    points_returnable = fields.Monetary(
        "Amount to Refund in Points",
        compute="_compute_returnable",
        groups=CASHIER,
        help="Amount of this order paid in points that has not been refunded yet.",
    )
    money_returnable = fields.Monetary(
        "Amount to Refund in Money",
        compute="_compute_returnable",
        groups=CASHIER,
        help="What was paid in money on an order paid partly in points, minus refunds.",
    )

    points_carried = fields.Monetary(
        "Carried Over in Points",
        readonly=True,
        copy=False,
        groups=CASHIER,
        help="Amount of this order paid with returned products that had been paid in points.",
    )

    @api.depends("payment_ids", "points_carried", "lines.refund_orderline_ids")
    def _compute_returnable(self):
        for order in self:
            points, money = order._get_returnable_units()
            scale = 10**order.currency_id.decimal_places
            order.points_returnable = points / scale
            order.money_returnable = money / scale

    def _give_points_back(self):
        """Give back the points of goods that come back with this order.

        :raises UserError: when more money would be paid out than came in
        """
        sales = self._get_returned_sales()
        if not sales and not self._get_points_given_back():
            return
        if len(sales) != 1:
            raise UserError(
                self.env._(
                    "An order can only return products of one order that was paid in points. "
                    "Create a separate return for each of them."
                )
            )
        amount = -self._get_points_given_back()._get_units()
        carried = self._get_units_to_carry()
        self._check_return(sales, amount, carried)
        if carried:
            self.sudo().points_carried = carried / 10**self.currency_id.decimal_places
        sales._restore_points(self, amount)

    def _get_returned_sales(self):
        """Sales that were paid in points, and of which goods come back with this order."""
        sales = self.sudo().lines.refunded_orderline_id.order_id
        return sales.filtered(lambda sale: sale._get_units_spent() > 0)

    def _get_units_to_carry(self):
        """What points paid for goods that come back, and that goes over to goods sold with this
        order which points may pay for; in the currency's smallest unit."""
        sale = self._get_returned_sales()[:1]
        if not sale:
            return 0
        _least, most = self._get_return_bounds(sale)
        most = min(most, self._get_value_returned_of(sale))
        left = most + self._get_points_given_back()._get_units()
        return max(0, min(left, sum(line.amount for line in self._get_payable_goods())))

    def _get_units_carried(self):
        # Who invoices an order need not be a cashier.
        return to_units(self.sudo().points_carried, self.currency_id.decimal_places)

    def _get_points_given_back(self):
        """Payments by which spent points come back."""
        return self.payment_ids._filter_points().filtered(lambda payment: payment.amount < 0)

    def _check_return(self, sale, amount, carried):
        """:raises UserError: when points would come back as money, or more than were spent"""
        least, most = self._get_return_bounds(sale)
        least -= carried
        program = sale._get_paying_program()
        if amount > most:
            raise UserError(
                self.env._(
                    "Only %(amount)s of this order can still be refunded in points. Refund the "
                    "rest with another payment method.",
                    amount=program._format_amount(most),
                )
            )
        if amount < least:
            raise UserError(
                self.env._(
                    "This order was paid in points, so at least %(amount)s of the return must be "
                    "refunded in points. Add the points payment method first.",
                    amount=program._format_amount(least),
                )
            )

    def _get_return_bounds(self, sale):
        """How much of this return comes back in points: points first, as long as there are any.

        :return tuple: the least and the most, in units
        """
        if sale._get_discounted_lines():
            units = -sum(self._get_shares_to_return().values())
            return units, units
        points, money = sale._get_returnable_units(besides=self)
        return min(points, self._get_value_returned_of(sale) - money), points

    def _get_value_returned_of(self, sale):
        """What goods of a sale are worth that come back with these orders, in units."""
        lines = self.lines.filtered(lambda line: line.refunded_orderline_id.order_id == sale)
        return -sum(line._get_signed_units() for line in lines)

    def _get_returnable_units(self, besides=None):
        """What of this sale may still come back, in points and in money.

        :param besides: a return of it that does not count yet
        :return tuple: two amounts in the currency's smallest unit; none where nothing was paid
            in points
        """
        paid = self._get_units_spent()
        if not paid:
            return 0, 0
        price = sum(line._get_signed_units() for line in self._get_sold_lines())
        returns = self._get_paid_returns() - (besides or self.browse())
        points = sum(order._get_units_returned() for order in returns)
        money = returns._get_value_returned_of(self) - points
        return paid - points, max(0, price - paid - money)

    def _get_sold_lines(self):
        """The goods of this order, without those that come back and what takes points off."""
        sold = self.lines.filtered(lambda line: not line.refunded_orderline_id)
        return sold - self._get_discount_lines()

    def _get_paid_returns(self):
        """Orders with which goods of this one came back."""
        returns = self.sudo().lines.refund_orderline_ids.order_id
        return returns.filtered(lambda order: order.state in PAID_STATES)

    def _warn_of_points_spent(self, move):
        """Say on a credit note that points paid for a part of the sale, which stays as it is: a
        credit note is paid out by accounting, where nobody could keep points from becoming money.

        :param move: the ``account.move`` that was posted or withdrawn
        """
        units, _money = self._get_returnable_units()
        if units <= 0 or move.state != "posted" or move.move_type != "out_refund":
            return
        move.message_post(
            body=self.env._(
                "%(amount)s of order %(order)s was paid in points. This credit note does not "
                "refund them: do not pay this amount out in money. To refund points, return the "
                "products at the point of sale, or adjust the points of the customer.",
                amount=self.currency_id.format(units / 10**self.currency_id.decimal_places),
                order=self.name,
            )
        )

    def _get_redemptions(self):
        """The entries by which points paid for this sale, the first one first.

        Rewards cost more or less than others: of a sale with some, those that cost the least for
        what they took off come first. What they paid for cannot be returned for dearer points.
        """
        entries = (
            self.env["points.entry"]
            .sudo()
            .search([("order_id", "=", self.id), ("kind", "=", "redeem")], order="id")
        )
        if not any("reward" in entry.detail for entry in entries):
            return entries
        return entries.sorted(lambda entry: Fraction(-entry.points, entry.detail["amount"]))

    def _get_paying_program(self):
        """The program whose points paid for this sale, or for what was exchanged for it."""
        program = self._get_redemptions().program_id
        return program or self._get_returned_sales()._get_paying_program()

    def _get_units_redeemed(self):
        """What the points of this order's own payments paid; in the currency's smallest unit."""
        return sum(entry.detail["amount"] for entry in self._get_redemptions())

    def _get_units_restored(self, besides):
        """What of this sale came back in points, also by way of goods that it was exchanged for.

        :param besides: a return that does not count yet
        :return int: an amount in the currency's smallest unit
        """
        units = 0
        for order in self._get_paid_returns() - besides:
            units += order._get_units_returned() - order._get_units_carried()
            # What came back of an exchange is first what was paid in points there.
            later = order._get_units_restored(besides) if order._get_units_carried() else 0
            units += max(0, later - order._get_units_redeemed()) if later else 0
        return units

    def _restore_points(self, return_order, amount):
        """Give back the points that paid for goods of this sale.

        What comes back fills the payments up in the order of ``_get_redemptions``, and takes of the
        points of each the share of all that came back so far: in the end all of them. What is more
        than these was carried over from a sale before.

        :param return_order: the ``pos.order`` with which the goods come back
        :param int amount: what comes back in points, in the currency's smallest unit
        """
        before = self._get_units_restored(return_order)
        back = before + amount
        for entry in self._get_redemptions():
            paid = entry.detail["amount"]
            share, back = min(paid, back), max(0, back - paid)
            taken = entry._get_reversed_points("restore")
            points = get_share_to_take(-entry.points, paid, share, taken)
            if points:
                entry._restore(
                    points,
                    key=f"order/{return_order.id}/restore/{entry.id}",
                    date=return_order._get_points_moment(),
                    plan=return_order._get_points_plan(entry.program_id),
                    order_id=return_order.id,
                )
        if carried := min(back, amount):
            origin = self._get_returned_sales()
            origin._begin_return()
            origin._restore_points(return_order, carried)
