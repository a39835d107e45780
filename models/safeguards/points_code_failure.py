from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 2


class PointsCodeFailure(models.Model):
    """A wrong code that was typed at a till."""

    _name = "points.code.failure"
    _description = "Failed Code Attempt"
    _log_access = False

    code_id = fields.Many2one(
        "points.code", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Entered by", readonly=True, ondelete="cascade")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _user = models.Index("(user_id, date)")

    @api.autovacuum
    def _gc_old(self):
        """Forget what no longer counts."""
        since = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("date", "<", since)]).unlink()
