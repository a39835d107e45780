from odoo import api, models

from ..models.spending.pos_payment_method import POINTS_TERMINAL


class PosMakePayment(models.TransientModel):
    """A return in the back office proposes points first, as the till does."""

    _inherit = "pos.make.payment"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        order = self.env["pos.order"].browse(self.env.context.get("active_id"))
        order.check_access("read")
        method = order.session_id.payment_method_ids.filtered(
            lambda method: method.use_payment_terminal == POINTS_TERMINAL
        )
        returnable = order.refunded_order_id.points_returnable
        if method and returnable and not order._get_points_given_back():
            values["payment_method_id"] = method[0].id
            values["amount"] = max(-returnable, order.amount_total - order.amount_paid)
        return values
