import json

from odoo.tests import tagged
from odoo.tools import file_open

from .common import PointsCommon


def read_vectors():
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

    def find(self, typed):
        return self.env["res.partner"].search([("search_text", "ilike", typed)], limit=80)

    def find_at_till(self, typed):
        domain = [("search_text", "ilike", typed)]
        partners = self.env["res.partner"].with_user(self.cashier)
        answer = partners.get_new_partner(self.config.id, domain, 0)
        return [partner["id"] for partner in answer["res.partner"]]

    def test_hard_searches_in_the_back_office(self):
        self.assertGreaterEqual(len(self.vectors["searches"]), 200)
        for typed, key in self.vectors["searches"]:
            with self.subTest(typed=typed):
                self.assertEqual(self.find(typed)[:1].name, self.customers[key].name)

    def test_hard_searches_at_the_till(self):
        for typed, key in self.vectors["searches"]:
            with self.subTest(typed=typed):
                self.assertEqual(self.find_at_till(typed)[:1], self.customers[key].ids)

    def test_any_start_of_any_word_finds(self):
        for values, partner in zip(self.vectors["customers"].values(), self.customers.values()):
            for word in values["name"].split():
                for end in range(1, len(word) + 1):
                    if any(map(str.isalnum, word[:end])):
                        self.assertIn(partner, self.find(word[:end]), word[:end])

    def test_wildcards_are_letters_like_others(self):
        for typed in self.vectors["nobody"]:
            with self.subTest(typed=typed):
                self.assertFalse(self.find(typed))
                self.assertFalse(self.find_at_till(typed))
