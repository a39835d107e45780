from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "points.input.mixin"]

    points_given = fields.Integer(
        "Loyalty Points",
        help="Points per unit, for loyalty programs with a rule based on the product's points.",
    )
    points_not_accepted = fields.Boolean(
        "Not Payable with Points",
        help="Customers cannot redeem points for this product, such as books or tobacco.",
    )

    _points_given_is_not_negative = models.Constraint(
        "CHECK (points_given >= 0)", "The points of a product cannot be negative."
    )

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return (
            [*names, "points_given", "points_not_accepted"] if config.points_program_id else names
        )
