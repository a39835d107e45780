from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..models.common.opening import open_action


class PointsAsAt(models.TransientModel):
    """What customers held at a moment of the past, for instance at the end of a year."""

    _name = "points.as.at"
    _description = "Points Balances as of a Date"
    _inherit = ["points.input.mixin"]

    program_id = fields.Many2one(
        "points.program",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["points.program"].search([], limit=1),
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", ondelete="cascade", help="Leave empty for all customers."
    )
    instant = fields.Datetime(
        "As Of",
        required=True,
        default=fields.Datetime.now,
        help="Entries count at the date of their event: an order made offline counts when it was "
        "made, not when it was synchronized.",
    )
    points = fields.Integer(
        compute="_compute_totals", help="The sum of the ledger up to that date."
    )
    pending_points = fields.Integer(
        compute="_compute_totals",
        help="Points of this sum that could only be redeemed from a later day.",
    )
    value = fields.Monetary(
        "Value at the Current Rate",
        compute="_compute_totals",
        help="Value of these points at the current exchange rate.",
    )
    customer_count = fields.Integer(
        "Customers with a Balance",
        compute="_compute_totals",
        help="Customers with a non-zero balance at that date.",
    )

    @api.depends("program_id", "partner_id", "instant")
    def _compute_totals(self):
        for wizard in self:
            wizard.points, wizard.customer_count = wizard._get_totals()
            wizard.pending_points = wizard._get_pending_points()
            wizard.value = wizard.program_id and wizard.program_id._points_value(wizard.points)

    def action_view_accounts(self):
        """Open the accounts, each with the balance that it had.

        :raises UserError: when the moment is still to come
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_is_past()
        moment = format_datetime(self.env, self.instant)
        return open_action(
            self.env,
            "pos_customer_loyalty.points_account_action_as_at",
            display_name=self.env._("Balances as of %(moment)s", moment=moment),
            domain=list(self._get_accounts_domain() & Domain("balance_at", "!=", 0)),
            context={"points_as_at": fields.Datetime.to_string(self.instant)},
        )

    def _get_totals(self):
        """Points and number of customers at the moment, as a tuple."""
        if not self.program_id or not self.instant:
            return 0, 0
        self.program_id.check_access("read")
        if not self.partner_id:
            return self.program_id._get_totals_at(self.instant)[self.program_id.id]
        accounts = self.env["points.account"].search(self._get_accounts_domain())
        balances = [points for points in accounts._get_balance_at(self.instant).values() if points]
        return sum(balances), len(balances)

    def _get_pending_points(self):
        """Points of the total that did not count yet at the moment."""
        if not self.program_id or not self.instant:
            return 0
        self.program_id.check_access("read")
        accounts = self.env["points.account"].search(self._get_accounts_domain())
        return accounts._get_pending_at(self.instant)

    def _get_accounts_domain(self):
        domain = Domain("program_id", "=", self.program_id.id)
        if self.partner_id:
            domain &= Domain("partner_id", "=", self.partner_id.id)
        return domain

    def _check_is_past(self):
        if self.instant > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Balances as of %(moment)s are not known yet. Choose a date in the past.",
                    moment=format_datetime(self.env, self.instant),
                )
            )
