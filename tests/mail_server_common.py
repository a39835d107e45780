from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import PointsCommon
from .customer.smtp_server import SmtpServer


class MailServerCommon(PointsCommon):
    """A shop whose mails arrive at a mail server on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(SmtpServer())
        cls.env["ir.mail_server"].search([]).active = False
        cls.env["ir.mail_server"].create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": cls.server.port,
                "smtp_encryption": "none",
            }
        )

    def setUp(self):
        super().setUp()
        self.server.messages.clear()
        self.server.refused.clear()
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", return_value=False))

    def get_message(self, address):
        (message,) = self.server.messages[address]
        return message

    def get_text(self, message):
        return message.get_body(("plain", "html")).get_content()
