from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.mail.tests.common import mail_new_test_user

from ..mail_server_common import MailServerCommon


class WriteCommon(MailServerCommon):
    """A manager who writes to customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.manager = mail_new_test_user(
            cls.env,
            "claire",
            email="claire@example.com",
            groups="base.group_user,base.group_partner_manager,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.marie.write({"email": "marie@example.com", "lang": "en_US"})
        cls.helene = cls.env["res.partner"].create(
            {"name": "Hélène Lefèvre", "email": "helene@example.com", "lang": "fr_FR"}
        )
        (cls.marie + cls.helene)._give_consent("offers", True, "till")
        cls.translate("Your points at", "Vos points chez")
        cls.env["points.account"]._post(
            cls.program, cls.marie, key="test/1", kind="earn", points=1412
        )
        cls.env["points.account"]._post(
            cls.program, cls.helene, key="test/2", kind="earn", points=80
        )

    @classmethod
    def translate(cls, english, french):
        """What the French of the template says, whether or not fr.po was loaded."""
        template = cls.env.ref("pos_customer_loyalty.mail_template_points")
        subject = template.with_context(lang="en_US").subject.replace(english, french)
        template.with_context(lang="fr_FR").subject = subject

    def get_template(self, name):
        return self.env.ref(f"pos_customer_loyalty.mail_template_{name}")

    def open_composer(self, customer, template=None):
        """The composer as the manager gets it from the customer's sheet.

        :param str template: chosen there by its button
        """
        action = customer.with_user(self.manager).action_write_to_customer()
        context = dict(action["context"])
        if template:
            context["default_template_id"] = self.get_template(template).id
        return Form(
            self.env["mail.compose.message"].with_user(self.manager).with_context(**context)
        )

    def open_composer_of_many(self, customers, template):
        """The composer as Odoo's "Send email" opens it from the list."""
        context = {
            "default_composition_mode": "mass_mail",
            "default_model": "res.partner",
            "default_res_ids": customers.ids,
            "default_template_id": self.get_template(template).id,
        }
        return Form(
            self.env["mail.compose.message"].with_user(self.manager).with_context(**context)
        )
