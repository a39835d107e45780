from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    is_customer_message = fields.Boolean(
        "Message to Customers",
        help="Offered on the customer sheet, and at the point of sale.",
    )

    def _check_for_customers(self):
        """:raises ValidationError: when one of these templates is of another model"""
        if self.filtered(lambda template: template.model != "res.partner"):
            raise ValidationError(
                self.env._("This template is not for customers. Select one for contacts.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        sending = self._get_what_sends()
        if sending:
            raise UserError(
                self.env._(
                    "This template is in use: %(emails)s. Switch the automatic email off, cancel "
                    "the mailing, or choose another template there.",
                    emails=", ".join(sending),
                )
            )

    def _get_what_sends(self):
        """The names of automatic e-mails and mailings that go out by these templates."""
        mails = (
            self.env["points.program.mail"]
            .sudo()
            .search([("template_id", "in", self.ids), ("is_on", "=", True)])
        )
        mailings = (
            self.env["customer.mailing"]
            .sudo()
            .search([("template_id", "in", self.ids), ("state", "=", "running")])
        )
        return [*mails.mapped("display_name"), *mailings.mapped("name")]

    def send_mail_batch(
        self, res_ids, force_send=False, raise_exception=False, email_values=None, **options
    ):
        if self.consent_purpose and self.model == "res.partner":
            email_values = {**self._prepare_consent_values(), **(email_values or {})}
        return super().send_mail_batch(
            res_ids, force_send, raise_exception, email_values, **options
        )

    def _prepare_consent_values(self):
        """By which a message is known to need consents, and those that were given to whom."""
        return {
            "consent_purpose": self.consent_purpose,
            "record_company_id": self.env.company.id,
        }

    @api.model
    def _get_customer_messages(self):
        """The shop's own messages, in the order in which they were made."""
        return self.search(
            [("model", "=", "res.partner"), ("is_customer_message", "=", True)], order="id"
        )

    def _get_short_name(self):
        """What is left of "Customer: Thank You" where all are messages to customers."""
        self.ensure_one()
        name = self.name.rpartition(":")[2].strip()
        return name[:1].upper() + name[1:]
