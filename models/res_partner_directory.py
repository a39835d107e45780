from odoo import api, models
from odoo.tools import SQL

#: Of which query the directory takes a figure to sort by it.
SORTED_BY = {
    "turnover_year": "_get_turnover_query",
    "turnover_total": "_get_turnover_query",
    "visits_year": "_get_turnover_query",
    "visits_total": "_get_turnover_query",
    "last_visit": "_get_turnover_query",
    "account_balance": "_get_account_query",
    "credit_note_total": "_get_credit_notes_query",
    "points_balance": "_get_points_query",
    "points_next_expiry": "_get_points_query",
}
DAYS = ("last_visit", "points_next_expiry")


class ResPartner(models.Model):
    """The directory of customers, sorted by their figures: in one query, however many there are."""

    _inherit = "res.partner"

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name not in SORTED_BY:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        self.env.flush_all()
        figures = SQL("(%s)", getattr(self, SORTED_BY[field_name])())
        join = query.make_alias(alias, SORTED_BY[field_name])
        on = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(join, "id"))
        query.add_join("LEFT JOIN", join, figures, on)
        figure = SQL.identifier(join, field_name)
        if field_name in DAYS:
            # Who never came is the last in either direction.
            return SQL("%s %s NULLS LAST", figure, direction)
        return SQL("COALESCE(%s, 0) %s", figure, direction)
