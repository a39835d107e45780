from odoo import api, fields, models
from odoo.exceptions import UserError

from ...points.spending import get_refusal


class PointsHold(models.Model):
    """Points that a till has set aside to pay for one sale."""

    _inherit = "points.hold"

    config_id = fields.Many2one("pos.config", "Point of Sale", readonly=True, ondelete="set null")
    order_uuid = fields.Char("Order", readonly=True, help="The order that the points pay for.")
    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary(readonly=True, help="The amount that the points pay for.")
    reward_id = fields.Many2one(
        "points.reward",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The reward that the points pay for; none where they pay for an amount.",
    )

    _order_uuid = models.Index("(order_uuid) WHERE order_uuid IS NOT NULL")

    @api.model
    def _authorise_payment(self, locked, *, key, order_uuid, amount, reward=None, **values):
        """Set aside the points that an amount costs, or a reward.

        :param LockedAccount locked: the customer's account, in the program of the till
        :param str key: names the attempt: the same one again is the same hold
        :param str order_uuid: the sale
        :param int amount: what is to be paid, in the currency's smallest unit, 1 or more
        :param Reward reward: the reward that takes the amount off, see :mod:`~...points.rewards`:
            whether it does so is decided when the order is paid
        :param values: other fields of the hold
        :return: the ``points.hold``
        :raises UserError: when the program or the balance does not allow it, or the attempt was
            made before with other figures, or was given up
        """
        if hold := self._find_payment(key):
            return hold._same_payment(locked.account, order_uuid, amount, reward)
        program = locked.program
        cost = reward.points if reward else self._get_cost(locked, order_uuid, amount)
        return self._authorise(
            locked,
            key=self._get_payment_key(key),
            points=cost,
            minutes=program.hold_minutes,
            order_uuid=order_uuid,
            amount=amount / 10**program.currency_id.decimal_places,
            reward_id=reward.key if reward else False,
            **values,
        )

    @api.model
    def _get_cost(self, locked, order_uuid, amount):
        """The points that an amount costs.

        :raises UserError: when the program or the balance does not allow it
        """
        spending = locked.program._get_spending()
        held = self._get_held_for(locked, order_uuid).filtered(lambda hold: not hold.reward_id)
        paid = sum(held.mapped("amount"))
        if refusal := get_refusal(spending, amount, locked.available, paid):
            raise UserError(locked.program._get_refusal_sentence(refusal))
        return spending.rate.cost(amount)

    @api.model
    def _get_payment_key(self, key):
        return f"pos.payment/{key}"

    @api.model
    def _find_payment(self, key):
        """The hold of an attempt; none when the till has made none."""
        return self.sudo().search([("key", "=", self._get_payment_key(key))])

    @api.model
    def _get_amount_held_for(self, locked, order_uuid):
        """What points are already set aside for a sale, as an amount."""
        return sum(self._get_held_for(locked, order_uuid).mapped("amount"))

    @api.model
    def _get_held_for(self, locked, order_uuid):
        """The holds of a sale that are neither spent nor given up."""
        domain = [
            ("account_id", "=", locked.account.id),
            ("order_uuid", "=", order_uuid),
            ("state", "=", "active"),
        ]
        return self.sudo().search(domain)

    def _same_payment(self, account, order_uuid, amount, reward):
        """This hold, if it is what the same attempt would have made.

        :raises UserError: when its figures are others, or it was given up
        """
        self._check_not_released()
        asked = (account, order_uuid, amount, reward.key if reward else False)
        if (self.account_id, self.order_uuid, self._get_units(), self.reward_id.id) != asked:
            raise UserError(
                self.env._(
                    "These points are already on hold for another order or amount. Remove the "
                    "payment, then redeem the points again."
                )
            )
        return self

    def _get_reward_detail(self):
        """Which reward it was, for the ledger; nothing where an amount was paid."""
        if not self.reward_id:
            return {}
        return {"reward": {"id": self.reward_id.id, "name": self.reward_id._get_names()}}

    def _get_units(self):
        """The amount in the currency's smallest unit."""
        return self.program_id._to_units(self.amount)

    @api.model
    def _release_orders(self, uuids):
        """Free the points of sales that will not be paid.

        :param list[str] uuids: the orders
        """
        if uuids:
            for hold in self.sudo().search([("order_uuid", "in", uuids), ("state", "=", "active")]):
                hold._release()
