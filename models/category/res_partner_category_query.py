import datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, frozendict, ormcache

from .res_partner_category_condition import CONDITIONS

#: Where the figures of a customer come from, and how each is summed up.
SUMS = {
    "turnover": SQL("sum(t.amount)"),
    "visits": SQL("sum(t.visits)"),
    "last_visit": SQL("max(t.day)"),
    "last_purchase": SQL("max(t.day)"),
}
#: Figures with a period of so many days.
PERIODS = ("turnover", "visits", "earned")
#: The days that count for a figure which is a day and not a sum over a period.
DAYS = {
    "last_visit": SQL("t.visits > 0"),
    "last_purchase": SQL("(t.visits > 0 OR t.invoices > 0)"),
}


class ResPartnerCategory(models.Model):
    """Conditions as SQL: one statement says in which automatic categories customers belong.

    A *scope* says which customers a statement is about: a function that makes a condition on a
    column with their ids.
    """

    _inherit = "res.partner.category"

    @ormcache()
    def _get_automatic(self):
        """The automatic categories as plain values, read once per registry.

        :return tuple: a ``frozendict`` each, from the lowest level to the highest
        """
        categories = self.sudo().search(
            [("is_automatic", "=", True), ("issue", "=", False)], order="sequence, id"
        )
        return tuple(category._to_plain() for category in categories)

    def _forget_automatic(self):
        """Have the conditions read again, now and once more after COMMIT: until then another
        thread may read the old ones."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def _to_plain(self, default_company=None):
        """This category's conditions as plain values.

        :param default_company: whose figures count where the category does not say so yet
        """
        self.ensure_one()
        values = {name: self[name] for name in CONDITIONS}
        company = self.company_id or default_company or self.company_id
        root = company.root_id
        companies = self.env["res.company"].sudo().search([("id", "child_of", root.ids)])
        return frozendict(
            values,
            id=self.id,
            names=frozendict(self._fields["name"]._get_stored_translations(self) or {}),
            country_id=self.country_id.id,
            company_id=company.id,
            company_ids=tuple(companies.ids) if root else (),
            is_tier=self.is_tier,
            is_filled=self.is_filled,
        )

    @api.model
    def _get_scope(self, partners):
        return lambda column: SQL("%s = ANY(%s)", column, partners.ids)

    @api.model
    def _get_customers_query(self, categories, scope, columns):
        """Active customers with what categories ask of them.

        :param categories: plain values, see ``_to_plain``
        :param scope: which customers
        :param columns: a function from the SQL of the figures by their names to further columns
        :return SQL: a query for ``id`` and the columns
        """
        figures = self._get_figures(categories)
        sales = [figure for figure in figures if figure[0] in SUMS]
        points = [figure for figure in figures if figure[0] == "points"]
        earned = [figure for figure in figures if figure[0] == "earned"]
        return SQL(
            """
            SELECT p.id, %(columns)s
              FROM res_partner p
              JOIN res_partner commercial ON commercial.id = p.commercial_partner_id
              %(sales)s %(points)s %(earned)s
             WHERE p.active AND %(scope)s
            """,
            columns=columns(
                self._name_figures(sales, "sales")
                | self._name_figures(points, "points")
                | self._name_figures(earned, "earned")
            ),
            sales=self._join_sales(sales, scope),
            points=self._join_points(points, scope),
            earned=self._join_earned(earned, scope),
            scope=scope(SQL("p.id")),
        )

    @api.model
    def _get_figures(self, categories):
        """The figures that categories ask for: kind, company and days, each once."""
        figures = {}
        for category in categories:
            for kind in SUMS:
                if category[f"{kind}_test"]:
                    figures[self._get_figure(category, kind)] = None
            for kind in ("points", "earned"):
                if category[f"{kind}_least"]:
                    figures[self._get_figure(category, kind)] = None
        return list(figures)

    @api.model
    def _get_figure(self, category, kind):
        days = category[f"{kind}_days"] if kind in PERIODS else 0
        return kind, category["company_id"], days

    @api.model
    def _name_figures(self, figures, table):
        return {
            figure: SQL("%s.%s", SQL.identifier(table), SQL.identifier(f"f{number}"))
            for number, figure in enumerate(figures)
        }

    @api.model
    def _join_sales(self, figures, scope):
        """The figures of sales; a day counts as a visit when its rows add up to one."""
        if not figures:
            return SQL()
        columns = [
            SQL(
                "%s FILTER (WHERE t.company_id = %s AND %s) AS %s",
                SUMS[kind],
                company_id,
                DAYS[kind] if kind in DAYS else SQL("t.day > %s", self._days_ago(days)),
                SQL.identifier(f"f{number}"),
            )
            for number, (kind, company_id, days) in enumerate(figures)
        ]
        return SQL(
            """
            LEFT JOIN (
                SELECT t.partner_id, %(columns)s
                  FROM (SELECT partner_id, company_id, day, sum(amount) AS amount,
                               sum(visits) AS visits, sum(invoices) AS invoices
                          FROM customer_turnover
                         WHERE %(scope)s AND company_id = ANY(%(companies)s)
                         GROUP BY partner_id, company_id, day) t
                 GROUP BY t.partner_id
            ) sales ON sales.partner_id = p.id
            """,
            columns=SQL(", ").join(columns),
            scope=scope(SQL("partner_id")),
            companies=list({company_id for _kind, company_id, _days in figures}),
        )

    @api.model
    def _join_points(self, figures, scope):
        if not figures:
            return SQL()
        columns = [
            SQL(
                "sum(a.balance) FILTER (WHERE program.company_id = %s) AS %s",
                company_id,
                SQL.identifier(f"f{number}"),
            )
            for number, (_kind, company_id, _days) in enumerate(figures)
        ]
        return SQL(
            """
            LEFT JOIN (
                SELECT h.partner_id, %(columns)s
                  FROM (%(holders)s) h JOIN points_account a ON a.id = h.id
                  JOIN points_program program ON program.id = a.program_id
                 WHERE %(scope)s GROUP BY h.partner_id
            ) points ON points.partner_id = p.id
            """,
            holders=self.env["points.account"]._get_holders_query(),
            columns=SQL(", ").join(columns),
            scope=scope(SQL("h.partner_id")),
        )

    @api.model
    def _join_earned(self, figures, scope):
        """Points that purchases of a period gave, whatever became of them since.

        A return takes back what was asked for, also where the balance had not so many. Where the
        customer of a sale was corrected, its points were earned by the right one, on the day of
        the sale. A merge moves the account, so its transfers tell nothing of purchases.
        """
        if not figures:
            return SQL()
        columns = [
            SQL(
                "sum(e.points) FILTER (WHERE program.company_id = %s AND e.date >= %s) AS %s",
                company_id,
                self._days_ago(days - 1),
                SQL.identifier(f"f{number}"),
            )
            for number, (_kind, company_id, days) in enumerate(figures)
        ]
        return SQL(
            """
            LEFT JOIN (
                SELECT h.partner_id, %(columns)s
                  FROM (%(holders)s) h JOIN points_account a ON a.id = h.id
                  JOIN points_program program ON program.id = a.program_id
                  JOIN LATERAL (
                        SELECT date, asked AS points FROM points_entry
                         WHERE account_id = a.id AND date >= %(first)s
                           AND kind IN ('earn', 'clawback')
                         UNION ALL
                        SELECT sale.date, moved.points
                          FROM points_entry moved
                          JOIN points_entry sale ON sale.order_id = moved.order_id
                                                AND sale.kind = 'earn'
                         WHERE moved.account_id = a.id AND moved.kind = 'transfer'
                           AND moved.order_id IS NOT NULL
                       ) e ON TRUE
                 WHERE %(scope)s AND program.company_id = ANY(%(companies)s)
                 GROUP BY h.partner_id
            ) earned ON earned.partner_id = p.id
            """,
            holders=self.env["points.account"]._get_holders_query(),
            columns=SQL(", ").join(columns),
            first=self._days_ago(max(days for *_figure, days in figures) - 1),
            scope=scope(SQL("h.partner_id")),
            companies=list({company_id for _kind, company_id, _days in figures}),
        )

    @api.model
    def _get_condition(self, category, figures, scope, measured=True):
        """Whether a customer belongs in a category.

        :param category: plain values
        :param dict figures: the SQL of each figure
        :param bool measured: with what a tier is reached by, see ``_get_measures``
        :return SQL: a condition on ``p``, the customer, and the figures
        """
        parts = self._get_plain_conditions(category)
        measures = self._get_measures(category)
        for kind in ("turnover", "visits"):
            if category[f"{kind}_test"] and (measured or kind not in measures):
                parts.append(self._compare(category, kind, figures))
        for kind in ("points", "earned"):
            if category[f"{kind}_least"] and measured:
                value = figures[self._get_figure(category, kind)]
                parts.append(SQL("COALESCE(%s, 0) >= %s", value, category[f"{kind}_least"]))
        for kind in DAYS:
            if category[f"{kind}_test"]:
                parts.append(self._compare_day(category, kind, figures))
        if category["domain"]:
            parts.append(SQL("p.id IN (%s)", self._get_domain_query(category, scope)))
        return SQL(" AND ").join(parts)

    @api.model
    def _get_plain_conditions(self, category):
        """What the contact itself says. The counter's customer takes no part."""
        parts = [SQL("p.points_excluded IS NOT TRUE AND COALESCE(p.type, 'contact') = 'contact'")]
        if category["company_ids"]:
            companies = list(category["company_ids"])
            parts.append(SQL("(p.company_id IS NULL OR p.company_id = ANY(%s))", companies))
        if category["customer_kind"]:
            professional = SQL("commercial.is_company IS TRUE")
            is_private = category["customer_kind"] == "private"
            parts.append(SQL("NOT %s", professional) if is_private else professional)
        if category["created_days"]:
            since = self._days_ago(category["created_days"] - 1)
            parts.append(SQL("p.customer_since >= %s", since))
        if category["birthday_month"]:
            month = fields.Date.today().month
            parts.append(SQL("EXTRACT(month FROM p.birthday) = %s", month))
        return parts + self._get_place_conditions(category)

    @api.model
    def _get_place_conditions(self, category):
        parts = []
        if category["country_id"]:
            parts.append(SQL("p.country_id = %s", category["country_id"]))
        if category["zip_prefixes"]:
            prefixes = [self._to_prefix(text) for text in self._split(category["zip_prefixes"])]
            parts.append(SQL("upper(replace(p.zip, ' ', '')) LIKE ANY(%s)", prefixes))
        if category["cities"]:
            cities = [text.lower() for text in self._split(category["cities"])]
            parts.append(SQL("lower(btrim(p.city)) = ANY(%s)", cities))
        return parts

    @api.model
    def _to_prefix(self, text):
        """What LIKE finds that begins with a text."""
        text = text.replace(" ", "").upper()
        for special in "\\%_":
            text = text.replace(special, f"\\{special}")
        return f"{text}%"

    @api.model
    def _compare(self, category, kind, figures):
        value = SQL("COALESCE(%s, 0)", figures[self._get_figure(category, kind)])
        least, most = category[f"{kind}_least"], category[f"{kind}_most"]
        return {
            "least": lambda: SQL("%s >= %s", value, least),
            "most": lambda: SQL("%s <= %s", value, most),
            "between": lambda: SQL("%s BETWEEN %s AND %s", value, least, most),
        }[category[f"{kind}_test"]]()

    @api.model
    def _compare_day(self, category, kind, figures):
        value = figures[self._get_figure(category, kind)]
        day = self._days_ago(category[f"{kind}_days"])
        long_ago = category[f"{kind}_test"] == "least"
        return SQL(
            "COALESCE(%s <= %s, FALSE)" if long_ago else "COALESCE(%s >= %s, FALSE)", value, day
        )

    @api.model
    def _get_domain_query(self, category, scope):
        """The customers that a domain finds, as the user who has set it sees them."""
        record = self.browse(category["id"]).sudo()
        Partner = record._get_domain_partners(record.sudo().domain_user_id)
        query = Partner._search(record._parse_domain() & Domain("active", "=", True))
        query.add_where(scope(SQL.identifier("res_partner", "id")))
        return query.select()

    @api.model
    def _days_ago(self, days):
        """The day that was so many days before today, in UTC as the days of sales are."""
        return fields.Date.today() - datetime.timedelta(days)

    @api.model
    def _get_measures(self, category):
        """What a tier is reached by: ``turnover``, ``visits``, ``points`` and ``earned`` ones, at
        least.

        There is no way to nothing: from 0 is a condition like others.
        """
        kinds = [
            kind
            for kind in ("turnover", "visits")
            if category[f"{kind}_test"] in ("least", "between") and category[f"{kind}_least"] > 0
        ]
        return kinds + [kind for kind in ("points", "earned") if category[f"{kind}_least"]]
