from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .points_program_mail import KINDS


class PointsProgram(models.Model):
    """What a program writes to its customers by itself, and when."""

    _inherit = "points.program"

    mail_ids = fields.One2many(
        "points.program.mail",
        "program_id",
        "Automatic Emails",
        copy=True,
        default=lambda self: [Command.create({"kind": kind}) for kind, _label in KINDS],
    )
    mail_from_hour = fields.Integer(
        "Send From",
        default=9,
        help="Automatic emails are sent from this hour on, in the time zone of the shops.",
    )
    mail_until_hour = fields.Integer(
        "Send Until",
        default=19,
        help="No automatic emails are sent from this hour on, in the time zone of the shops.",
    )

    _mail_hours_are_hours = models.Constraint(
        "CHECK (0 <= mail_from_hour AND mail_from_hour < mail_until_hour"
        " AND mail_until_hour <= 24)",
        "Automatic emails need hours of one day, such as from 9 until 19.",
    )

    @api.constrains("mail_ids")
    def _check_kinds_of_mails(self):
        for program in self:
            if len(program.mail_ids) > len(KINDS):
                raise ValidationError(self.env._("A program has each automatic email once."))

    @api.constrains("welcome_bonus", "referred_bonus")
    def _check_one_welcome_bonus(self):
        """Nobody is welcomed twice: by an e-mail and by the first purchase."""
        for program in self.filtered(lambda one: one.welcome_bonus or one.referred_bonus):
            welcome = program.mail_ids.filtered(lambda mail: mail.kind == "welcome" and mail.is_on)
            if welcome.bonus_points:
                raise ValidationError(
                    self.env._(
                        "%(program)s gives a new customer a bonus by the welcome email already. "
                        "Set one of the two to 0.",
                        program=program.name,
                    )
                )

    def action_view_upcoming_mails(self):
        """What goes out by itself today and tomorrow.

        :return dict: the action
        """
        self.ensure_one()
        self.check_access("read")
        return self.mail_ids._open_upcoming()

    def _get_local_time(self):
        """The time in the shops."""
        self.ensure_one()
        return pytz.utc.localize(fields.Datetime.now()).astimezone(pytz.timezone(self.tz))

    def _is_time_for_mails(self):
        """Whether people may be written to at this hour."""
        return self.mail_from_hour <= self._get_local_time().hour < self.mail_until_hour

    def _get_tomorrow(self):
        return self._get_local_time().date() + timedelta(days=1)
