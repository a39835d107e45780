from odoo.tests import HttpCase, tagged

from ..common import PointsCommon
from .french import load_french


@tagged("post_install", "-at_install")
class TestUnsubscribe(PointsCommon, HttpCase):
    """The link of a message, for who is not logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie.lang = "en_US"
        cls.marie._give_consent("offers", True, "till")
        cls.marie._give_consent("points", True, "till")

    def get_url(self, purpose="offers", customer=None):
        return (customer or self.marie)._get_preferences_url(purpose)

    def open_link(self, url, **options):
        response = self.url_open(url, allow_redirects=False, **options)
        self.env.invalidate_all()
        return response

    def one_click(self, url):
        """What a mail program posts, RFC 8058."""
        return self.open_link(url, data={"List-Unsubscribe": "One-Click"})

    def test_the_page_asks_and_changes_nothing(self):
        for _again in range(2):
            page = self.open_link(self.get_url())
            self.assertEqual(page.status_code, 200)
            self.assertIn("news and offers", page.text)
            self.assertIn(self.company.name, page.text)
            self.assertIn("Unsubscribe", page.text)
        self.assertTrue(self.marie.consent_offers)

    def test_the_button_unsubscribes_and_a_second_click_says_so(self):
        page = self.open_link(self.get_url(), data={"button": "1"})
        self.assertEqual(page.status_code, 200)
        self.assertIn("You are unsubscribed.", page.text)
        self.assertFalse(self.marie.consent_offers)
        self.assertTrue(self.marie.consent_points)
        row = self.marie.consent_ids[0]
        self.assertEqual((row.source, row.user_id.id), ("link", False))
        for again in ({"data": {"button": "1"}}, {}):
            page = self.open_link(self.get_url(), **again)
            self.assertIn("already unsubscribed", page.text)
        self.assertEqual(len(self.marie.consent_ids), 3)

    def test_one_click_of_a_mail_program(self):
        answer = self.one_click(self.get_url("points"))
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("session_id", answer.cookies)
        self.assertFalse(self.marie.consent_points)
        self.assertTrue(self.marie.consent_offers)
        self.assertEqual(self.one_click(self.get_url("points")).status_code, 200)

    def test_in_the_customer_s_language(self):
        load_french(self.env)
        self.marie.lang = "fr_FR"
        self.assertIn("Se désabonner", self.open_link(self.get_url()).text)

    def test_a_forged_link_does_nothing(self):
        url = self.get_url()
        start, _slash, token = url.rpartition("/")
        other = self.get_url("points").rpartition("/")[2]
        for forged in (
            token[:-1] + ("A" if token[-1] != "A" else "B"),
            token[:60] + other[60:],
            token[:-4],
            token + "AAAA",
            "x",
            "%00",
            "é",
            "A" * 2000,
            "None",
        ):
            with self.subTest(forged):
                for call in (self.open_link, self.one_click):
                    answer = call(f"{start}/{forged}")
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn("Marie", answer.text)
                    self.assertNotIn("Traceback", answer.text)
        page = self.open_link(f"{start}/x")
        self.assertIn("This link does not work", page.text)
        self.assertTrue(self.marie.consent_offers)
        self.assertEqual(len(self.marie.consent_ids), 2)

    def test_another_customer_s_link_is_another_customer_s(self):
        paul = self.env["res.partner"].create({"name": "Paul", "consent_offers": True})
        self.one_click(self.get_url(customer=paul))
        self.assertFalse(paul.consent_offers)
        self.assertTrue(self.marie.consent_offers)

    def test_no_other_contact_of_the_address_goes_on_receiving(self):
        self.marie.email = "marie@example.com"
        twin, paul = self.env["res.partner"].create(
            [
                {"name": "Twin", "email": "Marie <MARIE@example.com>", "consent_offers": True},
                {"name": "Paul", "email": "paul@example.com", "consent_offers": True},
            ]
        )
        twin.active = False
        self.assertIn("You are unsubscribed.", self.one_click(self.get_url()).text)
        self.assertFalse(self.marie.consent_offers or twin.consent_offers)
        self.assertTrue(paul.consent_offers)
        twin._give_consent("offers", True, "till")
        self.assertNotIn("already", self.open_link(self.get_url()).text)
        self.assertIn("You are unsubscribed.", self.one_click(self.get_url()).text)
        self.assertFalse(twin.consent_offers)

    def test_mail_programs_post_in_either_way(self):
        answer = self.open_link(self.get_url(), files={"List-Unsubscribe": (None, "One-Click")})
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.marie.consent_offers)
        self.marie._give_consent("offers", True, "till")
        self.assertEqual(self.open_link(self.get_url(), method="HEAD").status_code, 200)
        self.assertTrue(self.marie.consent_offers)

    def test_a_link_is_that_of_its_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.marie.with_company(other)
        theirs._give_consent("offers", True, "till")
        self.one_click(theirs._get_preferences_url("offers"))
        self.env.invalidate_all()
        self.assertFalse(theirs.consent_offers)
        self.assertTrue(self.marie.consent_offers)

    def test_after_a_merge_the_link_is_that_of_who_is_left(self):
        paul = self.env["res.partner"].create({"name": "Paul", "consent_offers": True})
        url = self.get_url(customer=paul)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.marie + paul).ids, self.marie)
        self.env.flush_all()
        self.one_click(url)
        self.assertFalse(self.marie.consent_offers)

    def test_a_customer_who_is_gone(self):
        paul = self.env["res.partner"].create({"name": "Paul", "consent_offers": True})
        url = self.get_url(customer=paul)
        paul.unlink()
        self.env.flush_all()
        self.assertEqual(self.one_click(url).status_code, 404)
