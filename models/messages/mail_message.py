from odoo import api, fields, models

from ..common.labels import get_labels
from .customer_consent import PURPOSES

#: Those of Odoo's ``mail.notification``: a mail server that took a mail may not have delivered it.
STATUSES = [
    ("ready", "Queued"),
    ("process", "Queued"),
    ("pending", "Queued"),
    ("sent", "Sent"),
    ("bounce", "Bounced"),
    ("exception", "Not Delivered"),
    ("canceled", "Left Out"),
]


class MailMessage(models.Model):
    """What became of a mail to a customer, as the customer's sheet tells it."""

    _inherit = "mail.message"

    consent_purpose = fields.Selection(
        PURPOSES,
        "Requires Consent to",
        readonly=True,
        help="Customers receive it only if they agreed, to the company of the message.",
    )
    customer_status = fields.Selection(
        STATUSES, string="Delivery", compute="_compute_customer_status"
    )
    customer_failure = fields.Char("Reason", compute="_compute_customer_status")
    is_answered = fields.Boolean("Answered", compute="_compute_is_answered")

    @api.depends("notification_ids.notification_status", "notification_ids.failure_type")
    def _compute_customer_status(self):
        labels = get_labels(self.env["mail.notification"], "failure_type")
        for message in self:
            notification = message._get_customer_notification()
            message.customer_status = notification.notification_status
            message.customer_failure = labels.get(notification.failure_type)

    def _get_customer_notification(self):
        """What Odoo knows of the delivery to the customer whom a message is about."""
        if self.model != "res.partner":
            return self.env["mail.notification"]
        return self.notification_ids.filtered(
            lambda notification: notification.res_partner_id.id == self.res_id
        )[:1]

    @api.depends("child_ids.author_id")
    def _compute_is_answered(self):
        for message in self:
            message.is_answered = message.model == "res.partner" and (
                message.res_id in message.child_ids.author_id.ids
            )
