from odoo import models
from odoo.exceptions import UserError

from ...points.rewards import Claim, get_worth


class PosOrder(models.Model):
    """Rewards: points that the program names a price for, see :mod:`~...points.rewards`.

    At the till a reward is a payment in points like any other, with a hold that says which reward
    it is. The paid order always turns it into a discount, since it lowers the price.
    """

    _inherit = "pos.order"

    def _get_claims(self):
        """The rewards of this order, as :class:`Claim`, in the order in which they were given.

        :raises UserError: when the program did not have one of them at the moment of the sale
        """
        payments = self._get_points_payments()._filter_rewards().sorted("id")
        if not payments:
            return []
        rewards = self._get_points_plan(self.config_id.points_program_id.sudo()).rewards_by_key
        return [
            Claim(self._find_reward(rewards, payment), payment._get_units()) for payment in payments
        ]

    def _find_reward(self, rewards, payment):
        record = payment._get_points_hold().reward_id
        if record.id not in rewards:
            raise UserError(
                self.env._(
                    'The reward "%(reward)s" is not available. Remove it, then try again.',
                    reward=record.name,
                )
            )
        return rewards[record.id]

    def _check_rewards(self, plan, paid):
        """:raises UserError: when the rewards of this order take off more than they may

        :param Plan plan: what the program says at the moment of the sale
        :param int paid: what else is paid in points, in the currency's smallest unit
        """
        claims = self._get_claims()
        if not claims:
            return
        self._check_rewards_go_with_others(plan, paid)
        sale, goods = self._to_spending_sale(), self._get_payable_goods()
        room = min(sale.total, sale.payable) - paid
        for number, claim in enumerate(claims):
            most = get_worth(claim.reward, goods, room, claims[:number])
            if claim.amount > most:
                self._refuse_claim(claim, most)

    def _check_rewards_go_with_others(self, plan, paid):
        if not self._has_points_as_discount():
            raise UserError(
                self.env._(
                    "Products that come back with this order were paid in points, so it cannot "
                    "have a reward. Remove the reward, or create a separate order for it."
                )
            )
        if paid and plan.spend_as != "discount":
            raise UserError(
                self.env._(
                    "An order with a reward cannot also be paid in points. Remove the reward or "
                    "the payment in points."
                )
            )

    def _refuse_claim(self, claim, most):
        program = self.config_id.points_program_id.sudo()
        reward = self.env["points.reward"].sudo().browse(claim.reward.key)
        raise UserError(
            self.env._(
                'The reward "%(reward)s" takes at most %(most)s off this order. Remove the '
                "reward, then apply it again.",
                reward=reward.name,
                most=program._format_amount(most),
            )
        )
