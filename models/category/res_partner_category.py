from odoo import api, fields, models
from odoo.fields import Domain

from ..common.opening import open_action

#: Who sets what a category does by itself.
MANAGER = "point_of_sale.group_pos_manager"


class ResPartnerCategory(models.Model):
    """Categories of customers, and those that the till knows."""

    _name = "res.partner.category"
    _inherit = [
        "res.partner.category",
        "points.load.mixin",
        "points.server.fields.mixin",
        "points.input.mixin",
    ]

    sequence = fields.Integer("Tier Rank", default=10, help="Tiers are ranked from low to high.")
    is_tier = fields.Boolean(
        "Tier",
        written_by=MANAGER,
        help="Customers see what is missing to reach it. Tiers are reached by turnover, visits, "
        "points earned or the points balance.",
    )
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")
    membership_ids = fields.One2many("customer.category.membership", "category_id", readonly=True)
    automatic_count = fields.Integer("Automatic Members", compute="_compute_automatic_count")
    kept_out_count = fields.Integer("Excluded", compute="_compute_automatic_count")

    def _compute_customer_count(self):
        groups = self.env["res.partner"]._read_group(
            [("category_id", "in", self.ids)], ["category_id"], ["__count"]
        )
        counts = {category.id: count for category, count in groups}
        for category in self:
            category.customer_count = counts.get(category._origin.id, 0)

    def _compute_automatic_count(self):
        groups = (
            self.env["customer.category.membership"]
            .sudo()
            ._read_group(
                [("category_id", "in", self.ids)], ["category_id", "kept_out"], ["__count"]
            )
        )
        counts = {(category.id, kept_out): count for category, kept_out, count in groups}
        for category in self:
            category.automatic_count = counts.get((category._origin.id, False), 0)
            category.kept_out_count = counts.get((category._origin.id, True), 0)

    def action_view_customers(self):
        """The customers of this category."""
        self.check_access("read")
        return self._get_customers_action(
            self.env._("Customers in %(category)s", category=self.name),
            [("category_id", "in", self.ids)],
        )

    def action_preview(self):
        """The customers who meet the conditions now."""
        self.check_access("read")
        return self._get_customers_action(
            self.env._("Preview of %(category)s", category=self.name),
            [("fitting_category_id", "=", self.id)],
        )

    def action_view_kept_out(self):
        """The customers whom somebody took out by hand."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.customer_category_membership_action",
            domain=[("category_id", "=", self.id), ("kept_out", "=", True)],
        )

    def _get_customers_action(self, name, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": domain,
            "context": {"create": False},
        }

    @api.model
    def _load_pos_data_domain(self, data, config):
        return Domain("company_id", "in", [False, *config.company_id.ids])

    @api.model
    def _load_pos_data_fields(self, config):
        return ["name", "parent_id", "color"]
