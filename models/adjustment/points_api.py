import reprlib

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..common import limits
from ..common.patience import patiently
from ..ledger.points_account import MOST_POINTS

MOST_CHARACTERS = 200
USERS = "pos_customer_loyalty.group_points_api"


class PointsApi(models.AbstractModel):
    """What other systems call, by XML-RPC or JSON-2: plain values in, plain values out.

    Each call that moves points has an idempotency key. A call whose answer was lost is sent
    again as it was, and gets the answer of the first time.
    """

    _name = "points.api"
    _description = "Points for Other Systems"

    @api.model
    @api.readonly
    def balance(self, program_id, partner_id):
        """What a customer has.

        :param int program_id: a ``points.program``
        :param int partner_id: the customer, a ``res.partner``
        :return dict: the ``balance``; how much of it is ``available``, neither on hold nor pending;
            what is ``pending``, a list of ``points`` and the day that they are ``available_on``
        :raises AccessError: when the user is not one of the API
        :raises UserError: when there is no such program or customer
        """
        program, partner = self._find(program_id, partner_id)
        account = self.env["points.account"].sudo()._get_of(program, partner)
        available = account._get_available() if account else 0
        pending = account._get_pending() if account else []
        return {
            "balance": account.balance,
            "available": available,
            "pending": [{"points": points, "available_on": day} for day, points in pending],
        }

    @api.model
    def earn(self, program_id, partner_id, points, key, reason=None):
        """Give points for a sale that was made elsewhere.

        :param int program_id: a ``points.program``
        :param int partner_id: the customer, a ``res.partner``
        :param int points: how many, 1 or more
        :param str key: the idempotency key, which names the event, for instance ``web/4711``
        :param str reason: a line of text for the ledger, without personal data
        :return dict: the id of the ``entry``, its ``points``, the ``balance`` after it, and how
            much of that was ``available``
        :raises AccessError: when the user is not one of the API
        :raises UserError: when an argument is wrong, the program is archived, the customer takes
            no part in loyalty, or the key was used with other figures
        """
        program, partner = self._find(program_id, partner_id)
        self._check_positive(points)
        return self._post("earn", program, partner, points, key, reason)

    @api.model
    def redeem(self, program_id, partner_id, points, key, reason=None):
        """Spend points; see :meth:`earn`.

        :param int points: how many, 1 or more
        :raises UserError: also when the customer has not so many left
        """
        program, partner = self._find(program_id, partner_id)
        self._check_positive(points)
        return self._post("redeem", program, partner, -points, key, reason)

    @api.model
    def adjust(self, program_id, partner_id, points, key, reason):
        """Correct a balance by a difference; see :meth:`earn`.

        :param int points: how many to add, or below zero to take
        :param str reason: a line of text for the ledger, without personal data
        :raises UserError: also when more is taken than there is
        """
        program, partner = self._find(program_id, partner_id)
        self._check_number(points)
        self._check_text(reason, self.env._("reason"))
        return self._post("adjust", program, partner, points, key, reason)

    def _post(self, kind, program, partner, points, key, reason):
        self._check_text(key, self.env._("key"))
        if reason is not None and reason is not False:
            self._check_text(reason, self.env._("reason"))
        return patiently(
            self.env,
            lambda: self._post_once(kind, program, partner, points, f"api/{key}", reason),
        )

    def _post_once(self, kind, program, partner, points, key, reason):
        Account = self.env["points.account"].sudo()
        locked = Account._lock(program, partner, key)
        if kind == "earn" and not locked.posted_id:
            self._check_takes_part(program, partner)
        # What could not be spent is kept, so that the same call again has the same answer.
        pending = sum(locked.pending.values())
        if kind == "adjust":
            pending = max(0, pending + min(points, 0))
        entry = Account._post_locked(
            locked,
            kind=kind,
            points=points,
            reason=reason,
            detail={"held": locked.held, "pending": pending},
        )
        return self._prepare_answer(entry)

    def _prepare_answer(self, entry):
        unavailable = entry.detail["held"] + entry.detail.get("pending", 0)
        return {
            "entry": entry.id,
            "points": entry.points,
            "balance": entry.balance_after,
            "available": max(0, entry.balance_after - unavailable),
        }

    def _find(self, program_id, partner_id):
        """The program and the customer that a call names, for a user of the API.

        :return tuple: a ``points.program`` and a ``res.partner``, with all rights
        :raises AccessError: when the user is not one of the API
        :raises UserError: when one of them does not exist in the user's companies
        """
        if not self.env.user.has_group(USERS):
            raise AccessError(
                self.env._(
                    'Only users of the group "Loyalty API" can call points.api. Ask an '
                    "administrator to add the user to this group."
                )
            )
        program = self._find_program(program_id)
        return program, self._find_partner(partner_id)

    def _find_program(self, program_id):
        limits.check_id(self.env, program_id, "program_id")
        domain = [("id", "=", program_id), ("company_id", "parent_of", self.env.companies.ids)]
        program = self.env["points.program"].sudo().with_context(active_test=False)
        if program := program.search(domain):
            return program
        raise UserError(
            self.env._(
                "There is no loyalty program %(id)s in your companies. Find its ID in Point of "
                "Sale > Loyalty > Programs.",
                id=program_id,
            )
        )

    def _find_partner(self, partner_id):
        limits.check_id(self.env, partner_id, "partner_id")
        companies = [False, *self.env.companies.ids]
        domain = [("id", "=", partner_id), ("company_id", "in", companies)]
        partner = self.env["res.partner"].sudo().with_context(active_test=False)
        if partner := partner.search(domain):
            return partner
        raise UserError(
            self.env._(
                "There is no customer %(id)s in your companies. The contact may have been "
                "deleted, or merged into another one.",
                id=partner_id,
            )
        )

    def _check_takes_part(self, program, partner):
        if not program.active:
            raise UserError(
                self.env._(
                    "The program %(program)s is archived and no longer earns points.",
                    program=program.name,
                )
            )
        if partner.points_excluded:
            raise UserError(
                self.env._(
                    'Customer %(id)s is excluded from loyalty programs. Clear "No Loyalty '
                    'Points" on the contact first.',
                    id=partner.id,
                )
            )

    def _check_number(self, points):
        if type(points) is not int or not points or abs(points) > MOST_POINTS:
            raise UserError(
                self.env._(
                    "Points must be a whole number other than zero and at most %(most)s, such as "
                    "10, not %(value)s.",
                    most=MOST_POINTS,
                    value=reprlib.repr(points),
                )
            )

    def _check_positive(self, points):
        self._check_number(points)
        if points < 0:
            raise UserError(
                self.env._(
                    "Points must be positive, not %(value)s: earn adds them and redeem removes "
                    "them. Call adjust to correct points in either direction.",
                    value=points,
                )
            )

    def _check_text(self, text, name):
        if not self._is_line(text):
            raise UserError(
                self.env._(
                    "%(name)s must be a single line of text of 1 to %(most)s characters, without "
                    "leading or trailing spaces, not %(value)s.",
                    name=name,
                    most=MOST_CHARACTERS,
                    value=reprlib.repr(text),
                )
            )

    def _is_line(self, text):
        return (
            isinstance(text, str)
            and 0 < len(text) <= MOST_CHARACTERS
            and text.isprintable()
            and text == text.strip()
        )
