from odoo import models

from ...points.rules import to_json


class PosOrder(models.Model):
    """What a till computes from how many points returned goods take back, before they do."""

    _inherit = "pos.order"

    def _prepare_points_to_take(self):
        """What is known of the points of this sale, see ``static/src/points/returned_sale.js``.

        :return dict: False when nobody has them any more
        """
        holder = self._get_points_holder()
        account = holder.account_id and holder.account_id._get_current()
        if not account.partner_id:
            return False
        given = self._get_points_given()
        credited, amount = self._get_credited()
        return {
            "account": account.id,
            "balance": account.balance,
            "stops_at_zero": account.program_id._get_plan().stop_at_zero,
            "given": given,
            "taken": self._get_points_taken(),
            "left": holder._get_points_left(),
            "lines": [
                to_json(line._to_sold(given, credited[line]))
                for line in self.lines
                if line.qty > 0 and not line.refunded_orderline_id
            ],
            "total": self._get_units_sold(),
            "amount": amount,
            "recompute": self._prepare_sale_to_return(given),
        }

    def _prepare_sale_to_return(self, given):
        """The sale of a program that computes the points of the goods kept anew, or False.

        :param dict given: points that the sale gave, by the uuid of the line
        """
        sale = self._get_sale_to_recompute()
        if not sale:
            return False
        paid_in_points, _money = self._get_returnable_units()
        return {
            **sale,
            "terms": to_json(sale["terms"]),
            "returned": self._get_returned_by_line(),
            "paid_in_points": paid_in_points,
            "least": self._get_least_kept(given, sale),
        }
