from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..customer.write_common import WriteCommon


@tagged("post_install", "-at_install")
class TestTillMessage(WriteCommon):
    """Consents recorded and messages sent from a till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "shop@example.com"
        cls.cashier.email = False
        cls.paul = cls.env["res.partner"].create(
            {"name": "Paul Martin", "email": "paul@example.com", "lang": "en_US"}
        )

    def setUp(self):
        super().setUp()
        self.open_new_session()

    def as_cashier(self, customer=None):
        return (customer or self.paul).with_user(self.cashier)

    def read_sheet(self, customer=None):
        customer = customer or self.paul
        return self.as_cashier().read_customer_sheet(customer.id, self.config.id)

    def set_consent(self, purpose, given, **options):
        partners = self.env["res.partner"].with_user(options.pop("user", self.cashier))
        partners = partners.with_context(**options)
        return partners.set_customer_consent(self.paul.id, self.config.id, purpose, given)

    def send(self, template=False, customer=None):
        template_id = template and self.get_template(template).id
        customer = customer or self.paul
        return self.as_cashier().send_customer_message(customer.id, self.config.id, template_id)

    def test_the_sheet_tells_what_was_agreed_to(self):
        consents = {row["purpose"]: row["given"] for row in self.read_sheet()["consents"]}
        self.assertEqual(consents, {"offers": False, "points": False})
        consents = {row["purpose"]: row["given"] for row in self.read_sheet(self.marie)["consents"]}
        self.assertEqual(consents, {"offers": True, "points": False})

    def test_one_tap_records_it(self):
        answer = self.set_consent("offers", True)
        self.assertEqual([row["given"] for row in answer], [True, False])
        row = self.paul.consent_ids
        self.assertEqual((row.source, row.user_id), ("till", self.cashier))
        self.set_consent("offers", False)
        self.assertFalse(self.paul.consent_offers)

    def test_a_cashier_forges_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.set_consent(
            "offers",
            True,
            import_file=True,
            default_source="portal",
            default_user_id=self.manager.id,
            default_date="2020-01-01 00:00:00",
            default_company_id=other.id,
        )
        row = self.paul.consent_ids
        self.assertEqual((row.source, row.user_id), ("till", self.cashier))
        self.assertEqual(row.company_id, self.company)
        self.assertGreater(row.date.year, 2020)

    def test_nonsense_ends_in_a_sentence(self):
        for purpose, given in (("x", True), (None, True), (5, True), ("offers", "yes"), ([], 1)):
            with self.subTest(purpose=purpose, given=given), self.assertRaises(UserError):
                self.set_consent(purpose, given)
        for template_id in (-1, 10**9, "x", 2**40, [1]):
            with self.subTest(template=template_id), self.assertRaises(UserError):
                args = [self.paul.id, self.config.id, template_id]
                self.as_cashier().send_customer_message(*args)

    def test_a_till_that_is_closed(self):
        self.pos_session.sudo().state = "closed"
        self.config.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.set_consent("offers", True)
        with self.assertRaisesRegex(UserError, "is closed"):
            self.send("points")

    def test_who_is_no_cashier(self):
        stranger = new_test_user(self.env, "stranger", "base.group_user,base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.set_consent("offers", True, user=stranger)
        with self.assertRaises(AccessError):
            self.paul.with_user(stranger).send_customer_message(self.paul.id, self.config.id)

    def test_a_till_or_customer_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            self.set_consent("offers", True, user=stranger)
        self.paul.company_id = other
        with self.assertRaises(AccessError):
            self.set_consent("offers", True)
        with self.assertRaises(AccessError):
            self.send("points")

    def test_the_form_of_the_till_says_that_it_is_one(self):
        """Of a till that the user may use, and that is open."""
        self.cashier.group_ids += self.env.ref("base.group_partner_manager")
        at_till = self.as_cashier().with_context(till_config_id=self.config.id)
        at_till.consent_offers = True
        self.assertEqual(self.paul.consent_ids.source, "till")
        for config_id in (10**9, "x", True, None, [5], 2**70):
            with self.subTest(config_id):
                elsewhere = at_till.with_context(till_config_id=config_id)
                elsewhere.consent_offers = not elsewhere.consent_offers
                newest = self.paul.consent_ids.sorted("id")[-1:]
                self.assertEqual(newest.source, "back_office")

    def test_a_service_message_in_two_taps(self):
        messages = {row["name"]: row for row in self.read_sheet()["messages"]}
        self.assertFalse(messages["Your Points"]["is_refused"])
        self.assertTrue(messages["Thank You"]["is_refused"])
        self.assertEqual(self.send("points"), "Sent to paul@example.com.")
        message = self.get_message("paul@example.com")
        self.assertIn("shop@example.com", message["From"])
        self.assertEqual(message["Subject"], f"Your points at {self.company.name}")
        logged = self.paul.message_ids[0]
        self.assertEqual(logged.author_id, self.cashier.partner_id)
        newest = self.paul.with_user(self.manager).newest_mail_ids
        self.assertEqual(newest.customer_status, "sent")

    def test_the_receipt_again(self):
        self.sell([(self.cheese, 1)], self.paul)
        self.send("receipt")
        self.assertIn("Cheese", self.get_text(self.get_message("paul@example.com")))

    def test_news_only_with_consent(self):
        with self.assertRaisesRegex(UserError, "Paul Martin"):
            self.send("thank_you")
        self.set_consent("offers", True)
        self.send("thank_you")
        message = self.get_message("paul@example.com")
        self.assertIn(self.paul._get_preferences_url("offers"), message["List-Unsubscribe"])

    def test_the_statement(self):
        self.assertEqual(self.send(), "Sent to paul@example.com.")
        message = self.get_message("paul@example.com")
        self.assertIn("shop@example.com", message["From"])
        (attachment,) = message.iter_attachments()
        self.assertIn("Points Statement", attachment.get_filename())

    def test_a_customer_without_address(self):
        self.paul.email = False
        with self.assertRaisesRegex(UserError, "has no valid email address"):
            self.send("points")

    def test_only_what_the_shop_offers(self):
        """Neither another template of contacts nor one of another model."""
        mine = self.get_template("points").copy({"is_customer_message": False})
        others = self.env["mail.template"].search([("model", "!=", "res.partner")], limit=1)
        for template in mine + others:
            with self.subTest(template.name), self.assertRaisesRegex(UserError, "not offered"):
                args = [self.paul.id, self.config.id, template.id]
                self.as_cashier().send_customer_message(*args)
        self.assertFalse(self.server.messages)

    def test_no_news_for_who_is_on_the_blacklist(self):
        self.paul._give_consent("offers", True, "till")
        self.env["mail.blacklist"]._add("paul@example.com")
        with self.assertRaisesRegex(UserError, "email blacklist"):
            self.send("thank_you")
        self.assertIn("paul@example.com", self.send("points"))

    def test_an_address_that_is_none(self):
        self.paul.email = "at home"
        with self.assertRaisesRegex(UserError, "has no valid email address"):
            self.send()
