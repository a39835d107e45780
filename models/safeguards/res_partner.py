from odoo import fields, models

LEAST_DIGITS = 4


class ResPartner(models.Model):
    """The code by which a customer confirms at a till that many points are spent."""

    _inherit = "res.partner"

    points_code = fields.Char(
        compute="_compute_points_code",
        inverse="_inverse_points_code",
        groups="point_of_sale.group_pos_manager",
        help="At least four digits, chosen by the customer and entered at the point of sale to "
        "redeem many points. Stored like a password: nobody can read it.",
    )
    points_code_is_set = fields.Boolean(
        compute="_compute_points_code", groups="point_of_sale.group_pos_manager"
    )

    def _compute_points_code(self):
        self.env["points.code"]._compute_on(self, "points_code")

    def _inverse_points_code(self):
        self.env["points.code"]._set_from(self, "points_code", LEAST_DIGITS)

    def action_remove_points_code(self):
        """Have the customer confirm with no code any more.

        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.write({"points_code": False})
