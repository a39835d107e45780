from odoo import models


class AccountMove(models.Model):
    """The newest invoices of a customer are found without reading the others."""

    _inherit = "account.move"

    _newest_of_customer = models.Index(
        """(partner_id, company_id, (invoice_date::timestamp))
           WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
    )
