from calendar import isleap
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

#: Days that a server may stand still: what happened meanwhile is told afterwards.
CATCH_UP_DAYS = 7
#: A tier that a customer comes back to is news again after so many days.
TIER_DAYS = 365


class PointsProgramMail(models.Model):
    """The events of each kind, as rows of ``partner_id``, ``event`` and ``due``, its date.

    The name of an event is what makes it the same one: a customer has no two of the same name.
    """

    _inherit = "points.program.mail"

    def _get_first_day(self, day):
        """The first day whose events are still told on a day."""
        return max(self.since or day, day - timedelta(days=CATCH_UP_DAYS))

    def _get_welcome_query(self, day):
        """A customer's first account in the program. Who joins a household has been there, and so
        has a contact that another one with points was merged into."""
        return SQL(
            """
            SELECT * FROM (
                SELECT a.partner_id, 'welcome' AS event,
                       (min(a.create_date) AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS due
                  FROM points_account a JOIN res_partner m ON m.id = a.partner_id
                 WHERE a.program_id = %(program)s AND m.points_partner_id IS NULL
                 GROUP BY a.partner_id) w
             WHERE w.due >= %(first)s
            """,
            tz=self.program_id.tz,
            program=self.program_id.id,
            first=self._get_first_day(day),
        )

    def _get_expiring_query(self, day):
        """The day on which points of a customer expire first. Where lots expire day after day,
        one message tells of those of half the period."""
        return SQL(
            """
            SELECT a.partner_id, min(l.expires_on)::text AS event, %(day)s::date AS due
              FROM points_lot l JOIN points_account a ON a.id = l.account_id
             WHERE a.program_id = %(program)s AND l.points > 0
               AND l.expires_on BETWEEN %(day)s AND %(last)s
               AND NOT EXISTS (SELECT FROM customer_mailing_recipient r
                                WHERE r.program_mail_id = %(mail)s AND r.partner_id = a.partner_id
                                  AND r.due > %(told)s)
             GROUP BY a.partner_id
            """,
            day=day,
            program=self.program_id.id,
            last=day + timedelta(days=self.days),
            mail=self.id,
            told=day - timedelta(days=(self.days + 1) // 2),
        )

    def _get_birthday_query(self, day):
        """Birthdays of customers who have points in the program, or share them."""
        days = self._get_days_of_the_year(day)
        return SQL(
            """
            SELECT p.id AS partner_id, to_char(d.day, 'YYYY') AS event, d.day AS due
              FROM unnest(%(texts)s::text[], %(days)s::date[]) d (text, day)
              JOIN res_partner p ON to_char(p.birthday, 'MM-DD') = d.text
              JOIN (%(holders)s) h ON h.partner_id = p.id
              JOIN points_account a ON a.id = h.id
             WHERE a.program_id = %(program)s AND a.merged_into_id IS NULL
            """,
            texts=[text for text, _day in days],
            days=[day for _text, day in days],
            holders=self.env["points.account"]._get_holders_query(),
            program=self.program_id.id,
        )

    def _get_days_of_the_year(self, day):
        """The days whose birthdays are told on a day, as texts of month and day.

        Who was born on 29 February has the birthday on the 28th of other years: it stays in its
        month, as in the filters of the directory.

        :return list[tuple]: texts, each with the day of the birthday
        """
        first = self._get_first_day(day)
        days = [first + timedelta(days=number) for number in range((day - first).days + 1)]
        texts = [(f"{one:%m-%d}", one) for one in days]
        return texts + [
            ("02-29", one)
            for one in days
            if (one.month, one.day) == (2, 28) and not isleap(one.year)
        ]

    def _get_tier_query(self, day):
        """The highest tier that a customer has entered. Neither the first evaluation of a tier nor
        one who comes back, or down, within a year is news."""
        return SQL(
            """
            SELECT m.partner_id, m.category_id || '/' || m.since AS event, m.since AS due
              FROM customer_category_membership m
              JOIN res_partner_category c ON c.id = m.category_id
             WHERE NOT m.kept_out AND c.is_tier AND c.active AND c.is_filled
               AND (c.company_id IS NULL OR c.company_id = %(company)s)
               AND m.since > COALESCE(c.filled_on, '-infinity') AND m.since >= %(first)s
               AND EXISTS (SELECT FROM (%(holders)s) h JOIN points_account a ON a.id = h.id
                            WHERE h.partner_id = m.partner_id AND a.program_id = %(program)s)
               AND NOT EXISTS (
                    SELECT FROM customer_category_membership o
                      JOIN res_partner_category higher ON higher.id = o.category_id
                     WHERE o.partner_id = m.partner_id AND NOT o.kept_out AND higher.is_tier
                       AND higher.active
                       AND (higher.company_id IS NULL OR higher.company_id = %(company)s)
                       AND (higher.sequence, higher.id) > (c.sequence, c.id))
               AND NOT EXISTS (
                    SELECT FROM customer_mailing_recipient r
                      JOIN res_partner_category told
                        ON told.id::text = split_part(r.event, '/', 1)
                     WHERE r.program_mail_id = %(mail)s AND r.partner_id = m.partner_id
                       AND r.due > m.since - %(year)s
                       AND (told.sequence, told.id) >= (c.sequence, c.id))
            """,
            company=self.company_id.id,
            first=self._get_first_day(day),
            holders=self.env["points.account"]._get_holders_query(),
            program=self.program_id.id,
            mail=self.id,
            year=TIER_DAYS,
        )

    def _get_sleeping_query(self, day):
        """The last purchase of a customer, after so many days without one."""
        asleep = timedelta(days=self.days)
        return SQL(
            """
            SELECT t.id AS partner_id, t.last_purchase::text AS event,
                   t.last_purchase + %(days)s AS due
              FROM (%(turnover)s) t
             WHERE t.last_purchase BETWEEN %(first)s AND %(last)s
               AND EXISTS (SELECT FROM (%(holders)s) h JOIN points_account a ON a.id = h.id
                            WHERE h.partner_id = t.id AND a.program_id = %(program)s)
            """,
            days=self.days,
            turnover=self.env["res.partner"]._get_turnover_query(),
            first=self._get_first_day(day) - asleep,
            last=day - asleep,
            holders=self.env["points.account"]._get_holders_query(),
            program=self.program_id.id,
        )
