from odoo.fields import Command

from odoo.addons.mail.tests.common import mail_new_test_user

from ..mail_server_common import MailServerCommon


class MessagesCommon(MailServerCommon):
    """A shop that writes to many, and by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = mail_new_test_user(
            cls.env,
            "claire",
            email="claire@example.com",
            groups="base.group_user,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.company.partner_id.email = "shop@example.com"
        cls.marie.email = "marie@example.com"
        cls.marie._give_consent("offers", True, "till")
        cls.marie._give_consent("points", True, "till")

    @classmethod
    def create_customers(cls, *names, consent="offers"):
        customers = cls.env["res.partner"].create(
            [{"name": name, "email": f"{name.lower()}@example.com"} for name in names]
        )
        if consent:
            customers._give_consent(consent, True, "till")
        return customers

    def begin_mailing(self, customers, template="thank_you", user=None):
        """A draft as the manager gets it from the directory."""
        action = customers.with_user(user or self.manager).action_write_to_many()
        mailing = self.env[action["res_model"]].browse(action["res_id"])
        mailing = mailing.with_user(user or self.manager)
        if template:
            mailing.template_id = self.env.ref(f"pos_customer_loyalty.mail_template_{template}")
        return mailing

    def begin_mailing_to_filter(self, domain):
        """A draft to all that the list shows, of which none is selected."""
        everybody = self.env["res.partner"].with_user(self.manager)
        action = everybody.with_context(active_domain=domain).action_write_to_many()
        return self.env["customer.mailing"].browse(action["res_id"]).with_user(self.manager)

    def run_queue(self):
        """What the scheduled actions do, until nothing is left."""
        mailings = self.env["customer.mailing"]
        mailings._send_waiting()
        self.env["mail.mail"].process_email_queue()
        mailings._send_waiting()

    def get_text_at(self, address):
        return self.get_text(self.get_message(address))

    def get_states(self, mailing):
        recipients = mailing.sudo().recipient_ids
        return {r.partner_id.name: r.reason or r.state for r in recipients}
