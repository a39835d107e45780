from odoo import fields, models
from odoo.tools import SQL

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """A purchase keeps points alive that expire so many months after the last one, whether it earns
    or not: too small, under a cap, or paid in points.

    That it happened is a fact of the paid order. The ledger says what follows from it, where
    something does: an entry of its own, without points, which moves the lots.
    """

    _inherit = "pos.order"

    def _keep_points_alive(self, program, partner, plan, locked=None):
        """Postpone points of a customer for a purchase that earns nothing.

        :param program: the ``points.program``
        :param partner: the customer, a ``res.partner``
        :param Plan plan: what the program said at the moment of the sale
        :param LockedAccount locked: the account, where it is locked already
        :return: the ``points.entry``; none where no points would have expired sooner
        """
        Account = self.env["points.account"]
        if plan.expiry != "activity" or not self._is_purchase():
            return self.env["points.entry"]
        locked = locked or Account._lock(program, partner, opens=False)
        if not locked:
            return self.env["points.entry"]
        moment = self._get_points_moment()
        return Account._postpone(
            locked,
            f"order/{self.id}/activity",
            plan.get_expiry(moment),
            date=moment,
            order_id=self.id,
        )

    def _is_purchase(self):
        """Whether anything is sold with this order, and not only taken back."""
        return any(line.qty > 0 and not line.refunded_orderline_id for line in self.lines)

    def _get_last_day(self, program, partner, plan):
        """The last day of the points of this sale. Those that live from the last purchase on live
        from the newest one: a sale that arrives late is not the last.

        :return str: an ISO date, or None for never
        """
        moment = self._get_points_moment()
        today = plan.get_local_date(fields.Datetime.now())
        # What is sold today is the newest, to the day: that costs no SQL.
        if plan.expiry == "activity" and plan.get_local_date(moment) < today:
            moment = max(moment, self._get_newest_purchase(program, partner) or moment)
        return plan.get_expiry(moment)

    def _get_newest_purchase(self, program, partner):
        """When anybody on a customer's account last bought something in the shops of a program, in
        UTC, or None."""
        self.env.flush_all()
        ((moment,),) = self.env.execute_query(
            SQL(
                """
                SELECT max(COALESCE(o.points_date, o.date_order))
                  FROM pos_order o JOIN pos_config c ON c.id = o.config_id
                 WHERE o.partner_id = ANY(%(partners)s) AND o.state IN %(states)s
                   AND c.points_program_id = %(program)s
                   AND EXISTS (SELECT FROM pos_order_line l WHERE l.order_id = o.id
                                  AND l.qty > 0 AND l.refunded_orderline_id IS NULL)
                """,
                partners=partner._get_everybody_on_account().ids,
                program=program.id,
                states=PAID_STATES,
            )
        )
        return moment
