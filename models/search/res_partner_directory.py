from odoo import api, models
from odoo.tools import SQL

from ..customer.res_partner_figures import DAYS, FIGURES


class ResPartner(models.Model):
    """The directory of customers, sorted by their figures: in one query, however many there are."""

    _inherit = "res.partner"

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name not in FIGURES:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        self.env.flush_all()
        figures = SQL("(%s)", self._get_figure_query(field_name))
        join = query.make_alias(alias, FIGURES[field_name])
        on = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(join, "id"))
        query.add_join("LEFT JOIN", join, figures, on)
        figure = SQL.identifier(join, field_name)
        if field_name in DAYS:
            # Who never came is the last in either direction.
            return SQL("%s %s NULLS LAST", figure, direction)
        return SQL("COALESCE(%s, 0) %s", figure, direction)
