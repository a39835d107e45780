from odoo import fields, models
from odoo.tools import SQL


class PointsProgramMailUpcoming(models.Model):
    """Who receives an automatic e-mail by tomorrow: what ``points.program.mail`` finds for it."""

    _name = "points.program.mail.upcoming"
    _description = "Upcoming Automatic Email"
    _auto = False
    _order = "program_mail_id, id"
    _rec_name = "partner_id"

    program_mail_id = fields.Many2one("points.program.mail", "Automatic Email", readonly=True)
    program_id = fields.Many2one("points.program", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    email = fields.Char(related="partner_id.email")
    due = fields.Date("Date of the Event", readonly=True)
    bonus_points = fields.Integer("Bonus", readonly=True, aggregator=None)
    reason = fields.Selection(
        selection=lambda self: (
            self.env["customer.mailing.recipient"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        string="Left Out",
        readonly=True,
        help="Why this customer receives no email. A bonus is credited nevertheless.",
    )

    @property
    def _table_query(self):
        mails = (
            self.env["points.program.mail"]
            .sudo()
            .search([("is_on", "=", True), ("program_id.active", "=", True)])
        )
        queries = [self._get_upcoming_query(mail) for mail in mails]
        nothing = SQL(
            "SELECT 0 AS program_mail_id, 0 AS program_id, 0 AS partner_id, NULL::date AS due, "
            "0 AS bonus_points, '' AS reason WHERE FALSE"
        )
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY program_mail_id, due, partner_id) AS id, u.*
              FROM (%s) u
            """,
            SQL(" UNION ALL ").join([nothing, *queries]),
        )

    def _get_upcoming_query(self, mail):
        mail = mail._in_company()
        tomorrow = mail.program_id._get_tomorrow()
        recipients = self.env["customer.mailing.recipient"]
        return SQL(
            """
            SELECT %(mail)s, %(program)s, r.partner_id, r.due, %(bonus)s, %(reason)s
              FROM (%(events)s) r JOIN res_partner p ON p.id = r.partner_id
            """,
            mail=mail.id,
            program=mail.program_id.id,
            bonus=mail.bonus_points,
            reason=recipients._get_reason(
                mail.template_id.consent_purpose or mail._get_purpose(),
                mail.company_id,
                mail._get_latest_day(tomorrow),
            ),
            events=mail._get_events_query(tomorrow),
        )
