from odoo import api, fields, models
from odoo.fields import Domain

from ..common.opening import open_action
from .res_partner_figures import CASHIER

MANAGER = "point_of_sale.group_pos_manager"
#: What a sheet shows of a history; a button opens the rest, page by page.
NEWEST = 10


class ResPartner(models.Model):
    """The sheet of a customer: the newest of each history, however long it is."""

    _inherit = "res.partner"

    newest_purchase_ids = fields.One2many(
        "customer.purchase",
        string="Purchases",
        compute="_compute_newest_purchase_ids",
        groups=CASHIER,
        help="The latest purchases; for a company, including those of its contacts.",
    )
    newest_entry_ids = fields.One2many(
        "points.entry",
        string="Points Ledger",
        compute="_compute_newest_entry_ids",
        groups=MANAGER,
        help="The latest entries of the points ledger.",
    )
    newest_credit_note_ids = fields.One2many(
        "account.move",
        string="Credit Notes",
        compute="_compute_newest_credit_note_ids",
        groups=CASHIER,
        help="The latest credit notes, open or not.",
    )

    @api.depends_context("company")
    def _compute_newest_purchase_ids(self):
        companies = self._get_figure_companies()
        for partner in self:
            partner.newest_purchase_ids = self.env["customer.purchase"]._find_newest(
                partner._get_members(), companies, NEWEST
            )

    @api.depends_context("company")
    def _compute_newest_entry_ids(self):
        for partner in self:
            entries = self.env["points.entry"]
            for account in partner._get_points_accounts():
                domain = [("account_id", "=", account.id)]
                entries |= entries.search(domain, order="sequence desc", limit=NEWEST)
            partner.newest_entry_ids = entries.sorted("id", reverse=True)[:NEWEST]

    @api.depends_context("company")
    def _compute_newest_credit_note_ids(self):
        for partner in self:
            partner.newest_credit_note_ids = self.env["account.move"].search(
                partner._get_credit_notes_domain(), order="invoice_date desc, id desc", limit=NEWEST
            )

    def _get_purchases_domain(self):
        return Domain("partner_id", "in", self._get_members().ids) & self._get_companies_domain()

    def _get_credit_notes_domain(self):
        """The credit notes of the company that a contact belongs to, as their total is."""
        entity = self._origin.commercial_partner_id
        if not entity:
            return Domain.FALSE
        return (
            Domain("partner_id.commercial_partner_id", "=", entity.id)
            & Domain("move_type", "=", "out_refund")
            & Domain("state", "=", "posted")
            & self._get_companies_domain()
        )

    def _get_members(self):
        """Whose purchases are those of a customer: a company's contacts buy for it."""
        customer = self._origin
        # A new one has no id yet.
        if not customer or not customer.is_company:
            return customer
        everybody = self.with_context(active_test=False)
        return customer | everybody.search([("commercial_partner_id", "=", customer.id)])

    def _get_companies_domain(self):
        return Domain("company_id", "in", self._get_figure_companies().ids)

    def action_view_purchases(self):
        """Open all purchases, page by page."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.customer_purchase_action",
            domain=list(self._get_purchases_domain()),
        )

    def action_view_credit_notes(self):
        """Open all credit notes, page by page."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": list(self._get_credit_notes_domain()),
        }

    def action_open_sheet(self):
        """Open the sheet of a customer from Odoo's own contact form."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("pos_customer_loyalty.res_partner_view_sheet").id, "form")],
        }
