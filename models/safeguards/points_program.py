from odoo import fields, models

from ..common.opening import open_action


class PointsProgram(models.Model):
    """Care against misuse: what a till may take only with a confirmation, and what managers are
    alerted to."""

    _inherit = "points.program"

    confirm_from_amount = fields.Monetary(
        "Confirmation From",
        tracking=True,
        help="Amount paid in points on one order from which a confirmation is required at the "
        "point of sale. 0 to never require one.",
    )
    confirm_by = fields.Selection(
        [("customer", "The customer's code, or a manager's PIN"), ("manager", "A manager's PIN")],
        "Confirmed By",
        required=True,
        default="customer",
        tracking=True,
        help="The customer's code is set on the contact. Managers set their PIN in their "
        "preferences, and can confirm for customers who have no code or forgot it.",
    )
    alert_earnings = fields.Integer(
        "Earning Orders per Day",
        default=5,
        tracking=True,
        help="Send an alert when a customer earns points on more orders than this in one day. 0 "
        "for no alert.",
    )
    alert_own_points = fields.Boolean(
        "Self-Credited Points",
        default=True,
        tracking=True,
        help="Send an alert when the customer of a sale, a claim or an adjustment is the user who "
        "made it, or has the same email or phone.",
    )
    alert_customer_returns = fields.Integer(
        "Returns per Customer",
        default=5,
        tracking=True,
        help="Send an alert when more returns than this change the points of one customer. 0 for "
        "no alert.",
    )
    alert_cashier_returns = fields.Integer(
        "Returns per Cashier",
        tracking=True,
        help="Send an alert when one cashier processes more returns than this that change points. "
        "0 for no alert.",
    )
    alert_return_days = fields.Integer(
        "Returns Period (Days)",
        default=30,
        tracking=True,
        help="Number of days over which returns are counted.",
    )

    _care_makes_sense = models.Constraint(
        """CHECK (confirm_from_amount >= 0 AND alert_earnings >= 0 AND alert_customer_returns >= 0
              AND alert_cashier_returns >= 0 AND alert_return_days BETWEEN 1 AND 3660)""",
        "Limits for confirmations and alerts cannot be negative, and returns must be counted "
        "over 1 to 3660 days. Set a limit to 0 to disable it.",
    )

    def action_view_alerts(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_alert_action",
            domain=[("program_id", "=", self.id)],
        )
