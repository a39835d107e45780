from odoo import api, fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    points_not_given = fields.Boolean(
        "Earns No Points",
        help="Products in this category and its subcategories never earn loyalty points, whatever "
        "the rules: tobacco, lottery tickets, bottle deposits...",
    )
    earns_points = fields.Boolean(
        compute="_compute_earns_points",
        store=True,
        recursive=True,
        help="Products in this category can earn points: neither it nor a parent category excludes "
        "them.",
    )

    @api.depends("points_not_given", "parent_id.earns_points")
    def _compute_earns_points(self):
        for category in self:
            is_allowed = not category.parent_id or category.parent_id.earns_points
            category.earns_points = is_allowed and not category.points_not_given
