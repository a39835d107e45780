from datetime import timedelta

from odoo import fields, models

from ...points.periods import get_start


class PointsProgram(models.Model):
    """Where revenue that is deferred for points is posted."""

    _inherit = "points.program"

    deferral_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        copy=False,
        domain=[("type", "=", "general")],
        help="Journal of the draft entries that defer revenue for points.",
    )
    deferral_revenue_account_id = fields.Many2one(
        "account.account",
        "Revenue Account",
        check_company=True,
        copy=False,
        domain=[("account_type", "in", ("income", "income_other"))],
        help="Account that is reduced by the share of sales that stands for points. A separate "
        "account keeps it apart from sales.",
    )
    deferral_liability_account_id = fields.Many2one(
        "account.account",
        "Deferred Revenue Account",
        check_company=True,
        copy=False,
        domain=[("account_type", "=", "liability_current")],
        help="Account for the points that customers have not redeemed yet.",
    )

    def _get_midnight(self, day):
        """When a day begins at the shops.

        :param date day: in the time zone of the program
        :return datetime: in UTC
        """
        self.ensure_one()
        return get_start(day, self.tz)

    def _get_period(self, before, last):
        """When the days after a closing begin, and when those until the next one end.

        :param date before: the closing before
        :param date last: the next one
        :return tuple: the program's id and two moments in UTC, see ``points.entry._get_movements``
        """
        day = timedelta(days=1)
        return self.id, self._get_midnight(before + day), self._get_midnight(last + day)

    def _get_rate_at(self, moment):
        """The exchange rate at a moment.

        :param datetime moment: in UTC
        :return Rate: the rate
        """
        spending = self._get_plan_at(moment).spending
        return spending.rate if spending else self._get_rate()
