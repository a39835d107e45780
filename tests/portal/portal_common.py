import re

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from ..mail_server_common import MailServerCommon


class PortalCommon(MailServerCommon, HttpCase):
    """Customers with an access to the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
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

    def open(self, path, login=None, **options):
        """A page as somebody sees it: a customer, or nobody in particular."""
        self.authenticate(login, login)
        return self.url_open(path, **options)

    def post_form(self, path, **answers):
        """Fill in the form of a page, in the same session, and press its button."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(path).text).group(1)
        return self.url_open(path, data={"csrf_token": token, **answers})
