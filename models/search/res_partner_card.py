from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_duplicate import WHO_ENTERS_CUSTOMERS


class ResPartner(models.Model):
    """Further cards of a customer: each finds him as Odoo's barcode does."""

    _inherit = "res.partner"

    card_ids = fields.One2many(
        "customer.card",
        "partner_id",
        "Further Cards",
        # A lost card stays on the contact: who looks for a customer by cards has to say which.
        context={"active_test": False},
        groups=WHO_ENTERS_CUSTOMERS,
    )
    card_codes = fields.Json(
        "Numbers of the Further Cards",
        compute="_compute_card_codes",
        groups=WHO_ENTERS_CUSTOMERS,
        help="In the current company, as tills load them.",
    )

    @api.depends("card_ids.active", "card_ids.code", "card_ids.company_id")
    @api.depends_context("company")
    def _compute_card_codes(self):
        self.card_codes = False
        domain = [("partner_id", "in", self._origin.ids), ("company_id", "=", self.env.company.id)]
        cards = self.env["customer.card"].search_fetch(domain, ["partner_id", "code"])
        for partner, of_partner in cards.grouped("partner_id").items():
            partner.card_codes = of_partner.mapped("code")

    @api.constrains("barcode")
    def _check_barcode_is_no_card(self):
        """PostgreSQL checks it too, at COMMIT."""
        cards = self.env["customer.card"].sudo().with_context(active_test=False)
        for partner in self.filtered("barcode"):
            taken = Domain("code", "=", partner.barcode)
            if cards.search_count(taken & Domain("company_id", "=", self.env.company.id), limit=1):
                raise ValidationError(
                    self.env._(
                        "The barcode %(code)s is the number of a further card already, which may "
                        "be archived. Enter another barcode, or remove that card first.",
                        code=partner.barcode,
                    )
                )

    @api.model
    def _find_by_barcode(self, code):
        """The contacts, archived ones too, whose barcode in the current company is this one."""
        everybody = self.with_context(active_test=False)
        return everybody.search(self._get_code_domain(code) & Domain("barcode", "=", code))

    @api.model
    def _get_code_domain(self, code):
        """Who may have this barcode or card, by an index: whoever has it is among them."""
        return self._get_search_domain(
            SQL("s.keys @> ARRAY[left(customer_joined(customer_fold(%s)), 100) || '=']", code)
        )

    @api.model
    def _get_card_domain(self, code):
        """Who has a barcode, or a card that was not archived, in the current company."""
        card = (
            Domain("code", "=", code)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("active", "=", True)
        )
        return self._get_code_domain(code) & (
            Domain("barcode", "=", code) | Domain("card_ids", "any", card)
        )
