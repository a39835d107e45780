from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner_figures import CASHIER, search_figure


class ResPartner(models.Model):
    """The points of a customer in the programs of the current company."""

    _inherit = "res.partner"

    points_balance = fields.Integer(
        "Points",
        compute="_compute_points_balance",
        search=search_figure("points_balance"),
        groups=CASHIER,
        help="The customer's points in the programs of the current company, also those that can "
        "only be redeemed from a later day.",
    )
    points_pending = fields.Char(
        "Pending Points",
        compute="_compute_points_figures",
        groups=CASHIER,
        help="Points of the balance that can only be redeemed from a later day.",
    )
    points_value = fields.Monetary(
        "Value of the Points", compute="_compute_points_figures", groups=CASHIER
    )
    points_next_expiry = fields.Date(
        "Next Points Expiration",
        compute="_compute_points_figures",
        search=search_figure("points_next_expiry"),
        groups=CASHIER,
    )
    points_next_expiry_points = fields.Integer(
        "Points Expiring Next", compute="_compute_points_figures", groups=CASHIER
    )

    @api.depends("points_account_ids.balance", "points_partner_id.points_account_ids.balance")
    @api.depends_context("company")
    def _compute_points_balance(self):
        for partner in self:
            partner.points_balance = sum(partner._get_points_accounts().mapped("balance"))

    @api.depends("points_account_ids.balance", "points_partner_id.points_account_ids.balance")
    @api.depends_context("company")
    def _compute_points_figures(self):
        for partner in self:
            accounts = partner._get_points_accounts()
            soonest = accounts.filtered("next_expiry").sorted("next_expiry")[:1]
            partner.points_pending = ", ".join(filter(None, accounts.mapped("pending_text")))
            partner.points_value = sum(accounts.mapped("value"))
            partner.points_next_expiry = soonest.next_expiry
            partner.points_next_expiry_points = soonest.next_expiry_points

    @api.model
    def _get_points_query(self):
        """Rows of ``id``, ``points_balance`` and ``points_next_expiry``."""
        return SQL(
            """
            SELECT h.partner_id AS id, sum(a.balance) AS points_balance,
                   min(a.next_expiry) AS points_next_expiry
              FROM (%s) h JOIN points_account a ON a.id = h.id
              JOIN points_program p ON p.id = a.program_id
             WHERE h.partner_id IS NOT NULL AND a.merged_into_id IS NULL
               AND p.company_id = ANY(%s)
             GROUP BY h.partner_id
            """,
            self.env["points.account"]._get_holders_query(),
            self._get_points_companies().ids,
        )

    @api.model
    def _get_points_companies(self):
        """Whose programs count: a branch runs the program of its company."""
        return self._get_figure_companies() | self.env.company.sudo().parent_ids

    def _get_points_accounts(self):
        """The accounts that count for a customer, also those that the points go to.

        Own ones and others are not mixed before they are read: of a page of customers, all are
        read at once.
        """
        companies = self._get_points_companies()
        own, pooled = (
            partner.points_account_ids.filtered(lambda account: account.company_id in companies)
            for partner in (self, self.points_partner_id)
        )
        return own | pooled
