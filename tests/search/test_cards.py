from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestCards(PointsCommon):
    """Each card of a customer finds him, and belongs to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie.barcode = "M-1001"
        cls.paul = cls.env["res.partner"].create({"name": "Paul Martin", "barcode": "P-2001"})
        cls.manager = new_test_user(
            cls.env,
            "cards_manager",
            "base.group_user,point_of_sale.group_pos_manager,base.group_partner_manager,"
            "base.group_allow_export",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def give_card(self, code, customer=None, **values):
        customer = customer or self.marie
        return self.env["customer.card"].create({"code": code, "partner_id": customer.id, **values})

    def find(self, typed):
        return self.env["res.partner"].search([("search_text", "ilike", typed)], limit=80)

    def read_at_till(self, customer):
        answer = (
            self.env["res.partner"]
            .with_user(self.cashier)
            .get_new_partner(self.config.id, [("id", "=", customer.id)], 0)
        )
        return answer["res.partner"][0]

    def assert_refused_at_commit(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_each_card_finds_the_customer(self):
        self.give_card("X-3001")
        self.give_card("X-3002")
        for typed in ("M-1001", "x3001", "X-3002"):
            self.assertEqual(self.find(typed), self.marie, typed)
        self.check_deferred()

    def test_the_search_follows_cards(self):
        card = self.give_card("X-3001")
        card.code = "X-3003"
        self.assertFalse(self.find("X-3001"))
        self.assertEqual(self.find("X-3003"), self.marie)
        card.partner_id = self.paul
        self.assertEqual(self.find("X-3003"), self.paul)
        self.env.cr.execute("UPDATE customer_card SET code = 'X-3004' WHERE id = %s", card.ids)
        self.assertEqual(self.find("X-3004"), self.paul)
        card.unlink()
        self.assertFalse(self.find("X-3004"))

    @mute_logger("odoo.sql_db")
    def test_a_lost_card_finds_nobody_and_stays_taken(self):
        card = self.give_card("X-3001")
        card.active = False
        self.assertFalse(self.find("X-3001"))
        self.assertEqual(self.read_at_till(self.marie)["card_codes"], False)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.give_card("X-3001", self.paul)
        with self.assertRaisesRegex(ValidationError, "may be archived"):
            self.paul.barcode = "X-3001"

    def test_a_lost_card_is_seen_on_the_contact_alone(self):
        self.give_card("X-3001")
        self.give_card("X-3002", active=False)
        customers = self.env["res.partner"].with_user(self.manager)
        form = customers.get_view(self.env.ref("base.view_partner_form").id)["models"]
        self.assertIn("card_ids", form["res.partner"])
        seen = self.marie.with_user(self.manager).web_read(
            {"card_ids": {"fields": {"code": {}, "active": {}}}}
        )
        cards = {card["code"]: card["active"] for card in seen[0]["card_ids"]}
        self.assertEqual(cards, {"X-3001": True, "X-3002": False})
        found = {"X-3001": self.marie, "X-3002": customers}
        for code, customer in found.items():
            self.assertEqual(customers.search(customers._get_card_domain(code)), customer)
            self.assertEqual(self.find(code), customer)
            self.assertEqual(customers.find_duplicates({"barcode": code}) != [], bool(customer))
            self.assertEqual(self.scan(code), customer)

    def scan(self, code):
        """Whom a till finds that has not loaded him, see product_screen.js."""
        card = [
            ("code", "=", code),
            ("company_id", "=", self.company.id),
            ("active", "=", True),
        ]
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners.search([("card_ids", "any", card)])

    def test_a_till_knows_the_cards_of_its_customers(self):
        self.give_card("X-3001")
        self.give_card("X-3002", active=False)
        self.assertEqual(self.read_at_till(self.marie)["card_codes"], ["X-3001"])

    def test_a_till_loads_a_customer_anew_whose_card_changed(self):
        card = self.give_card("X-3001")
        for change in (
            lambda: card.write({"active": False}),
            card.unlink,
            lambda: self.give_card("X-3002"),
        ):
            self.env.cr.execute("UPDATE res_partner SET write_date = '2020-01-01'")
            change()
            self.env.flush_all()
            self.marie.invalidate_recordset(["write_date"])
            self.assertGreater(self.marie.write_date.year, 2020)

    def test_a_number_is_no_other_customers_barcode(self):
        with self.assertRaisesRegex(ValidationError, "already the barcode of Paul Martin"):
            self.give_card("P-2001")
        with self.assertRaisesRegex(ValidationError, "already the barcode of Marie Dupont"):
            self.give_card("M-1001")
        self.give_card("X-3001")
        with self.assertRaisesRegex(ValidationError, "The barcode X-3001"):
            self.paul.barcode = "X-3001"

    def test_a_number_may_be_that_of_a_product(self):
        """As a contact's barcode may be: the nomenclature of the till says what was scanned."""
        self.bread.barcode = "X-3001"
        self.give_card("X-3001")
        self.check_deferred()
        self.assertEqual(self.scan("X-3001"), self.marie)
        products = self.env["product.product"]
        self.assertEqual(products.search([("barcode", "=", "X-3001")]), self.bread)

    def test_a_number_is_no_archived_customers_barcode(self):
        self.paul.active = False
        with self.assertRaisesRegex(ValidationError, "already the barcode of Paul Martin"):
            self.give_card("P-2001")

    @mute_logger("odoo.sql_db")
    def test_a_number_has_something_to_be_found_by(self):
        for code in ("--", " ", "9" * 101):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.give_card(code)

    def test_postgresql_refuses_it_too(self):
        card = self.give_card("X-3001")
        self.check_deferred()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("UPDATE customer_card SET code = 'P-2001' WHERE id = %s", card.ids)
            self.assert_refused_at_commit()
            savepoint.rollback()
        self.env.cr.execute(
            "UPDATE res_partner SET barcode = barcode || jsonb_build_object(%s, 'X-3001')"
            " WHERE id = %s",
            [str(self.env.company.id), self.paul.id],
        )
        self.assert_refused_at_commit()

    def test_numbers_change_hands_in_one_transaction(self):
        card = self.give_card("X-3001", self.paul)
        card.unlink()
        self.paul.barcode = "X-3001"
        self.paul.barcode = False
        self.give_card("X-3001")
        self.check_deferred()

    def test_each_company_has_numbers_of_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        self.give_card("X-3001")
        elsewhere = self.give_card("X-3001", self.paul, company_id=other.id)
        self.give_card("M-1001", self.paul, company_id=other.id)
        self.check_deferred()
        self.assertEqual(self.marie.card_codes, ["X-3001"])
        self.assertEqual(self.paul.card_codes, False)
        both = self.env["res.company"].browse([other.id, self.company.id])
        paul = self.paul.with_context(allowed_company_ids=both.ids)
        self.assertEqual(set(paul.card_codes), {"X-3001", "M-1001"})
        with self.assertRaises(AccessError):
            elsewhere.with_user(self.manager).read(["code"])

    def test_a_form_tells_whose_card_it_is(self):
        self.give_card("X-3001")
        found = self.env["res.partner"].find_duplicates({"barcode": "X-3001"})
        self.assertEqual(
            [(row["id"], row["reason"]) for row in found], [(self.marie.id, "same barcode")]
        )

    def test_merged_contacts_keep_their_cards(self):
        mary = self.env["res.partner"].create({"name": "Mary", "barcode": "Y-4001"})
        self.give_card("X-3001", self.paul)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.paul.with_company(other).barcode = "E-5001"
        self.merge(self.paul, mary)
        self.assertEqual(self.marie.barcode, "M-1001")
        self.assertEqual(self.marie.with_company(other).barcode, "E-5001")
        self.assertEqual(set(self.marie.card_ids.mapped("code")), {"P-2001", "X-3001", "Y-4001"})
        for typed in ("M-1001", "P-2001", "X-3001", "Y-4001", "E-5001"):
            self.assertEqual(self.find(typed), self.marie, typed)
        self.check_deferred()

    def test_a_merged_contact_without_a_card_gets_one(self):
        self.marie.barcode = False
        self.merge(self.paul)
        self.assertEqual((self.marie.barcode, self.marie.card_ids.ids), ("P-2001", []))

    @mute_logger("odoo.models.unlink")
    def merge(self, *sources):
        partners = self.marie.union(*sources)
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, self.marie)

    def test_the_erasure_removes_cards(self):
        self.post(10, "test/card")
        self.give_card("X-3001")
        self.give_card("X-3002", active=False)
        wizard = self.env["points.erase"].with_user(self.manager)
        wizard.create({"partner_id": self.marie.id}).action_erase()
        cards = self.env["customer.card"].with_context(active_test=False)
        self.assertFalse(cards.search([("partner_id", "=", self.marie.id)]))

    @mute_logger("odoo.sql_db")
    def test_cards_are_imported_and_exported(self):
        partners = self.env["res.partner"].with_user(self.manager)
        result = partners.load(
            ["name", "barcode", "card_ids/code", "card_ids/active"],
            [["Zoe", "Z-1", "Z-2", "1"], ["", "", "Z-3", "0"]],
        )
        self.assertFalse(result["messages"])
        zoe = partners.browse(result["ids"])
        self.assertEqual(zoe.card_codes, ["Z-2"])
        rows = zoe.export_data(["name", "card_ids/code"])["datas"]
        self.assertEqual(rows, [["Zoe", "Z-2"], ["", "Z-3"]], "an archived one, too")
        result = (
            self.env["customer.card"]
            .with_user(self.manager)
            .load(["code", "partner_id"], [["Z-4", "Zoe"], ["Z-2", "Zoe"]])
        )
        self.assertIn("another card already", result["messages"][0]["message"])

    def test_who_may_not_change_contacts_gives_no_cards(self):
        card = self.give_card("X-3001")
        cards = self.env["customer.card"].with_user(self.cashier)
        for attack in (
            lambda: cards.create({"code": "X-3002", "partner_id": self.paul.id}),
            lambda: card.with_user(self.cashier).write({"partner_id": self.paul.id}),
            lambda: card.with_user(self.cashier).write({"active": False}),
            card.with_user(self.cashier).unlink,
        ):
            with self.assertRaises(AccessError):
                attack()

    def test_a_card_is_of_the_contacts_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create({"name": "Secret", "company_id": other.id})
        with self.assertRaises(UserError):
            self.give_card("X-3001", stranger)
        cards = self.env["customer.card"].with_user(self.manager)
        with self.assertRaises(AccessError):
            cards.create({"code": "X-3001", "partner_id": stranger.id, "company_id": other.id})

    def test_a_refusal_names_nobody_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.paul.company_id = other
        cards = self.env["customer.card"].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "the barcode of another contact"):
            cards.create({"code": "P-2001", "partner_id": self.marie.id})
