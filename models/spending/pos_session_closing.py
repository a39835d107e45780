from odoo import models
from odoo.exceptions import UserError

from .pos_payment_method import POINTS_TERMINAL


class PosSession(models.Model):
    """Closing a session in which more points came back than were spent.

    Odoo turns the accounts of a payment below zero around, but has them computed anew where the
    method names its outstanding account: both sides would be that account, and the customers'
    receivable would stay open. Here such a payment is an outbound one from the start.
    """

    _inherit = "pos.session"

    def _validate_session(self, *args, **kwargs):
        self._check_points_settled()
        return super()._validate_session(*args, **kwargs)

    def _check_points_settled(self):
        """What a session books as paid in points is what the ledger has spent and given back.

        :raises UserError: when somebody has changed orders past the checks of the server
        """
        orders = self.sudo()._get_closed_orders()
        wrong = orders._filter_unsettled()
        if wrong:
            raise UserError(
                self.env._(
                    "You cannot close the session: the payments in points of %(orders)s do not "
                    "match the points ledger. These orders were changed without the checks of "
                    "the server. Compare them with the ledger and correct them first.",
                    orders=", ".join(wrong.mapped("name")),
                )
            )

    def _create_combine_account_payment(self, payment_method, amounts, diff_amount):
        if not self._is_points_paid_out(payment_method, amounts):
            return super()._create_combine_account_payment(payment_method, amounts, diff_amount)
        receivable = self._get_receivable_account(payment_method)
        return self._create_points_payment(payment_method, amounts, receivable)

    def _create_split_account_payment(self, payment, amounts):
        method = payment.payment_method_id
        if not self._is_points_paid_out(method, amounts):
            return super()._create_split_account_payment(payment, amounts)
        partner = self.env["res.partner"]._find_accounting_partner(payment.partner_id)
        receivable = partner.with_company(self.company_id).property_account_receivable_id
        return self._create_points_payment(method, amounts, receivable, partner_id=partner.id)

    def _is_points_paid_out(self, method, amounts):
        is_below_zero = self.currency_id.compare_amounts(amounts["amount"], 0) < 0
        return method.use_payment_terminal == POINTS_TERMINAL and is_below_zero

    def _create_points_payment(self, method, amounts, receivable, **values):
        """Book points that came back.

        :param method: the ``pos.payment.method``
        :param dict amounts: the ``amount``, below zero
        :param receivable: the ``account.account`` that is owed to
        :return: the ``account.move.line`` on that account, which are to be reconciled
        """
        payment = self.env["account.payment"].with_context(pos_payment=True)
        payment = payment.create(
            {
                **values,
                "amount": -amounts["amount"],
                "payment_type": "outbound",
                "partner_type": "customer",
                "journal_id": method.journal_id.id,
                "force_outstanding_account_id": method.outstanding_account_id.id,
                "destination_account_id": receivable.id,
                "memo": self.env._(
                    "Points refunded in %(session)s (%(method)s)",
                    session=self.name,
                    method=method.name,
                ),
                "pos_payment_method_id": method.id,
                "pos_session_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        payment.action_post()
        return payment.move_id.line_ids.filtered(lambda line: line.account_id == receivable)
