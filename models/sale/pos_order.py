import logging
from collections import defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import limits
from ..common.attempt import attempt

_logger = logging.getLogger(__name__)

#: States of an order that counts.
PAID_STATES = ("paid", "done")
#: Who may know what a customer has and does.
CASHIER = "point_of_sale.group_pos_user"
#: What the ledger says of an order.
POINTS_FIELDS = (
    "points_earned",
    "points_taken_back",
    "points_spent",
    "points_given_back",
    "points_balance",
    "points_available_on",
)


class PosOrder(models.Model):
    """The way of a paid order, and there is only this one.

    Each step is a method of its own in the room of its subject. They are named here, in their
    order, and nowhere else: what runs first is read, not left to the order of imports.
    """

    _name = "pos.order"
    _inherit = ["pos.order", "points.server.fields.mixin"]

    points_earned = fields.Integer(
        compute="_compute_points",
        groups=CASHIER,
        help="Points that the customer earned with this order.",
    )
    points_taken_back = fields.Integer(
        compute="_compute_points",
        groups=CASHIER,
        help="Points taken back for products of this order.",
    )
    points_spent = fields.Integer(
        "Points Redeemed",
        compute="_compute_points",
        groups=CASHIER,
        help="Points that the customer paid with.",
    )
    points_given_back = fields.Integer(
        "Points Refunded",
        compute="_compute_points",
        groups=CASHIER,
        help="Points refunded for returned products.",
    )
    points_balance = fields.Integer(
        compute="_compute_points",
        groups=CASHIER,
        help="The customer's points after this order.",
    )
    points_available_on = fields.Date(
        compute="_compute_points",
        groups=CASHIER,
        help="First day on which the points earned with this order can be redeemed. Empty if they "
        "could be redeemed at once.",
    )
    points_issue = fields.Char(
        "Points Not Credited",
        readonly=True,
        copy=False,
        groups="point_of_sale.group_pos_manager",
        help="Why the points of this order could not be credited or taken back.",
    )

    _points_issue = models.Index("(date_order) WHERE points_issue IS NOT NULL")

    @api.depends("partner_id", "state")
    def _compute_points(self):
        points, balances, days = defaultdict(int), {}, {}
        for entry in self._get_points_entries():
            points[entry.order_id.id, entry.kind] += entry.points
            balances[entry.order_id.id] = entry.balance_after
            days[entry.order_id.id] = entry.available_on or days.get(entry.order_id.id)
        for order in self:
            number = order._origin.id
            order.points_earned = points[number, "earn"]
            order.points_taken_back = -points[number, "clawback"]
            order.points_spent = -points[number, "redeem"]
            order.points_given_back = points[number, "restore"]
            order.points_balance = balances.get(number, 0)
            order.points_available_on = days.get(number)

    def _get_points_entries(self):
        """The entries of these orders, in their order, read in one statement or none."""
        entries = self.env["points.entry"].sudo()
        orders = self._origin.filtered(
            lambda order: order.partner_id or order.lines.refunded_orderline_id
        )
        if not orders:
            return entries
        names = ["order_id", "kind", "points", "balance_after", "available_on"]
        return entries.search_fetch([("order_id", "in", orders.ids)], names, order="id")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            limits.check_scalars(self, vals)
        # An order becomes paid by what happens then, see write, and not by being created so.
        states = [vals.get("state", self.env.context.get("default_state")) for vals in vals_list]
        orders = super().create(
            [
                {**vals, "state": "draft"} if state in PAID_STATES else vals
                for vals, state in zip(vals_list, states, strict=True)
            ]
        )
        if not self.env.context.get("points_paid_by_sync"):
            for order, state in zip(orders, states, strict=True):
                if state in PAID_STATES:
                    order.state = state
        return orders

    def write(self, vals):
        limits.check_scalars(self, vals)
        self._check_frozen(vals)
        if paid := self._get_orders_to_pay(vals):
            for order in paid:
                order._prepare_paid(vals)
                super(PosOrder, order).write({"state": vals["state"]})
                order._settle_points()
            return (self - paid).write(vals)
        changed = self._get_orders_to_follow(vals)
        before = changed.partner_id
        result = super().write(vals)
        changed._follow_customer(before)
        return result

    def _get_orders_to_pay(self, vals):
        """Those of these orders that are paid by this write, whoever it comes from."""
        if vals.get("state") not in PAID_STATES:
            return self.browse()
        return self.filtered(lambda order: order.state not in PAID_STATES)

    def _prepare_paid(self, vals):
        """What precedes the state of a paid order: what else is written of it, and its payments.

        :param dict vals: what is written, with the state
        """
        others = {name: value for name, value in vals.items() if name != "state"}
        if others:
            self.write(others)
        self._settle_points_payments()
        self._decide_what_is_a_return()

    def _settle_points_payments(self):
        """What happens before the goods leave: each of these steps may refuse the order.

        It comes before anything is earned: what a sale gives cannot pay for it.

        :raises UserError: when points cannot be spent or given back as the payments say, or more
            comes back than was sold
        """
        self._fix_points_moment()
        self._check_returned_goods()
        self._redeem_points()
        self._give_points_back()
        self._turn_points_into_discount()

    def _settle_points(self, of_today=False):
        """What happens once the order is paid. It is saved whatever happens here.

        :param bool of_today: earn by the program as it is now, and not at the moment of the sale
        """
        self._post_safely(partial(self._post_points, of_today))
        self._settle_categories(self.partner_id)

    def _post_points(self, of_today):
        """Post the points of the goods that are sold, and of those that come back.

        :param bool of_today: see ``_settle_points``
        :return str: why the order has no points although it was to have some before, or None
        """
        issue = self._earn_points(of_today)
        self._give_first_bonuses(of_today)
        self._take_points_back()
        return issue

    def _follow_customer(self, before):
        """What happens when paid orders have another customer: points first, then categories,
        some of which are reached by points.

        :param before: the ``res.partner`` who had them
        """
        if self.env.user.has_group("point_of_sale.group_pos_manager"):
            # Written by others, no points move: a cashier has a sale claimed.
            for order in self:
                order._take_first_bonuses_back(self.env._("Customer of the order corrected"))
                order._post_points_afterwards()
        self._settle_categories(before | self.partner_id)

    @api.model
    def sync_from_ui(self, orders):
        for order in orders:
            limits.check_scalars(self, order)
        syncing = self.with_context(points_told_by_sync=True)
        result = super(PosOrder, syncing).sync_from_ui(orders)
        self.env["points.account"]._send_to_tills()
        return result

    @api.model
    def _process_order(self, order, existing_order):
        # A till sends back all fields that it was told of; these are not its to write.
        self._drop_server_fields(order)
        self._drop_impossible_date(order)
        for command in order.get("lines") or []:
            if command[0] in (Command.CREATE, Command.UPDATE):
                self.env["pos.order.line"]._drop_server_fields(command[2])
        till = self.with_context(points_paid_by_sync=True)
        return super(PosOrder, till)._process_order(order, existing_order)

    def action_retry_points(self):
        """Credit the points of orders for which that failed, once the cause is mended: by the
        program as it is now, since that of the sale may be the cause. The entry says so.

        :raises AccessError: when the user is not a manager of the point of sale
        :raises UserError: when there is nothing to try
        """
        for order in self._get_orders_with_points_issue():
            order._settle_points(of_today=True)
            if not order.points_issue:
                order._post_or_keep_issue(order._catch_up_returns)

    def action_dismiss_points(self):
        """Leave orders without the points that could not be credited.

        :raises AccessError: when the user is not a manager of the point of sale
        :raises UserError: when there is nothing to leave
        """
        self._get_orders_with_points_issue().sudo().points_issue = False

    def _get_orders_with_points_issue(self):
        if not self.env.user.has_group("point_of_sale.group_pos_manager"):
            raise AccessError(self.env._("Only Point of Sale managers can credit missing points."))
        self.check_access("write")
        orders = self.filtered("points_issue")
        if not orders:
            raise UserError(self.env._("These orders have no missing points to credit."))
        return orders

    def read_pos_data(self, data, config):
        result = super().read_pos_data(data, config)
        if config and config.points_program_id:
            Account = self.env["points.account"]
            # Points are taken back from whoever had earned them.
            sales = self.sudo().lines.refunded_orderline_id.order_id
            customers = self.partner_id | sales.partner_id
            result["points.account"] = Account._read_for_till(customers, config)
        return result

    def _post_safely(self, post):
        """Post points of a paid order; what goes wrong is kept with it as its issue.

        :param post: what posts them: a method that returns an issue or None
        """
        self.ensure_one()
        if self.state in PAID_STATES and self._concerns_points():
            self._post_or_keep_issue(post)

    def _post_or_keep_issue(self, post):
        """Post points; what goes wrong is kept with the order as its issue.

        :param post: see ``_post_safely``
        """
        # What is wrong with the order itself is not ours to hide.
        self.env.flush_all()
        issue, error = attempt(self.env, post)
        if error:
            issue = self._get_issue(error)
        order = self.sudo()
        if order.points_issue != issue and (order.points_issue or issue):
            order.points_issue = issue
        self._forget_points()

    def _get_issue(self, error):
        """What went wrong, in a sentence for the manager."""
        if isinstance(error, UserError):
            return str(error)
        _logger.error("No points for order %s", self.name, exc_info=error)
        return self.env._(
            "An error occurred in the loyalty program; see the server log for details."
        )

    def _forget_points(self):
        """Have the computed points of these orders read again."""
        self.invalidate_recordset(POINTS_FIELDS)

    def _concerns_points(self):
        """Whether there is a customer and a program, points that were missed before, or goods that
        come back.

        Other orders do not pay for a savepoint.
        """
        earns = self.partner_id and self.config_id.points_program_id
        return earns or self.sudo().points_issue or self.lines.refunded_orderline_id
