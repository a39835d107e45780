from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _format_told_quantity(self):
        """How many, without decimals that say nothing, in the language of the reader."""
        self.ensure_one()
        whole = self.env["ir.qweb.field.integer"].value_to_html(int(self.qty), {})
        is_whole = self.qty == int(self.qty)
        return whole if is_whole else self.env["ir.qweb.field.float"].value_to_html(self.qty, {})
