from hashlib import md5

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common.script import read_sql


class CustomerCard(models.Model):
    """A further card of a customer, beside the barcode of the contact: a new one for a lost one, or
    that of a contact that was merged into this one.

    A number belongs to one customer of a company, as a card or as Odoo's barcode. A card that is
    archived finds nobody, and its number stays taken.
    """

    _name = "customer.card"
    _description = "Customer Card"
    _inherit = ["points.input.mixin"]
    _order = "active DESC, id DESC"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char("Card Number", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    active = fields.Boolean(
        "In Use",
        default=True,
        help="Archive a lost card: it no longer finds the customer, and nobody else can get its "
        "number.",
    )

    _one_per_number = models.UniqueIndex(
        "(company_id, code)",
        "This card number belongs to another card already, which may be archived. Enter another "
        "number.",
    )
    _number_can_be_found = models.Constraint(
        "CHECK (length(code) <= 100 AND code ~ '[[:alnum:]]')",
        "A card number must have a letter or a digit in it, and at most 100 characters.",
    )

    def init(self):
        # Of the search, too: what a contact is found by includes the cards.
        rules = read_sql("models/search/customer_search.sql")
        self.env.cr.execute(rules)
        self.env.cr.execute(read_sql("models/search/customer_card.sql"))
        self.env["res.partner"]._index_by_rules(md5(rules.encode()).hexdigest())

    @api.constrains("code", "company_id")
    def _check_barcode(self):
        """PostgreSQL checks it too, at COMMIT."""
        for card in self:
            partners = self.env["res.partner"].sudo().with_company(card.company_id)
            owner = partners._find_by_barcode(card.code)[:1]
            if owner:
                raise ValidationError(card._get_taken_sentence(owner))

    def _get_taken_sentence(self, owner):
        """That the number of this card is the barcode of a contact.

        :param owner: a ``res.partner``, whom the user may not be able to read
        """
        self.ensure_one()
        # Odoo checks constraints with all rights.
        readable = owner.sudo(False)._filtered_access("read")
        return self.env._(
            "The card number %(code)s is already the barcode of %(customer)s. Enter another "
            "number, or remove it there first.",
            code=self.code,
            customer=readable.display_name or self.env._("another contact"),
        )
