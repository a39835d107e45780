from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ...points.deferral import WHOLE, Period, get_allocated, get_breakage, get_deferred
from ..common.opening import open_action

#: The columns of the movement, with the kinds of entries that they add up.
COLUMNS = {
    "earned": ("earn",),
    "spent": ("redeem", "restore"),
    "taken_back": ("clawback",),
    "expired": ("expire",),
    "adjusted": ("adjust",),
    "bonus": ("bonus",),
    "taken_over": ("opening",),
    "transferred": ("transfer",),
}
ENTRIES = "pos_customer_loyalty.points_entry_action"


class PointsLiability(models.TransientModel):
    """What a program owes in points at a closing date, and how it came to that since the one
    before."""

    _name = "points.liability"
    _description = "Points Liability"
    _inherit = ["points.input.mixin"]
    _order = "program_id, id"
    _rec_name = "program_id"

    program_id = fields.Many2one("points.program", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    closing_before = fields.Date("Previous Closing", required=True, readonly=True)
    closing_on = fields.Date("Closing Date", required=True, readonly=True)
    opening = fields.Integer(
        "Opening Points", compute="_compute_movement", help="Points at the previous closing."
    )
    earned = fields.Integer(compute="_compute_movement", help="Points earned on purchases.")
    spent = fields.Integer(
        "Redeemed", compute="_compute_movement", help="Points redeemed, less those refunded."
    )
    taken_back = fields.Integer(
        compute="_compute_movement", help="Points taken back for returned products."
    )
    expired = fields.Integer(compute="_compute_movement")
    adjusted = fields.Integer(compute="_compute_movement")
    bonus = fields.Integer(compute="_compute_movement")
    taken_over = fields.Integer(
        "Opening Balances", compute="_compute_movement", help="Points brought in from elsewhere."
    )
    transferred = fields.Integer(
        compute="_compute_movement",
        help="Points moved between customers: 0 in total, unless one half was not posted.",
    )
    closing = fields.Integer(
        "Closing Points",
        compute="_compute_movement",
        help="Opening points and all movements. Each entry counts on the day it was posted, so "
        "that a closing never changes afterwards.",
    )
    late = fields.Integer(
        "Posted Later",
        compute="_compute_movement",
        help="Points of events up to the closing date that were posted after it, such as an order "
        "made offline. They are movements of the next period.",
    )
    value = fields.Monetary(
        compute="_compute_deferral",
        help="Closing points at the exchange rate of the closing date.",
    )
    breakage = fields.Float(
        "Expected Breakage (%)",
        digits=(5, 2),
        compute="_compute_breakage",
        store=True,
        readonly=False,
        help="Share of points that will never be redeemed. By default, the share that expired of "
        "all points whose last day has passed.",
    )
    sales_untaxed = fields.Monetary(
        "Sales, Tax Excluded",
        compute="_compute_deferral",
        help="Orders of the period that earned points, less returns and credit notes that took "
        "points back.",
    )
    sales_total = fields.Monetary("Sales, Tax Included", compute="_compute_deferral")
    earned_net = fields.Integer(
        "Points of These Sales",
        compute="_compute_movement",
        help="Points earned, less those taken back.",
    )
    allocated = fields.Monetary(
        "Share of Sales",
        compute="_compute_deferral",
        help="Share of the sales of the period that stands for their points.",
    )
    liability = fields.Monetary(
        compute="_compute_deferral", help="Revenue to be deferred at the closing date."
    )

    @api.constrains("breakage")
    def _check_breakage_is_a_share(self):
        if any(not 0 <= row.breakage <= 100 for row in self):
            raise ValidationError(
                self.env._("The expected breakage must be between 0 and 100 %. Correct it.")
            )

    @api.constrains("closing_before", "closing_on")
    def _check_days_are_over(self):
        for row in self:
            today = row.program_id._get_plan().get_local_date(fields.Datetime.now())
            row._check_days(row.closing_before, row.closing_on, today)

    @api.depends("program_id", "closing_before", "closing_on")
    def _compute_movement(self):
        movements = self.env["points.entry"].sudo()._get_movements(self._get_periods())
        for row, found in zip(self, movements, strict=True):
            row.opening = found.get("balance", 0)
            for name, kinds in COLUMNS.items():
                row[name] = sum(found.get(kind, 0) for kind in kinds)
            row.closing = row.opening + sum(row[name] for name in COLUMNS)
            row.late = found.get("late", 0)
            row.earned_net = row.earned + row.taken_back - found.get("bonus_taken_back", 0)

    @api.depends("program_id", "closing_on")
    def _compute_breakage(self):
        found = self.env["points.entry"].sudo()._get_breakages(self._get_periods())
        for row, points in zip(self, found, strict=True):
            share = get_breakage(points.get("expired", 0), points.get("spent", 0))
            row.breakage = share * 100 / WHOLE

    @api.depends("program_id", "closing_before", "closing_on", "breakage")
    def _compute_deferral(self):
        sales = self.env["points.entry"].sudo()._get_sales(self._get_periods())
        for row, found in zip(self, sales, strict=True):
            unit = 10**row.currency_id.decimal_places
            period = row._get_deferral_period(found.get("untaxed", 0), found.get("total", 0))
            row.sales_untaxed, row.sales_total = period.untaxed / unit, period.total / unit
            row.value = period.rate.value(row.closing) / unit
            row.allocated = get_allocated(period) / unit
            row.liability = get_deferred(row.closing, period) / unit

    def action_view_entries(self):
        """Show the entries behind a figure.

        :return dict: the action; the column is named by ``points_column`` in the context
        :raises AccessError: when the program is not for the user
        """
        self.ensure_one()
        self._check_access_to_named("read")
        column = self.env.context.get("points_column")
        domain = self._get_entries_domain(column if isinstance(column, str) else "closing")
        return open_action(self.env, ENTRIES, display_name=self._get_title(), domain=domain)

    @api.model
    def _check_days(self, before, last, today):
        """:raises ValidationError: when a closing is not possible yet, or not in this order"""
        if before >= last:
            raise ValidationError(
                self.env._("The previous closing must be before the closing date. Change one.")
            )
        if last >= today:
            raise ValidationError(
                self.env._(
                    "%(day)s is not over yet. Choose an earlier closing date.",
                    day=format_date(self.env, last),
                )
            )

    def _get_periods(self):
        """The periods of these rows, see ``points.entry._get_movements``. They are read with all
        rights: whose programs these are is checked here."""
        self.program_id.check_access("read")
        return [row.program_id._get_period(row.closing_before, row.closing_on) for row in self]

    def _get_deferral_period(self, untaxed, total):
        _program, _since, until = self.program_id._get_period(self.closing_before, self.closing_on)
        return Period(
            rate=self.program_id._get_rate_at(until - timedelta(seconds=1)),
            breakage=min(max(round(self.breakage * WHOLE / 100), 0), WHOLE),
            untaxed=untaxed,
            total=total,
            earned=self.earned_net,
        )

    def _get_entries_domain(self, column):
        _program, since, until = self.program_id._get_period(self.closing_before, self.closing_on)
        domain = [("program_id", "=", self.program_id.id)]
        if column == "opening":
            return [*domain, ("posted_on", "<", since)]
        if column == "late":
            return [*domain, ("date", "<", until), ("posted_on", ">=", until)]
        domain.append(("posted_on", "<", until))
        if column in COLUMNS:
            return [*domain, ("posted_on", ">=", since), ("kind", "in", COLUMNS[column])]
        return domain

    def _get_title(self):
        return self.env._(
            "%(program)s, %(day)s",
            program=self.program_id.name,
            day=format_date(self.env, self.closing_on),
        )
