from odoo import models
from odoo.fields import Command
from odoo.tools.mail import append_content_to_html


class MailMail(models.Model):
    """Mails that customers agreed to: the last look at who did, and the way out in each of them.

    All of them pass here, whoever wrote them: the composer, a template, a mailing.
    """

    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # They may have waited in the queue since somebody unsubscribed.
        self._leave_out_who_did_not_agree()
        return super().send(auto_commit, raise_exception, post_send_callback)

    def _leave_out_who_did_not_agree(self):
        """Take customers without consent off what is about to go out."""
        marketing = self.filtered(lambda mail: mail.consent_purpose and mail.state == "outgoing")
        by_need = marketing.grouped(lambda mail: (mail.record_company_id, mail.consent_purpose))
        for (company, purpose), mails in by_need.items():
            customers = mails._get_customers()
            agreed = customers.with_company(company or self.env.company)._filter_consenting(purpose)
            mails._leave_out(customers - agreed)

    def _get_customers(self):
        """Whom mails need a consent of: colleagues who follow a customer need none."""
        about = self.filtered(lambda mail: mail.email_to and mail.model == "res.partner")
        customers = self.env["res.partner"].browse(about.mapped("res_id"))
        return self.recipient_ids.filtered("partner_share") | customers

    def _leave_out(self, refusing):
        """Do not send to some customers.

        :param refusing: ``res.partner``
        """
        for mail in self:
            if refused := mail._get_customers() & refusing:
                mail.recipient_ids = [Command.unlink(partner.id) for partner in refused]
                if mail.res_id in refused.ids and mail.model == "res.partner":
                    mail.email_to = False
                if not mail.recipient_ids and not mail.email_to:
                    mail.write({"state": "cancel", "failure_type": "mail_optout"})
                    mail._postprocess_sent_message([], [], failure_type="mail_optout")
                mail._tell_refused(refused)

    def _tell_refused(self, refused):
        """The messages of the customers say that this one was not sent."""
        domain = [("mail_mail_id", "in", self.ids), ("res_partner_id", "in", refused.ids)]
        notifications = self.env["mail.notification"].sudo().search(domain)
        notifications.write({"notification_status": "canceled", "failure_type": "mail_optout"})

    def _get_customer_of(self, recipient):
        """Who unsubscribes by a mail to somebody, if anybody.

        :param recipient: the ``res.partner``; none where the mail has an address only
        """
        if not recipient and self.model == "res.partner":
            recipient = self.env["res.partner"].browse(self.res_id)
        customer = recipient if recipient and recipient.partner_share else self.env["res.partner"]
        return customer.with_company(self.record_company_id or self.env.company)

    def _personalize_outgoing_body(self, body, partner=False, doc_to_followers=None):
        body = super()._personalize_outgoing_body(body, partner, doc_to_followers)
        customer = self.consent_purpose and self._get_customer_of(partner)
        if not customer:
            return body
        footer = customer._prepare_marketing_footer(self.consent_purpose)
        return append_content_to_html(body, footer, plaintext=False)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        for email in emails if self.consent_purpose else ():
            if customer := self._get_customer_of(email["partner_id"]):
                headers = customer._prepare_marketing_headers(self.consent_purpose)
                email["headers"] = {**email["headers"], **headers}
        return emails
