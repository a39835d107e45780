from odoo import api, models
from odoo.tools import SQL

from ...points.periods import MONTHS_OF_A_YEAR, get_months, shift
from ..sale.pos_order import PAID_STATES

#: Customers of a list.
MOST_CUSTOMERS = 10


class PointsOverview(models.AbstractModel):
    """Sales at the point of sale: who bought, how often, for how much.

    Orders count as everywhere in this module: paid ones, returns below zero, and a visit is an
    order that sells something, see ``customer_turnover_of_order()``. The purchases of customers
    who share an account are those of its holder.
    """

    _inherit = "points.overview"

    @api.model
    def _read_sales(self, scope):
        self.env.cr.execute(self._get_sales_query(scope))
        (row,) = self.env.cr.dictfetchall()
        (members,) = self.env.execute_query(self._get_members_count_query(scope))
        return {
            "figures": {
                "now": self._get_sales_figures(row, "now", *members[:2]),
                "before": self._get_sales_figures(row, "before", *members[2:]),
            },
            "top": self._name_customers(row["top"]),
            "away": self._name_customers(row["away"]),
            "away_count": row["away_count"],
        }

    @api.model
    def _get_sales_figures(self, row, period, members, new_members):
        row = {name[: -len(period) - 1]: row[name] for name in row if name.endswith(f"_{period}")}
        others = {
            "amount": row["turnover"] - row["member_turnover"],
            "visits": row["visits"] - row["member_visits"],
        }
        return {
            "members": members,
            "new_members": new_members,
            "came": row["came"],
            "turnover": float(row["turnover"]),
            "named_share": self._divide(row["named_turnover"], row["turnover"]),
            "basket_members": self._divide(row["member_turnover"], row["member_visits"]),
            "basket_others": self._divide(others["amount"], others["visits"]),
            "visits_members": self._divide(row["member_visits"], row["came"]),
            "visits_others": self._divide(row["other_visits"], row["others_came"]),
        }

    @api.model
    def _divide(self, part, whole):
        return float(part / whole) if whole and whole > 0 else None

    # Members

    @api.model
    def _get_members_query(self, scope):
        """Rows of ``id`` and ``since``: customers with an account of their own, and since when."""
        return SQL(
            """
            SELECT a.partner_id AS id, min(a.create_date) AS since FROM points_account a
             WHERE a.program_id = ANY(%s) AND a.partner_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM res_partner p
                                WHERE p.id = a.partner_id AND p.points_partner_id IS NOT NULL)
             GROUP BY 1
            """,
            scope.programs.ids,
        )

    @api.model
    def _get_members_count_query(self, scope):
        counts = [
            SQL(
                "count(*) FILTER (WHERE since < %s),"
                " count(*) FILTER (WHERE since >= %s AND since < %s)",
                end,
                start,
                end,
            )
            for start, end in map(scope.get_bounds, (scope.days, scope.before))
        ]
        members = self._get_members_query(scope)
        return SQL("SELECT %s FROM (%s) member", SQL(", ").join(counts), members)

    # Orders

    @api.model
    def _get_sales_query(self, scope):
        """One row of all that is added up, from one pass over the orders since the first day that
        is asked for."""
        year, away = scope.get_days_of_a_year(), scope.get_days_away()
        since = min(scope.before.first, year.first)
        return SQL(
            """
            WITH member AS (%(members)s),
            customer AS MATERIALIZED (
                SELECT COALESCE(p.points_partner_id, o.partner_id) AS id, %(columns)s
                  FROM pos_order o
                  LEFT JOIN res_partner p ON p.id = o.partner_id AND p.points_partner_id IS NOT NULL
                 WHERE o.state IN %(states)s AND o.config_id = ANY(%(shops)s)
                   AND o.date_order >= %(since)s AND o.date_order < %(end)s
                 GROUP BY 1),
            known AS MATERIALIZED (
                SELECT c.*, m.since < %(now_end)s AS is_member_now,
                       m.since < %(before_end)s AS is_member_before
                  FROM customer c LEFT JOIN member m ON m.id = c.id)
            SELECT %(totals)s,
                   count(*) FILTER (WHERE %(stays_away)s) AS away_count,
                   (SELECT jsonb_agg(jsonb_build_array(id, amount_now, visits_now))
                      FROM (SELECT * FROM known WHERE id IS NOT NULL AND amount_now > 0
                             ORDER BY amount_now DESC, id LIMIT %(most)s) best) AS top,
                   (SELECT jsonb_agg(jsonb_build_array(
                               id, amount_year, visits_year,
                               (last_visit AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date))
                      FROM (SELECT * FROM known WHERE %(stays_away)s
                             ORDER BY amount_year DESC, id LIMIT %(most)s) best) AS away
              FROM known
            """,
            tz=scope.tz,
            members=self._get_members_query(scope),
            columns=SQL(", ").join(self._get_customer_columns(scope)),
            states=PAID_STATES,
            shops=scope.shops.ids,
            since=scope.get_start(since),
            end=scope.get_start(scope.days.end),
            now_end=scope.get_start(scope.days.end),
            before_end=scope.get_start(scope.before.end),
            totals=SQL(", ").join(map(self._get_totals, ("now", "before"))),
            stays_away=SQL(
                "id IS NOT NULL AND visits_year > 0 AND last_visit < %s",
                scope.get_start(away.first),
            ),
            most=MOST_CUSTOMERS,
        )

    @api.model
    def _get_customer_columns(self, scope):
        """What is added up for each customer: amounts and visits of both periods and the year."""
        visit = self.env["pos.order"]._is_visit_sql()
        periods = {"now": scope.days, "before": scope.before, "year": scope.get_days_of_a_year()}
        for name, days in periods.items():
            start, end = scope.get_bounds(days)
            within = SQL("o.date_order >= %s AND o.date_order < %s", start, end)
            yield SQL(
                "COALESCE(sum(%s) FILTER (WHERE %s), 0) AS %s",
                self._get_amount_sql(),
                within,
                SQL.identifier(f"amount_{name}"),
            )
            yield SQL(
                "count(*) FILTER (WHERE %s AND %s) AS %s",
                within,
                visit,
                SQL.identifier(f"visits_{name}"),
            )
        yield SQL("max(o.date_order) FILTER (WHERE %s) AS last_visit", visit)

    @api.model
    def _get_amount_sql(self):
        """The total of the order ``o`` in the currency of the company. Nearly all have it in that
        currency, and a division of each would take longer than all the rest."""
        return SQL(
            """CASE WHEN COALESCE(o.currency_rate, 0) IN (0, 1) THEN o.amount_total
                    ELSE o.amount_total / o.currency_rate::numeric END"""
        )

    @api.model
    def _get_totals(self, period):
        names = {
            name: SQL.identifier(f"{name}_{period}")
            for name in (
                "amount",
                "visits",
                "is_member",
                "turnover",
                "named_turnover",
                "member_turnover",
                "member_visits",
                "came",
                "other_visits",
                "others_came",
            )
        }
        other = SQL("%(visits)s > 0 AND id IS NOT NULL AND %(is_member)s IS NOT TRUE", **names)
        return SQL(
            """
            COALESCE(sum(%(amount)s), 0) AS %(turnover)s,
            COALESCE(sum(%(amount)s) FILTER (WHERE id IS NOT NULL), 0) AS %(named_turnover)s,
            COALESCE(sum(%(amount)s) FILTER (WHERE %(is_member)s), 0) AS %(member_turnover)s,
            COALESCE(sum(%(visits)s), 0) AS %(visits)s,
            COALESCE(sum(%(visits)s) FILTER (WHERE %(is_member)s), 0) AS %(member_visits)s,
            count(*) FILTER (WHERE %(is_member)s AND %(visits)s > 0) AS %(came)s,
            COALESCE(sum(%(visits)s) FILTER (WHERE %(other)s), 0) AS %(other_visits)s,
            count(*) FILTER (WHERE %(other)s) AS %(others_came)s
            """,
            other=other,
            **names,
        )

    @api.model
    def _name_customers(self, rows):
        """Rows of the best customers, as plain values."""
        partners = self.env["res.partner"].sudo().browse(row[0] for row in rows or [])
        names = {partner.id: partner.display_name for partner in partners.exists()}
        return [
            {
                "id": id_,
                "name": names.get(id_, ""),
                "amount": float(amount),
                "visits": visits,
                "last_visit": last_visit[0] if last_visit else False,
            }
            for id_, amount, visits, *last_visit in rows or []
        ]

    # Cohorts

    @api.model
    def _read_cohorts(self, scope):
        """Of the customers who first bought in a month, how many came again in each later one."""
        months = get_months(scope.days.last, MONTHS_OF_A_YEAR)
        found = {}
        for first, month, customers in self.env.execute_query(self._get_cohorts_query(scope)):
            found[first, month] = customers
        return [
            {
                "month": first.isoformat(),
                "customers": found.get((first, first), 0),
                "came": [found.get((first, month), 0) for month in months if month >= first],
            }
            for first in months
        ]

    @api.model
    def _get_cohorts_query(self, scope):
        """Rows of the month of the first visit, another month, and how many came then."""
        first = shift(scope.days.last.replace(day=1), 1 - MONTHS_OF_A_YEAR)
        of_shops = SQL(
            "o.state IN %s AND o.config_id = ANY(%s) AND %s",
            PAID_STATES,
            scope.shops.ids,
            self.env["pos.order"]._is_visit_sql(),
        )
        return SQL(
            """
            WITH first AS MATERIALIZED (
                SELECT o.partner_id, min(o.date_order) AS at FROM pos_order o
                 WHERE %(of_shops)s AND o.partner_id IS NOT NULL AND o.date_order < %(end)s
                 GROUP BY 1 HAVING min(o.date_order) >= %(since)s),
            visit AS (
                SELECT DISTINCT o.partner_id, %(first_month)s AS first, %(month)s AS month
                  FROM first JOIN pos_order o USING (partner_id)
                 WHERE %(of_shops)s AND o.date_order >= %(since)s AND o.date_order < %(end)s)
            SELECT first, month, count(*) FROM visit GROUP BY 1, 2
            """,
            first_month=self._get_month_sql(scope, SQL("first.at")),
            month=self._get_month_sql(scope, SQL("o.date_order")),
            of_shops=of_shops,
            since=scope.get_start(first),
            end=scope.get_start(scope.days.end),
        )

    @api.model
    def _get_month_sql(self, scope, moment):
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, scope.tz
        )
