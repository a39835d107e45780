from odoo import models

from .pos_payment_method import POINTS_TERMINAL


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _default_payment_methods(self):
        """A new till has no program yet, so it does not take points."""
        methods = super()._default_payment_methods()
        return methods.filtered(lambda method: method.use_payment_terminal != POINTS_TERMINAL)

    def _get_special_products(self):
        """Odoo loads these into the till, and offers them to nobody."""
        product = self.env.ref("pos_customer_loyalty.product_points_discount", False)
        return super()._get_special_products() | (product or self.env["product.product"])
