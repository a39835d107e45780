from odoo import fields, models

from ..common.opening import open_action


class PointsProgram(models.Model):
    """Care against misuse: what a till may take only with a confirmation, and what managers are
    alerted to."""

    _inherit = "points.program"

    confirm_from_amount = fields.Monetary(
        "Confirm from",
        tracking=True,
        help="Spending so much of one sale in points, or more, is confirmed at the till. Several "
        "payments of a sale add up. 0 to spend any amount without.",
    )
    confirm_by = fields.Selection(
        [("customer", "The customer's code, or a manager's PIN"), ("manager", "A manager's PIN")],
        "Confirmed by",
        required=True,
        default="customer",
        tracking=True,
        help="A customer's code is set on the customer. Managers set their PIN in their own "
        "preferences, and can confirm for a customer who has no code or has forgotten it.",
    )
    alert_earnings = fields.Integer(
        "Earnings per Day",
        default=5,
        tracking=True,
        help="Alert when a customer earns points with more sales than that on one day. 0 for no "
        "alert.",
    )
    alert_own_points = fields.Boolean(
        "Points for Oneself",
        default=True,
        tracking=True,
        help="Alert when the customer of a sale, a claim or an adjustment is the user who made it, "
        "or has the same e-mail or phone.",
    )
    alert_customer_returns = fields.Integer(
        "Returns of a Customer",
        default=5,
        tracking=True,
        help="Alert when a customer's points are moved by more returns than that. 0 for no alert.",
    )
    alert_cashier_returns = fields.Integer(
        "Returns by a Cashier",
        tracking=True,
        help="Alert when one cashier makes more returns than that which move points. 0 for no "
        "alert.",
    )
    alert_return_days = fields.Integer(
        "Returns Within (Days)",
        default=30,
        tracking=True,
        help="How many days back returns are counted.",
    )

    _care_makes_sense = models.Constraint(
        """CHECK (confirm_from_amount >= 0 AND alert_earnings >= 0 AND alert_customer_returns >= 0
              AND alert_cashier_returns >= 0 AND alert_return_days BETWEEN 1 AND 3660)""",
        "Limits for confirmations and alerts cannot be below zero, and returns are counted over 1 "
        "to 3660 days. Leave a limit at 0 to have none.",
    )

    def action_view_alerts(self):
        self.ensure_one()
        return open_action(
            self.env,
            "pos_customer_loyalty.points_alert_action",
            domain=[("program_id", "=", self.id)],
        )

    def _needs_confirmation(self, units):
        """Whether so much of one sale takes a confirmation.

        :param int units: all that is paid in points, in the currency's smallest unit
        """
        self.ensure_one()
        limit = self._to_units(self.confirm_from_amount)
        return bool(limit) and units >= limit
