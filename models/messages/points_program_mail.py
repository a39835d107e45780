from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..common.labels import get_labels
from ..common.limits import MOST_INTEGER
from ..common.opening import open_action

KINDS = [
    ("welcome", "Welcome"),
    ("expiring", "Points expire soon"),
    ("birthday", "Birthday"),
    ("tier", "Tier reached"),
    ("sleeping", "No purchase for a while"),
]
#: What customers have agreed to who receive it, whatever the template says.
PURPOSES = {
    "welcome": "points",
    "expiring": "points",
    "birthday": "offers",
    "tier": "points",
    "sleeping": "offers",
}
TEMPLATES = {
    "welcome": "mail_template_welcome",
    "expiring": "mail_template_expiring",
    "birthday": "mail_template_birthday",
    "tier": "mail_template_tier",
    "sleeping": "mail_template_we_miss_you",
}
#: Days before points expire, or since the last purchase.
DAYS = {"expiring": 30, "sleeping": 90}
#: Kinds with a bonus.
WITH_BONUS = ("welcome", "birthday")
MOST_DAYS = 3650
#: Birthdays of longer ago are not congratulated; their bonus is posted nevertheless.
LATEST_BIRTHDAY_DAYS = 3


class PointsProgramMail(models.Model):
    """An e-mail that a program sends by itself, with its switch.

    Which events there are is said by ``_get_events_query``, once: for what goes out today, and
    for what will tomorrow. A day's events are a mailing, whose recipients are the memory of what
    was told.
    """

    _name = "points.program.mail"
    _description = "Automatic Email"
    _inherit = ["points.server.fields.mixin", "points.input.mixin"]
    _order = "program_id, id"
    _rec_name = "kind"

    program_id = fields.Many2one("points.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")
    kind = fields.Selection(KINDS, "Email", required=True)
    is_on = fields.Boolean("On")
    template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "res.partner")],
        compute="_compute_template_id",
        store=True,
        readonly=False,
        ondelete="set null",
    )
    days = fields.Integer(
        compute="_compute_days",
        store=True,
        readonly=False,
        help="Days before points expire, or since the last purchase.",
    )
    bonus_points = fields.Integer(
        "Bonus",
        help="Points credited for a birthday, or with the first points of a customer. Everyone in "
        "the program receives them, also customers who do not want emails.",
    )
    since = fields.Date(
        "On Since",
        readonly=True,
        copy=False,
        help="What happened before this day is not told.",
    )
    done_on = fields.Date(
        "Last Run",
        readonly=True,
        copy=False,
        help="The day whose events were looked for last.",
    )
    sent_count = fields.Integer("Sent", compute="_compute_sent_count")

    _one_per_kind = models.UniqueIndex(
        "(program_id, kind)", "A program has each automatic email once."
    )
    _days_are_sensible = models.Constraint(
        f"CHECK (days BETWEEN 0 AND {MOST_DAYS})",
        "The number of days must be between 0 and 3,650 (10 years).",
    )
    _bonus_is_not_negative = models.Constraint(
        f"CHECK (bonus_points BETWEEN 0 AND {MOST_INTEGER})",
        "A bonus cannot be negative. Set it to 0 for none.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = get_labels(mail, "kind").get(mail.kind)

    @api.depends("kind")
    def _compute_template_id(self):
        for mail in self:
            xml_id = f"pos_customer_loyalty.{TEMPLATES.get(mail.kind)}"
            mail.template_id = self.env.ref(xml_id, raise_if_not_found=False)

    @api.depends("kind")
    def _compute_days(self):
        for mail in self:
            mail.days = DAYS.get(mail.kind, 0)

    def _compute_sent_count(self):
        groups = self.env["customer.mailing.recipient"]._read_group(
            [("program_mail_id", "in", self.ids), ("state", "=", "sent")],
            ["program_mail_id"],
            ["__count"],
        )
        counts = {mail.id: count for mail, count in groups}
        for mail in self:
            mail.sent_count = counts.get(mail._origin.id, 0)

    @api.constrains("is_on", "template_id", "days", "bonus_points")
    def _check_complete(self):
        for mail in self.filtered("is_on"):
            if not mail.template_id:
                raise ValidationError(
                    self.env._('Select a template for "%(email)s".', email=mail.display_name)
                )
            if mail.kind in DAYS and mail.days < 1:
                raise ValidationError(
                    self.env._('Enter at least 1 day for "%(email)s".', email=mail.display_name)
                )

    @api.constrains("is_on", "kind")
    def _check_birthdays(self):
        for mail in self.filtered("is_on"):
            if mail.kind == "birthday" and not mail.company_id.use_birthdays:
                raise ValidationError(
                    self.env._(
                        "%(company)s stores no birthdays. Switch them on in the settings of the "
                        "Point of Sale first.",
                        company=mail.company_id.name,
                    )
                )

    @api.constrains("template_id")
    def _check_template(self):
        self.template_id._check_for_customers()

    @api.constrains("is_on", "kind", "bonus_points")
    def _check_bonus(self):
        self.program_id._check_one_welcome_bonus()
        for mail in self:
            if mail.bonus_points and mail.kind not in WITH_BONUS:
                raise ValidationError(
                    self.env._("Only the welcome and the birthday come with a bonus.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        mails.filtered("is_on")._switch_on()
        return mails

    def write(self, vals):
        switched = self.filtered(lambda mail: vals.get("is_on") and not mail.is_on)
        result = super().write(vals)
        switched._switch_on()
        return result

    def _switch_on(self):
        """What happened before is no news."""
        for mail in self.sudo():
            mail.write({"since": mail.program_id._get_local_time().date(), "done_on": False})

    def _get_purpose(self):
        """What customers have agreed to who receive it; nothing for no e-mail."""
        return PURPOSES.get(self.kind, False)

    def _get_latest_day(self, day=None):
        """Events of before a day are told no more.

        :param date day: when they would be told; today unless given
        :return date: or None where nothing is too late
        """
        if self.kind != "birthday":
            return None
        day = day or self.program_id._get_local_time().date()
        return day - timedelta(days=LATEST_BIRTHDAY_DAYS)

    def _open_upcoming(self):
        return open_action(
            self.env,
            "pos_customer_loyalty.points_program_mail_upcoming_action",
            domain=[("program_mail_id", "in", self.ids)],
        )

    @api.model
    def _cron_find(self):
        """Find the events of today, and commit those of each e-mail."""
        self._find_all(self.env["ir.cron"]._commit_progress)

    @api.model
    def _find_all(self, after_each=None):
        """Find the events of today, once a day and not at night.

        :param after_each: commits what an e-mail has found, and is called with 1
        """
        mails = self.sudo().search([("is_on", "=", True), ("program_id.active", "=", True)])
        for mail in mails.filtered(lambda mail: mail._is_due()):
            mail._find_events()
            if after_each:
                after_each(1)

    def _is_due(self):
        """Whether nobody has looked for the events of this day, and it is a decent hour."""
        today = self.program_id._get_local_time().date()
        is_new = not self.done_on or self.done_on < today
        return is_new and self.program_id._is_time_for_mails()

    def _find_events(self):
        """Let the events of today be a mailing, which is sent soon.

        :return: the ``customer.mailing``; none where nothing happened
        """
        today = self.program_id._get_local_time().date()
        mailing = self._start_mailing(today)
        events = self._in_company()._get_events_query(today)
        count = self.env["customer.mailing.recipient"]._add(mailing, events)
        self.sudo().done_on = today
        if not count:
            mailing.unlink()
            return mailing.browse()
        mailing.state = "running"
        mailing._send_soon()
        return mailing

    def _start_mailing(self, today):
        mail = self.with_context(lang=self.company_id.partner_id.lang)
        return (
            self.env["customer.mailing"]
            .sudo()
            .create(
                {
                    "name": f"{mail.display_name} {format_date(mail.env, today)}",
                    "company_id": self.company_id.id,
                    "template_id": self.template_id.id,
                    "program_mail_id": self.id,
                }
            )
        )

    def _in_company(self):
        """This e-mail in its company with all branches, whose sales count."""
        company = self.company_id
        branches = self.env["res.company"].sudo().search([("id", "child_of", company.ids)])
        ids = [company.id, *(branches - company).ids]
        return self.sudo().with_context(allowed_company_ids=ids)

    def _get_events_query(self, day):
        """Events that are due on a day, those of missed days included, and were not told yet.

        :param date day: in the time zone of the program
        :return SQL: rows of ``partner_id``, ``event`` and ``due``
        """
        self.ensure_one()
        self.env.flush_all()
        return SQL(
            """
            SELECT DISTINCT e.partner_id, e.event, e.due
              FROM (%(events)s) e JOIN res_partner p ON p.id = e.partner_id
             WHERE p.active AND p.points_excluded IS NOT TRUE
               AND COALESCE(p.type, 'contact') = 'contact' AND e.due <= %(day)s
               AND NOT EXISTS (SELECT FROM customer_mailing_recipient r
                                WHERE r.program_mail_id = %(mail)s
                                  AND r.partner_id = e.partner_id AND r.event = e.event)
            """,
            events=getattr(self, f"_get_{self.kind}_query")(day),
            day=day,
            mail=self.id,
        )
