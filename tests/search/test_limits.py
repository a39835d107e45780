from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLimits(TransactionCase):
    """What nobody types is refused with a sentence, before PostgreSQL works on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "clerk.of.limits", "base.group_user,base.group_partner_manager"
        )
        cls.marie = cls.env["res.partner"].create({"name": "Marie Dupont", "email": "m@dupont.fr"})
        cls.Partner = cls.env["res.partner"].with_user(cls.clerk)

    def test_a_text_that_nobody_types_is_not_looked_for(self):
        for text in ("a" * 201, "ab " * 13, "ab " * 8000, "Marie\0Dupont", "x" * 5_000_000):
            found = [("search_text", "ilike", text)]
            for call in (
                lambda: self.Partner.search_count(found),  # noqa: B023
                lambda: self.Partner.search_fetch(found, ["name"], limit=80),  # noqa: B023
                lambda: self.Partner.name_search(text),  # noqa: B023
                lambda: self.Partner.web_search_read(found, {"name": {}}, limit=80),  # noqa: B023
            ):
                with (
                    self.subTest(length=len(text)),
                    self.assertRaisesRegex(UserError, "at most 12 words and 200 characters"),
                ):
                    call()

    def test_several_facets_are_one_search(self):
        found = [("search_text", "ilike", "marie dupont paris lyon")] * 4
        with self.assertRaises(UserError):
            self.Partner.search_fetch(found, ["name"], limit=80)

    def test_what_people_type_is_found(self):
        for text in ("marie", "Marie Dupont", "dup mar", "m@dupont.fr", "a b c d e f g h i j k l"):
            with self.subTest(text=text):
                self.Partner.search_fetch([("search_text", "ilike", text)], ["name"], limit=80)
        self.assertIn(self.marie, self.Partner.search([("search_text", "ilike", "dup mar")]))

    def test_duplicates_are_looked_for_within_limits(self):
        for vals in (
            {"email": "x" * 201},
            {"phone": "0" * 5_000_000},
            {"barcode": "1\0"},
            {"name": 5, "birthday": "1990-05-01"},
            {"name": "Marie", "birthday": "yesterday"},
            {"id": 2**40},
            {"id": "1"},
            {"parent_id": -1},
        ):
            with self.subTest(vals=str(vals)[:40]), self.assertRaises(UserError):
                self.Partner.find_duplicates(vals)
        for limit in (10**6, float("nan"), "5", 0, -1, 1.5, True):
            with self.subTest(limit=limit), self.assertRaises(UserError):
                self.Partner.find_duplicates({"email": "m@dupont.fr"}, limit)
        found = self.Partner.find_duplicates({"email": "m@dupont.fr"})
        self.assertEqual([row["id"] for row in found], self.marie.ids)

    def test_a_form_with_a_long_value_can_be_filled_in(self):
        self.marie.with_user(self.clerk).email = "a@b.fr, " * 100
        self.assertFalse(self.marie.with_user(self.clerk).duplicate_partner_id)

    def test_a_customer_of_another_company_is_not_named(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create({"name": "Far", "company_id": company.id})
        for name in ("id", "parent_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.Partner.find_duplicates({name: stranger.id})

    def test_a_name_of_any_length_can_be_saved(self):
        for name in ("Wort " * 40_000, "ﷺ" * 3000, "é" * 100_000):
            partner = self.env["res.partner"].create({"name": name, "email": f"{name}@x.fr"})
            self.env.flush_all()
            self.assertTrue(partner.search_text)
        self.assertEqual(
            self.Partner.search([("search_text", "ilike", "dupont marie")]), self.marie
        )
