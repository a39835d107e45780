from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return [*names, "additional_product_tag_ids"] if config.points_program_id else names

    def _get_sold_at(self, config):
        """Those of the products that a till sells today, in one statement.

        :param config: the ``pos.config``
        """
        Template = self.env["product.template"]
        # What was sold once may be nothing that the user may read today.
        domain = Domain(Template._load_pos_data_domain({}, config)) & Domain(
            "id", "in", self.sudo().product_tmpl_id.ids
        )
        templates = Template.search(domain)
        return self.filtered(
            lambda product: product.sudo().active and product.sudo().product_tmpl_id in templates
        )
