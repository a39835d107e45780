from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _read_purchase(self, sold):
        """A line of a purchase, as the sheet at the till shows it.

        :param sold: the products that the till sells
        """
        self.ensure_one()
        # What was sold once may be nothing that the user may read today.
        product = self.sudo().product_id
        parts = self | self.combo_line_ids
        return {
            "id": self.id,
            "product_id": product.id,
            "template_id": product.product_tmpl_id.id,
            "name": self.full_product_name or product.display_name,
            "quantity": self.qty,
            "total": sum(part._get_signed_amount() for part in parts),
            "is_sold": self.product_id in sold and not self._is_special_or_reward(),
        }

    def _is_special_or_reward(self):
        """Whether the line is a tip, a deposit, a reward, ...: nothing that is bought again."""
        self.ensure_one()
        return bool(self._get_special_kind()) or self._get_reward() is not None
