import re
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..common import PointsCommon
from ..customer.smtp_server import SmtpServer


class PortalCommon(PointsCommon, HttpCase):
    """Customers with an access to the portal, and a mail server on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
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
        cls.marie_user = cls.create_portal_user("marie.portal", "Marie Dupont")
        cls.paul_user = cls.create_portal_user("paul.portal", "Paul Martin")
        cls.marie, cls.paul = cls.marie_user.partner_id, cls.paul_user.partner_id
        cls.company.email = "shop@example.com"

    @classmethod
    def create_portal_user(cls, login, name, **values):
        return new_test_user(
            cls.env,
            login,
            "base.group_portal",
            name=name,
            email=f"{login}@example.com",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Europe/Paris",
            **values,
        )

    def setUp(self):
        super().setUp()
        self.server.messages.clear()
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", return_value=False))

    def get_message(self, address):
        (message,) = self.server.messages[address]
        return message

    def get_text(self, message):
        return message.get_body(("plain", "html")).get_content()

    def open(self, path, login=None, **options):
        """A page as somebody sees it: a customer, or nobody in particular."""
        self.authenticate(login, login)
        return self.url_open(path, **options)

    def post_form(self, path, **answers):
        """Fill in the form of a page, in the same session, and press its button."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(path).text).group(1)
        return self.url_open(path, data={"csrf_token": token, **answers})
