from collections import defaultdict

from odoo import fields, models

from ...points.credit_notes import get_points_due, get_points_due_of_kept
from ...points.earning import get_outcome
from ...points.goods import Basket
from ...points.returns import get_kept, limit_kept, share_what_to_take
from .pos_order import CASHIER, PAID_STATES


class PosOrder(models.Model):
    """Returned goods take back the points that they had given."""

    _inherit = "pos.order"

    is_pure_return = fields.Boolean(
        "Only Returned Products",
        readonly=True,
        copy=False,
        groups=CASHIER,
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
        is_exchange = self.lines.refunded_orderline_id and not self.sudo().is_pure_return
        if is_exchange and self.config_id.points_program_id:
            self.sudo().is_refund = self.currency_id.compare_amounts(self.amount_total, 0) < 0

    def _take_points_back(self):
        """Take back the points of all goods that came back with this order."""
        # The sale may have been made in a shop that the cashier does not see.
        sales = self.sudo().lines.refunded_orderline_id.order_id
        sales._take_first_bonuses_back_once_returned()
        for sale in sales:
            sale._take_points_back_for(self)

    def _take_points_back_for(self, return_order):
        """Take back points that goods of this sale had given.

        :param return_order: the ``pos.order`` with which they came back
        """
        holder = self._get_points_holder()
        key = f"order/{return_order.id}/clawback/{self.id}"
        if holder and not holder.search_count([("key", "=", key)]):
            self._balance_points(
                holder,
                only_takes=True,
                key=key,
                date=return_order._get_points_moment(),
                plan=return_order._get_points_plan(holder.program_id),
                order_id=return_order.id,
            )

    def _balance_points(self, holder, *, only_takes=False, plan=None, detail=None, **values):
        """Take back what is due for all that has come back of this sale so far, less what was taken
        before; or give again what is due no more.

        :param holder: the ``points.entry`` by which somebody has the points
        :param bool only_takes: give nothing again: goods that come back give no points, though what
            is kept would earn more without them
        :param Plan plan: the program as it was at the moment of the event; without it, as it is now
        :param dict detail: more of what the entry keeps
        :param values: other fields of the entry, the key among them
        """
        given = self._get_points_given()
        kept = self._get_points_kept(given)
        due, taken = self._get_points_due(given, kept), self._get_points_taken()
        shares = {line: due.get(line, 0) - taken[line] for line in {**due, **taken}}
        lines = [{"line": line, "points": points} for line, points in shares.items() if points]
        points = min(sum(shares.values()), holder._get_points_left())
        values["detail"] = {
            **(detail or {}),
            **self._get_recomputation(given, kept, taken),
            "lines": lines,
        }
        if points > 0:
            holder._claw_back(points, plan=plan, **values)
        elif points < 0 and not only_takes:
            expires = self._get_points_expiry(holder)
            holder._give_again(-points, self._get_clawbacks(), expires, **values)

    def _get_points_due(self, given, kept):
        """Points that this sale has to give back in all, for goods that came back and for credit
        notes, by the uuid of the line; see :mod:`~...points.credit_notes`.

        :param dict given: points that the sale gave, by the uuid of the line
        :param dict kept: those that are left for its goods that are kept, likewise; None where
            returns take shares
        """
        credited, amount = self._get_credited()
        sold = (line._to_sold(given, credited[line]) for line in self.lines)
        lines = [line for line in sold if line.points or (kept or {}).get(line.key)]
        if kept is None:
            return get_points_due(lines, self._get_units_sold(), amount)
        due = share_what_to_take(given, kept, {})
        return get_points_due_of_kept(lines, due, kept, self._get_units_kept(), amount)

    def _get_recomputation(self, given, kept, taken):
        """What the explanation of a return says of what is kept.

        :return dict: part of the detail of the entry
        """
        if kept is None:
            return {}
        numbers = {"given": given, "kept": kept, "taken": taken}
        return {"recomputed": {name: sum(of.values()) for name, of in numbers.items()}}

    def _get_points_kept(self, given):
        """What the goods of this sale that are kept count for.

        :param dict given: points that the sale gave, by the uuid of the line
        :return dict: points by the uuid of the line; None where returns take shares
        """
        sale = self._get_sale_to_recompute()
        if not sale:
            return None
        kept = self._get_earned_by_kept(sale, self.browse())
        return limit_kept(self._get_least_kept(given, sale), kept)

    def _get_least_kept(self, given, sale):
        """The least that the goods of this sale counted for after any of its returns.

        :param dict given: points that the sale gave, by the uuid of the line
        :param dict sale: see ``_get_sale_to_recompute``
        :return int: points
        """
        returns = self._get_paid_returns().sorted("id")
        kept = [
            self._get_earned_by_kept(sale, returns[count:]) for count in range(1, len(returns) + 1)
        ]
        return min(sum(points.values()) for points in [given, *kept])

    def _get_earned_by_kept(self, sale, besides):
        """What the goods of this sale that are kept would have earned alone.

        :param dict sale: see ``_get_sale_to_recompute``
        :param besides: orders with which goods came back that do not count
        :return dict: points by the uuid of the line
        """
        # What points paid and has not come back.
        in_points, _money = self._get_returnable_units(besides)
        returned = self._get_returned_by_line(besides)
        basket = get_kept(Basket.from_json(sale["basket"]), returned, in_points)
        return get_outcome(basket, sale["terms"], sale["earned_today"]).by_line

    def _get_sale_to_recompute(self):
        """What the points of the goods kept are computed from, where the program does so.

        :return dict: the ``basket`` of the sale as JSON, the ``terms`` by which it earned, and what
            was ``earned_today`` before; None where returns take shares
        """
        earned = self._get_earn_entry()
        sale = (earned.detail or {}).get("sale")
        if not sale:
            return None
        moment = fields.Datetime.to_datetime(sale["program_at"])
        return {**sale, "terms": earned.program_id._get_plan_at(moment).terms}

    def _get_returned_by_line(self, besides=None):
        """How many units of each line have come back in all, in millionths, by its uuid.

        :param besides: orders with which some came back that do not count
        """
        return {line.uuid: line._get_returned(besides) for line in self.lines}

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

    def _get_points_given(self):
        """Points that this sale gave, by the uuid of the line."""
        return self._sum_lines(self._get_earn_entry())

    def _get_points_taken(self):
        """Points of this sale that were taken back, by the uuid of the line."""
        return self._sum_lines(self._get_clawbacks())

    def _get_clawbacks(self):
        """The entries by which points of this sale were taken back, or given again."""
        domain = [
            ("origin_id.order_id", "=", self.id),
            ("origin_id.kind", "!=", "bonus"),
            ("kind", "=", "clawback"),
        ]
        return self.env["points.entry"].sudo().search(domain, order="id")

    def _sum_lines(self, entries):
        points = defaultdict(int)
        for entry in entries:
            for line in (entry.detail or {}).get("lines", []):
                points[line["line"]] += line["points"]
        return points

    def _catch_up_returns(self):
        """Points that are credited late go back for what has come back since."""
        for return_order in self.sudo().lines.refund_orderline_ids.order_id:
            if return_order.state in PAID_STATES:
                return_order._take_points_back()
        if notes := self.sudo().account_move._get_credit_notes():
            self.sudo()._balance_credit_notes(notes[-1])
