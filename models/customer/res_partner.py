from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.opening import open_action


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "points.server.fields.mixin"]

    points_account_ids = fields.One2many(
        "points.account",
        "partner_id",
        "Points Accounts",
        readonly=True,
        groups="point_of_sale.group_pos_user",
    )
    points_excluded = fields.Boolean(
        "No Loyalty Points",
        help="Sales to this customer do not earn points, for instance for a generic walk-in "
        "customer.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points(self):
        accounts = self.env["points.account"].sudo().search([("partner_id", "in", self.ids)])
        if accounts:
            raise UserError(
                self.env._(
                    "You cannot delete %(customers)s: the points ledger refers to them. Archive "
                    "the contact instead to keep the points. To erase a person's data, a Point "
                    'of Sale manager must first choose "Erase from Loyalty" on the contact.',
                    customers=", ".join(accounts.partner_id.mapped("display_name")),
                )
            )

    @api.model
    def get_new_partner(self, config_id, domain, offset):
        result = super().get_new_partner(config_id, domain, offset)
        config = self.env["pos.config"].browse(config_id)
        config.check_access("read")
        if config.points_program_id:
            partners = self.browse(partner["id"] for partner in result["res.partner"])
            result["points.account"] = self.env["points.account"]._read_for_till(partners, config)
        return result

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        names = [*names, "category_id", "tier_progress", "card_codes"]
        if config.points_program_id:
            names = [*names, "points_excluded", "points_holder"]
        return names

    @api.model
    def _server_date_to_domain(self, domain):
        # Customers change categories, and come nearer to a tier, without being written: those
        # that the till knows are loaded anew.
        if self.env["res.partner.category"]._get_automatic():
            return domain
        return super()._server_date_to_domain(domain)

    def action_view_points(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_entry_action",
            domain=[("account_id.partner_id", "in", (self | self.points_partner_id).ids)],
        )
