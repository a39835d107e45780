from odoo import models
from odoo.tools import SQL


class PointsEntry(models.Model):
    """The ledger as an accountant closes it.

    An entry counts on the day on which it was posted: what arrives later belongs to a later period,
    and what was closed once stays as it was.
    """

    _inherit = "points.entry"

    def _get_movements(self, periods):
        """What the entries of some periods moved, in one statement.

        :param list periods: tuples of a program's id, and the beginning and the end, in UTC
        :return list[dict]: for each period, points by kind; ``balance`` of before it, ``late``:
            points of events until its end that were posted after it, and ``bonus_taken_back``: of
            those taken back, what no purchase had earned
        """
        kinds = self._fields["kind"].get_values(self.env)
        return self._read_periods(
            periods,
            SQL(
                """
                SELECT p.row, %(kinds)s,
                       sum(e.points) FILTER (WHERE e.posted_on < p.since) AS balance,
                       sum(e.points) FILTER (WHERE e.date < p.until AND e.posted_on >= p.until)
                           AS late,
                       sum(CASE WHEN e.kind = 'clawback' AND e.posted_on >= p.since
                                     AND e.posted_on < p.until
                                THEN (SELECT e.points FROM points_entry b
                                       WHERE b.id = e.origin_id AND b.kind = 'bonus') END)
                           AS bonus_taken_back
                  FROM period p JOIN points_entry e ON e.program_id = p.program_id
                 GROUP BY p.row
                """,
                kinds=SQL(", ").join(
                    SQL(
                        """sum(e.points) FILTER (WHERE e.kind = %s AND e.posted_on >= p.since
                                                   AND e.posted_on < p.until) AS %s""",
                        kind,
                        SQL.identifier(kind),
                    )
                    for kind in kinds
                ),
            ),
        )

    def _get_breakages(self, periods):
        """What became of points whose last day has passed before the last day of a period.

        Those that are there again because their goods came back count on their new last day.

        :param list periods: as for ``_get_movements``
        :return list[dict]: for each period, points that ``expired`` and that were ``spent``
        """
        return self._read_periods(
            periods,
            SQL(
                """
                SELECT p.row,
                       sum(-(m.value->>1)::int) FILTER (WHERE e.kind = 'expire') AS expired,
                       sum(-(m.value->>1)::int) FILTER (WHERE e.kind <> 'expire') AS spent
                  FROM period p
                  JOIN points_entry e ON e.program_id = p.program_id AND e.posted_on < p.until
                   AND e.kind IN ('redeem', 'restore', 'expire')
                 CROSS JOIN jsonb_array_elements(e.movements) m
                 WHERE CASE jsonb_typeof(m.value->0) WHEN 'array' THEN m.value->0->>0
                       ELSE m.value->>0 END::date < p.last_day
                 GROUP BY p.row
                """
            ),
        )

    def _get_sales(self, periods):
        """The sales that gave points in some periods, less returns and credit notes that took some.

        :param list periods: as for ``_get_movements``
        :return list[dict]: for each period what they came to, ``untaxed`` and ``total``, in the
            currency's smallest unit
        """
        return self._read_periods(
            periods,
            SQL(
                """
                SELECT row, sum(round(untaxed * unit)) AS untaxed, sum(round(total * unit)) AS total
                  FROM (SELECT DISTINCT p.row, p.unit, o.id,
                               (o.amount_total - o.amount_tax) / r.rate AS untaxed,
                               o.amount_total / r.rate AS total
                          FROM earned p JOIN pos_order o ON o.id = p.order_id
                         CROSS JOIN LATERAL (
                               SELECT COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric AS rate) r
                         WHERE p.move_id IS NULL
                         UNION ALL
                        SELECT p.row, p.unit, m.id,
                               sign(sum(p.asked)) * abs(m.amount_untaxed_signed),
                               sign(sum(p.asked)) * abs(m.amount_total_signed)
                          FROM earned p JOIN account_move m ON m.id = p.move_id
                         GROUP BY p.row, p.unit, m.id) sale
                 GROUP BY row
                """
            ),
            SQL(
                """
                , earned AS (
                    SELECT p.row, p.unit, e.order_id, e.asked,
                           (e.detail->>'credit_note')::int AS move_id
                      FROM period p
                      JOIN points_entry e ON e.program_id = p.program_id
                       AND e.kind IN ('earn', 'clawback')
                       AND e.posted_on >= p.since AND e.posted_on < p.until)
                """
            ),
        )

    def _read_periods(self, periods, query, further=None):
        if not periods:
            return []
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH period AS (
                    SELECT v.*,
                           (v.until AT TIME ZONE 'UTC' AT TIME ZONE g.tz)::date - 1 AS last_day,
                           10 ^ COALESCE(ceil(-log(c.rounding)), 0) AS unit
                      FROM (VALUES %(periods)s) v (row, program_id, since, until)
                      JOIN points_program g ON g.id = v.program_id
                      JOIN res_company r ON r.id = g.company_id
                      JOIN res_currency c ON c.id = r.currency_id) %(further)s
                %(query)s
                """,
                periods=SQL(", ").join(
                    SQL("(%s, %s, %s::timestamp, %s::timestamp)", row, *period)
                    for row, period in enumerate(periods)
                ),
                further=further or SQL(),
                query=query,
            )
        )
        found = {row.pop("row"): row for row in rows}
        return [
            {name: int(value or 0) for name, value in found.get(row, {}).items()}
            for row in range(len(periods))
        ]
