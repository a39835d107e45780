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
        for name in HOURS:
            moment = fields.Datetime.to_datetime(vals.get(name))
            if name in vals and not self.env.su and not self._may_record(name, moment):
                raise AccessError(
                    self.env._(
                        "The opening and closing times of a session are recorded by the server. "
                        "Leave them out, then try again."
                    )
                )

    def _may_record(self, name, moment):
        """Whether a moment is the present one, or is there already: Odoo writes it again."""
        if self and all(session[name] == moment for session in self):
            return True
        is_now = not moment or abs(moment - fields.Datetime.now()) <= CLOCK_TOLERANCE
        return is_now and all(session.state != "closed" for session in self)
