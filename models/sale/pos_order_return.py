from collections import defaultdict

from odoo import fields, models

from ...points.earning import get_outcome
from ...points.goods import Basket
from ...points.returns import get_kept, get_share_to_take, share_what_to_take
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

    def _decide_what_is_a_return(self):
        """Decide by its lines whether an order that takes goods back is a purchase, too.

        Neither ``is_refund`` nor the sign of the total tells an exchange from a return. An order
        without goods that come back is not marked: that costs nothing.
        """
        if self.lines.filtered(lambda line: line.qty < 0 or line.refunded_orderline_id):
            self.sudo().is_pure_return = not self._is_purchase()
            self._decide_document_of_exchange()

    def _decide_document_of_exchange(self):
        """An exchange has a credit note where money goes out, and an invoice otherwise, whatever
        the till says: Odoo knows no orders that do both, and believes the mark."""
        is_exchange = self.lines.refunded_orderline_id and not self.is_pure_return
        if is_exchange and self.config_id.points_program_id:
            self.sudo().is_refund = self.currency_id.compare_amounts(self.amount_total, 0) < 0

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
        detail = self._prepare_clawback_detail(lines)
        points = sum(line["points"] for line in detail["lines"])
        if points:
            entry._claw_back(
                points,
                key=key,
                date=return_order._get_points_moment(),
                plan=return_order._get_points_plan(entry.program_id),
                order_id=return_order.id,
                detail=detail,
            )

    def _prepare_clawback_detail(self, lines):
        """What is taken back of each line of this sale.

        :param lines: the ``pos.order.line`` of this sale that came back
        :return dict: JSON with points by the uuid of the line
        """
        earned = self._get_earn_entry()
        given, taken = self._sum_lines(earned), self._get_points_taken()
        kept = self._get_points_kept(earned)
        if kept is None:
            shares = {
                line.uuid: get_share_to_take(
                    given[line.uuid], to_quantity(line.qty), line._get_returned(), taken[line.uuid]
                )
                for line in lines
                if given[line.uuid]
            }
        else:
            shares = share_what_to_take(given, kept, taken)
        detail = {
            "lines": [{"line": line, "points": points} for line, points in shares.items() if points]
        }
        if kept is not None:
            detail["recomputed"] = {
                "given": sum(given.values()),
                "kept": sum(kept.values()),
                "taken": sum(taken.values()),
            }
        return detail

    def _get_points_kept(self, earned):
        """What the goods of this sale that are kept would have earned alone.

        :param earned: the ``points.entry`` of what the sale earned
        :return dict: points by the uuid of the line; None where returns take shares
        """
        sale = (earned.detail or {}).get("sale")
        if not sale:
            return None
        # What points paid and has not come back.
        in_points, _money = self._get_returnable_units()
        returned = {line.uuid: line._get_returned() for line in self.lines}
        basket = get_kept(Basket.from_json(sale["basket"]), returned, in_points)
        moment = fields.Datetime.to_datetime(sale["program_at"])
        terms = earned.program_id._get_plan_at(moment).terms
        return get_outcome(basket, terms, sale["earned_today"]).by_line

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

    def _get_earn_entry(self):
        """The entry that says what this sale gave, and from what that was computed."""
        earned = [("order_id", "=", self.id), ("kind", "=", "earn")]
        return self.env["points.entry"].sudo().search(earned)

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
