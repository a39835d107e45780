from odoo import fields, models


class PointsHold(models.Model):
    """Points that somebody confirmed are to be spent."""

    _inherit = "points.hold"

    confirmed_by = fields.Selection(
        [("customer", "The customer's code"), ("manager", "A manager's PIN")], readonly=True
    )
    confirmed_user_id = fields.Many2one("res.users", "Manager", readonly=True, ondelete="set null")

    def _get_confirmation_detail(self):
        """Who confirmed it, for the ledger; nothing where nobody had to."""
        if not self.confirmed_by:
            return {}
        confirmation = {"by": self.confirmed_by, "user": self.confirmed_user_id.id}
        return {"confirmed": confirmation}
