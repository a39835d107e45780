import re
from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.portal.points_receipt_claim import MOST_MAILS
from ...models.portal.points_receipt_failure import MOST_FAILURES
from .portal_common import PortalCommon

ZOE = "zoe@example.com"
LINK = re.compile(r"/points/receipt/confirm/[\w-]+")


@tagged("post_install", "-at_install")
class TestReceipt(PortalCommon):
    """The code on the receipt: the statement, or a claim that is good once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def setUp(self):
        super().setUp()
        self.order = self.sell_with_code()
        self.authenticate(None, None)

    def sell_with_code(self, customer=None, **values):
        """A sale of 10.00, and the token that the till has printed on its receipt."""
        return self.sell([(self.bread, 4)], customer, access_token=str(uuid4()), **values)

    def get_path(self, order=None):
        return f"/points/receipt/{(order or self.order).access_token}"

    def get_page(self, answer):
        return re.search(r'data-page="(\w+)"', answer.text).group(1)

    def enrol(self, email=ZOE, order=None, **answers):
        answers = {"name": "Zoé Lefèvre", "email": email, **answers}
        return self.post_form(self.get_path(order), **answers)

    def get_link(self, email=ZOE):
        """The link of the newest mail that reached an address."""
        return LINK.search(self.get_text(self.server.messages[email][-1])).group()

    def find_contact(self, email=ZOE):
        return self.env["res.partner"].search([("email", "=", email)])

    # What it opens

    def test_a_sale_with_a_customer_opens_the_statement(self):
        order = self.sell_with_code(self.marie)
        answer = self.url_open(self.get_path(order), allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith("/my/points"))
        self.assertNotIn("Marie", answer.text)
        self.assertIn("/web/login", self.url_open(self.get_path(order)).url)
        page = self.open(self.get_path(order), "marie.portal")
        self.assertIn("10 points", page.text)
        page = self.open(self.get_path(order), "paul.portal")
        self.assertNotIn("10 points", page.text, "of who has the receipt only, nothing is seen")

    def test_a_sale_without_a_customer_says_what_waits(self):
        answer = self.url_open(self.get_path())
        self.assertEqual(self.get_page(answer), "form")
        self.assertIn("10 points", answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_in_french(self):
        # A phone that was never here before.
        self.opener.cookies.pop("session_id")
        answer = self.url_open(self.get_path(), headers={"Accept-Language": "fr-FR"})
        self.assertIn("/fr/", answer.url)
        self.assertEqual(self.get_page(answer), "form")

    # A claim

    def test_enrol_me(self):
        self.assertEqual(self.get_page(self.enrol(points="1")), "asked")
        self.assertFalse(self.find_contact(), "only the confirmation makes a contact")
        self.assertFalse(self.order.partner_id)
        message = self.get_message(ZOE)
        self.assertIn("shop@example.com", message["From"])
        self.assertNotIn("Zoé", self.get_text(message), "what anybody types is not sent to anybody")
        self.assertEqual(self.get_page(self.url_open(self.get_link())), "confirm")
        self.assertFalse(self.find_contact(), "programs open links, too")
        answer = self.post_form(self.get_link())
        self.assertEqual(self.get_page(answer), "done")
        zoe = self.find_contact()
        self.assertEqual((zoe.name, self.order.partner_id), ("Zoé Lefèvre", zoe))
        self.assertEqual(self.account_of(zoe).balance, 10)
        self.assertEqual(zoe._filter_consenting("points"), zoe)
        self.assertFalse(zoe._filter_consenting("offers"))
        self.assertEqual(zoe.consent_ids.source, "receipt")
        self.assertIn("Points claimed by Zoé Lefèvre", self.order.message_ids[0].body)
        self.check_deferred()

    def test_who_is_new_chooses_a_password(self):
        self.enrol()
        answer = self.post_form(self.get_link())
        url = re.search(r'href="([^"]*/web/signup[^"]*)"', answer.text).group(1)
        self.assertIn("token=", url)
        self.assertEqual(self.url_open(url.replace("&amp;", "&")).status_code, 200)

    def test_nothing_of_the_person_is_kept_with_the_claim(self):
        self.enrol()
        self.post_form(self.get_link())
        claim = self.env["points.receipt.claim"].sudo().search([("order_id", "=", self.order.id)])
        self.assertEqual((claim.is_confirmed, claim.name, claim.email), (True, False, False))

    def test_a_contact_of_that_address_is_used(self):
        contact = self.env["res.partner"].create({"name": "Zoé L.", "email": "ZOE@example.com"})
        self.enrol(name="Somebody Else")
        self.assertFalse(self.account_of(contact), "before the address is proven, nothing is done")
        answer = self.post_form(self.get_link())
        self.assertEqual(self.order.partner_id, contact)
        self.assertEqual(contact.name, "Zoé L.")
        self.assertNotIn("/web/signup", answer.text, "the shop invites whom it knows")

    def test_of_several_the_one_with_points(self):
        contacts = self.env["res.partner"].create([{"name": name, "email": ZOE} for name in "ab"])
        self.post(5, "test/1", customer=contacts[1])
        self.enrol()
        self.post_form(self.get_link())
        self.assertEqual(self.order.partner_id, contacts[1])

    def test_a_link_is_good_once(self):
        self.enrol()
        link = self.get_link()
        self.post_form(link)
        answer = self.url_open(link)
        self.assertEqual(self.get_page(answer), "done", "a second click says so kindly")
        answer = self.url_open(self.get_path(), allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith("/my/points"))
        self.assertEqual(len(self.entries_of(self.order)), 1)

    def test_two_people_with_the_same_photo(self):
        self.enrol(ZOE)
        self.enrol("paul.portal@example.com")
        self.assertEqual(self.get_page(self.post_form(self.get_link(ZOE))), "done")
        answer = self.post_form(self.get_link("paul.portal@example.com"))
        self.assertEqual(self.get_page(answer), "taken")
        self.assertNotIn("Zoé", answer.text)
        self.assertEqual(self.order.partner_id, self.find_contact())
        self.assertFalse(self.account_of(self.paul))
        self.assertEqual(len(self.entries_of(self.order)), 1)

    def test_who_is_too_late_is_not_made_a_contact(self):
        self.enrol()
        self.order.partner_id = self.marie
        self.assertEqual(self.get_page(self.post_form(self.get_link())), "taken")
        self.assertFalse(self.find_contact())

    def test_who_is_logged_in_claims_with_one_tap(self):
        self.authenticate("marie.portal", "marie.portal")
        page = self.post_form(self.get_path(), mine="1")
        self.assertIn("/my/points", page.url)
        self.assertEqual(self.order.partner_id, self.marie)
        self.assertEqual(self.account_of(self.marie).balance, 10)

    def test_nobody_in_particular_claims_nothing_by_that(self):
        answer = self.post_form(self.get_path(), mine="1")
        self.assertEqual(self.get_page(answer), "form")
        self.assertFalse(self.order.partner_id)

    def test_after_the_session_was_closed(self):
        """A cashier needs an open till to credit a sale; a customer comes in the evening."""
        self.pos_session = self.config.current_session_id
        self.pos_session.post_closing_cash_details(self.order.amount_total)
        self.pos_session.close_session_from_ui()
        self.enrol()
        self.assertEqual(self.get_page(self.post_form(self.get_link())), "done")
        self.assertEqual(self.account_of(self.find_contact()).balance, 10)

    # When it is dead

    def get_back(self, quantity):
        refund = self.order._refund()
        refund.lines.qty = -quantity
        refund.lines._onchange_amount_line_all()
        refund._compute_prices()
        payment = {"active_ids": refund.ids, "active_id": refund.id}
        self.env["pos.make.payment"].with_context(**payment).create(
            {"amount": refund.amount_total, "payment_method_id": self.cash_pm1.id}
        ).check()
        return refund

    def test_it_dies_with_the_return_of_the_goods(self):
        self.enrol()
        self.get_back(4)
        self.assertEqual(self.get_page(self.url_open(self.get_path())), "nothing")
        self.assertEqual(self.get_page(self.post_form(self.get_link())), "over")
        self.assertFalse(self.find_contact())
        self.assertFalse(self.order.partner_id)

    def test_of_what_is_kept_the_points_can_be_claimed(self):
        self.get_back(2)
        self.assertEqual(self.get_page(self.url_open(self.get_path())), "form")
        self.enrol()
        self.post_form(self.get_link())
        self.assertEqual(self.account_of(self.find_contact()).balance, 5)

    def test_after_the_days_of_the_program(self):
        late = fields.Datetime.now() - timedelta(days=31)
        order = self.sell_with_code(date_order=fields.Datetime.to_string(late))
        self.assertEqual(self.get_page(self.url_open(self.get_path(order))), "over")

    def test_where_the_program_leaves_claims_to_managers(self):
        self.enrol()
        self.program.claim_days = 0
        self.assertEqual(self.get_page(self.url_open(self.get_path())), "over")
        self.assertEqual(self.get_page(self.post_form(self.get_link())), "over")
        self.assertFalse(self.find_contact())

    def test_where_it_leads_nowhere(self):
        draft = self.sell_with_code()
        returned = self.get_back(1)
        for change in (
            lambda: self.program.write({"receipt_code": False}),
            lambda: self.program.write({"active": False}),
            lambda: self.config.write({"points_program_id": False}),
            lambda: self.order.write({"access_token": "x"}),
            lambda: draft.write({"access_token": self.order.access_token}),
        ):
            token = self.order.access_token
            with self.env.cr.savepoint() as savepoint:
                change()
                self.env.flush_all()
                self.assertFalse(self.env["pos.order"]._find_by_receipt(token))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertFalse(self.env["pos.order"]._find_by_receipt(returned.access_token))
        self.assertTrue(self.env["pos.order"]._find_by_receipt(self.order.access_token))

    def test_a_link_of_a_mail_is_too_old(self):
        self.enrol()
        claim = self.env["points.receipt.claim"].sudo().search([("order_id", "=", self.order.id)])
        claim.date -= timedelta(days=3)
        claim._gc_old()
        self.assertEqual(self.url_open(self.get_link()).status_code, 404)

    # Robots

    def test_a_robot_gets_nothing_and_has_to_wait(self):
        tried = {self.url_open(f"/points/receipt/{uuid4()}").text for _ in range(MOST_FAILURES)}
        self.assertEqual(len({self.strip(page) for page in tried}), 1, "all that fail look alike")
        for path in (self.get_path(), f"/points/receipt/{uuid4()}", "/points/receipt/confirm/x"):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 429)
            self.assertEqual(answer.headers["Retry-After"], "900")
            self.assertEqual(self.get_page(answer), "wait")
        failures = self.env["points.receipt.failure"].sudo().search([])
        self.assertEqual(len(failures), MOST_FAILURES, "who waits fills no table")
        failures.date = fields.Datetime.now() - timedelta(minutes=16)
        self.assertEqual(self.get_page(self.url_open(self.get_path())), "form")

    def strip(self, page):
        """A page without what is of this moment."""
        return re.sub(r"csrf_token[^,]*,|/points/receipt/[\w-]+", "", page)

    def test_links_that_are_none(self):
        for token in ("1", "x" * 5000, "%00", "' OR 1=1--", str(uuid4()).upper(), "AQ", "é"):
            for path in (f"/points/receipt/{token}", f"/points/receipt/confirm/{token}"):
                answer = self.url_open(path)
                self.assertIn(answer.status_code, (400, 404, 429), path)
                self.env["points.receipt.failure"].sudo().search([]).unlink()

    def test_a_forged_link_of_a_mail(self):
        self.enrol()
        link = self.get_link()
        for forged in (link[:-2], link[:-1] + ("A" if link[-1] != "A" else "B"), link + "AA"):
            self.assertEqual(self.url_open(forged).status_code, 404)
        self.assertFalse(self.find_contact())

    def test_addresses_that_wait(self):
        failures = self.env["points.receipt.failure"].sudo()
        for number in range(MOST_FAILURES):
            failures._record(f"2001:db8:1:2::{number}")
        self.assertTrue(failures._has_to_wait("2001:db8:1:2:ffff::1"), "one network is one address")
        for address in ("2001:db8:1:3::1", "192.0.2.1", "", None, "unknown"):
            self.assertFalse(failures._has_to_wait(address))
        self.assertNotIn("2001", str(failures.search([]).mapped("address")))

    def test_of_a_mail_that_was_sent_nothing_is_kept(self):
        self.enrol()
        self.assertFalse(self.env["mail.mail"].sudo().search([("email_to", "like", ZOE)]))

    def test_mails_are_few(self):
        for number in range(MOST_MAILS):
            self.assertEqual(self.get_page(self.enrol(f"{number}@example.com")), "asked")
        answer = self.enrol("9@example.com")
        self.assertEqual(self.get_page(answer), "form")
        self.assertIn("points-receipt-problem", answer.text)
        self.assertNotIn("9@example.com", self.server.messages)

    def test_one_address_is_not_flooded_from_many_receipts(self):
        orders = [self.sell_with_code() for _ in range(MOST_MAILS + 1)]
        pages = [self.get_page(self.enrol(order=order)) for order in orders]
        self.assertEqual(pages, ["asked"] * MOST_MAILS + ["form"])
        self.assertEqual(len(self.server.messages[ZOE]), MOST_MAILS)

    def test_no_mail_can_be_sent(self):
        self.server.refused.add(ZOE)
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            answer = self.enrol()
        self.server.refused.clear()
        self.assertEqual(self.get_page(answer), "form")
        self.assertIn("No email could be sent", answer.text)
        self.assertIn("No email could be sent", self.enrol("zoé@exämple.com").text)
        self.env.ref("pos_customer_loyalty.mail_template_receipt_claim").unlink()
        answer = self.enrol()
        self.assertEqual((answer.status_code, self.get_page(answer)), (200, "form"))
        self.assertIn("No email could be sent", answer.text)

    def test_a_form_that_sends_files(self):
        path = self.get_path()
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(path).text).group(1)
        for name in ("name", "email"):
            data = {"csrf_token": token, "name": "Zoé", "email": ZOE}
            data.pop(name)
            answer = self.url_open(path, data=data, files={name: ("zoe.txt", b"Zoe")})
            self.assertEqual((answer.status_code, self.get_page(answer)), (200, "form"))

    def test_the_erasure_forgets_what_was_asked_for(self):
        self.post(10, "test/erase")
        self.marie.email = ZOE
        self.enrol()
        self.env["points.erase"].create({"partner_id": self.marie.id}).action_erase()
        link = self.url_open(self.get_link())
        self.assertEqual(self.get_page(link), "nothing")
        self.assertFalse(self.env["points.receipt.claim"].sudo().search([("email", "=", ZOE)]))

    def test_what_is_typed(self):
        for name, email in (
            ("", ZOE),
            ("   ", ZOE),
            ("x" * 101, ZOE),
            ("Zoé", "nonsense"),
            ("Zoé", ""),
            ("Zoé", "a@example.com, b@example.com"),
            ("Zoé", "a" * 300 + "@example.com"),
        ):
            answer = self.enrol(email, name=name)
            self.assertIn("points-receipt-problem", answer.text, (name, email))
        self.assertFalse(self.server.messages)
        answer = self.enrol("nonsense", name="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_a_form_from_elsewhere(self):
        for path in (self.get_path(), "/points/receipt/confirm/x"):
            with self.assertLogs("odoo.http", "WARNING"):
                answer = self.url_open(path, data={"name": "Zoé", "email": ZOE})
            self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.server.messages)

    def test_a_customer_who_is_left_out(self):
        contact = self.env["res.partner"].create({"name": "Zoé", "email": ZOE})
        self.enrol()
        contact.points_excluded = True
        self.assertEqual(self.get_page(self.post_form(self.get_link())), "over")
        self.assertFalse(self.order.partner_id)
        self.assertEqual(self.find_contact(), contact)
