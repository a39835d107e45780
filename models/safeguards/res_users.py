from odoo import api, fields, models

LEAST_DIGITS = 6


class ResUsers(models.Model):
    _inherit = "res.users"

    points_pin = fields.Char(
        "Loyalty PIN",
        compute="_compute_points_pin",
        inverse="_inverse_points_pin",
        help="Six digits or more by which a manager of the point of sale confirms at a till that a "
        "customer spends many points. It is kept as passwords are: nobody can read it.",
    )
    points_pin_is_set = fields.Boolean(
        compute="_compute_points_pin", help="A manager without a PIN can confirm nothing."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "points_pin", "points_pin_is_set"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "points_pin"]

    @api.depends_context("uid")
    def _compute_points_pin(self):
        self.env["points.code"]._compute_on(self, "points_pin")

    def _inverse_points_pin(self):
        # Whoever may write a user gets here: administrators, and the user.
        self.env["points.code"]._set_from(self, "points_pin", LEAST_DIGITS)

    def action_remove_points_pin(self):
        """Have a manager confirm nothing any more.

        :raises AccessError: when the user is neither an administrator nor that manager
        """
        self.write({"points_pin": False})
