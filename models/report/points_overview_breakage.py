from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...points.breakage import get_curve, get_loss
from ...points.periods import MONTHS_OF_A_YEAR, get_months, shift

#: So many months before they expire points are looked at; older ones lose as much as those.
MOST_MONTHS = 24


class PointsOverview(models.AbstractModel):
    """Breakage: what expired of the points of each month, and what open ones will lose likewise."""

    _inherit = "points.overview"

    @api.model
    def _read_breakage(self, scope):
        if scope.is_partial:
            return None
        lots = self.env.execute_query(self._get_lots_query(scope))
        past = self.env.execute_query(self._get_due_query(scope))
        curves = self._get_curves(scope, lots, past)
        lost = defaultdict(int)
        for program, month, points in lots:
            if month:
                lost[program] += get_loss(curves.get(program), points, month, scope.today)
        is_known = any(curves.values())
        return {
            "months": list(self._get_due_months(scope, past)),
            "points": sum(lost.values()) if is_known else None,
            "value": scope.get_value(lost) if is_known else None,
        }

    @api.model
    def _get_due_query(self, scope):
        """Points that were to expire in each of the twelve months before this one: what came to
        such lots and left them, by the months that were to go.

        Entries of before are not read: what was open then is what left afterwards.
        """
        this_month = scope.today.replace(day=1)
        first = shift(this_month, -MONTHS_OF_A_YEAR)
        return SQL(
            """
            SELECT program_id, (due || '-01')::date, at, kind,
                   sum(points) FILTER (WHERE points > 0), sum(points)
              FROM (SELECT e.program_id, e.kind, left(lot.expires, 7) AS due,
                           (m.value->>1)::int AS points,
                           -- So many months have begun: much quicker than the month itself.
                           width_bucket(e.date, %(starts)s::timestamp[]) AS at
                      FROM points_entry e, jsonb_array_elements(e.movements) m,
                           -- A lot that counts from a day on is named by both of its days.
                           LATERAL (SELECT CASE jsonb_typeof(m.value->0)
                                           WHEN 'array' THEN m.value#>>'{0,0}'
                                           ELSE m.value->>0 END) lot (expires)
                     WHERE e.program_id = ANY(%(programs)s) AND e.date >= %(since)s
                       AND jsonb_typeof(e.movements) = 'array'
                       AND lot.expires >= %(first)s AND lot.expires < %(end)s) moved
             GROUP BY program_id, due, at, kind
            """,
            programs=scope.programs.ids,
            starts=[scope.get_start(month) for month in self._get_months_read(scope)],
            since=scope.get_start(self._get_months_read(scope)[0]),
            first=first.isoformat(),
            end=this_month.isoformat(),
        )

    @api.model
    def _get_months_read(self, scope):
        """The months whose entries are read; this one is the last."""
        return get_months(scope.today, 1 + MONTHS_OF_A_YEAR + self._get_longest(scope))

    @api.model
    def _get_longest(self, scope):
        """So many months before they expire points of these programs come."""
        expiring = scope.programs.filtered(lambda program: program.expiry != "never")
        return min(MOST_MONTHS, max(expiring.mapped("expiry_months"), default=0))

    @api.model
    def _get_curves(self, scope, lots, past):
        """The curve of each program.

        :param list lots: open points; those that were to expire have not left yet
        """
        months_read = self._get_months_read(scope)
        late = {(program, month): points for program, month, points in lots if month}
        by_program = defaultdict(lambda: defaultdict(list))
        for program, month, at, kind, came, moved in past:
            by_program[program][month].append((months_read[at - 1], kind, came or 0, moved))
        return {
            program: get_curve(
                (month, late.get((program, month), 0), steps) for month, steps in months.items()
            )
            for program, months in by_program.items()
        }

    @api.model
    def _get_due_months(self, scope, past):
        """Of the points that were to expire in each month: how many did, how many were spent."""
        months = get_months(shift(scope.today, -1), MONTHS_OF_A_YEAR)
        due = {month: {"expire": 0, "redeem": 0, "restore": 0} for month in months}
        for _program, month, _at, kind, _came, moved in past:
            if kind in due[month]:
                due[month][kind] -= moved
        for month, points in due.items():
            expired, spent = points["expire"], points["redeem"] + points["restore"]
            share = expired / (expired + spent) if expired and expired + spent > 0 else 0.0
            yield {"month": month.isoformat(), "expired": expired, "spent": spent, "share": share}
