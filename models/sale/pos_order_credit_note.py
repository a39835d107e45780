from collections import defaultdict
from functools import partial

from odoo import api, fields, models

from ...points.shares import share
from ...points.units import to_quantity
from .account_move import SIGNS


class PosOrder(models.Model):
    """A sale whose invoice is credited in accounting gives back its points as for a return: by the
    lines of the credit note that lead to lines of the sale, by the share of the amount otherwise.

    What is due is computed from all credit notes that are posted and all goods that came back, so
    that each point is taken back once, and comes again where a credit note is withdrawn.
    """

    _inherit = "pos.order"

    @api.model
    def _get_invoice_lines_values(self, line_values, pos_line, move_type):
        values = super()._get_invoice_lines_values(line_values, pos_line, move_type)
        if values.get("display_type", "product") == "product":
            values["points_order_line_id"] = pos_line.id
        return values

    def _follow_credit_note(self, move):
        """Let the points of this sale follow a credit note, which is posted whatever happens here.

        :param move: the ``account.move`` that was posted or withdrawn
        """
        if self._have_points():
            self._post_or_keep_issue(partial(self._post_credit_note, move))
            self._settle_categories(self.partner_id)

    def _post_credit_note(self, move):
        """Take points back for a credit note, or give them again, and say what it cannot do.

        :param move: the ``account.move`` that was posted or withdrawn
        :return str: why the sale has no points although it was to have some before, or None
        """
        self._warn_of_points_spent(move)
        if not self._get_points_holder():
            return self.points_issue or None
        self._balance_credit_notes(move)
        return None

    def _balance_credit_notes(self, move):
        """Take back, or give again, what credit notes make due.

        :param move: the ``account.move`` that the entry names as its cause
        """
        # Of two that are posted at once, the second begins again and sees the first.
        self._begin_return()
        self._take_first_bonuses_back_once_returned()
        if not (holder := self._get_points_holder()):
            return
        number = len(self._get_clawbacks()) + 1
        self._balance_points(
            holder,
            key=f"order/{self.id}/credit/{move.id}/{number}",
            date=fields.Datetime.now(),
            order_id=self.id,
            reason=move._get_points_reason(),
            detail={"credit_note": move.id},
        )

    def _get_credited(self):
        """What credit notes in accounting credit of this sale.

        :return tuple: by ``pos.order.line`` what each of their lines credits, pairs of a quantity
            in millionths and an amount in the currency's smallest unit; and the amount that they
            credit by no line of a sale, likewise
        """
        by_line, amount = defaultdict(list), 0
        if not self.account_move:
            return by_line, 0
        sales = self.account_move.pos_order_ids
        for line in self.account_move._get_credit_notes()._get_lines_that_credit():
            sold, sign = line.points_order_line_id, SIGNS[line.move_id.move_type]
            units = line._get_credited_units(sign, self)
            by_line[sold].append((line._get_credited_quantity(sign), units))
            if sold.order_id not in sales:
                amount += units
        return by_line, self._get_share_of_credit(amount)

    def _get_share_of_credit(self, amount):
        """What this sale has of an amount that is credited of its invoice, in units."""
        sales = self.account_move.pos_order_ids
        totals = [max(0, sale._get_units_sold()) for sale in sales]
        if amount <= 0 or not any(totals):
            return 0
        return share(amount, totals)[sales.ids.index(self.id)]

    def _get_units_sold(self):
        """What was charged for the goods sold with this order, in the currency's smallest unit."""
        sold = self.lines.filtered(lambda line: not line.refunded_orderline_id)
        return sum(line._get_signed_units() for line in sold)

    def _get_units_kept(self):
        """What was charged for the goods sold with this order that did not come back, likewise."""
        return self._get_units_sold() - sum(
            line._get_signed_units() * min(line._get_returned(), quantity) // quantity
            for line in self.lines
            if (quantity := to_quantity(line.qty)) > 0 and not line.refunded_orderline_id
        )
