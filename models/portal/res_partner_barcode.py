import secrets

from odoo import api, models

#: What Odoo's barcode nomenclature takes for a customer's card, and the digits after it. Twelve
#: digits are printed as Code 128: scanners drop the zero at the start of an EAN-13.
CARD_PREFIX = "042"
CARD_DIGITS = 9


class ResPartner(models.Model):
    """The card of a customer: the contact's barcode, which the till scans."""

    _inherit = "res.partner"

    def _ensure_barcode(self):
        """Give those of these customers a card who have none in the current company."""
        for partner in self.sudo().filtered(lambda partner: not partner.barcode):
            partner.barcode = self._draw_barcode()

    @api.model
    def _draw_barcode(self):
        """A number for a card that nobody has, and nobody can guess."""
        cards = self.env["customer.card"].sudo().with_context(active_test=False)
        while True:
            code = f"{CARD_PREFIX}{secrets.randbelow(10**CARD_DIGITS):0{CARD_DIGITS}}"
            if not self.sudo()._find_by_barcode(code) and not cards.search([("code", "=", code)]):
                return code
