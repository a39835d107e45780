from odoo import api, fields, models
from odoo.exceptions import AccessError

from .pos_order_evidence import CLOCK_TOLERANCE

#: When a till was open.
HOURS = ("start_at", "stop_at")


class PosSession(models.Model):
    """The hours of a session are the server's: sales of any moment would count otherwise."""

    _inherit = "pos.session"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_hours(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_hours(vals)
        return super().write(vals)

    def _check_hours(self, vals):
        """A session is opened and closed at the moment when somebody does so.

        :raises AccessError: when a user writes another moment
        """
        moments = [fields.Datetime.to_datetime(vals[name]) for name in HOURS if vals.get(name)]
        now = fields.Datetime.now()
        is_over = any(session.state == "closed" for session in self)
        if self.env.su or not moments:
            return
        if is_over or any(abs(moment - now) > CLOCK_TOLERANCE for moment in moments):
            raise AccessError(
                self.env._(
                    "The opening and closing times of a session are recorded by the server. Leave "
                    "them out, then try again."
                )
            )
