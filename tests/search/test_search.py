import json

from odoo.tests import Form, tagged
from odoo.tools import file_open

from ..common import PointsCommon


def read_vectors():
    """Customers, what is typed to find each of them first, and what finds nobody."""
    with file_open("pos_customer_loyalty/tests/vectors/searches.json") as file:
        return json.load(file)


@tagged("post_install", "-at_install")
class TestSearch(PointsCommon):
    """One box finds a customer by whatever the shop knows of him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # None but those of the list: the first one found is then the one that must be.
        cls.env.cr.execute("UPDATE res_partner SET active = FALSE")
        cls.env.invalidate_all()
        cls.vectors = read_vectors()
        cls.customers = {}
        for key, values in cls.vectors["customers"].items():
            parent = cls.customers.get(values.pop("parent", None))
            values["parent_id"] = parent.id if parent else False
            cls.customers[key] = cls.env["res.partner"].create(values)

    def get_searches(self):
        for key, texts in self.vectors["searches"].items():
            yield from ((text, key) for text in texts)

    def find(self, typed):
        return self.env["res.partner"].search([("search_text", "ilike", typed)], limit=80)

    def find_at_till(self, typed):
        domain = [("search_text", "ilike", typed)]
        partners = self.env["res.partner"].with_user(self.cashier)
        answer = partners.get_new_partner(self.config.id, domain, 0)
        return [partner["id"] for partner in answer["res.partner"]]

    def test_hard_searches_in_the_back_office(self):
        self.assertGreaterEqual(len(list(self.get_searches())), 200)
        for typed, key in self.get_searches():
            with self.subTest(typed=typed):
                self.assertEqual(self.find(typed)[:1].name, self.customers[key].name)

    def test_hard_searches_at_the_till(self):
        for typed, key in self.get_searches():
            with self.subTest(typed=typed):
                self.assertEqual(self.find_at_till(typed)[:1], self.customers[key].ids)

    def test_any_start_of_any_word_finds(self):
        for key, partner in self.customers.items():
            for word in self.vectors["customers"][key]["name"].split():
                for end in range(1, len(word) + 1):
                    if any(map(str.isalnum, word[:end])):
                        self.assertIn(partner, self.find(word[:end]), word[:end])

    def test_wildcards_are_letters_like_others(self):
        for typed in self.vectors["nobody"]:
            with self.subTest(typed=typed):
                self.assertFalse(self.find(typed))
                self.assertFalse(self.find_at_till(typed))

    def test_it_follows_every_change(self):
        marie, bakery = self.customers["marie"], self.customers["bakery"]
        marie.write({"name": "Marie Martin", "phone": "+33 7 00 11 22 33", "parent_id": bakery.id})
        bakery.name = "Pâtisserie Nouvelle"
        self.assertIn(marie, self.find("martin marie"))
        self.assertEqual(self.find("0700112233"), marie)
        self.assertEqual(self.find("patisserie kaddour"), self.customers["baker"])
        self.assertEqual(self.find("nouv mart mar"), marie)
        self.assertNotIn(marie, self.find("dupont marie 0612"))
        self.assertFalse(self.find("vieux-port kaddour"))

    def test_it_follows_sql(self):
        self.env.cr.execute(
            """
            INSERT INTO res_partner (name, active, autopost_bills, ref)
            SELECT 'Imported Zyx' || n, TRUE, 'ask', 'IMP' || n FROM generate_series(1, 3) n
            """
        )
        self.assertEqual(len(self.find("zyx")), 3)
        self.env.cr.execute("UPDATE res_partner SET name = 'Other' WHERE ref = 'IMP2'")
        self.assertEqual(len(self.find("zyx")), 2)
        self.env.cr.execute("DELETE FROM res_partner WHERE ref LIKE 'IMP%'")
        self.assertFalse(self.find("zyx"))
        self.env.cr.execute("SELECT count(*) FROM customer_search WHERE text LIKE '%zyx%'")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_the_command_rebuilds_what_was_bypassed(self):
        marie = self.customers["marie"]
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM customer_search WHERE partner_id = %s", marie.ids)
        self.assertNotIn(marie, self.find("dupont marie"))
        partners = self.env["res.partner"]
        self.assertEqual(partners._index_for_search(), 1)
        self.assertIn(marie, self.find("dupont marie"))
        self.assertEqual(partners._index_for_search(), 0)

    def test_contacts_of_another_company_are_not_found(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.customers["marie"].company_id = other
        self.assertNotIn(self.customers["marie"].id, self.find_at_till("dupont marie"))
        names = self.env["res.partner"].with_user(self.cashier).name_search("dupont marie")
        self.assertNotIn(self.customers["marie"].id, [name[0] for name in names])

    def test_name_search_takes_words_and_falls_back(self):
        marie = self.customers["marie"]
        name_search = self.env["res.partner"].name_search
        self.assertEqual(name_search("dup mar")[0][0], marie.id)
        self.assertEqual(name_search("0612345678"), [(marie.id, marie.display_name)])
        # The middle of a word: Odoo's own search.
        self.assertIn((marie.id, marie.display_name), name_search("arie dup"))

    def test_an_order_that_is_asked_for_is_kept(self):
        domain = [("search_text", "ilike", "martin")]
        partners = self.env["res.partner"].search(domain, order="id DESC", limit=80)
        self.assertEqual(partners, partners.sorted("id", reverse=True))
        self.assertEqual(partners[:1], self.customers["same_second"])

    def test_pages_follow_each_other(self):
        domain = [("search_text", "ilike", "m")]
        partners = self.env["res.partner"]
        pages = [partners.search(domain, offset=n, limit=2) for n in (0, 2, 4)]
        self.assertEqual(partners.concat(*pages), partners.search(domain, limit=6))
        self.assertGreaterEqual(partners.search_count(domain), 6)

    def test_pages_show_everybody_once(self):
        self.create_among_many("Quentin", others="Anna Q")
        partners = self.env["res.partner"]
        for typed in ("q", "anna", "anna q"):
            domain = [("search_text", "ilike", typed)]
            count = partners.search_count(domain)
            pages = [partners.search(domain, offset=n, limit=80) for n in range(0, count, 80)]
            found = [partner.id for page in pages for partner in page]
            self.assertEqual(len(found), count)
            self.assertEqual(len(set(found)), count, typed)

    def test_the_best_is_the_same_however_few_are_asked_for(self):
        for typed in ("martin", "marie", "m", "d"):
            best = self.env["res.partner"].search([("search_text", "ilike", typed)], limit=1)
            self.assertEqual(best, self.find(typed)[:1])

    def create_among_many(self, name, others):
        """A customer in the midst of 400 whom the same letters find."""
        create_others = """
            INSERT INTO res_partner (name, active, autopost_bills)
            SELECT %s || n, TRUE, 'ask' FROM generate_series(1, 200) n
            """
        self.env.cr.execute(create_others, [others])
        customer = self.env["res.partner"].create({"name": name})
        self.env.cr.execute(create_others, [others])
        return customer

    def test_the_letter_that_many_have_shows_names_that_start_with_it(self):
        first = self.create_among_many("Quentin", others="Anna Q")
        self.assertEqual(self.find("q")[:1], first)

    def test_the_word_that_many_have_shows_names_that_start_with_it(self):
        first = self.create_among_many("Quentin Anna", others="Anna Quentin ")
        self.assertEqual(self.find("quentin")[:1], first)

    def test_whole_words_come_before_names_that_start_with_more(self):
        whole = self.create_among_many("Anna Quent", others="Quentin ")
        self.assertEqual(self.find("quent")[:1], whole)

    def test_a_whole_word_is_found_behind_many_that_only_start_with_it(self):
        last = self.create_among_many("Quentine Quent", others="Quentine A")
        self.assertEqual(self.find("quent")[:1], last)

    def test_others_fill_up(self):
        self.create_among_many("Quentin Anna", others="Anna Quentina ")
        self.env["res.partner"].create([{"name": f"Quentin {n}"} for n in range(60)])
        found = self.find("quentin")
        self.assertEqual(len(found), 80)
        self.assertTrue(all(name.startswith("Quentin ") for name in found[:61].mapped("name")))

    def test_many_letters_are_few_pairs(self):
        self.env.cr.execute(
            "SELECT cardinality(customer_initials(string_to_array(%s, ' ')))", ["a b c " * 300]
        )
        self.assertEqual(self.env.cr.fetchone(), (6,))
        self.assertFalse(self.find("a b c " * 3 + "zzz"))

    def test_twice_the_same_letter_means_two_words(self):
        first = self.create_among_many("Anna Quentin Quesnel", others="Anna Quentin ")
        self.assertEqual(self.find("q q"), first)
        self.assertEqual(self.find("a q q"), first)


@tagged("post_install", "-at_install")
class TestDuplicates(PointsCommon):
    """Who is entered twice is told of while it happens, and found afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie.write(
            {
                "email": "Marie.Dupont@example.com",
                "phone": "06 12 34 56 78",
                "barcode": "0420000009999",
                "birthday": "1980-05-17",
            }
        )

    def find(self, **values):
        partners = self.env["res.partner"].with_user(self.cashier)
        return [(found["id"], found["reason"]) for found in partners.find_duplicates(values)]

    def test_reasons(self):
        for values, reason in (
            ({"email": "marie.dupont@EXAMPLE.com "}, "same email"),
            ({"email": '"Marie" <marie.dupont@example.com>'}, "same email"),
            ({"phone": "+33 6.12.34.56.78"}, "same phone"),
            ({"phone": "0033612345678"}, "same phone"),
            ({"barcode": "0420000009999"}, "same barcode"),
            ({"name": "DUPONT Marie", "birthday": "1980-05-17"}, "same name and birthday"),
        ):
            with self.subTest(values=values):
                self.assertEqual(self.find(**values), [(self.marie.id, reason)])

    def test_who_is_nobody_else(self):
        for values in (
            {},
            {"name": "Marie Dupont"},
            {"name": "Marie Dupont", "birthday": "1980-05-18"},
            {"email": "dupont@example.com"},
            {"email": "%"},
            {"phone": "78"},
            {"phone": "06 12 34 56"},
            {"barcode": "042000000999"},
            {"id": self.marie.id, "phone": "06 12 34 56 78"},
        ):
            with self.subTest(values=values):
                self.assertEqual(self.find(**values), [])

    def test_people_of_one_company_share_its_phone(self):
        company = self.env["res.partner"].create(
            {"name": "Bakery", "is_company": True, "phone": "04 91 00 11 22"}
        )
        self.assertEqual(self.find(parent_id=company.id, phone="04 91 00 11 22"), [])
        self.assertTrue(self.find(phone="04 91 00 11 22"))

    def test_another_company_s_customer_is_not_named(self):
        self.marie.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.find(phone="06 12 34 56 78"), [])

    def test_the_form_tells(self):
        with Form(self.env["res.partner"]) as form:
            form.name = "M. Dupont"
            self.assertFalse(form.duplicate_partner_id)
            form.phone = "0612345678"
            self.assertEqual(form.duplicate_partner_id, self.marie)
            self.assertEqual(form.duplicate_reason, "same phone")

    def test_the_list_opens_the_merge_and_points_survive(self):
        self.open_new_session()
        self.sell([(self.bread, 4)], customer=self.marie)
        twin = self.env["res.partner"].create({"name": "M. Dupont", "phone": "+33612345678"})
        self.sell([(self.bread, 2)], customer=twin)
        self.env.flush_all()
        group = self.env["customer.duplicate"].search([("value", "=", "612345678")])
        self.assertEqual((group.reason, group.customer_count), ("phone", 2))
        self.assertEqual(group.customer_ids, self.marie + twin)
        action = group.action_merge()
        self.env[action["res_model"]].browse(action["res_id"]).action_merge()
        self.assertFalse(twin.exists())
        self.assertEqual(self.marie.points_balance, 15)
        self.assertFalse(group.search([("value", "=", "612345678")]))

    def test_the_list_knows_each_reason(self):
        values = {"name": "Dupont Marie", "birthday": "1980-05-17"}
        self.env["res.partner"].create({**values, "email": "marie.dupont@example.com"})
        self.env.flush_all()
        groups = self.env["customer.duplicate"].search([])
        reasons = groups.filtered(lambda group: self.marie in group.customer_ids).mapped("reason")
        self.assertEqual(set(reasons), {"email", "birthday"})
        self.assertEqual(len(set(groups.ids)), len(groups))
