from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...points.lots import expires_of, read
from ..common import limits
from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """The customer afterwards: a sale that is claimed later, or was written to the wrong one.

    The points are those of the sale's own day. They follow the customer when a manager changes
    it, when the order is invoiced, and when a cashier has it claimed.
    """

    _inherit = "pos.order"

    def _get_orders_to_follow(self, vals):
        """Paid orders whose customer is about to change."""
        if "partner_id" not in vals:
            return self.browse()
        return self.filtered(
            lambda order: order.state in PAID_STATES and order.partner_id.id != vals["partner_id"]
        )

    def _generate_pos_order_invoice(self):
        invoice = super()._generate_pos_order_invoice()
        for order in self:
            # Whoever is invoiced is the customer from then on; an invoice leaves a trace.
            if order.partner_id and not order._get_points_holder():
                order._post_safely(order._post_points_afterwards)
                order._settle_categories(order.partner_id)
        return invoice

    @api.model
    def claim_points(self, order_id, partner_id):
        """Give the points of a sale without a customer to one who shows the receipt.

        :param int order_id: the paid ``pos.order``
        :param int partner_id: the customer, a ``res.partner``
        :return dict: what a till is told of the order, see ``read_pos_data``
        :raises AccessError: when the user may not sell at the order's till
        :raises UserError: when the order has a customer, is not paid, or is too old
        """
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(
                self.env._("Only Point of Sale users can credit the points of a claimed order.")
            )
        limits.check_id(self.env, order_id, "order_id")
        limits.check_id(self.env, partner_id, "partner_id")
        order, partner = self.browse(order_id).exists(), self.env["res.partner"].browse(partner_id)
        order.check_access("read")
        partner.check_access("read")
        order._check_claim(partner)
        order._give_to(partner)
        return order.read_pos_data([], order.config_id)

    def _give_to(self, partner):
        """Have a customer hold a sale that had none, with its points.

        :raises UserError: when the points cannot be posted
        """
        self.sudo().partner_id = partner
        self._post_points_afterwards()
        self._settle_categories(partner)
        self.sudo().message_post(
            body=self.env._("Points claimed by %(customer)s.", customer=partner.display_name)
        )

    def _check_claim(self, partner):
        """:raises UserError: with the reason why a cashier cannot have this order claimed"""
        if reason := self._get_claim_refusal(partner):
            raise UserError(reason)

    def _get_claim_refusal(self, partner):
        return (
            self._get_refusal_of_sale()
            or self._get_refusal_of_customer(partner)
            or self._get_refusal_of_session()
            or self._get_refusal_of_program()
        )

    def _get_refusal_of_sale(self):
        if not self or self.state not in PAID_STATES:
            return self.env._("Only the points of a paid order can be claimed.")
        if self.partner_id:
            return self.env._(
                "This order belongs to %(customer)s. A manager can correct the customer on the "
                "order.",
                customer=self.partner_id.display_name,
            )
        return None

    def _get_refusal_of_customer(self, partner):
        if not partner.exists() or partner.points_excluded:
            return self.env._("This customer does not earn points. Choose another one.")
        return None

    def _get_refusal_of_session(self):
        if not self.config_id.current_session_id:
            return self.env._(
                "The session of this point of sale is closed. Open it, then try again."
            )
        return None

    def _get_refusal_of_program(self):
        program = self.config_id.points_program_id.sudo()
        if not program.active:
            return self.env._("The point of sale of this order has no active loyalty program.")
        if not program.claim_days:
            return self.env._(
                "Points of a sale without a customer cannot be claimed here. A manager can set the "
                "customer on the order."
            )
        if self._get_points_moment() < fields.Datetime.now() - timedelta(days=program.claim_days):
            return self.env._(
                "Points can only be claimed at the point of sale within %(days)s days of the "
                "sale. A manager can set the customer on the order.",
                days=program.claim_days,
            )
        return None

    def _post_points_afterwards(self):
        """Have the customer of a paid order hold its points: those of the day of the sale.

        :raises UserError: when that cannot be
        """
        self.ensure_one()
        # Somebody else may choose a customer at the same moment: one of the two begins again.
        self.flush_recordset(["partner_id"])
        program, holder = self.config_id.points_program_id, self._get_points_holder()
        if holder:
            self._move_points(holder)
        elif program and self.partner_id and not self.partner_id.points_excluded:
            plan = self._get_points_plan(program)
            if plan.active:
                self._post_earnings_of(program, self.partner_id, plan)
                self._catch_up_returns()
        self._give_first_bonuses()
        self._forget_points()

    def _move_points(self, holder):
        """Transfer what is left of the points of this order to its customer.

        :param holder: the ``points.entry`` by which another one has them
        :raises UserError: when the order has no customer any more
        """
        account = holder.account_id._get_current()
        points = holder._get_points_left()
        holder_of_order = self.partner_id._get_account_holder()
        if not points or account.partner_id in (holder_of_order, self.env["res.partner"]):
            return
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "The points of this order belong to %(customer)s. Choose the customer who "
                    "should receive them instead.",
                    customer=account.partner_id.display_name,
                )
            )
        program = account.program_id
        values = {"kind": "transfer", "order_id": self.id, "date": fields.Datetime.now()}
        values["reason"] = self.env._("Customer of the order corrected")
        key = f"order/{self.id}/transfer/{holder.id}"
        taken = self.env["points.account"]._post(
            program,
            account.partner_id,
            key=f"{key}/out",
            points=-points,
            origin=holder,
            **values,
        )
        if not self.partner_id.points_excluded:
            day = holder._get_day(self._get_points_expiry(holder))
            self.env["points.account"]._post(
                program,
                self.partner_id,
                key=f"{key}/in",
                points=points,
                lots=[(day, points)],
                origin=taken,
                **values,
            )

    def _get_points_expiry(self, holder):
        """The last day of the points of this order; all made up for arrears, it is computed."""
        given = [expires_of(day) for day, points in read(holder.movements) if points > 0]
        plan = self._get_points_plan(holder.program_id)
        return given[-1] if given else plan.get_expiry(self._get_points_moment())
