from odoo import models
from odoo.tools import SQL

from ...points.units import to_quantity
from ..sale.pos_order import PAID_STATES


class PosOrder(models.Model):
    """What the first purchase of a customer gives: to the customer, and to who brought them.

    A sale under a program without such a bonus pays nothing for it.
    """

    _inherit = "pos.order"

    def _give_first_bonuses(self, of_today=False):
        """Give what a first purchase gives.

        :param bool of_today: by the program as it is now, see ``_settle_points``
        """
        program = self.config_id.points_program_id
        if not program or not self.partner_id or self.partner_id.points_excluded:
            return
        plan = program._get_plan() if of_today else self._get_points_plan(program)
        if not plan.active or not plan.gives_first_bonus or not self._is_first_purchase(plan):
            return
        times = self._get_first_bonuses()
        is_given = any(entry._get_points_left() for entries in times for entry in entries)
        if not is_given and not self._is_returned_whole():
            self._post_first_bonuses(program, plan, self._get_first_keys(len(times)))

    def _post_first_bonuses(self, program, plan, keys):
        """Post what a first purchase gives.

        :param keys: see ``_get_first_keys``
        """
        welcome, referral = keys
        referrer = self.partner_id._get_referrer(program)
        points = plan.referred_bonus if referrer else plan.welcome_bonus
        if points:
            self._post_first_bonus(program, welcome, plan, points)
        if referrer and plan.referrer_bonus:
            self._post_referrer_bonus(program, referral, referrer, plan)

    def _is_first_purchase(self, plan):
        """Whether the customer has not been one before, nor anybody on the same account: no other
        paid order, no earlier date since when, and no points brought in from elsewhere.

        :param Plan plan: see :mod:`~...points.plan`
        """
        if (
            self.sudo().is_pure_return
            or self.currency_id.compare_amounts(self.amount_total, 0) <= 0
        ):
            return False
        moment = self._get_points_moment()
        self.env.flush_all()
        query = SQL(
            """
            SELECT NOT EXISTS (
                SELECT FROM res_partner p
                 WHERE (p.id = %(holder)s OR p.points_partner_id = %(holder)s)
                   AND (p.customer_since < %(day)s
                        OR EXISTS (SELECT FROM pos_order o
                                    WHERE o.partner_id = p.id AND o.id <> %(order)s
                                      AND o.state = ANY(%(states)s))
                        OR EXISTS (SELECT FROM points_account a
                                     JOIN points_entry e ON e.account_id = a.id
                                    WHERE a.partner_id = p.id AND e.kind = 'opening')))
            """,
            order=self.id,
            states=list(PAID_STATES),
            day=min(moment.date(), plan.get_local_date(moment)),
            holder=self.partner_id._get_account_holder().id,
        )
        ((is_first,),) = self.env.execute_query(query)
        return is_first

    def _post_first_bonus(self, program, key, plan, points):
        self.env["points.account"]._post(
            program,
            self.partner_id,
            key=key,
            kind="bonus",
            points=points,
            lots=[(self._get_points_day(program, self.partner_id, plan), points)],
            plan=plan,
            date=self._get_points_moment(),
            order_id=self.id,
            reason=self.env._("First purchase"),
        )

    def _post_referrer_bonus(self, program, key, referrer, plan):
        """Give to who brought the customer, unless there were too many this month. The entry is not
        one of the order, whose receipt is another customer's."""
        Account = self.env["points.account"]
        locked = Account._lock(program, referrer, key)
        if not locked.posted_id and self._has_referred_enough(locked.account, plan):
            return
        Account._post_locked(
            locked,
            kind="bonus",
            points=plan.referrer_bonus,
            lots=[(self._get_points_day(program, referrer, plan), plan.referrer_bonus)],
            plan=plan,
            date=self._get_points_moment(),
            reason=self.env._("Referral, order %(order)s", order=self.name),
            detail={"referral": self.id},
        )

    def _has_referred_enough(self, account, plan):
        """Whether an account, which is locked, had a bonus for all referrals of the month, those
        included that were taken back, but not those of this order."""
        if not plan.referrals_most:
            return False
        first, last = plan.get_month_bounds(self._get_points_moment())
        query = SQL(
            """
            SELECT count(DISTINCT e.detail->>'referral')
              FROM points_entry e JOIN points_account a ON a.id = e.account_id
             WHERE (a.id = %(account)s OR a.merged_into_id = %(account)s)
               AND e.kind = 'bonus' AND e.detail->>'referral' <> %(order)s
               AND e.date >= %(first)s AND e.date < %(last)s
            """,
            account=account.id,
            order=str(self.id),
            first=first,
            last=last,
        )
        ((count,),) = self.env.execute_query(query)
        return count >= plan.referrals_most

    def _take_first_bonuses_back_once_returned(self):
        """Take back what these first purchases gave of which all goods have come back, and those
        for which goods of these orders were exchanged."""
        for sale in self:
            sale.lines.refunded_orderline_id.order_id._take_first_bonuses_back_once_returned()
            if sale._get_first_bonuses() and sale._is_returned_whole():
                sale._take_first_bonuses_back(
                    self.env._("Order %(order)s returned", order=sale.name)
                )

    def _take_first_bonuses_back(self, reason):
        """Take back what this first purchase gave, if it was one.

        :param str reason: why
        """
        for entry in self.env["points.entry"].union(*self._get_first_bonuses()):
            if points := entry._get_points_left():
                entry._claw_back(points, key=f"{entry.key}/clawback", reason=reason)

    def _get_first_bonuses(self):
        """The entries that this order gave as a first purchase: once, and again to each customer
        to whom it was written.

        :return list: ``points.entry`` records, those of each time
        """
        entries, times = self.env["points.entry"].sudo(), []
        while found := entries.search([("key", "in", self._get_first_keys(len(times)))]):
            times.append(found)
        return times

    def _get_first_keys(self, number):
        """The keys of what the customer and the referrer get.

        :param int number: how often something was given before
        """
        again = f"/{number}" if number else ""
        return [f"order/{self.id}/{name}{again}" for name in ("welcome", "referral")]

    def _is_returned_whole(self):
        """Whether all that was sold with this order has come back, or was credited, with all that
        it was exchanged for."""
        order = self.sudo()
        credited, _amount = order._get_credited()
        return all(
            line._get_returned() + sum(quantity for quantity, _units in credited[line])
            >= to_quantity(line.qty)
            for line in order.lines
            if line.qty > 0
        ) and all(
            exchange.is_pure_return or exchange._is_returned_whole()
            for exchange in order._get_paid_returns()
        )
