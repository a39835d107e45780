from odoo import api, fields, models

from ..sale.pos_order import CASHIER, PAID_STATES


class PosOrder(models.Model):
    """After a sale its customer may belong in other categories.

    The sale itself has earned by the categories that the customer had before it.
    """

    _inherit = "pos.order"

    customer_standing = fields.Json(
        "Customer Status",
        compute="_compute_customer_standing",
        groups=CASHIER,
        help="Categories and progress to the next tier, after this order.",
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

    def _settle_categories(self, partners):
        """Let customers of paid orders enter and leave categories.

        :param partners: the ``res.partner``
        """
        if any(order.state in PAID_STATES for order in self):
            self.env["res.partner.category"].sudo()._settle(partners)
        self.invalidate_recordset(["customer_standing"])
