from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner_figures import CASHIER, search_figure

#: Today is one of them.
DAYS_OF_A_YEAR = 365
MONTHS_OF_A_YEAR = 12
TURNOVER = (
    "turnover_year",
    "turnover_total",
    "visits_year",
    "visits_total",
    "last_visit",
    "last_purchase",
    "average_basket",
)


class ResPartner(models.Model):
    """How much and how often a customer buys.

    A person's turnover is that of their own purchases; a company's has those of its contacts with
    it. Turnover and the last purchase are of orders at the point of sale and of invoices; visits
    and the average basket of orders at the point of sale alone.
    """

    _inherit = "res.partner"

    turnover_year = fields.Monetary(
        "Turnover (12 Months)",
        compute="_compute_turnover",
        search=search_figure("turnover_year"),
        groups=CASHIER,
        help="Point of sale orders and invoices of the last 365 days minus returns and credit "
        "notes, taxes included.",
    )
    turnover_total = fields.Monetary(
        "Turnover (Total)",
        compute="_compute_turnover",
        search=search_figure("turnover_total"),
        groups=CASHIER,
        help="All point of sale orders and invoices minus returns and credit notes, taxes "
        "included.",
    )
    visits_year = fields.Integer(
        "Visits (12 Months)",
        compute="_compute_turnover",
        search=search_figure("visits_year"),
        groups=CASHIER,
        help="Orders at the point of sale in the last 365 days.",
    )
    visits_total = fields.Integer(
        "Visits (Total)",
        compute="_compute_turnover",
        search=search_figure("visits_total"),
        groups=CASHIER,
        help="All orders at the point of sale.",
    )
    last_visit = fields.Date(
        compute="_compute_turnover",
        search=search_figure("last_visit"),
        groups=CASHIER,
        help="Date of the last order at the point of sale.",
    )
    last_purchase = fields.Date(
        compute="_compute_turnover",
        search=search_figure("last_purchase"),
        groups=CASHIER,
        help="Date of the last order at the point of sale or of the last invoice.",
    )
    average_basket = fields.Monetary(
        compute="_compute_turnover",
        search=search_figure("average_basket"),
        groups=CASHIER,
        help="Point of sale orders of the last 365 days minus returns, divided by the number of "
        "visits. Invoices do not count.",
    )
    turnover_months = fields.Json(
        "Turnover by Month",
        compute="_compute_turnover_months",
        groups=CASHIER,
        help="Point of sale orders and invoices of the last 12 months, ending with the current "
        "one.",
    )

    @api.depends_context("company")
    def _compute_turnover(self):
        self._fill_figures(TURNOVER, self._get_turnover_query(self))

    @api.depends_context("company")
    def _compute_turnover_months(self):
        rows = self._read_figure_rows(self._get_months_query(self))
        for partner in self:
            amounts = rows.get(partner._origin.id, {}).get("months") or {}
            partner.turnover_months = [
                float(amounts.get(month, 0)) for month in self._get_months_of_a_year()
            ]

    @api.model
    def _get_members_query(self, partners=None):
        """Whose purchases count for whom: pairs of ``owner`` and ``member``.

        :param partners: the owners; all customers when it is left out
        """
        of_owners = SQL("owner.id = ANY(%s)", partners._origin.ids) if partners else SQL("true")
        return SQL(
            """
            SELECT owner.id AS owner, owner.id AS member FROM res_partner owner WHERE %(owners)s
             UNION ALL
            SELECT owner.id, member.id FROM res_partner owner
              JOIN res_partner member ON member.commercial_partner_id = owner.id
                                     AND member.id <> owner.id
             WHERE owner.is_company AND %(owners)s
            """,
            owners=of_owners,
        )

    @api.model
    def _get_turnover_query(self, partners=None):
        """Rows of ``id``, ``turnover_year``, ``turnover_total``, ``visits_year``,
        ``visits_total``, ``last_visit``, ``last_purchase`` and ``average_basket``."""
        first = fields.Date.today() - timedelta(days=DAYS_OF_A_YEAR - 1)
        return SQL(
            """
            SELECT owner AS id, sum(amount) AS turnover_total, sum(visits) AS visits_total,
                   sum(amount) FILTER (WHERE day >= %(first)s) AS turnover_year,
                   sum(visits) FILTER (WHERE day >= %(first)s) AS visits_year,
                   max(day) FILTER (WHERE visits > 0) AS last_visit,
                   max(day) FILTER (WHERE visits > 0 OR invoices > 0) AS last_purchase,
                   sum(amount - invoiced) FILTER (WHERE day >= %(first)s)
                   / NULLIF(sum(visits) FILTER (WHERE day >= %(first)s), 0) AS average_basket
              FROM (SELECT members.owner, t.day, sum(t.amount) AS amount, sum(t.visits) AS visits,
                           COALESCE(sum(t.invoiced), 0) AS invoiced, sum(t.invoices) AS invoices
                      FROM (%(members)s) members
                      JOIN customer_turnover t ON t.partner_id = members.member
                     WHERE t.company_id = ANY(%(companies)s)
                     GROUP BY members.owner, t.day) days
             GROUP BY owner
            """,
            first=first,
            members=self._get_members_query(partners),
            companies=self._get_figure_companies().ids,
        )

    @api.model
    def _get_months_of_a_year(self):
        """The first days of twelve months, as ISO dates; the current month is the last."""
        month = fields.Date.today().replace(day=1)
        return [
            (month - relativedelta(months=ago)).isoformat()
            for ago in range(MONTHS_OF_A_YEAR - 1, -1, -1)
        ]

    @api.model
    def _get_months_query(self, partners):
        return SQL(
            """
            SELECT owner AS id, jsonb_object_agg(month, amount) AS months
              FROM (SELECT members.owner, date_trunc('month', t.day)::date AS month,
                           sum(t.amount) AS amount
                      FROM (%(members)s) members
                      JOIN customer_turnover t ON t.partner_id = members.member
                     WHERE t.company_id = ANY(%(companies)s) AND t.day >= %(first)s
                     GROUP BY 1, 2) months
             GROUP BY owner
            """,
            members=self._get_members_query(partners),
            companies=self._get_figure_companies().ids,
            first=self._get_months_of_a_year()[0],
        )
