from odoo import models


class PointsEntry(models.Model):
    """Who confirmed that points were spent, in words."""

    _inherit = "points.entry"

    def _get_confirmation_sentence(self):
        confirmed = (self.detail or {}).get("confirmed")
        if not confirmed:
            return None
        if confirmed["by"] == "customer":
            return self.env._("Confirmed by the customer's code.")
        manager = self.env["res.users"].sudo().browse(confirmed["user"]).exists()
        return self.env._(
            "Confirmed by the PIN of %(manager)s.",
            manager=manager.name or self.env._("a former manager"),
        )
