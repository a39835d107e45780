from odoo import fields, models

from .customer_consent import PURPOSES


class MailTemplate(models.Model):
    _inherit = "mail.template"

    consent_purpose = fields.Selection(
        PURPOSES,
        "Requires Consent to",
        help="Emails to customers by this template go only to those who agreed, and end with a "
        "link to unsubscribe. Nothing: a service email, such as a receipt or a statement on "
        "request, which everybody may receive.",
    )
