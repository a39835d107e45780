from odoo import models

#: What lines of a till's special products are, see ``KINDS`` in :mod:`~...points.goods`.
#: Some of these fields are of add-ons that are not always there.
SPECIAL_PRODUCTS = {
    "discount_product_id": "discount",
    "tip_product_id": "tip",
    "deposit_product_id": "deposit",
    "down_payment_product_id": "deposit",
    "settle_due_product_id": "settlement",
    "settle_invoice_product_id": "settlement",
}


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_special_kinds(self):
        """What lines are to points by which this till sells no goods.

        :return dict: kinds by ``product.product``, see ``KINDS`` in :mod:`~...points.goods`
        """
        self.ensure_one()
        names = [name for name in SPECIAL_PRODUCTS if name in self._fields]
        return {self[name]: SPECIAL_PRODUCTS[name] for name in names if self[name]}
