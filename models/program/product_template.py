from odoo import api, fields, models

#: What a till with a program is told of products.
TILL_FIELDS = ("points_given", "earns_points", "points_not_accepted")


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "points.input.mixin"]

    points_given = fields.Integer(
        "Loyalty Points",
        help="Points per unit, for loyalty programs with a rule based on the product's points.",
    )
    points_not_given = fields.Boolean(
        "Earns No Points",
        help="This product never earns loyalty points, whatever the rules: tobacco, lottery "
        "tickets, bottle deposits... Returning it does not reduce the points of an order either. "
        "Leave it unchecked for discount products.",
    )
    earns_points = fields.Boolean(
        compute="_compute_earns_points",
        store=True,
        help="The product can earn points: neither it nor one of its categories excludes them.",
    )
    points_not_accepted = fields.Boolean(
        "Not Payable with Points",
        help="Customers cannot redeem points for this product, such as books or tobacco.",
    )

    _points_given_is_not_negative = models.Constraint(
        "CHECK (points_given >= 0)", "The points of a product cannot be negative."
    )

    @api.depends("points_not_given", "categ_id.earns_points")
    def _compute_earns_points(self):
        for template in self:
            category = template.categ_id
            is_allowed = not category or category.earns_points
            template.earns_points = is_allowed and not template.points_not_given

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return [*names, *TILL_FIELDS] if config.points_program_id else names
