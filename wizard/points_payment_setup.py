from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.spending.pos_payment_method import POINTS_TERMINAL

#: From where a free account is looked for, when the user names none: expenses in most charts.
FIRST_ACCOUNT_CODE = "658000"
AFTER_THE_OTHERS = 100
#: Points redeemed are a cost, less income, or paid out of what was set aside for them.
ACCOUNT_TYPES = ("expense", "liability_current", "income", "income_other")


class PointsPaymentSetup(models.TransientModel):
    """Make points a payment method: journal, account and method in one go."""

    _name = "points.payment.setup"
    _description = "Points Payment Setup"
    _inherit = ["points.input.mixin"]
    _check_company_auto = True

    program_id = fields.Many2one("points.program", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    spend_as = fields.Selection(related="program_id.spend_as")
    method_id = fields.Many2one(
        "pos.payment.method",
        string="Payment Method",
        compute="_compute_method_id",
        help="The points payment method of the company, if any.",
    )
    journal_id = fields.Many2one(
        related="method_id.journal_id", help="The journal of the payments in points."
    )
    account_id = fields.Many2one(
        "account.account",
        "Points Redeemed",
        compute="_compute_account_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain=[("account_type", "in", ACCOUNT_TYPES)],
        help="Account to which points redeemed are posted. Leave empty to create a new expense "
        "account, or ask your accountant.",
    )
    config_ids = fields.Many2many(
        "pos.config",
        string="Points of Sale",
        compute="_compute_config_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
    )
    done_config_ids = fields.Many2many(
        "pos.config",
        string="Already Accept Points",
        compute="_compute_done_config_ids",
    )
    open_config_ids = fields.Many2many(
        "pos.config",
        string="Points of Sale with an Open Session",
        compute="_compute_open_config_ids",
    )

    @api.depends("program_id")
    def _compute_method_id(self):
        for setup in self:
            setup.method_id = self.env["pos.payment.method"].search(
                [
                    ("use_payment_terminal", "=", POINTS_TERMINAL),
                    ("company_id", "=", setup.company_id.id),
                ],
                limit=1,
            )

    @api.depends("method_id")
    def _compute_account_id(self):
        for setup in self:
            setup.account_id = setup.method_id.outstanding_account_id

    @api.depends("program_id", "method_id")
    def _compute_config_ids(self):
        for setup in self:
            tills = setup.program_id.config_ids.filtered(setup._can_be_added)
            setup.config_ids = tills.filtered(lambda config: not config.has_active_session)

    @api.depends("program_id", "method_id")
    def _compute_done_config_ids(self):
        for setup in self:
            setup.done_config_ids = setup.program_id.config_ids.filtered(
                lambda config, method=setup.method_id: config.payment_method_ids & method
            )

    @api.depends("program_id", "method_id")
    def _compute_open_config_ids(self):
        for setup in self:
            tills = setup.program_id.config_ids.filtered(setup._can_be_added)
            setup.open_config_ids = tills.filtered("has_active_session")

    def _can_be_added(self, config):
        """Whether a till lacks the method and takes the money that points are worth."""
        is_added = config.payment_method_ids & self.method_id
        return config.currency_id == self.currency_id and not is_added

    def action_set_up(self):
        """Create what is missing, and add the method to the tills.

        :return dict: an action that closes the dialog
        :raises UserError: when a till is open
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_tills_are_closed()
        self._check_tills_currency()
        # A manager of the point of sale is not always one who may touch journals and accounts.
        self.sudo()._set_up()
        return {"type": "ir.actions.act_window_close"}

    def _set_up(self):
        method = self.method_id or self._create_method()
        if self.account_id and self.account_id != method.outstanding_account_id:
            method.outstanding_account_id = self.account_id
        self.config_ids.payment_method_ids = [Command.link(method.id)]

    def _check_tills_are_closed(self):
        opened = self.config_ids.filtered("has_active_session")
        if opened:
            raise UserError(
                self.env._(
                    "%(tills)s: payment methods cannot be changed while a session is open. Close "
                    "the session, then add the point of sale here.",
                    tills=", ".join(opened.mapped("name")),
                )
            )

    def _check_tills_currency(self):
        for config in self.config_ids:
            self.program_id._check_currency(config.currency_id)

    def _create_method(self):
        method = self.env["pos.payment.method"].create(self._prepare_method())
        self._translate_name(method)
        return method

    def _translate_name(self, method):
        """Each cashier reads the method in the language that they have chosen."""
        if method.name == self.env._("Loyalty Points"):
            for lang, _name in self.env["res.lang"].get_installed():
                translated = method.with_context(lang=lang)
                translated.name = translated.env._("Loyalty Points")

    def _prepare_method(self):
        """Values of the payment method: a journal of its own keeps points out of the bank."""
        journal = self.env["account.journal"].create(self._prepare_journal())
        account = self.account_id or self.env["account.account"].create(self._prepare_account())
        return {
            "name": self.env._("Loyalty Points"),
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "outstanding_account_id": account.id,
            "sequence": AFTER_THE_OTHERS,
            "payment_method_type": "terminal",
            "use_payment_terminal": POINTS_TERMINAL,
        }

    def _prepare_journal(self):
        return {
            "name": self.env._("Loyalty Points"),
            "type": "bank",
            "company_id": self.company_id.id,
            "show_on_dashboard": False,
        }

    def _prepare_account(self):
        accounts = self.env["account.account"].with_company(self.company_id)
        return {
            "name": self.env._("Loyalty Points Redeemed"),
            "code": accounts._search_new_account_code(FIRST_ACCOUNT_CODE),
            "account_type": "expense",
            "company_ids": [Command.set(self.company_id.ids)],
        }
