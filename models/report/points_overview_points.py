from bisect import bisect_right
from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...points.breakage import count_months
from ...points.periods import get_months, get_weeks
from .overview_scope import KINDS, TAKEN

#: A longer period is shown by month.
MOST_DAYS_BY_WEEK = 100


class PointsOverview(models.AbstractModel):
    """Points: what came and went, what is owed, what expires."""

    _inherit = "points.overview"

    @api.model
    def _read_points(self, scope):
        moved = self._read_movements(scope)
        balances = dict(self.env.execute_query(self._get_balances_query(scope)))
        lots = self.env.execute_query(self._get_lots_query(scope))
        owed = {} if scope.is_partial else self._get_owed(scope, moved, balances)
        return {
            "figures": {
                "now": self._get_flow(scope, scope.days, moved, owed),
                "before": self._get_flow(scope, scope.before, moved, owed),
            },
            "flow": self._get_steps(scope, moved),
            "liability": [] if scope.is_partial else self._get_line(scope, owed),
            "ageing": [] if scope.is_partial else self._get_ageing(scope, lots),
        }

    # What came and went

    @api.model
    def _read_movements(self, scope):
        """Points since the period before began.

        :return dict: points by day, then by program and kind
        """
        moved = defaultdict(dict)
        for program, kind, day, points in self.env.execute_query(self._get_movements_query(scope)):
            moved[day][program, kind] = points
        return moved

    @api.model
    def _get_movements_query(self, scope):
        return SQL(
            """
            SELECT e.program_id, e.kind, (e.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                   sum(e.points)
              FROM points_entry e %(of_shops)s
             WHERE e.program_id = ANY(%(programs)s) AND e.date >= %(since)s AND e.points <> 0
             GROUP BY 1, 2, 3
            """,
            tz=scope.tz,
            of_shops=self._get_shops_join(scope),
            programs=scope.programs.ids,
            since=scope.get_start(scope.before.first),
        )

    @api.model
    def _get_shops_join(self, scope):
        if not scope.is_partial:
            return SQL()
        return SQL(
            "JOIN pos_order o ON o.id = e.order_id AND o.config_id = ANY(%s)", scope.shops.ids
        )

    @api.model
    def _get_flow(self, scope, days, moved, owed):
        """The figures of a period.

        :param dict owed: points at the end of each day by program; empty where only some points
            are looked at
        """
        totals = self._add_up(moved, days)
        points = {name: self._get_sum(totals, name) for name in KINDS}
        kept = points["earned"] - points["taken_back"]
        value = scope.get_value(self._get_by_program(totals, KINDS["spent"], -1))
        held = owed.get(days.last)
        return {
            **points,
            "expired": None if scope.is_partial else points["expired"],
            "value_spent": value,
            "redemption_rate": points["spent"] / kept if kept > 0 else None,
            "outstanding": None if held is None else sum(held.values()),
            "liability": None if held is None else scope.get_value(held),
        }

    @api.model
    def _get_sum(self, totals, name):
        sign = -1 if name in TAKEN else 1
        return sum(self._get_by_program(totals, KINDS[name], sign).values())

    @api.model
    def _add_up(self, moved, days):
        """Points by program and kind, of some days."""
        totals = defaultdict(int)
        for day, points in moved.items():
            if days.first <= day <= days.last:
                for key, number in points.items():
                    totals[key] += number
        return totals

    @api.model
    def _get_by_program(self, totals, kinds, sign):
        points = defaultdict(int)
        for (program, kind), number in totals.items():
            if kind in kinds:
                points[program] += sign * number
        return points

    @api.model
    def _get_steps(self, scope, moved):
        """Points by kind in each week, or month, of the period."""
        starts = self._get_step_starts(scope)
        kinds = defaultdict(lambda: [0] * len(starts))
        for day, points in moved.items():
            if scope.days.first <= day <= scope.days.last:
                for (_program, kind), number in points.items():
                    kinds[kind][bisect_right(starts, day) - 1] += number
        return {
            "step": "week" if self._is_by_week(scope) else "month",
            "days": [day.isoformat() for day in starts],
            "kinds": dict(kinds),
        }

    @api.model
    def _is_by_week(self, scope):
        return scope.days.count <= MOST_DAYS_BY_WEEK

    @api.model
    def _get_step_starts(self, scope):
        return get_weeks(scope.days) if self._is_by_week(scope) else self._get_months_of(scope.days)

    @api.model
    def _get_months_of(self, days):
        """Where the months of a period begin; the first one perhaps in its middle."""
        return [days.first, *get_months(days.last, count_months(*days))]

    # What is owed

    @api.model
    def _get_balances_query(self, scope):
        return SQL(
            "SELECT program_id, sum(balance) FROM points_account"
            " WHERE program_id = ANY(%s) GROUP BY 1",
            scope.programs.ids,
        )

    @api.model
    def _get_owed(self, scope, moved, balances):
        """What customers had at the end of the days that are asked for: what they have now,
        without what came since. So no entry before the period is read.

        :return dict: points by program, by day
        """
        held = {program.id: balances.get(program.id, 0) for program in scope.programs}
        wanted = {scope.days.last, scope.before.last, *self._get_ends(scope.days)}
        owed = {}
        for day in sorted(wanted | set(moved), reverse=True):
            if day in wanted:
                owed[day] = dict(held)
            for (program, _kind), points in moved.get(day, {}).items():
                held[program] -= points
        return owed

    @api.model
    def _get_ends(self, days):
        """The day before a period, and the last days of its weeks."""
        starts = get_weeks(days)
        return [start - timedelta(days=1) for start in starts] + [days.last]

    @api.model
    def _get_line(self, scope, owed):
        return [
            {
                "day": day.isoformat(),
                "points": sum(owed[day].values()),
                "value": scope.get_value(owed[day]),
            }
            for day in self._get_ends(scope.days)
        ]

    # What expires

    @api.model
    def _get_lots_query(self, scope):
        return SQL(
            """
            SELECT a.program_id, date_trunc('month', l.expires_on)::date, sum(l.points)
              FROM points_lot l JOIN points_account a ON a.id = l.account_id
             WHERE a.program_id = ANY(%s) AND l.points > 0
             GROUP BY 1, 2 ORDER BY 2, 1
            """,
            scope.programs.ids,
        )

    @api.model
    def _get_ageing(self, scope, lots):
        """Open points by the month in which they expire, as they are today."""
        months = defaultdict(dict)
        for program, month, points in lots:
            months[month][program] = points
        return [
            {
                "month": month and month.isoformat(),
                "points": sum(points.values()),
                "value": scope.get_value(points),
            }
            for month, points in months.items()
        ]
