from odoo import api, fields, models

from ..sale.pos_order_line import PAID_STATES


class PosOrder(models.Model):
    """After a sale its customer may belong in other categories.

    The sale itself has earned by the categories that the customer had before it.
    """

    _inherit = "pos.order"

    customer_standing = fields.Json(
        compute="_compute_customer_standing",
        help="The categories of the customer and the way to the next tier, after this order.",
    )

    @api.depends("partner_id", "state")
    @api.depends_context("lang")
    def _compute_customer_standing(self):
        self.customer_standing = False
        if not self.env["res.partner.category"]._get_automatic():
            return
        for company, orders in self.grouped("company_id").items():
            orders._set_customer_standing(company)

    def _set_customer_standing(self, company):
        standings = self.partner_id.sudo()._read_standings(company)
        for order in self:
            order.customer_standing = standings.get(order.partner_id.id, False)

    def write(self, vals):
        moved = "partner_id" in vals and self.filtered(lambda order: order.state in PAID_STATES)
        before = moved and moved.partner_id
        result = super().write(vals)
        if moved:
            self.env["res.partner.category"].sudo()._settle(before | moved.partner_id)
        return result

    def _settle_points(self, post=None):
        result = super()._settle_points(post)
        self._settle_categories()
        return result

    def _settle_categories(self):
        """Let the customers enter and leave categories. A paid order is saved whatever happens."""
        if self.state in PAID_STATES:
            self.env["res.partner.category"].sudo()._settle(self.partner_id)
        self.invalidate_recordset(["customer_standing"])

    @api.model
    def _process_order(self, order, existing_order):
        # A till sends back all fields that it was told of; this one is not its to write.
        order.pop("customer_standing", None)
        return super()._process_order(order, existing_order)
