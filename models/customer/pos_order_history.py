from odoo import models


class PosOrder(models.Model):
    """The newest orders of a customer are found without reading the others."""

    _inherit = "pos.order"

    _newest_of_customer = models.Index(
        "(partner_id, company_id, date_order DESC, id DESC) WHERE partner_id IS NOT NULL"
    )
