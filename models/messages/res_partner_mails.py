from odoo import api, fields, models

from ..customer.res_partner_sheet import MANAGER, NEWEST


class ResPartner(models.Model):
    """The mails to a customer and what became of them, on the sheet."""

    _inherit = "res.partner"

    newest_mail_ids = fields.One2many(
        "mail.message",
        string="Emails",
        compute="_compute_newest_mail_ids",
        groups=MANAGER,
        help="The latest emails to the customer.",
    )
    email_problem = fields.Char(compute="_compute_email_problem", groups=MANAGER)

    @api.depends("message_ids.notification_ids.notification_status")
    def _compute_newest_mail_ids(self):
        for partner in self:
            # Odoo leaves out what the user may not read.
            partner.newest_mail_ids = self.env["mail.message"].search(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "=", partner._origin.id),
                    ("notification_ids.res_partner_id", "=", partner._origin.id),
                    ("notification_ids.notification_type", "=", "email"),
                ],
                order="id desc",
                limit=NEWEST,
            )

    @api.depends("newest_mail_ids")
    def _compute_email_problem(self):
        for partner in self:
            newest = partner.newest_mail_ids[:1]
            partner.email_problem = newest and partner._get_email_problem(newest)

    def _get_email_problem(self, message):
        """A sentence on a mail that did not arrive."""
        if message.customer_status == "bounce":
            return self.env._("The last email bounced. Check the email address.")
        if message.customer_status == "exception":
            return self.env._(
                "The last email was not delivered: %(reason)s.",
                reason=message.customer_failure or self.env._("unknown reason"),
            )
        return False
