from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ...points.earning import get_outcome
from ...points.rules import to_json


class PosOrder(models.Model):
    """What a paid order earns."""

    _inherit = "pos.order"

    def _get_points_plan(self, program):
        """What a program said at the moment of this sale, and everything of it counts by.

        :param program: a ``points.program``
        :return Plan: see :mod:`~...points.plan`
        """
        return program._get_plan_at(self._get_points_moment())

    def _earn_points(self, of_today):
        """Post what a paid order earns.

        :param bool of_today: by the program as it is now, and not at the moment of the sale
        :return str: why it earns nothing although it was to earn before, or None
        """
        if of_today and self._get_points_holder():
            # What is missing are not the points of the sale.
            return None
        program = self.config_id.points_program_id
        if not self.partner_id or self.partner_id.points_excluded or not program:
            return self._get_reason_to_wait(program)
        plan = program._get_plan() if of_today else self._get_points_plan(program)
        if not plan.active:
            return self._get_reason_to_wait(program)
        self._post_earnings_of(program, self.partner_id, plan)
        return None

    def _get_reason_to_wait(self, program):
        """An order that waits for its points does not lose them by being tried too soon."""
        if not self.sudo().points_issue:
            return None
        if not program or not program.sudo().active:
            return self.env._(
                "The point of sale has no active loyalty program. Choose one, then try again."
            )
        return self.env._(
            "The customer of the order does not earn points, or there is none. Correct the "
            "customer, or close the order without points."
        )

    def _post_earnings_of(self, program, partner, plan):
        """Post what the order gives to a customer.

        :param program: the ``points.program``
        :param partner: the customer, a ``res.partner``
        :param Plan plan: what the program says, or said on the day
        :return: the ``points.entry``; none when it earns nothing and keeps nothing alive
        :raises UserError: when that cannot be computed
        """
        self.env["points.rule"].browse(plan.impossible)._check_possible()
        self._check_figures()
        self._check_customer_of_company(program, partner)
        Account, key = self.env["points.account"], f"order/{self.id}/earn"
        basket, locked, earned_today = self._to_basket(plan, partner), None, 0
        if plan.terms.day_cap:
            # What was earned today is only sure once nobody else can post.
            day = plan.get_day_bounds(self._get_points_moment())
            locked = Account._lock(program, partner, key, day=day)
            earned_today = locked.earned
            if locked.posted_id:
                return self.env["points.entry"].browse(locked.posted_id)
        outcome = get_outcome(basket, plan.terms, earned_today)
        if not outcome.points:
            return self._keep_points_alive(program, partner, plan, locked)
        return Account._post_locked(
            locked or Account._lock(program, partner, key),
            kind="earn",
            points=outcome.points,
            lots=[(self._get_points_day(program, partner, plan), outcome.points)],
            date=self._get_points_moment(),
            plan=plan,
            order_id=self.id,
            reason=self._get_plan_reason(program, plan),
            detail={
                **self._prepare_points_detail(plan, outcome),
                **self._prepare_sale_to_recompute(program, plan, basket, earned_today),
            },
        )

    def _get_points_day(self, program, partner, plan):
        """The day of the lot of what the order gives, see :mod:`~...points.lots`."""
        expires = self._get_last_day(program, partner, plan)
        return plan.get_day(expires, self._get_points_moment(), fields.Datetime.now())

    def _get_plan_reason(self, program, plan):
        """What the ledger says of an order that counts by another program than that of its day."""
        if plan == self._get_points_plan(program):
            return None
        return self.env._(
            "Credited later, by the program of %(day)s",
            day=format_date(self.env, plan.get_local_date(fields.Datetime.now())),
        )

    def _prepare_sale_to_recompute(self, program, plan, basket, earned_today):
        """What a partial return computes the points anew from, where the program does so: products
        and customers may be others by then.

        :param program: the ``points.program``
        :param Plan plan: the program's, see :mod:`~...points.plan`
        :param Basket basket: the order, see :mod:`~...points.goods`
        :param int earned_today: points that the customer earned on the same day before
        :return dict: for the detail of the entry; nothing where returns take shares
        """
        if not plan.recomputes:
            return {}
        is_of_sale = plan == self._get_points_plan(program)
        moment = self._get_points_moment() if is_of_sale else fields.Datetime.now()
        return {
            "sale": {
                "basket": to_json(basket),
                "earned_today": earned_today,
                "program_at": fields.Datetime.to_string(moment),
            }
        }

    def _check_customer_of_company(self, program, partner):
        """:raises UserError: when the customer is one of another company"""
        company = partner.sudo().company_id
        if company and company.root_id != program.sudo().company_id.root_id:
            raise UserError(
                self.env._(
                    "%(customer)s belongs to the company %(company)s. Correct the customer's "
                    "company or the customer of the order, then try again.",
                    customer=partner.display_name,
                    company=company.name,
                )
            )

    def _prepare_points_detail(self, plan, outcome):
        """What the points were computed from, kept with the entry as it is today.

        :param Plan plan: the program's, see :mod:`~...points.plan`
        :param Outcome outcome: what the order earns, see :mod:`~...points.earning`
        :return dict: JSON with amounts in the currency's smallest unit; the ``measure`` of a
            rule is what it counted, see ``Rule.measure``
        """
        earned, measures = defaultdict(int), defaultdict(int)
        for earning in outcome.granted:
            earned[earning.rule] += earning.points
            measures[earning.rule] += earning.measure
        detail = {
            "tax_included": plan.tax_included,
            "rules": [
                {
                    "rule": rule.key,
                    "name": plan.labels[rule.key],
                    "basis": rule.basis,
                    "points": rule.points,
                    "per": rule.per,
                    "measure": measures[rule.key],
                    "earned": earned[rule.key],
                }
                for rule in plan.terms.rules
                if rule.key in earned
            ],
            "lines": [
                {
                    "line": earning.line,
                    "rule": earning.rule,
                    "amount": earning.amount,
                    "points": earning.points,
                }
                for earning in outcome.earnings
            ],
        }
        if outcome.cuts:
            detail["cuts"] = [to_json(cut) for cut in outcome.cuts]
        return detail
