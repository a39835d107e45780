import base64
import secrets

from odoo import api, models
from odoo.tools.barcode import createBarcodeDrawing

#: What Odoo's barcode nomenclature takes for a customer's card, and the digits after it. Twelve
#: digits are printed as Code 128: scanners drop the zero at the start of an EAN-13.
CARD_PREFIX = "042"
CARD_DIGITS = 9
#: Longer ones have bars too narrow for a scanner.
MOST_BARS = 40
BARS_SIZE = {"width": 300, "height": 60}


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

    def _draw_bars(self):
        """The card of a customer as a picture, which needs no library that makes PNG files.

        :return str: the address of an image, with all that is in it; nothing where there is no
            card, or its number cannot be printed so
        """
        code = self.sudo().barcode or ""
        if not code or len(code) > MOST_BARS or not (code.isascii() and code.isprintable()):
            return ""
        # Of reportlab, as all barcodes of Odoo.
        drawing = createBarcodeDrawing("Code128", value=code, format="svg", **BARS_SIZE)
        picture = base64.b64encode(drawing.asString("svg").encode()).decode()
        return f"data:image/svg+xml;base64,{picture}"
