from odoo import api, models
from odoo.exceptions import AccessError

from ..common import limits
from ..sale.pos_order import CASHIER


class PosOrder(models.Model):
    """What a till says of points before goods come back."""

    _inherit = "pos.order"

    @api.readonly
    def read_points_to_return(self):
        """What a till computes from how many points come back and are taken back with goods of
        these sales, by the arithmetic of ``static/src/points/returned_sale.js``.

        :return list[dict]: of each sale its ``id``, and what is known of its points: ``to_take``,
            see ``_prepare_points_to_take``, and ``to_restore``, see ``_prepare_points_to_restore``
        :raises AccessError: for who is no user of the point of sale, or may not read an order
        :raises UserError: for too many orders
        """
        if not self.env.user.has_group(CASHIER):
            raise AccessError(self.env._("Only Point of Sale users can return products."))
        limits.check_count(self.env, self.ids, limits.MOST_FOUND)
        self.check_access("read")
        return [
            {
                "id": sale.id,
                "to_take": sale._prepare_points_to_take(),
                "to_restore": sale._prepare_points_to_restore(),
            }
            for sale in self.sudo()
        ]

    def _prepare_points_to_restore(self):
        """What is known of the points that paid for this sale, and of those that paid for what it
        was exchanged for.

        :return dict: False where points paid for nothing; amounts in the smallest unit
        """
        redemptions, origin = self._get_redemptions(), self._get_returned_sales()
        if not redemptions and not origin:
            return False
        return {
            "before": self._get_units_restored(self.browse()),
            "payments": [self._prepare_redemption(entry) for entry in redemptions],
            "origin": origin._prepare_points_to_restore() if origin else False,
        }

    @api.model
    def _prepare_redemption(self, entry):
        """One payment in points, of which a part may have come back.

        :param entry: the ``points.entry`` by which the points were spent
        """
        account = entry.account_id._get_current()
        return {
            "account": account.id,
            # Nobody gets the points of a customer who was erased.
            "points": -entry.points if account.partner_id else 0,
            "amount": entry.detail["amount"],
            "taken": entry._get_reversed_points("restore"),
        }
