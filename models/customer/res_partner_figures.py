import operator

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import limits
from ..common.for_readers import for_readers_of

CASHIER = "point_of_sale.group_pos_user"
#: The figures that customers are filtered and sorted by, with the queries that have them.
FIGURES = {
    "turnover_year": "_get_turnover_query",
    "turnover_total": "_get_turnover_query",
    "visits_year": "_get_turnover_query",
    "visits_total": "_get_turnover_query",
    "last_visit": "_get_turnover_query",
    "last_purchase": "_get_turnover_query",
    "average_basket": "_get_turnover_query",
    "account_balance": "_get_account_query",
    "credit_note_total": "_get_credit_notes_query",
    "points_balance": "_get_points_query",
    "points_next_expiry": "_get_points_query",
}
#: The figures that are days, which a customer may have none of.
DAYS = ("last_visit", "last_purchase", "points_next_expiry")
COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def search_figure(name):
    """The search method of a figure's field."""

    @for_readers_of(name)
    def search(partners, comparison, value):
        by_kind = partners._search_day if name in DAYS else partners._search_number
        return by_kind(name, comparison, value)

    return search


class ResPartner(models.Model):
    """The figures of a customer, in the current company and its branches, as they are now.

    Nothing is stored here: each group of figures is one query, which computes the fields of a
    page of customers and finds those whom a filter asks for.
    """

    _inherit = "res.partner"

    @api.model
    def _get_figure_query(self, name):
        """Rows of ``id`` and figures, the one of this name among them."""
        return getattr(self, FIGURES[name])()

    @api.model
    def _search_number(self, name, comparison, value):
        """Customers whose figure compares so; those who have no row have the figure 0.

        :param str name: the figure
        :return Domain:
        """
        compare = COMPARISONS.get(comparison)
        if not compare:
            return NotImplemented
        value = value or 0
        label = self._fields[name]._description_string(self.env)
        limits.check_number(self.env, value, limits.MOST_AMOUNT, label)
        # A sale of this transaction counts, written or not.
        self.env.flush_all()
        found = SQL(
            "(SELECT id FROM (%s) figures WHERE (COALESCE(%s, 0) %s %s) %s)",
            self._get_figure_query(name),
            SQL.identifier(name),
            SQL(comparison),
            value,
            # Whoever has no row is found by leaving the others out.
            SQL("IS NOT TRUE" if compare(0, value) else "IS TRUE"),
        )
        return Domain("id", "not in" if compare(0, value) else "in", found)

    @api.model
    def _search_day(self, name, comparison, value):
        """Customers whose day compares so; ``False`` is that there is none."""
        if comparison in ("in", "not in") and len(value) == 1:
            # Odoo asks so whether there is a day at all.
            (value,) = value
            comparison = "=" if comparison == "in" else "!="
        if comparison not in COMPARISONS:
            return NotImplemented
        self.env.flush_all()
        column = SQL.identifier(name)
        condition = SQL("%s IS NOT NULL", column)
        if value:
            condition = SQL("%s %s %s", column, SQL(comparison), value)
        query = self._get_figure_query(name)
        found = SQL("(SELECT id FROM (%s) days WHERE %s)", query, condition)
        return Domain("id", "not in" if not value and comparison == "=" else "in", found)

    def _fill_figures(self, names, query):
        """Give each customer these figures.

        :param names: the fields
        :param SQL query: rows of ``id`` and figures; who has no row has nothing
        """
        rows = self._read_figure_rows(query)
        for partner in self:
            row = rows.get(partner._origin.id, {})
            for name in names:
                partner[name] = row.get(name) if name in DAYS else float(row.get(name) or 0)

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
            "last_purchase",
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
        days = {name: fields.Date.to_string(values[name]) or False for name in DAYS}
        return {**values, **days}
