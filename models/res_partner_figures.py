import operator
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CASHIER = "point_of_sale.group_pos_user"
#: Today is one of them.
DAYS_OF_A_YEAR = 365
MONTHS_OF_A_YEAR = 12
COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class ResPartner(models.Model):
    """The figures of a customer, in the current company and its branches, as they are now.

    A person's turnover is that of their own purchases; a company's has those of its contacts with
    it. The account and the credit notes are those of the company that a contact belongs to, as
    Odoo books them. Nothing is stored here: each group of figures is one query, which computes the
    fields of a page of customers and finds those whom a filter asks for.
    """

    _inherit = "res.partner"

    turnover_year = fields.Monetary(
        "Turnover (12 Months)",
        compute="_compute_turnover",
        search="_search_turnover_year",
        groups=CASHIER,
        help="Sales and invoices of the last 365 days less returns, taxes included.",
    )
    turnover_total = fields.Monetary(
        "Turnover (Total)",
        compute="_compute_turnover",
        search="_search_turnover_total",
        groups=CASHIER,
        help="All sales and invoices less returns, taxes included.",
    )
    visits_year = fields.Integer(
        "Visits (12 Months)",
        compute="_compute_turnover",
        search="_search_visits_year",
        groups=CASHIER,
        help="Sales at the till in the last 365 days.",
    )
    visits_total = fields.Integer(
        "Visits (Total)",
        compute="_compute_turnover",
        search="_search_visits_total",
        groups=CASHIER,
        help="All sales at the till.",
    )
    last_visit = fields.Date(
        compute="_compute_turnover",
        search="_search_last_visit",
        groups=CASHIER,
        help="The day of the last sale at the till.",
    )
    average_basket = fields.Monetary(
        compute="_compute_turnover",
        groups=CASHIER,
        help="Turnover of the last 12 months for each visit.",
    )
    turnover_months = fields.Json(
        "Turnover by Month",
        compute="_compute_turnover_months",
        groups=CASHIER,
        help="The turnover of twelve months, the current one last.",
    )
    account_balance = fields.Monetary(
        compute="_compute_account_balance",
        search="_search_account_balance",
        groups=CASHIER,
        help="What the customer owes: open invoices, and sales on account in tills that are not "
        "closed yet. Below zero, the shop owes it to the customer.",
    )
    credit_note_total = fields.Monetary(
        "Open Credit Notes",
        compute="_compute_credit_note_total",
        search="_search_credit_note_total",
        groups=CASHIER,
        help="What is left of the customer's credit notes.",
    )
    points_value = fields.Monetary(
        "Value of the Points", compute="_compute_points_figures", groups=CASHIER
    )
    points_next_expiry = fields.Date(
        "Points Expire Next",
        compute="_compute_points_figures",
        search="_search_points_next_expiry",
        groups=CASHIER,
    )
    points_next_expiry_points = fields.Integer(
        "Points Expiring Next", compute="_compute_points_figures", groups=CASHIER
    )

    @api.depends_context("company")
    def _compute_turnover(self):
        rows = self._read_figure_rows(self._get_turnover_query(self))
        for partner in self:
            row = rows.get(partner._origin.id, {})
            for name in ("turnover_year", "turnover_total"):
                partner[name] = float(row.get(name) or 0)
            for name in ("visits_year", "visits_total"):
                partner[name] = row.get(name) or 0
            partner.last_visit = row.get("last_visit")
            visits = partner.visits_year
            partner.average_basket = partner.turnover_year / visits if visits > 0 else 0

    @api.depends_context("company")
    def _compute_turnover_months(self):
        rows = self._read_figure_rows(self._get_months_query(self))
        for partner in self:
            amounts = rows.get(partner._origin.id, {}).get("months") or {}
            partner.turnover_months = [
                float(amounts.get(month, 0)) for month in self._get_months_of_a_year()
            ]

    @api.depends_context("company")
    def _compute_account_balance(self):
        rows = self._read_figure_rows(self._get_account_query(self))
        for partner in self:
            row = rows.get(partner._origin.id, {})
            partner.account_balance = float(row.get("account_balance") or 0)

    @api.depends_context("company")
    def _compute_credit_note_total(self):
        rows = self._read_figure_rows(self._get_credit_notes_query(self))
        for partner in self:
            row = rows.get(partner._origin.id, {})
            partner.credit_note_total = float(row.get("credit_note_total") or 0)

    @api.depends("points_account_ids.balance")
    @api.depends_context("company")
    def _compute_points_figures(self):
        for partner in self:
            accounts = partner._get_points_accounts()
            soonest = accounts.filtered("next_expiry").sorted("next_expiry")[:1]
            partner.points_value = sum(accounts.mapped("value"))
            partner.points_next_expiry = soonest.next_expiry
            partner.points_next_expiry_points = soonest.next_expiry_points

    @api.model
    def _search_turnover_year(self, comparison, value):
        return self._search_figure(self._get_turnover_query(), "turnover_year", comparison, value)

    @api.model
    def _search_turnover_total(self, comparison, value):
        return self._search_figure(self._get_turnover_query(), "turnover_total", comparison, value)

    @api.model
    def _search_visits_year(self, comparison, value):
        return self._search_figure(self._get_turnover_query(), "visits_year", comparison, value)

    @api.model
    def _search_visits_total(self, comparison, value):
        return self._search_figure(self._get_turnover_query(), "visits_total", comparison, value)

    @api.model
    def _search_account_balance(self, comparison, value):
        return self._search_figure(self._get_account_query(), "account_balance", comparison, value)

    @api.model
    def _search_credit_note_total(self, comparison, value):
        query = self._get_credit_notes_query()
        return self._search_figure(query, "credit_note_total", comparison, value)

    @api.model
    def _search_last_visit(self, comparison, value):
        return self._search_day(self._get_turnover_query(), "last_visit", comparison, value)

    @api.model
    def _search_points_next_expiry(self, comparison, value):
        return self._search_day(self._get_points_query(), "points_next_expiry", comparison, value)

    @api.model
    def _search_figure(self, query, name, comparison, value):
        """Customers whose figure compares so; those who have no row have the figure 0.

        :param SQL query: rows of ``id`` and figures
        :param str name: the figure
        :return Domain:
        """
        compare = COMPARISONS.get(comparison)
        if not compare:
            return NotImplemented
        # A sale of this transaction counts, written or not.
        self.env.flush_all()
        value = value or 0
        found = SQL(
            "(SELECT id FROM (%s) figures WHERE (COALESCE(%s, 0) %s %s) %s)",
            query,
            SQL.identifier(name),
            SQL(comparison),
            value,
            # Whoever has no row is found by leaving the others out.
            SQL("IS NOT TRUE" if compare(0, value) else "IS TRUE"),
        )
        return Domain("id", "not in" if compare(0, value) else "in", found)

    @api.model
    def _search_day(self, query, name, comparison, value):
        """Customers whose day compares so; ``False`` is that there is none."""
        if comparison in ("in", "not in"):
            # Odoo asks so whether there is a day at all.
            (value,) = value or [False]
            comparison = "=" if comparison == "in" else "!="
        if comparison not in COMPARISONS:
            return NotImplemented
        self.env.flush_all()
        column = SQL.identifier(name)
        condition = SQL("%s IS NOT NULL", column)
        if value:
            condition = SQL("%s %s %s", column, SQL(comparison), value)
        found = SQL("(SELECT id FROM (%s) days WHERE %s)", query, condition)
        return Domain("id", "not in" if not value and comparison == "=" else "in", found)

    def _read_figure_rows(self, query):
        """The rows of a query by customer, with what waits in memory written first."""
        if not self._origin.ids:
            return {}
        self.env.flush_all()
        return {row["id"]: row for row in self.env.execute_query_dict(query)}

    @api.model
    def _get_figure_companies(self):
        """The current company and those of its branches that the user works in."""
        return self.env.companies.filtered(lambda company: self.env.company in company.parent_ids)

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
        ``visits_total`` and ``last_visit``."""
        first = fields.Date.today() - timedelta(days=DAYS_OF_A_YEAR - 1)
        return SQL(
            """
            SELECT owner AS id, sum(amount) AS turnover_total, sum(visits) AS visits_total,
                   sum(amount) FILTER (WHERE day >= %(first)s) AS turnover_year,
                   sum(visits) FILTER (WHERE day >= %(first)s) AS visits_year,
                   max(day) FILTER (WHERE visits > 0) AS last_visit
              FROM (SELECT members.owner, t.day, sum(t.amount) AS amount, sum(t.visits) AS visits
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

    @api.model
    def _get_books_query(self, amounts, partners=None):
        """Amounts of the books added up for all contacts of a commercial entity.

        :param SQL amounts: rows of ``partner_id`` and ``amount``
        """
        return SQL(
            """
            SELECT owner.id, sum(books.amount) AS amount
              FROM res_partner owner
              JOIN res_partner member ON member.commercial_partner_id = owner.commercial_partner_id
              JOIN (%s) books ON books.partner_id = member.id
             WHERE %s GROUP BY owner.id
            """,
            amounts,
            SQL("owner.id = ANY(%s)", partners._origin.ids) if partners else SQL("true"),
        )

    @api.model
    def _get_of_entities(self, column, partners=None):
        """A condition that keeps the books of some customers, so that an index is used."""
        if not partners:
            return SQL("true")
        return SQL(
            """
            %s = ANY(ARRAY(SELECT member.id FROM res_partner owner
                             JOIN res_partner member
                               ON member.commercial_partner_id = owner.commercial_partner_id
                            WHERE owner.id = ANY(%s)))
            """,
            SQL.identifier(*column.split(".")),
            partners._origin.ids,
        )

    @api.model
    def _get_account_query(self, partners=None):
        """Rows of ``id`` and ``account_balance``: receivables that are open, and what is on
        account in sessions that are not booked yet and has no invoice.

        The accounts on which tills wait for their own payments are not the customer's debt.
        """
        amounts = SQL(
            """
            SELECT line.partner_id, line.amount_residual AS amount
              FROM account_move_line line
             WHERE line.account_id = ANY(%(accounts)s) AND line.reconciled IS NOT TRUE
               AND line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
               AND %(of_lines)s
             UNION ALL
            SELECT o.partner_id,
                   payment.amount / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric
              FROM pos_session session
              JOIN pos_payment payment ON payment.session_id = session.id
              JOIN pos_payment_method method ON method.id = payment.payment_method_id
                                            AND method.journal_id IS NULL
              JOIN pos_order o ON o.id = payment.pos_order_id
             WHERE session.state <> 'closed' AND o.state IN ('paid', 'done')
               AND o.account_move IS NULL AND o.company_id = ANY(%(companies)s)
               AND %(of_orders)s
            """,
            accounts=self._get_receivable_accounts().ids,
            companies=self._get_figure_companies().ids,
            of_lines=self._get_of_entities("line.partner_id", partners),
            of_orders=self._get_of_entities("o.partner_id", partners),
        )
        return SQL(
            "SELECT id, amount AS account_balance FROM (%s) books",
            self._get_books_query(amounts, partners),
        )

    @api.model
    def _get_receivable_accounts(self):
        companies = self._get_figure_companies().sudo()
        accounts = self.env["account.account"].sudo()
        methods = self.env["pos.payment.method"].sudo().with_context(active_test=False)
        tills = companies.account_default_pos_receivable_account_id | (
            methods.search([("company_id", "in", companies.ids)]).receivable_account_id
        )
        return accounts.search(
            [("account_type", "=", "asset_receivable"), ("company_ids", "in", companies.ids)]
        ).filtered(lambda account: account not in tills)

    @api.model
    def _get_credit_notes_query(self, partners=None):
        """Rows of ``id`` and ``credit_note_total``: what is left of credit notes."""
        amounts = SQL(
            """
            SELECT move.partner_id, -move.amount_residual_signed AS amount FROM account_move move
             WHERE move.move_type = 'out_refund' AND move.state = 'posted'
               AND move.payment_state IN ('not_paid', 'partial')
               AND move.company_id = ANY(%s) AND %s
            """,
            self._get_figure_companies().ids,
            self._get_of_entities("move.partner_id", partners),
        )
        return SQL(
            "SELECT id, amount AS credit_note_total FROM (%s) books",
            self._get_books_query(amounts, partners),
        )

    @api.model
    def _get_points_query(self):
        """Rows of ``id``, ``points_balance`` and ``points_next_expiry``."""
        return SQL(
            """
            SELECT a.partner_id AS id, sum(a.balance) AS points_balance,
                   min(a.next_expiry) AS points_next_expiry
              FROM points_account a JOIN points_program p ON p.id = a.program_id
             WHERE a.partner_id IS NOT NULL AND a.merged_into_id IS NULL
               AND p.company_id = ANY(%s)
             GROUP BY a.partner_id
            """,
            self._get_points_companies().ids,
        )

    @api.model
    def _get_points_companies(self):
        """Whose programs count: a branch runs the program of its company."""
        return self._get_figure_companies() | self.env.company.sudo().parent_ids

    def _get_points_accounts(self):
        companies = self._get_points_companies()
        return self.points_account_ids.filtered(lambda account: account.company_id in companies)

    def _read_figures(self, company):
        """The figures of one customer, for a till.

        :param company: the ``res.company`` of the till
        :return dict: by field; days as ISO dates, amounts in the company's currency
        """
        self.ensure_one()
        names = [
            "turnover_year",
            "turnover_total",
            "visits_year",
            "visits_total",
            "last_visit",
            "average_basket",
            "turnover_months",
            "account_balance",
            "credit_note_total",
            "points_balance",
            "points_value",
            "points_next_expiry",
            "points_next_expiry_points",
        ]
        (values,) = self.with_company(company).read(names)
        days = {
            name: fields.Date.to_string(values[name]) or False
            for name in ("last_visit", "points_next_expiry")
        }
        return {**values, **days}
