from odoo import models

from .pos_payment_method import POINTS_TERMINAL


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _default_payment_methods(self):
        """A new till has no program yet, so it does not take points."""
        methods = super()._default_payment_methods()
        return methods.filtered(lambda method: method.use_payment_terminal != POINTS_TERMINAL)

    def _get_special_products(self):
        """Odoo loads these into the till, and offers them to nobody.

        A till whose program takes points as a payment learns of old discounts with their orders.
        """
        products = super()._get_special_products()
        programs = self.points_program_id
        if not any(program._get_plan().has_discounts for program in programs):
            return products
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        return products | products.browse(get_id("pos_customer_loyalty.product_points_discount"))
