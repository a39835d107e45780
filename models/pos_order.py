import logging
from collections import defaultdict

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    _inherit = "pos.order"

    points_earned = fields.Integer(
        compute="_compute_points", help="Points that the customer earned with this order."
    )
    points_balance = fields.Integer(
        compute="_compute_points", help="The customer's points after this order."
    )
    points_issue = fields.Char(
        "Points Not Credited",
        readonly=True,
        copy=False,
        help="Why the customer did not get points for this order.",
    )

    _points_issue = models.Index("(date_order) WHERE points_issue IS NOT NULL")

    def _compute_points(self):
        entries = self.env["points.entry"].sudo()
        if with_partner := self.filtered("partner_id"):
            entries = entries.search_fetch(
                [("order_id", "in", with_partner.ids)],
                ["order_id", "points", "balance_after"],
                order="id",
            )
        self.points_earned = self.points_balance = 0
        for entry in entries:
            entry.order_id.points_earned += entry.points
            entry.order_id.points_balance = entry.balance_after

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._earn_points()
        return result

    def action_retry_points(self):
        """Credit the points of orders for which that failed, once the cause is mended.

        :raises AccessError: when the user is not a manager of the point of sale
        :raises UserError: when there is nothing to try
        """
        if not self.env.user.has_group("point_of_sale.group_pos_manager"):
            raise AccessError(
                self.env._("Only a manager of the point of sale can credit missed points.")
            )
        orders = self.filtered("points_issue")
        if not orders:
            raise UserError(self.env._("These orders have no points left to credit."))
        for order in orders:
            order._earn_points()

    def read_pos_data(self, data, config):
        result = super().read_pos_data(data, config)
        if config and config.points_program_id:
            Account = self.env["points.account"]
            result["points.account"] = Account._read_for_till(self.partner_id, config)
        return result

    def _earn_points(self):
        """Credit the points of a paid order. A paid order is saved whatever happens here."""
        self.ensure_one()
        if not self._may_earn_points():
            return
        try:
            with self.env.cr.savepoint():
                self._post_earned_points()
        except (psycopg2.OperationalError, ConcurrencyError):
            # Another transaction was faster: Odoo runs the whole request again.
            raise
        except Exception as error:
            _logger.exception("No points for order %s", self.name)
            self.points_issue = str(error)
        else:
            if self.points_issue:
                self.points_issue = False
        self.invalidate_recordset(["points_earned", "points_balance"])

    def _may_earn_points(self):
        """Whether this order can give points to anyone."""
        return (
            self.state in ("paid", "done")
            and self.partner_id
            and not self.partner_id.points_excluded
            and self.config_id.points_program_id
        )

    def _post_earned_points(self):
        program = self.config_id.points_program_id
        plan = program._get_plan()
        if not plan.active:
            return
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

    def _get_earning_lines(self, plan):
        lines = self.lines.filtered(lambda line: line._may_earn_points())
        return [line._to_earning_line(plan) for line in lines]

    def _check_lines_add_up(self):
        """The till computes the lines' amounts: they must be what was paid.

        :raises UserError: when they are more than rounding apart
        """
        lines = sum(self.lines.mapped("price_subtotal_incl"))
        tolerance = self.currency_id.rounding * (len(self.lines) + 1)
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
        :return dict: JSON with amounts in the currency's smallest unit
        """
        earned = defaultdict(int)
        for earning in earnings:
            earned[earning.rule] += earning.points
        return {
            "tax_included": plan.tax_included,
            "rules": [
                {
                    "rule": rule.key,
                    "name": plan.labels[rule.key],
                    "basis": rule.basis,
                    "points": rule.points,
                    "per": rule.per,
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
