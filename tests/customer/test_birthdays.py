from lxml import etree

from odoo.tests import Form, tagged

from ..common import PointsCommon

DAY = "1980-05-17"
SHEET = "pos_customer_loyalty.res_partner_view_sheet"


@tagged("post_install", "-at_install")
class TestBirthdays(PointsCommon):
    """Birthdays are stored by a shop that uses them, and by no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).use_birthdays = False
        cls.company.use_birthdays = True
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.partners = cls.env["res.partner"].with_company(cls.company)

    def has_birthday(self, view, view_type):
        arch = self.partners.get_view(self.env.ref(view).id, view_type)["arch"]
        return bool(etree.fromstring(arch).xpath("//*[@name='birthday']"))

    def test_whoever_uses_them_has_them(self):
        marie = self.partners.create({"name": "Marie", "birthday": DAY})
        self.assertEqual(str(marie.birthday), DAY)
        with Form(marie, view=SHEET) as sheet:
            sheet.birthday = "1981-05-17"
        self.assertEqual(marie.birthday.year, 1981)

    def test_nobody_else_stores_or_sees_one(self):
        elsewhere = self.partners.with_company(self.other)
        marie = elsewhere.create({"name": "Marie", "birthday": DAY})
        self.assertFalse(marie.birthday)
        marie.write({"birthday": DAY, "phone": "123"})
        self.assertFalse(marie.birthday)
        self.assertEqual(marie.phone, "123")
        result = elsewhere.load(["name", "birthday"], [["Paul", DAY]])
        self.assertFalse(elsewhere.browse(result["ids"]).birthday)

    def test_no_view_asks_for_it(self):
        views = {
            SHEET: "form",
            "pos_customer_loyalty.res_partner_view_form_till": "form",
            "pos_customer_loyalty.res_partner_view_directory_list": "list",
            "pos_customer_loyalty.res_partner_view_directory_search": "search",
        }
        for is_used in (True, False, True):
            self.company.use_birthdays = is_used
            for view, view_type in views.items():
                with self.subTest(view, is_used=is_used):
                    self.assertEqual(self.has_birthday(view, view_type), is_used)

    def test_who_stops_using_them_forgets_them(self):
        own = self.partners.create({"name": "Own", "birthday": DAY, "company_id": self.company.id})
        shared = self.partners.create({"name": "Shared", "birthday": DAY})
        self.other.use_birthdays = True
        theirs = self.partners.with_company(self.other).create(
            {"name": "Theirs", "birthday": DAY, "company_id": self.other.id}
        )
        settings = self.env["res.config.settings"].with_company(self.company)
        values = {"company_id": self.company.id, "use_birthdays": False}
        self.assertEqual(settings.new(values).birthdays_to_forget, 1)
        settings.create(values).execute()
        self.assertFalse(own.birthday)
        self.assertTrue(shared.birthday, "The other company uses it still.")
        self.other.use_birthdays = False
        self.assertFalse(shared.birthday)
        self.assertFalse(theirs.birthday)

    def test_what_is_switched_off_already_forgets_nothing(self):
        marie = self.partners.create({"name": "Marie", "birthday": DAY})
        self.other.write({"use_birthdays": False, "name": "Elsewhere 2"})
        self.assertTrue(marie.birthday)
