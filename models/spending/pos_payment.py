from odoo import api, models
from odoo.exceptions import UserError

from ...points.spending import get_refusal
from ...points.units import to_units
from ..common import limits
from ..sale.pos_order import PAID_STATES
from .pos_payment_method import POINTS_TERMINAL

#: What makes a payment in points another one.
WHAT_POINTS_PAID = {"amount", "payment_method_id", "pos_order_id", "transaction_id", "uuid"}


class PosPayment(models.Model):
    """A payment in points: the paid order spends what was set aside for it."""

    _inherit = "pos.payment"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            limits.check_scalars(self, vals)
        payments = super().create(vals_list)
        payments._check_points_can_change()
        payments._check_orders_still_paid()
        return payments

    def write(self, vals):
        limits.check_scalars(self, vals)
        is_other = bool(vals.keys() & WHAT_POINTS_PAID)
        if is_other:
            self._check_points_can_change()
            self._check_orders_still_paid()
        result = super().write(vals)
        if is_other:
            # The order that they went to has changed as well.
            self._check_points_can_change()
            self._check_orders_still_paid()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points_of_a_paid_order(self):
        self._check_points_can_change()
        self._check_orders_still_paid()

    def _check_orders_still_paid(self):
        """Look at paid orders again before COMMIT: payments are exchanged one by one."""
        orders = self.pos_order_id._filter_counting()
        if orders and not self.env.su:
            self.env.cr.precommit.add(orders._check_still_paid)

    def _check_points_can_change(self):
        """Odoo lets a cashier edit the payments of a paid order, but the ledger stays as it is.

        :raises UserError: when points are paid, or would be
        """
        payments = self._filter_points()
        paid = payments.pos_order_id.filtered(lambda order: order.state in PAID_STATES)
        if paid:
            raise UserError(
                self.env._(
                    "%(orders)s: payments in points cannot be changed or added once the order is "
                    "paid. Return the products, then sell them again.",
                    orders=", ".join(paid.mapped("name")),
                )
            )

    def _filter_points(self):
        """Those of these payments that are made in points."""
        return self.filtered(
            lambda payment: payment.payment_method_id.use_payment_terminal == POINTS_TERMINAL
        )

    def _get_units(self):
        """What these payments come to, in the smallest unit of their currency."""
        return sum(to_units(payment.amount, payment.currency_id.decimal_places) for payment in self)

    def _redeem_points(self):
        """Spend the points of a payment.

        :return: the ``points.entry``
        :raises UserError: when they were not set aside for just this payment
        """
        self.ensure_one()
        hold = self._get_points_hold()
        if not hold:
            return self._redeem_without_hold()
        self._check_hold(hold)
        key = self._get_redemption_key()
        detail = hold._get_reward_detail()
        return hold._capture(key=key, **self._prepare_redemption(hold.program_id, **detail))

    def _get_points_hold(self):
        """The points that were set aside for this payment; none where none were."""
        return self.env["points.hold"]._find_payment(self.transaction_id)

    def _filter_rewards(self):
        """Those of these payments by which a reward takes something off."""
        Hold = self.env["points.hold"].sudo()
        keys = [Hold._get_payment_key(key) for key in self.mapped("transaction_id") if key]
        if not keys:
            return self.browse()
        held = Hold.search([("key", "in", keys), ("reward_id", "!=", False)]).mapped("key")
        return self.filtered(lambda one: Hold._get_payment_key(one.transaction_id) in held)

    def _get_redemption_key(self):
        return f"payment/{self.id}/redeem"

    def _prepare_redemption(self, program, **detail):
        """Fields of the entry by which this payment spends points."""
        order = self.pos_order_id
        plan = order._get_points_plan(program)
        rate = plan.spending.rate
        detail = {
            "amount": self._get_units(),
            "rate": [rate.points, rate.amount],
            **self._get_confirmation_detail(plan),
            **detail,
        }
        return {
            "date": order._get_points_moment(),
            "plan": plan,
            "order_id": order.id,
            "detail": detail,
        }

    def _get_confirmation_detail(self, plan):
        """Who confirmed this payment, for the ledger; nothing where nobody had to."""
        if not plan.confirm_from:
            return {}
        return self._get_points_hold()._get_confirmation_detail()

    def _check_hold(self, hold):
        """:raises UserError: when points were set aside for something else"""
        order = self.pos_order_id
        is_spent = hold.state == "captured" and not self.env["points.entry"].sudo().search_count(
            [("key", "=", self._get_redemption_key())]
        )
        if is_spent or hold.order_uuid != order.uuid or hold._get_units() != self._get_units():
            raise UserError(
                self.env._(
                    "The points of this payment are on hold for another order or amount. Remove "
                    "the payment, then redeem the points again."
                )
            )
        if hold.partner_id != order.partner_id._get_account_holder():
            raise UserError(
                self.env._(
                    "The points belong to %(owner)s, but this order is for %(customer)s. Remove "
                    "the payment in points, then add it again.",
                    owner=hold.partner_id.display_name or self.env._("Erased customer"),
                    customer=order.partner_id.display_name or self.env._("nobody"),
                )
            )

    def _redeem_without_hold(self):
        """Spend points that no till has set aside: a manager may, and a till without connection.

        :raises UserError: when neither is the case
        """
        order = self.pos_order_id
        program = order.config_id.points_program_id.sudo()
        if self.env.user.has_group("point_of_sale.group_pos_manager"):
            return self._redeem_for_manager(program)
        unheld = order.payment_ids._filter_points().filtered(
            lambda payment: not payment._get_points_hold()
        )
        if unheld._get_units() > order._get_points_plan(program).offline_most:
            raise UserError(
                self.env._(
                    "No points are on hold for this payment. Remove the payment, then redeem the "
                    "points again, or choose another payment method."
                )
            )
        return self._redeem_offline(program)

    def _redeem_for_manager(self, program):
        available = self.env["points.account"].sudo()._get_of(program, self.partner_id)
        available = available._get_available() if available else 0
        spending = self.pos_order_id._get_points_plan(program).spending
        if refusal := get_refusal(spending, self._get_units(), available):
            raise UserError(program._get_refusal_sentence(refusal))
        return self.env["points.account"]._post(
            program,
            self.partner_id,
            key=self._get_redemption_key(),
            kind="redeem",
            points=-spending.rate.cost(self._get_units()),
            **self._prepare_redemption(program),
        )

    def _redeem_offline(self, program):
        """Goods have left the shop: what the customer does not have becomes arrears."""
        plan = self.pos_order_id._get_points_plan(program)
        self._check_needs_no_confirmation(program, plan)
        Account = self.env["points.account"].sudo()
        locked = Account._lock(program, self.partner_id, self._get_redemption_key())
        points = plan.spending.rate.cost(self._get_units())
        uncovered = max(0, points - max(0, locked.available))
        detail = {"uncovered": uncovered} if uncovered else {}
        entry = Account._post_locked(
            locked,
            kind="redeem",
            points=-points,
            overdraw=True,
            **self._prepare_redemption(program, **detail),
        )
        if uncovered:
            self.pos_order_id.sudo().points_uncovered += uncovered
        return entry

    def _check_needs_no_confirmation(self, program, plan):
        """:raises UserError: when a till without connection has taken so much that it must ask"""
        paid = self.pos_order_id._get_points_payments()._get_units()
        if plan.needs_confirmation(paid):
            raise UserError(
                self.env._(
                    "Redeeming %(amount)s or more requires a confirmation, which is not possible "
                    "offline. Enter a lower amount, or choose another payment method.",
                    amount=program._format_amount(plan.confirm_from),
                )
            )
