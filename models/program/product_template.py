from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    points_given = fields.Integer(
        "Loyalty Points",
        help="Points for one unit, where a loyalty program has a rule for the points written on "
        "the product.",
    )
    points_not_accepted = fields.Boolean(
        "Not Paid in Points",
        help="Customers cannot spend loyalty points on this product: books, tobacco, ...",
    )

    _points_given_is_not_negative = models.Constraint(
        "CHECK (points_given >= 0)", "A product gives 0 points or more."
    )

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return (
            [*names, "points_given", "points_not_accepted"] if config.points_program_id else names
        )
