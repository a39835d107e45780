from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsErase(models.TransientModel):
    """Erase a customer from loyalty: the figures of the ledger stay, the person does not."""

    _name = "points.erase"
    _description = "Erase a Customer from Loyalty"
    _inherit = ["points.input.mixin"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    account_ids = fields.Many2many(
        "points.account", compute="_compute_account_ids", string="Accounts"
    )
    points = fields.Integer("Points Forfeited", compute="_compute_account_ids")

    @api.depends("partner_id")
    def _compute_account_ids(self):
        for wizard in self:
            accounts = wizard._get_accounts()
            wizard.account_ids = accounts.filtered(lambda account: not account.merged_into_id)
            wizard.points = sum(account.balance for account in accounts if account.balance > 0)

    def action_erase(self):
        """Forfeit what is left and cut the accounts from the customer.

        :return dict: an action that says what can be done with the contact now
        :raises AccessError: when the user is not a manager of the point of sale
        :raises UserError: when there is nothing to erase
        """
        self.ensure_one()
        self._check_access_to_named()
        accounts = self._get_accounts()
        if not accounts:
            raise UserError(
                self.env._(
                    "%(customer)s has no points in your current companies, so there is nothing "
                    "to erase. Select other companies, or delete the contact.",
                    customer=self.partner_id.display_name,
                )
            )
        accounts.sudo()._erase()
        self._get_cards().sudo().unlink()
        self._get_consents().sudo().unlink()
        self._get_mailings().sudo().unlink()
        self._get_claims().unlink()
        self.partner_id.sudo()._cut_referrals()
        self.partner_id.sudo().points_partner_id = False
        return self._get_farewell()

    def _get_accounts(self):
        """The customer's accounts that the user may see, those merged into another one too."""
        return self.env["points.account"].search([("partner_id", "=", self.partner_id.id)])

    def _get_cards(self):
        """The customer's further cards that the user may see, archived ones too."""
        cards = self.env["customer.card"].with_context(active_test=False)
        return cards.search([("partner_id", "=", self.partner_id.id)])

    def _get_consents(self):
        """What the customer has said about messages, to companies that the user may see."""
        return self.env["customer.consent"].search([("partner_id", "=", self.partner_id.id)])

    def _get_mailings(self):
        """Which mailings of companies that the user may see the customer was a recipient of."""
        recipients = self.env["customer.mailing.recipient"]
        return recipients.search([("partner_id", "=", self.partner_id.id)])

    def _get_claims(self):
        """What was asked for with receipts and the customer's address, and not confirmed yet."""
        claims = self.env["points.receipt.claim"].sudo()
        address = self.partner_id.email_normalized
        if not address:
            return claims
        companies = self.env.companies.ids
        return claims.search([("email", "=", address), ("order_id.company_id", "in", companies)])

    def _get_farewell(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(customer)s was erased from loyalty. You can now delete or anonymize the "
                    "contact.",
                    customer=self.partner_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
