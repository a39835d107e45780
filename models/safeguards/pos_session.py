from odoo import models

from .points_code import WAIT_MINUTES


class PosSession(models.Model):
    """Many points of one sale are set aside only if the customer or a manager confirms it.

    The server asks, and the server compares: what the till sends without a code, or with a wrong
    one, sets nothing aside. The answer is no error, so that what was tried is committed.
    """

    _inherit = "pos.session"

    def _set_aside_if_confirmed(self, locked, payment, confirmer_id, code):
        """Set points aside, if need be with a confirmation.

        :param LockedAccount locked: the customer's account, in the program of the till
        :param dict payment: see ``_set_points_aside``
        :param int confirmer_id: the ``points.code`` that is tried
        :param str code: what was typed
        :return dict: what the till is answered
        """
        if not self._needs_confirmation(locked, payment):
            return self._set_points_aside(locked, payment)
        program = locked.program
        codes = self._get_confirming_codes(program, locked.account.partner_id)
        if code is None:
            return self._ask_for_confirmation(program, codes)
        tried = codes.filtered(lambda known: known.id == confirmer_id)
        if not self._may_try(tried):
            return self._ask_for_confirmation(program, codes)
        if not tried._try(code):
            return self._ask_for_confirmation(program, codes, failed=True)
        return self._set_points_aside(locked, payment, **self._prepare_confirmation(tried))

    def _needs_confirmation(self, locked, payment):
        """Whether this payment takes a confirmation, with what else of the sale is set aside."""
        program, Hold = locked.program, self.env["points.hold"]
        if not program.confirm_from_amount:
            return False
        if Hold._find_payment(payment["key"]):
            # The same attempt again, whose answer was lost.
            return False
        paid = program._to_units(Hold._get_amount_held_for(locked, payment["order_uuid"]))
        return program._get_plan().needs_confirmation(paid + payment["amount"])

    def _get_confirming_codes(self, program, partner):
        """The codes that count here: the customer's, where the program says so, and managers'."""
        codes = self.env["points.code"].sudo()
        if program.confirm_by == "customer":
            codes |= codes._find(partner)
        managers = self.env.ref("point_of_sale.group_pos_manager").sudo().all_user_ids
        return codes | codes._find(
            managers.filtered(lambda user: self.company_id in user.company_ids)
        )

    def _may_try(self, tried):
        user = self.env.user
        return bool(tried._filter_open()) and not tried._has_failed_too_often(user)

    def _prepare_confirmation(self, code):
        """Fields of the hold that say who confirmed it."""
        by = "manager" if code.user_id else "customer"
        return {"confirmed_by": by, "confirmed_user_id": code.user_id.id}

    def _ask_for_confirmation(self, program, codes, failed=False):
        """What the till is answered instead of points.

        :param codes: the ``points.code`` that count
        :param bool failed: whether a wrong code was typed
        :return dict: who may confirm it, and a sentence for the cashier
        """
        is_stopped = codes._has_failed_too_often(self.env.user)
        open_codes = codes.browse() if is_stopped else codes._filter_open()
        return {
            "confirmation": {
                "confirmers": [{"id": code.id, "name": code.display_name} for code in open_codes],
                "sentence": self._get_confirmation_sentence(program, codes, open_codes, failed),
            }
        }

    def _get_confirmation_sentence(self, program, codes, open_codes, failed):
        amount = program._format_amount(program._to_units(program.confirm_from_amount))
        if not codes:
            return self.env._(
                "Redeeming %(amount)s or more requires a manager's PIN, but no manager has set "
                "one. Managers set it in their preferences.",
                amount=amount,
            )
        if codes._has_failed_too_often(self.env.user):
            return self.env._(
                "Too many incorrect codes today. Redeem less than %(amount)s, or choose another "
                "payment method.",
                amount=amount,
            )
        if not open_codes:
            return self.env._(
                "Too many incorrect codes. Try again in %(minutes)s minutes, or redeem less "
                "than %(amount)s.",
                minutes=WAIT_MINUTES,
                amount=amount,
            )
        if failed:
            return self.env._("The code is incorrect. Try again.")
        return self.env._("Redeeming %(amount)s or more requires a confirmation.", amount=amount)
