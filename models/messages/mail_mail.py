from contextlib import contextmanager
from functools import partial

from odoo import models

#: What ends a message in SMTP; the server has taken nothing before it has read it.
LAST_BYTES = b".\r\n"


@contextmanager
def sealing(session, seal):
    """Have something done between all of a message and its last bytes.

    :param session: the SMTP session, or None
    :param seal: a function without arguments
    """
    if not session:
        yield
        return
    send = session.send

    def send_sealed(data):
        if isinstance(data, bytes) and data.endswith(b"\r\n" + LAST_BYTES):
            send(data.removesuffix(LAST_BYTES))
            seal()
            data = LAST_BYTES
        send(data)

    session.send = send_sealed
    try:
        yield
    finally:
        del session.send


class MailMail(models.Model):
    """Messages of a mailing are sent once, also when the server is killed meanwhile.

    Odoo marks a message before it talks to the mail server, and commits afterwards: killed in
    between, it would send again. Here the mark is committed before the last bytes of the message
    leave, without which the mail server takes nothing. What remains is the moment between that
    COMMIT and three bytes: a server that dies there does not send again, and says so.
    """

    _inherit = "mail.mail"

    def _send(self, auto_commit=False, smtp_session=None, **values):
        recipients = self.env["customer.mailing.recipient"].sudo()._get_of(self)
        values |= {"auto_commit": auto_commit, "smtp_session": smtp_session}
        result = super(MailMail, self - recipients.mail_mail_id)._send(**values)
        for recipient in recipients:
            mail = recipient.mail_mail_id.with_env(self.env)
            with sealing(smtp_session, partial(mail._seal, recipient, auto_commit)):
                super(MailMail, mail)._send(**values)
        if recipients:
            # It closes what is done with; here it might meet a mailing that somebody changes.
            recipients.mailing_id._send_soon()
        return result

    def _seal(self, recipient, auto_commit):
        """Write down that this message leaves, before it has."""
        recipient._leave()
        self.failure_reason = recipient.failure
        self.env.flush_all()
        if auto_commit:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        recipients = self.env["customer.mailing.recipient"].sudo()
        recipients._settle(self, failure_type, failure_reason)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
