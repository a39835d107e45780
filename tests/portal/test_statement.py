import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .portal_common import PortalCommon

REPORT = "pos_customer_loyalty.report_points_statement"
HOSTILE = "<script>alert('Zoé')</script>"


@tagged("post_install", "-at_install")
class TestStatement(PortalCommon):
    """The points statement in print and by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"expiry": "day", "expiry_months": 12})
        cls.internal = new_test_user(cls.env, "internal", "base.group_user")

    def render(self, customers, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.cashier)
        html, _extension = reports._render_qweb_html(REPORT, customers.ids)
        return html.decode()

    def test_it_says_what_there_is(self):
        self.post(1412, "test/1", date="2026-01-15 12:00:00")
        self.post(88, "test/2", date="2026-02-15 12:00:00")
        self.marie._ensure_barcode()
        text = self.render(self.marie)
        for words in ("Marie Dupont", "1,500 points", "187.50", "01/15/2027", "1,412 points"):
            self.assertIn(words, text)
        self.assertIn(self.marie.barcode, text)
        self.assertIn("data:image/svg+xml;base64", text)

    def test_it_is_in_the_customer_s_language(self):
        self.marie.lang = "fr_FR"
        self.post(1412, "test/1", date="2026-01-15 12:00:00")
        self.assertIn("15/01/2027", self.render(self.marie))

    def test_a_customer_with_nothing(self):
        nobody = self.env["res.partner"].create({"name": HOSTILE})
        company = self.env["res.partner"].create({"name": "Bistro", "is_company": True})
        for customer in (nobody, company):
            for lang in ("en_US", "fr_FR", False):
                customer.lang = lang
                text = self.render(customer)
                self.assertIn("points-statement-nothing", text)
                self.assertNotIn("<script>alert", text)

    def test_a_card_that_is_no_code_128_is_written(self):
        self.marie.barcode = "CLÉ-1"
        self.assertIn("CLÉ-1", self.render(self.marie))

    def test_many_at_once(self):
        self.post(5, "test/1")
        text = self.render(self.marie + self.paul)
        self.assertIn("Marie Dupont", text)
        self.assertIn("Paul Martin", text)

    def test_only_who_may_see_points_prints_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create({"name": "Secret", "company_id": other.id})
        for user, customer in (
            (self.internal, self.marie),
            (self.marie_user, self.paul),
            (self.marie_user, self.marie),
            (self.cashier, stranger),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                self.render(customer, user)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                customer.with_user(user).action_print_points_statement()

    def test_the_menu_print_of_contact_and_account(self):
        self.post(5, "test/1")
        actions = self.env["ir.actions.actions"].with_user(self.cashier)
        for record in (self.marie, self.account_of(self.marie)):
            names = [entry["name"] for entry in actions.get_bindings(record._name)["report"]]
            self.assertIn("Points Statement", names)
        action = self.env.ref("pos_customer_loyalty.points_account_action_print_statement")
        context = {"active_model": "points.account", "active_ids": self.account_of(self.marie).ids}
        answer = action.with_user(self.cashier).with_context(**context).run()
        self.assertEqual(answer["report_name"], REPORT)
        self.assertTrue(self.marie.barcode, "who has no card gets one")

    def test_an_erased_account_has_no_statement(self):
        with self.assertRaisesRegex(UserError, "Nobody has these points any more"):
            self.env["res.partner"].with_user(self.cashier).action_print_points_statement()

    def test_it_reaches_the_customer(self):
        self.post(1412, "test/1")
        self.marie.lang = "en_US"
        self.marie.with_user(self.cashier)._send_points_statement()
        self.env["mail.mail"].process_email_queue()
        message = self.get_message("marie.portal@example.com")
        self.assertIn(self.company.name, message["Subject"])
        self.assertIn("shop@example.com", message["From"], "a cashier may have no address")
        self.assertIn("1,412 points", self.get_text(message))
        self.assertIn("/my/points", message.get_body(("html",)).get_content())
        (attachment,) = message.iter_attachments()
        self.assertIn("Points Statement", attachment.get_filename())
        self.assertIn("1,412 points", str(attachment.get_content()))
        self.assertIn(self.company.name, self.marie.message_ids[0].subject)

    def test_without_an_address(self):
        self.marie.email = False
        with self.assertRaisesRegex(UserError, "has no valid email address"):
            self.marie.with_user(self.cashier)._send_points_statement()

    def test_who_may_not_see_points_sends_none(self):
        with self.assertRaises(AccessError):
            self.marie.with_user(self.internal)._send_points_statement()
        self.assertFalse(self.server.messages)

    def test_a_server_that_makes_no_pdf_hands_out_the_page(self):
        reports = self.env["ir.actions.report"].sudo().with_context(force_report_rendering=True)
        with patch.object(IrActionsReport, "get_wkhtmltopdf_state", return_value="install"):
            content, extension = reports._render_qweb_pdf(REPORT, self.marie.ids)
        self.assertEqual(extension, "html")
        self.assertIn(b"Marie Dupont", content)

    def test_the_card_is_one_for_the_till(self):
        self.marie._ensure_barcode()
        code = self.marie.barcode
        self.assertRegex(code, r"^042\d{9}$")
        nomenclature = self.env.ref("barcodes.default_barcode_nomenclature")
        rule = nomenclature.parse_barcode(code)
        self.assertEqual((rule["type"], rule["code"]), ("client", code))
        partners = self.env["res.partner"].with_user(self.cashier)
        self.assertEqual(partners.search([("barcode", "=", code)]), self.marie)
        self.marie._ensure_barcode()
        self.assertEqual(self.marie.barcode, code, "who has a card keeps it")

    def test_a_number_that_somebody_has_is_drawn_again(self):
        self.paul.barcode = "042000000001"
        self.env["customer.card"].create({"code": "042000000002", "partner_id": self.paul.id})
        with patch("secrets.randbelow", side_effect=[1, 2, 3]):
            self.marie._ensure_barcode()
        self.assertEqual(self.marie.barcode, "042000000003")

    def test_expiries_beyond_the_list_are_one_line(self):
        for month in range(1, 13):
            self.post(1, f"test/{month}", date=f"2026-{month:02}-15")
        self.post(7, "test/13", date="2027-01-15")
        self.post(8, "test/14", date="2027-02-15")
        rows = self.account_of(self.marie)._get_expiries()
        self.assertEqual(len(rows), 13)
        self.assertEqual(rows[-1], {"points": "15 points", "when": "later"})


@tagged("post_install", "-at_install")
class TestPortalPage(PortalCommon):
    """The statement as a page of the portal: the customer's own, and nobody else's."""

    def test_the_portal_leads_there(self):
        self.assertIn("/my/points", self.open("/my", "marie.portal").text)

    def test_a_customer_sees_the_own_points(self):
        self.post(1412, "test/1")
        self.post(777, "test/2", customer=self.paul)
        page = self.open("/my/points", "marie.portal")
        self.assertEqual(page.status_code, 200)
        self.assertIn("1,412 points", page.text)
        self.assertNotIn("777 points", page.text)
        self.assertIn(self.marie.barcode, page.text)
        page = self.url_open("/my/points/statement")
        self.assertIn("1,412 points", page.text)
        self.assertNotIn("777 points", page.text)

    def test_a_customer_with_nothing(self):
        page = self.open("/my/points", "marie.portal")
        self.assertEqual(page.status_code, 200)
        self.assertIn("You have no points yet", page.text)
        self.assertEqual(self.url_open("/my/points/statement").status_code, 200)

    def test_the_history_by_the_page(self):
        for number in range(1, 26):
            self.post(number, f"test/{number}")
        page = self.open("/my/points", "marie.portal").text
        self.assertEqual(page.count("points-statement-row"), 20)
        self.assertIn("+25", page)
        page = self.url_open("/my/points/page/2").text
        self.assertEqual(page.count("points-statement-row"), 5)
        for number in (0, 3, 10**12):
            self.assertEqual(self.url_open(f"/my/points/page/{number}").status_code, 200, number)

    def test_reasons_stay_in_the_shop(self):
        self.post(5, "test/1", reason="Complains all the time")
        self.assertNotIn("Complains", self.open("/my/points", "marie.portal").text)

    def test_another_customer_s_points_are_nobody_else_s(self):
        self.post(1412, "test/1")
        self.post(777_777, "test/2", customer=self.paul)
        account = self.account_of(self.paul).id
        token = self.paul.sudo()._generate_signup_token()
        self.authenticate("marie.portal", "marie.portal")
        hidden = (
            "/my/points/{0}",
            "/my/points/statement/{0}",
            f"/report/html/{REPORT}/{{0}}",
            f"/report/pdf/{REPORT}/{{0}}",
            f"/report/text/{REPORT}/{{0}}",
            f'/report/html/{REPORT}/{{0}}?context={{{{"allowed_company_ids":[1]}}}}',
            "/points/receipt/{0}",
            f"/points/receipt/{token}",
            f"/points/receipt/confirm/{token}",
        )
        own = (
            "/my/points?partner_id={0}&account_id={0}&id={0}",
            "/my/points/statement?partner_id={0}&docids={0}",
            "/my/points/page/{0}",
            f"/my/points?access_token={token}&token={token}",
            f"/my/points/statement?access_token={token}",
        )
        loggers = ("odoo.http", "odoo.addons.base.models.ir_rule")
        for number in (self.paul.id, account, self.paul_user.id):
            for path in hidden + own:
                with self.subTest(path, number=number), mute_logger(*loggers):
                    page = self.url_open(path.format(number))
                    self.assertNotIn("777,777", page.text)
                    self.assertNotIn("Paul Martin", page.text)
                    if path in hidden:
                        self.assertIn(page.status_code, (403, 404, 429))

    def test_without_a_session(self):
        for path in (
            "/my/points",
            "/my/points/statement",
            f"/report/html/{REPORT}/{self.marie.id}",
        ):
            page = self.open(path, allow_redirects=False)
            self.assertEqual(page.status_code, 303)
            self.assertIn("/web/login", page.headers["Location"])

    def test_a_household(self):
        """A member sees what is there, and of the history his purchases; the holder sees all."""
        self.open_new_session()
        self.sell([(self.bread, 4)], self.marie)
        self.paul.points_partner_id = self.marie
        self.sell([(self.cheese, 10)], self.paul)
        member = self.open("/my/points", "paul.portal").text
        self.assertIn("49 points", member)
        self.assertEqual(member.count("points-statement-row"), 1)
        self.assertIn("You share these points with Marie Dupont", re.sub(r"\s+", " ", member))
        holder = self.open("/my/points", "marie.portal").text
        self.assertEqual(holder.count("points-statement-row"), 2)
        self.assertNotIn("You share", holder)

    def test_points_in_several_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        program = self.env["points.program"].create({"name": "Stars", "company_id": other.id})
        self.env["points.account"]._post(program, self.marie, key="test/2", kind="earn", points=66)
        self.post(5, "test/1")
        page = self.open("/my/points", "marie.portal").text
        self.assertIn("66 points", page)
        self.assertIn("5 points", page)
        here = self.marie.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(here._get_statement_accounts().company_id, self.company)

    def post_preferences(self, **answers):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/my/points").text)[1]
        return self.url_open("/my/points/preferences", data={"csrf_token": token, **answers})

    def test_preferences(self):
        self.open("/my/points", "marie.portal")
        page = self.post_preferences(points="1")
        self.assertIn("points-preferences-saved", page.text)
        self.assertEqual(self.marie._filter_consenting("points"), self.marie)
        self.assertFalse(self.marie._filter_consenting("offers"))
        self.assertEqual(self.marie.consent_ids.source, "portal")
        self.post_preferences()
        self.assertFalse(self.marie._filter_consenting("points"))

    def test_who_has_set_preferences_can_be_deleted(self):
        self.open("/my/points", "paul.portal")
        self.post_preferences(offers="1")
        self.assertTrue(self.paul._filter_consenting("offers"))
        self.assertFalse(self.paul.consent_ids.user_id)
        self.paul_user.unlink()
        self.assertTrue(self.paul._filter_consenting("offers"))

    def test_preferences_are_not_set_from_elsewhere(self):
        self.open("/my/points", "marie.portal")
        with mute_logger("odoo.http"):
            page = self.url_open("/my/points/preferences", data={"points": "1"})
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.marie._filter_consenting("points"))
