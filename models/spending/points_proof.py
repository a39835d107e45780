from odoo import api, models
from odoo.tools import SQL

from ...points.chain import Misfit
from ...points.guards import get_functions
from ..common.script import read_sql

#: How many orders a proof names, which nobody reads one by one beyond that.
MOST_ORDERS_NAMED = 20


class PointsProof(models.Model):
    """What was paid in points is what the ledger spent, and what came back is what it gave back."""

    _inherit = "points.proof"

    @api.model
    def _check_orders_are_settled(self):
        """Ask what PostgreSQL asks at each COMMIT for the orders of that one, for all orders.

        Whoever has its triggers switched off, or makes another method one of points, is not
        asked there. What other functions than those of this module would answer counts for
        nothing: the check of the guards names them.

        :raises Misfit: that names the oldest orders that do not fit
        """
        functions = get_functions(read_sql("models/spending/pos_order.sql"))
        if not functions.items() <= self._get_installed_functions().items():
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT order_id FROM points_unspent_orders()
                 UNION SELECT order_id FROM points_unreturned_orders()
                 ORDER BY 1 LIMIT %s
                """,
                MOST_ORDERS_NAMED,
            )
        )
        if rows:
            raise Misfit("unsettled", orders=[order_id for (order_id,) in rows])

    def _get_sentences_on_orders(self):
        """What is wrong with orders beside the ledger, by the codes of :class:`Misfit`."""
        return {
            "unsettled": self.env._(
                "what was paid in points is not what the points ledger says, for %(orders)s. "
                "Somebody has changed these orders, their payments or their payment methods past "
                "the checks of the server: compare them with the ledger."
            )
        }

    def _show_orders(self, order_ids):
        """Orders by their names, and by their numbers where they are not for the reader."""
        orders = self.env["pos.order"].browse(order_ids).exists()._filtered_access("read")
        names = {order.id: order.name for order in orders}
        return ", ".join(names.get(id_) or f"#{id_}" for id_ in order_ids)
