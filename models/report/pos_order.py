from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..sale.pos_order import CASHIER


class PosOrder(models.Model):
    """An order that sells something is a visit, also where goods come back in exchange."""

    _inherit = "pos.order"

    is_visit = fields.Boolean(
        "Visit",
        compute="_compute_is_visit",
        search="_search_is_visit",
        groups=CASHIER,
        help="The order sells products, also in exchange for products that are returned.",
    )

    @api.depends("is_pure_return", "lines.qty", "is_refund", "amount_total")
    def _compute_is_visit(self):
        visits = self.search([("id", "in", self.ids), ("is_visit", "=", True)])
        for order in self:
            order.is_visit = order in visits

    def _search_is_visit(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["is_visit"], "read")
        return Domain.OR(
            Domain("id", "in" if wanted else "not in", self._get_visits_query())
            for wanted in map(bool, value)
        )

    @api.model
    def _get_visits_query(self):
        return SQL("(SELECT o.id FROM pos_order o WHERE %s)", self._is_visit_sql())

    @api.model
    def _is_visit_sql(self):
        """Whether the order ``o`` is a visit, as ``customer_turnover_of_order()`` has it."""
        return SQL("NOT COALESCE(o.is_pure_return, o.is_refund OR o.amount_total < 0, false)")
