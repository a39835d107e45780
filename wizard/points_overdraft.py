from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

ADJUST_GROUP = "pos_customer_loyalty.group_points_adjust"


class PointsOverdraft(models.TransientModel):
    """Close orders with points overdrawn offline: settled otherwise, or written off."""

    _name = "points.overdraft"
    _description = "Settle Overdrawn Points"
    _inherit = ["points.adjust.mixin"]

    order_ids = fields.Many2many("pos.order", string="Orders", required=True, readonly=True)
    program_id = fields.Many2one(compute="_compute_points", default=None)
    outcome = fields.Selection(
        [
            ("settle", "Settled with the customer: the balance stays as it is"),
            ("write_off", "Written off: what is still missing is added to the balance"),
        ],
        required=True,
        default="settle",
    )
    points_uncovered = fields.Integer("Points Overdrawn", compute="_compute_points")
    points_missing = fields.Integer(
        "Still Missing",
        compute="_compute_points",
        help="Of the points overdrawn, those that later purchases have not offset: the negative "
        "part of the balance.",
    )

    @api.depends("order_ids")
    def _compute_points(self):
        for wizard in self:
            orders = wizard.order_ids._origin
            redemptions = wizard._get_redemptions(orders)
            programs = redemptions.program_id
            wizard.program_id = programs.sudo(False) if len(programs) == 1 else False
            wizard.points_uncovered = sum(orders.mapped("points_uncovered"))
            wizard.points_missing = wizard._count_missing(redemptions)

    def action_confirm(self):
        """Close the orders, with a reason; where that is chosen, write off what is missing.

        :return dict: the action that closes the dialog
        :raises AccessError: when the user is not a manager of the point of sale
        :raises UserError: when something is missing, or the user may not write off so much
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_reason()
        orders = self.order_ids.filtered_domain(self.order_ids._get_overdrawn_domain())
        if self.outcome == "write_off":
            self._check_may_write_off()
            for order in orders:
                self._write_off(order)
        orders.sudo().points_overdraft_closed = True
        orders._message_log_batch({order.id: self._get_note(order) for order in orders})
        return {"type": "ir.actions.act_window_close"}

    def _check_may_write_off(self):
        """:raises UserError: when the user may not adjust points, or of several programs"""
        if not self.env.user.has_group(ADJUST_GROUP):
            raise UserError(
                self.env._(
                    "Points are written off by users who may adjust points. Ask one of them, or "
                    "settle the orders with the customers."
                )
            )
        if not self.program_id:
            raise UserError(
                self.env._("These orders belong to several programs. Select those of one program.")
            )

    def _write_off(self, order):
        """Add what is missing of one order: never more than leads back to zero."""
        account = self._get_redemptions(order).account_id[:1]._get_current()
        if not account.partner_id:
            return
        locked = account._lock(account.program_id, account.partner_id, f"overdraft/{order.id}")
        points = min(order.points_uncovered, locked.arrears)
        if problem := self._get_limit_problem(points):
            raise UserError(problem)
        if not locked.posted_id:
            account._post_locked(
                locked, kind="adjust", points=points, order_id=order.id, reason=self._get_reason()
            )

    @api.model
    def _count_missing(self, redemptions):
        """How many of the points that entries overdrew later purchases have not offset."""
        overdrawn = defaultdict(int)
        for entry in redemptions:
            overdrawn[self._get_owing(entry.account_id)] += entry.detail["uncovered"]
        return sum(min(points, max(0, -who.balance)) for who, points in overdrawn.items())

    @api.model
    def _get_owing(self, account):
        """The account that owes by now what one overdrew, merged or pooled since; where the
        customer was erased nobody does."""
        account = account._get_current()
        if not account.partner_id:
            return account
        return account._get_of(account.program_id, account.partner_id)

    @api.model
    def _get_redemptions(self, orders):
        """The entries by which these orders overdrew points, with the rights to read them."""
        redemptions = self.env["points.entry"].sudo()
        redemptions = redemptions.search([("order_id", "in", orders.ids), ("kind", "=", "redeem")])
        return redemptions.filtered(lambda entry: (entry.detail or {}).get("uncovered"))

    def _get_note(self, order):
        values = {"points": self._count(order.points_uncovered), "reason": self._get_reason()}
        if self.outcome == "write_off":
            return self.env._("Overdraft of %(points)s written off. %(reason)s", **values)
        return self.env._("Overdraft of %(points)s settled. %(reason)s", **values)

    @api.model
    def _count(self, points):
        return self.env["points.rule"]._get_points_phrase(points)
