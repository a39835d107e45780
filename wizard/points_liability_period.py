from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..models.common.opening import open_action


class PointsLiabilityPeriod(models.TransientModel):
    """Which closing an accountant looks at."""

    _name = "points.liability.period"
    _description = "Points Liability Period"
    _inherit = ["points.input.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    closing_on = fields.Date(
        "Closing Date",
        required=True,
        default=lambda self: fields.Date.today() + relativedelta(day=1, days=-1),
        help="The day ends at midnight in the time zone of each program. Each entry counts on the "
        "day it was posted: an order that arrives later belongs to a later period, and a closing "
        "never changes.",
    )
    closing_before = fields.Date(
        "Previous Closing",
        required=True,
        compute="_compute_closing_before",
        store=True,
        precompute=True,
        readonly=False,
        help="Movements are those of the days after it. By default, the end of the month before.",
    )

    @api.depends("closing_on")
    def _compute_closing_before(self):
        for period in self:
            first = (period.closing_on or fields.Date.today()).replace(day=1)
            # No day is before the first one of all: it is refused once it is asked for.
            period.closing_before = first - timedelta(days=first > date.min)

    def action_show(self):
        """Show the liability of each program of the company.

        :return dict: the action
        :raises ValidationError: when the closing date is not over yet
        """
        self.ensure_one()
        self._check_access_to_named("read")
        rows = self.env["points.liability"].create(self._prepare_rows())
        return open_action(
            self.env,
            "pos_customer_loyalty.points_liability_action",
            display_name=self._get_title(),
            domain=[("id", "in", rows.ids)],
        )

    def _get_title(self):
        day = format_date(self.env, self.closing_on)
        return self.env._("Points Liability on %(day)s", day=day)

    def _prepare_rows(self):
        programs = self.env["points.program"].with_context(active_test=False)
        found = programs.search([("company_id", "=", self.company_id.id)])
        return [
            {
                "program_id": program.id,
                "closing_before": self.closing_before,
                "closing_on": self.closing_on,
            }
            for program in found
            if program.active or program.account_count
        ]
