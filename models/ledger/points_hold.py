from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsHold(models.Model):
    """Points set aside for an order that is not yet paid: authorise, then capture or release.

    A hold that is neither captured nor released ends by itself at ``expires_at``: from then on
    it counts for nothing, whether or not anybody has looked.
    """

    _name = "points.hold"
    _description = "Points Hold"
    _order = "id desc"

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    program_id = fields.Many2one(related="account_id.program_id")
    key = fields.Char("Idempotency Key", required=True, readonly=True)
    points = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("captured", "Captured"), ("released", "Released")],
        required=True,
        readonly=True,
        default="active",
    )
    expires_at = fields.Datetime(required=True, readonly=True)

    _key_is_unique = models.UniqueIndex("(key)", "These points are already on hold.")
    _active = models.Index("(account_id) WHERE state = 'active'")
    _points_are_positive = models.Constraint(
        "CHECK (points > 0)", "A hold must be for at least one point."
    )

    @api.model
    def _authorise(self, locked, *, key, points, minutes, **values):
        """Set points aside.

        :param LockedAccount locked: the account, see ``points.account._lock``
        :param str key: the idempotency key: the same one again is the same hold
        :param int points: how many, 1 or more
        :param int minutes: how long they are kept
        :param values: other fields of the hold
        :return: the ``points.hold``
        :raises UserError: when the customer has not so many left, or the key was used for
            another number of points
        """
        if hold := self.sudo().search([("key", "=", key)]):
            return hold._same_request(locked.account, points)
        locked.account._check_available(locked.available, points)
        expires_at = fields.Datetime.now() + timedelta(minutes=minutes)
        hold = self.sudo().create(
            {
                **values,
                "account_id": locked.account.id,
                "key": key,
                "points": points,
                "expires_at": expires_at,
            }
        )
        # The account changes too, so that another till that waits for it sees the hold.
        locked.account.sudo().held = locked.held + points
        return hold

    def _capture(self, *, key, **values):
        """Spend the points that were set aside.

        :param str key: the idempotency key of the entry
        :param values: fields of the entry
        :return: the ``points.entry``
        :raises UserError: when the hold was released, or has ended and the points are gone
        """
        self.ensure_one()
        self._check_not_released()
        locked = self._lock_account(key)
        self._check_not_released()
        entry = self.account_id._post_locked(locked, kind="redeem", points=-self.points, **values)
        if self.state == "active":
            self._end("captured", locked)
        return entry

    def _release(self):
        """Give the points back; a hold that has ended or was released stays so."""
        self.ensure_one()
        if self.state != "active":
            # For good; and the customer may have been erased since.
            return
        locked = self._lock_account()
        if self.state == "active":
            self._end("released", locked)

    def _lock_account(self, key=None):
        """Lock the account, and read again what another request may have done with the hold.

        :param str key: the idempotency key of an entry
        :return LockedAccount: the account as it is without this hold
        """
        locked = self.account_id._lock(self.program_id, self.partner_id, key)
        self.invalidate_recordset(["state"])
        return locked.without_hold(self.points) if self._is_active() else locked

    def _end(self, state, locked):
        self.sudo().state = state
        locked.account.sudo().held = locked.held

    def _check_not_released(self):
        if self.state == "released":
            raise UserError(
                self.env._(
                    "The hold on these points was released before they were redeemed. Redeem "
                    "them again."
                )
            )

    def _is_active(self):
        return self.state == "active" and self.expires_at > fields.Datetime.now()

    def _same_request(self, account, points):
        """This hold, if it is what the same request would have made.

        :raises UserError: when the figures are others
        """
        self.ensure_one()
        if (self.account_id, self.points) != (account, points):
            raise UserError(
                self.env._(
                    "Points for %(key)s are already on hold with other figures.", key=self.key
                )
            )
        return self
