from odoo import api, models
from odoo.tools import SQL

from ..sale.pos_order import PAID_STATES

PURCHASES_PER_PAGE = 10


class PosOrder(models.Model):
    """What a customer bought, for the sheet at the till."""

    _inherit = "pos.order"

    @api.model
    def _get_purchases(self, partner, company, before_id=False, limit=PURCHASES_PER_PAGE):
        """A page of a customer's paid orders, newest first.

        :param partner: the customer; a company's contacts buy for it
        :param company: the company whose shops are asked
        :param int before_id: the order after which the page begins
        :param int limit: orders on a page
        :return tuple: the orders, and whether there are more
        """
        members = partner._get_members()
        newest = self._get_newest_query(members, company, before_id, limit + 1)
        self.flush_model()
        orders = self.search(
            [("id", "in", newest)], order="date_order DESC, id DESC", limit=limit + 1
        )
        return orders[:limit], len(orders) > limit

    @api.model
    def _get_newest_query(self, members, company, before_id, limit):
        """The newest orders of each customer, as the index has them."""
        before = SQL("TRUE")
        if before_id:
            before = SQL(
                "(date_order, id) < (SELECT date_order, id FROM pos_order WHERE id = %s)",
                before_id,
            )
        return SQL(
            """
            (SELECT newest.id
               FROM unnest(%(members)s::int[]) member (id),
                    LATERAL (
                        SELECT id FROM pos_order
                         WHERE partner_id = member.id AND company_id = %(company)s
                           AND state IN %(states)s AND %(before)s
                         ORDER BY date_order DESC, id DESC LIMIT %(limit)s) newest)
            """,
            members=members.ids,
            company=company.id,
            states=PAID_STATES,
            before=before,
            limit=limit,
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
