from odoo import api, fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    points_not_given = fields.Boolean(
        "Earns No Points",
        help="Customers earn no loyalty points with products of this category and of those below "
        "it, whatever the rules say: tobacco, lottery tickets, bottles with a deposit, ...",
    )
    earns_points = fields.Boolean(
        compute="_compute_earns_points",
        store=True,
        recursive=True,
        help="Whether neither the category nor one above it is one that earns no points.",
    )

    @api.depends("points_not_given", "parent_id.earns_points")
    def _compute_earns_points(self):
        for category in self:
            is_allowed = not category.parent_id or category.parent_id.earns_points
            category.earns_points = is_allowed and not category.points_not_given
