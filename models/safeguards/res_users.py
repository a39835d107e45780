from odoo import api, fields, models

LEAST_DIGITS = 6


class ResUsers(models.Model):
    _inherit = "res.users"

    points_pin = fields.Char(
        "Loyalty PIN",
        compute="_compute_points_pin",
        inverse="_inverse_points_pin",
        help="At least six digits by which a Point of Sale manager confirms that a customer "
        "redeems many points. Stored like a password: nobody can read it.",
    )
    points_pin_is_set = fields.Boolean(
        "Loyalty PIN Is Set",
        compute="_compute_points_pin",
        help="A manager without a PIN cannot confirm anything.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "points_pin", "points_pin_is_set"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "points_pin"]

    @api.depends_context("uid")
    def _compute_points_pin(self):
        self.points_pin = self.points_pin_is_set = False
        self.env["points.code"]._compute_on(self._get_those_to_set(), "points_pin")

    def _get_those_to_set(self):
        """Those of these users whose PIN this user may set: nobody else knows who can confirm."""
        is_administrator = self.env.is_admin() or self.env.user.has_group("base.group_erp_manager")
        return self if is_administrator else self & self.env.user

    def _inverse_points_pin(self):
        # Whoever may write a user gets here: administrators, and the user.
        self.env["points.code"]._set_from(self, "points_pin", LEAST_DIGITS)

    def action_remove_points_pin(self):
        """Have a manager confirm nothing any more.

        :raises AccessError: when the user is neither an administrator nor that manager
        """
        self.write({"points_pin": False})
