from odoo.tests import tagged

from ..customer.write_common import WriteCommon
from .french import load_french

NASTY = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestTemplates(WriteCommon):
    """All of the shop's messages render for all kinds of customers, in English and French."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_french(cls.env)
        cls.templates = cls.env["mail.template"]._get_customer_messages()
        cls.automatic = cls.env["mail.template"].union(
            *(
                cls.env.ref(f"pos_customer_loyalty.mail_template_{name}")
                for name in ("welcome", "tier")
            )
        )

    def make_customers(self):
        """One of each kind, by name."""
        partners = self.env["res.partner"]
        bakery = partners.create({"name": "Boulangerie & Fils", "is_company": True})
        customers = {
            "nothing": partners.create({"name": "Nobody Yet"}),
            "no name": partners.create({"type": "invoice", "parent_id": bakery.id}),
            "no language": partners.create({"name": "No Language", "lang": False}),
            "company": bakery,
            "script": partners.create({"name": NASTY}),
            "everything": self.marie,
            "archived": partners.create({"name": "Archived", "active": False}),
        }
        for name, customer in customers.items():
            customer.email = f"{name.replace(' ', '.')}@example.com"
        return customers

    def give_everything(self):
        """Points that expire, a credit note and a purchase."""
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.post(40, "test/expiring")
        self.invoice(self.marie, 30.0, "out_refund")
        self.open_new_session()
        self.bread.name = f"Bread {NASTY}"
        self.sell([(self.bread, 2), (self.cheese, 1)], self.marie)

    def test_there_are_all(self):
        names = {template.get_external_id()[template.id] for template in self.templates}
        wanted = ("thank_you", "points", "expiring", "birthday", "we_miss_you", "credit_note")
        for name in (*wanted, "receipt"):
            self.assertIn(f"pos_customer_loyalty.mail_template_{name}", names)

    def test_all_for_all(self):
        self.give_everything()
        customers = self.make_customers()
        for kind, customer in customers.items():
            for lang in ("en_US", "fr_FR"):
                customer.lang = lang if kind != "no language" else False
                for template in self.templates + self.automatic:
                    with self.subTest(kind=kind, lang=lang, template=template.name):
                        self.check_rendering(template, customer)

    def check_rendering(self, template, customer):
        values = template._generate_template(customer.ids, ("subject", "body_html", "partner_to"))
        body = values[customer.id]["body_html"]
        self.assertEqual(values[customer.id]["partner_ids"], customer.ids)
        self.assertTrue(values[customer.id]["subject"])
        self.assertIn(self.company.name, body)
        self.assertIn("Bonjour" if customer.lang == "fr_FR" else "Hello", body)
        self.assertNotIn("<script>", body)
        self.assertNotIn("False", body)
        self.assertNotIn("None,", body)

    def test_a_manager_renders_them_too(self):
        """Not only superusers, who could read anything."""
        self.give_everything()
        for template in self.templates:
            with self.subTest(template.name):
                customer = self.marie.with_user(self.manager)
                customer._give_consent("offers", True, "till")
                action = customer.action_write_to_customer()
                context = {**action["context"], "default_template_id": template.id}
                composers = self.env["mail.compose.message"].with_user(self.manager)
                composer = composers.with_context(**context).create({})
                self.assertIn("Marie", composer.body)

    def test_the_receipt_again(self):
        self.give_everything()
        self.open_composer(self.marie, "receipt").save().action_send_mail()
        text = self.get_text(self.get_message("marie@example.com"))
        order = self.marie._get_told_order()
        self.assertIn(order.pos_reference, text)
        self.assertIn("Cheese", text)
        self.assertRegex(text, r"3\.90")
        self.assertRegex(text, r"8\.90")
        self.assertIn("8 points", text)

    def test_the_credit_note(self):
        self.give_everything()
        self.open_composer(self.marie, "credit_note").save().action_send_mail()
        text = self.get_text(self.get_message("marie@example.com"))
        note = self.marie._get_told_credit_notes()
        self.assertIn(note.name, text)
        self.assertRegex(text, r"30\.00")

    def test_what_expires_soon(self):
        self.give_everything()
        self.marie._give_consent("points", True, "till")
        self.open_composer(self.marie, "expiring").save().action_send_mail()
        message = self.get_message("marie@example.com")
        self.assertIn("expire soon", message["Subject"])
        self.assertIn("points can be used", self.get_text(message).replace("*", ""))

    def test_what_counts_only_later_is_told_with_the_balance(self):
        self.program.write({"expiry": "day", "expiry_months": 12, "pending_days": 14})
        self.open_new_session()
        self.sell([(self.bread, 4)], self.marie)
        for name in ("thank_you", "points", "expiring", "birthday", "we_miss_you"):
            template = self.env.ref(f"pos_customer_loyalty.mail_template_{name}")
            for lang, words in (
                ("en_US", "not yet available"),
                ("fr_FR", "pas encore disponibles"),
            ):
                self.marie.lang = lang
                body = template._render_field("body_html", self.marie.ids, compute_lang=True)
                with self.subTest(template=template.name, lang=lang):
                    self.assertIn(words, body[self.marie.id])

    def test_papers_of_another_company_are_not_told(self):
        self.give_everything()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.marie.with_company(other).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs._get_told_order())
        self.assertFalse(theirs._get_told_credit_notes())
