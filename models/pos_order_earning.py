from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """What a paid order earns."""

    _inherit = "pos.order"

    def _post_earned_points(self):
        """Post what a paid order earns.

        :return str: why it earns nothing although it was to earn before, or None
        """
        program = self.config_id.points_program_id
        if not self.partner_id or self.partner_id.points_excluded or not program:
            return self._get_reason_to_wait(program)
        plan = program._get_plan()
        if not plan.active:
            return self._get_reason_to_wait(program)
        self._check_lines_add_up()
        earnings = program._compute_earnings(self._get_earning_lines(plan))
        points = sum(earning.points for earning in earnings)
        if points:
            self.env["points.account"]._post(
                program,
                self.partner_id,
                key=f"pos.order/{self.uuid}/earn",
                kind="earn",
                points=points,
                date=self.date_order,
                order_id=self.id,
                detail=self._prepare_points_detail(plan, earnings),
            )
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
            "The order has no customer who earns points. Mend that, or leave it without points."
        )

    def _get_earning_lines(self, plan):
        lines = self.lines.filtered(lambda line: line._may_earn_points())
        return [line._to_earning_line(plan) for line in lines]

    def _check_lines_add_up(self):
        """The till computes the lines' amounts: they must be what was paid.

        :raises UserError: when they are more than rounding apart
        """
        lines = sum(self.lines.mapped("price_subtotal_incl"))
        tolerance = self.currency_id.rounding * (len(self.lines) + 1)
        if self.config_id.cash_rounding:
            tolerance += self.config_id.rounding_method.rounding
        if abs(lines - self.amount_total) > tolerance:
            raise UserError(
                self.env._(
                    "The lines of order %(order)s add up to %(lines)s, but its total is "
                    "%(total)s. Check the order before its points are credited.",
                    order=self.name,
                    lines=self.currency_id.format(lines),
                    total=self.currency_id.format(self.amount_total),
                )
            )

    def _prepare_points_detail(self, plan, earnings):
        """What the points were computed from, kept with the entry as it is today.

        :param Plan plan: the program's, see ``points.program``
        :param list[Earning] earnings: what each line earns
        :return dict: JSON with amounts in the currency's smallest unit; the ``measure`` of a
            rule is the amount that it counted, or the quantity in millionths
        """
        earned, measures = defaultdict(int), defaultdict(int)
        for earning in earnings:
            earned[earning.rule] += earning.points
            measures[earning.rule] += earning.measure
        return {
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
                for rule in plan.rules
                if rule.key in earned
            ],
            "lines": [
                {
                    "line": earning.line,
                    "rule": earning.rule,
                    "amount": earning.amount,
                    "points": earning.points,
                }
                for earning in earnings
            ],
        }
