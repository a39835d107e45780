from odoo import models
from odoo.exceptions import AccessError, UserError

from ..common import limits
from ..common.patience import patiently
from ..sale.pos_order import PAID_STATES

MOST_CHARACTERS = 64


class PosSession(models.Model):
    """What a till asks of the server to pay with points: set them aside, and free them again.

    No method takes a number of points: what an amount costs, the server computes.
    """

    _inherit = "pos.session"

    def authorise_points(
        self,
        key,
        order_uuid,
        partner_id,
        amount,
        confirmer_id=None,
        code=None,
        reward_id=None,
    ):
        """Set points aside to pay an amount of a sale, or for a reward that takes it off.

        :param str key: names this attempt, a UUID: the same call again is the same points
        :param str order_uuid: the sale, which the server may not know yet
        :param int partner_id: the customer, a ``res.partner``
        :param float amount: what is to be paid, in the currency of the till
        :param int confirmer_id: who confirms it, of those that the server has named before
        :param str code: the code by which they do
        :param int reward_id: the ``points.reward``: it says what the amount costs
        :return dict: the ``points`` that are set aside, and how many are ``available`` besides;
            or the ``confirmation`` that is wanted first, and nothing is set aside
        :raises AccessError: when the user may not sell at this till
        :raises UserError: when the amount cannot be paid in points, with the reason
        """
        program = self._get_spending_program()
        partner = self._get_spending_customer(program, partner_id)
        self._check_names(key, order_uuid)
        self._check_spending_order(order_uuid)
        units = self._get_spending_units(program, amount)
        reward = self._get_spending_reward(program, reward_id)
        payment = {"key": key, "order_uuid": order_uuid, "amount": units, "reward": reward}
        account = self.env["points.account"].sudo()
        return patiently(
            self.env,
            # Locked once for all steps: two payments at once cannot each overlook the other.
            lambda: self._set_aside_if_confirmed(
                account._lock(program, partner), payment, confirmer_id, code
            ),
        )

    def _set_points_aside(self, locked, payment, **values):
        """What ``authorise_points`` does once its arguments were checked.

        :param LockedAccount locked: the customer's account, in the program of the till
        :param dict payment: ``key``, ``order_uuid``, ``amount`` in the smallest unit, and the
            ``reward`` or None
        :param values: other fields of the ``points.hold``
        :return dict: what the till is answered
        """
        holds = self.env["points.hold"].sudo()
        hold = holds._authorise_payment(locked, config_id=self.config_id.id, **payment, **values)
        return {"points": hold.points, "available": hold.account_id._get_available()}

    def release_points(self, key):
        """Free points that were set aside, once their payment is given up.

        :param str key: the attempt; one that was never made is nothing to free
        :raises AccessError: when the user may not sell at this till, or another set them aside
        """
        self._check_may_sell()
        self._check_names(key)
        hold = self.env["points.hold"]._find_payment(key)
        if hold and hold.config_id not in self._get_configs_with_its_orders():
            raise AccessError(self.env._("These points are on hold for another point of sale."))
        if hold:
            patiently(self.env, hold._release)

    def _check_may_sell(self):
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only Point of Sale users can redeem points."))
        self.check_access("read")

    def _get_configs_with_its_orders(self):
        """This till and those that share their orders with it."""
        return self.config_id | self.config_id.trusted_config_ids

    def _get_spending_program(self):
        """The program of an open till, with all rights.

        :raises UserError: when the till cannot take points, with the reason
        """
        self._check_may_sell()
        if self.state != "opened":
            raise UserError(
                self.env._(
                    "The session of this point of sale is closed. Open it, then redeem the points "
                    "again."
                )
            )
        program = self.config_id.points_program_id.sudo()
        if not program.active:
            raise UserError(
                self.env._(
                    "This point of sale has no active loyalty program. Choose another payment "
                    "method."
                )
            )
        program._check_currency(self.currency_id)
        return program

    def _get_spending_customer(self, program, partner_id):
        """:raises UserError: when the customer cannot spend points of the program"""
        if not limits.is_id(partner_id):
            raise UserError(self.env._("Choose a customer, then redeem the points again."))
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner or partner.points_excluded:
            raise UserError(
                self.env._(
                    "This customer is excluded from loyalty programs. Choose another one, then "
                    "try again."
                )
            )
        partner.check_access("read")
        self.env["pos.order"]._check_customer_of_company(program, partner)
        return partner

    def _check_names(self, *names):
        for name in names:
            if not name or not limits.is_text(name, MOST_CHARACTERS):
                raise UserError(
                    self.env._(
                        "The point of sale sent a payment without an identifier. Reload the "
                        "point of sale."
                    )
                )

    def _check_spending_order(self, order_uuid):
        """:raises UserError: when the sale is another till's, or was paid"""
        order = self.env["pos.order"].sudo().search([("uuid", "=", order_uuid)])
        if order and order.config_id not in self._get_configs_with_its_orders():
            raise UserError(self.env._("This order belongs to another point of sale."))
        if order.state in (*PAID_STATES, "cancel"):
            raise UserError(self.env._("This order is already paid or cancelled. Start a new one."))

    def _get_spending_reward(self, program, reward_id):
        """:raises UserError: when the program has no such reward, or has it no more"""
        if reward_id is None:
            return None
        reward = limits.is_id(reward_id) and program._get_plan().rewards_by_key.get(reward_id)
        if not reward:
            raise UserError(
                self.env._(
                    "%(program)s does not have this reward, or does not have it any more. Reload "
                    "the point of sale.",
                    program=program.name,
                )
            )
        return reward

    def _get_spending_units(self, program, amount):
        """:raises UserError: when the amount is none that can be paid"""
        is_number = limits.is_number(amount, limits.MOST_AMOUNT)
        if not is_number or self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "A payment in points must be positive. Correct the amount, then try again."
                )
            )
        return program._to_units(self.currency_id.round(amount))
