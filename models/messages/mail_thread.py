from odoo import models
from odoo.tools import html2plaintext


class MailThread(models.AbstractModel):
    """A message that comes back is seen where it came from."""

    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        if bounced := message_dict["bounced_message"]:
            recipients = self.env["customer.mailing.recipient"].sudo()
            recipients.search([("mail_message_id", "in", bounced.ids)])._bounce(
                html2plaintext(message_dict.get("body") or "")
            )
        return result
