from collections import defaultdict

from odoo import fields, models

from ...points.returns import get_share_to_take
from ...points.units import to_quantity
from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """Returned goods take back the points that they had given."""

    _inherit = "pos.order"

    is_pure_return = fields.Boolean(
        "Only Returned Products",
        readonly=True,
        copy=False,
        help="The order takes products back and sells none, as its lines say.",
    )

    def _mark_pure_return(self):
        """Decide by its lines whether an order that takes goods back is a purchase, too.

        Neither ``is_refund`` nor the sign of the total tells an exchange from a return. An order
        without goods that come back is not marked: that costs nothing.
        """
        if self.lines.filtered(lambda line: line.qty < 0 or line.refunded_orderline_id):
            self.sudo().is_pure_return = not self._is_purchase()

    def _take_points_back(self):
        """Take back the points of all goods that came back with this order."""
        # The sale may have been made in a shop that the cashier does not see.
        lines = self.sudo().lines.refunded_orderline_id
        for sale, returned_lines in lines.grouped("order_id").items():
            sale._take_points_back_for(self, returned_lines)

    def _take_points_back_for(self, return_order, lines):
        """Take back points that lines of this sale had given.

        :param return_order: the ``pos.order`` with which the goods came back
        :param lines: the ``pos.order.line`` of this sale that did
        """
        entry = self._get_points_holder()
        key = f"order/{return_order.id}/clawback/{self.id}"
        if not entry or entry.search_count([("key", "=", key)]):
            return
        given, taken = self._get_points_given(), self._get_points_taken()
        shares = {
            line: get_share_to_take(
                given[line.uuid], to_quantity(line.qty), line._get_returned(), taken[line.uuid]
            )
            for line in lines
            if given[line.uuid]
        }
        points = sum(shares.values())
        if points:
            entry._claw_back(
                points,
                key=key,
                date=return_order._get_points_moment(),
                plan=return_order._get_points_plan(entry.program_id),
                order_id=return_order.id,
                detail={
                    "lines": [
                        {"line": line.uuid, "points": points}
                        for line, points in shares.items()
                        if points
                    ]
                },
            )

    def _get_points_holder(self):
        """The entry by which somebody has the points of this sale: it was earned, or came over
        when the customer was corrected."""
        return (
            self.env["points.entry"]
            .sudo()
            .search(
                [
                    ("order_id", "=", self.id),
                    ("kind", "in", ("earn", "transfer")),
                    ("points", ">", 0),
                ],
                order="id desc",
                limit=1,
            )
        )

    def _get_points_given(self):
        """Points that this sale gave, by the uuid of the line."""
        earned = (
            self.env["points.entry"]
            .sudo()
            .search([("order_id", "=", self.id), ("kind", "=", "earn")])
        )
        return self._sum_lines(earned)

    def _get_points_taken(self):
        """Points of this sale that were taken back, by the uuid of the line."""
        entries = self.env["points.entry"].sudo()
        given = [("origin_id.order_id", "=", self.id), ("kind", "=", "clawback")]
        return self._sum_lines(entries.search(given))

    def _sum_lines(self, entries):
        points = defaultdict(int)
        for entry in entries:
            for line in (entry.detail or {}).get("lines", []):
                points[line["line"]] += line["points"]
        return points

    def _catch_up_returns(self):
        """Points that are credited late go back for goods that have come back since."""
        for return_order in self.sudo().lines.refund_orderline_ids.order_id:
            if return_order.state in PAID_STATES:
                return_order._take_points_back()
