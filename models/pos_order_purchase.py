from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .pos_order_line import PAID_STATES

PURCHASES_PER_PAGE = 10


class PosOrder(models.Model):
    """What a customer bought, for the sheet at the till."""

    _inherit = "pos.order"

    @api.model
    def _get_purchases(self, partner, company, before_id=False, limit=PURCHASES_PER_PAGE):
        """A page of a customer's paid orders, newest first.

        :param partner: the customer
        :param company: the company whose shops are asked
        :param int before_id: the order after which the page begins
        :param int limit: orders on a page
        :return tuple: the orders, and whether there are more
        """
        domain = Domain(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("state", "in", PAID_STATES),
            ]
        )
        if before_id:
            domain &= self._get_before_domain(before_id)
        orders = self.search(domain, order="date_order DESC, id DESC", limit=limit + 1)
        return orders[:limit], len(orders) > limit

    @api.model
    def _get_before_domain(self, order_id):
        """Orders that come after one where the newest is first."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s, %s) < (SELECT date_order, id FROM pos_order WHERE id = %s)",
                SQL.identifier(alias, "date_order"),
                SQL.identifier(alias, "id"),
                order_id,
            )
        )

    def _read_purchase(self, sold):
        """An order, as the sheet at the till shows it.

        :param sold: the products that the till sells
        """
        self.ensure_one()
        return {
            "id": self.id,
            "date": self.date_order,
            "shop": self.config_id.name,
            "total": self.amount_total,
            "currency_id": self.currency_id.id,
            "lines": [line._read_purchase(sold) for line in self.lines if not line.combo_parent_id],
        }
