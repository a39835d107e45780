from odoo import api, fields, models

from ..common.script import read_sql

#: What a customer is asked for.
PURPOSES = [("offers", "News and offers"), ("points", "News about your points")]
SOURCES = [
    ("till", "Point of Sale"),
    ("back_office", "Back Office"),
    ("portal", "Customer Portal"),
    ("import", "Import"),
    ("link", "Unsubscribe Link"),
    ("receipt", "Receipt"),
]
#: Where somebody else writes down what a customer says; elsewhere customers do by themselves.
RECORDED_BY_USERS = ("till", "back_office", "import")


class CustomerConsent(models.Model):
    """What a customer has said about messages of one purpose, when, to whom, and where.

    Rows are added and never changed: the newest one of a customer, a company and a purpose holds,
    and who has none has not agreed. Branches are their company's: what a customer tells one till
    holds for the whole shop. Only the server writes it, see ``res.partner._give_consent``.
    """

    _name = "customer.consent"
    _description = "Customer Consent"
    _order = "id DESC"
    _rec_name = "purpose"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    purpose = fields.Selection(PURPOSES, required=True)
    given = fields.Boolean("Agreed")
    source = fields.Selection(SOURCES, required=True)
    user_id = fields.Many2one(
        "res.users", "Recorded By", ondelete="restrict", help="Nobody: the customer alone."
    )
    date = fields.Datetime(required=True)
    # A link in a message goes on working after the contact was merged into another one.
    contact_number = fields.Integer(
        "Contact ID", required=True, help="The contact at that time, before it was merged."
    )

    _newest = models.Index("(company_id, purpose, partner_id, id DESC)")

    def init(self):
        self.env.cr.execute(read_sql("models/messages/customer_consent.sql"))

    @api.model
    def _find_customer(self, contact_number):
        """Who a contact is today, also after it was merged into another one.

        :param int contact_number: its ID, then
        :return: the ``res.partner``, or none
        """
        partner = self.env["res.partner"].browse(contact_number).exists()
        merged = [("contact_number", "=", contact_number)]
        return partner or self.search(merged, limit=1).partner_id
