from datetime import timedelta

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .categories_common import CategoriesCommon

AUTOMAT = "odoo.addons.pos_customer_loyalty.models.category.res_partner_category_automat"


@tagged("post_install", "-at_install")
class TestConditions(CategoriesCommon):
    """Each condition, by customers who are just in and just out."""

    def who(self, *customers, **conditions):
        """The names of those customers who belong in a category with these conditions."""
        category = self.create_category("Condition", **conditions)
        members = self.members(category)
        category.unlink()
        return {customer.name for customer in customers if customer in members}

    def create_customer(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def test_kind_of_customer(self):
        company = self.create_customer("Acme", is_company=True)
        contact = self.create_customer("Clerk", parent_id=company.id)
        everybody = (company, contact, self.marie)
        self.assertEqual(self.who(*everybody, customer_kind="private"), {"Marie Dupont"})
        self.assertEqual(self.who(*everybody, customer_kind="professional"), {"Acme", "Clerk"})

    def test_turnover_in_a_period(self):
        inside, outside, less = map(self.create_customer, ("Inside", "Outside", "Less"))
        self.add_sale(inside, 60, days_ago=29)
        self.add_sale(inside, 40)
        self.add_sale(outside, 100, days_ago=30)
        self.add_sale(less, 99.99)
        period = {"turnover_days": 30, "turnover_least": 100, "turnover_most": 100}
        everybody = (inside, outside, less)
        self.assertEqual(self.who(*everybody, turnover_test="least", **period), {"Inside"})
        self.assertEqual(
            self.who(*everybody, turnover_test="most", **period), {"Inside", "Outside", "Less"}
        )
        self.assertEqual(self.who(*everybody, turnover_test="between", **period), {"Inside"})

    def test_returns_lower_the_turnover(self):
        self.add_sale(self.marie, 120)
        self.add_sale(self.marie, -30, visits=0)
        conditions = {"turnover_test": "least", "turnover_least": 100}
        self.assertFalse(self.who(self.marie, **conditions))

    def test_visits_in_a_period(self):
        often, seldom, never = map(self.create_customer, ("Often", "Seldom", "Never"))
        for days_ago in (1, 2, 3):
            self.add_sale(often, 1, days_ago)
        self.add_sale(seldom, 1, days_ago=100)
        period = {"visits_days": 90, "visits_least": 3, "visits_most": 0}
        everybody = (often, seldom, never)
        self.assertEqual(self.who(*everybody, visits_test="least", **period), {"Often"})
        self.assertEqual(self.who(*everybody, visits_test="most", **period), {"Seldom", "Never"})

    def test_last_visit(self):
        recent, sleeping, never = map(self.create_customer, ("Recent", "Sleeping", "Never"))
        self.add_sale(recent, 1, days_ago=9)
        self.add_sale(sleeping, 1, days_ago=10)
        # Cancelled: what was written is taken back, and there was no visit.
        self.add_sale(sleeping, 1, days_ago=2)
        self.add_sale(sleeping, -1, days_ago=2, visits=-1)
        # Only something brought back: not a visit.
        self.add_sale(sleeping, -1, days_ago=1, visits=0)
        everybody = (recent, sleeping, never)
        conditions = {"last_visit_days": 10}
        self.assertEqual(self.who(*everybody, last_visit_test="least", **conditions), {"Sleeping"})
        conditions = {"last_visit_days": 9}
        self.assertEqual(self.who(*everybody, last_visit_test="most", **conditions), {"Recent"})

    def test_last_purchase(self):
        """Who was invoiced yesterday does not sleep, although nobody saw him at the till."""
        recent, sleeping, credited = map(self.create_customer, ("Recent", "Sleeping", "Credited"))
        for customer in (recent, sleeping, credited):
            self.add_sale(customer, 10, days_ago=200)
        self.add_invoice(recent, 1000, days_ago=1)
        self.add_invoice(credited, -5, days_ago=1, invoices=0)
        everybody = (recent, sleeping, credited, self.create_customer("Never"))
        conditions = {"last_purchase_days": 180}
        self.assertEqual(
            self.who(*everybody, last_purchase_test="least", **conditions),
            {"Sleeping", "Credited"},
        )
        self.assertEqual(self.who(*everybody, last_purchase_test="most", **conditions), {"Recent"})
        self.assertEqual(
            self.who(*everybody, last_visit_test="least"), {"Recent", "Sleeping", "Credited"}
        )

    def test_the_ready_made_category_is_about_purchases(self):
        self.add_sale(self.marie, 10, days_ago=200)
        sleeping = self.env.ref("pos_customer_loyalty.res_partner_category_sleeping")
        sleeping.write({"is_automatic": True, "company_id": self.company.id})
        self.fill()
        self.assertIn(self.marie, self.members(sleeping))
        self.add_invoice(self.marie, 1000, days_ago=1)
        self.fill()
        self.assertNotIn(self.marie, self.members(sleeping))

    def test_points(self):
        self.post(100, "test/points")
        self.assertEqual(self.who(self.marie, points_least=100), {"Marie Dupont"})
        self.assertFalse(self.who(self.marie, points_least=101))

    def test_points_of_a_household(self):
        family = self.env["res.partner"].create({"name": "Family Dupont"})
        self.post(100, "test/own")
        self.marie.points_partner_id = family
        self.post(20, "test/shared")
        who = {"Marie Dupont", "Family Dupont"}
        self.assertEqual(self.who(self.marie, family, points_least=120), who)
        self.assertFalse(self.who(self.marie, family, points_least=121))
        earned = {"earned_days": 30}
        self.assertEqual(self.who(self.marie, family, earned_least=120, **earned), {"Marie Dupont"})
        self.assertEqual(self.who(self.marie, family, earned_least=20, **earned), who)

    def earned(self, customer=None):
        """How many points a customer earned in a year, by the highest condition that he meets."""
        customer = customer or self.marie
        category = self.Category.create({"name": "Earned", "company_id": self.company.id})
        for points in range(200, 0, -1):
            category.earned_least = points
            if self.env["res.partner"].search(
                [("id", "=", customer.id), ("fitting_category_id", "=", category.id)]
            ):
                return points
        return 0

    def test_points_earned_in_a_period(self):
        conditions = {"earned_least": 30, "earned_days": 10}
        self.post(30, "test/earned")
        self.assertEqual(self.who(self.marie, **conditions), {"Marie Dupont"})
        self.add_entry("redeem", -25)
        self.add_entry("bonus", 500)
        self.assertEqual(self.who(self.marie, **conditions), {"Marie Dupont"})
        self.assertFalse(self.who(self.marie, **{**conditions, "earned_least": 31}))
        with freeze_time(fields.Datetime.now() + timedelta(9)):
            self.assertEqual(self.who(self.marie, **conditions), {"Marie Dupont"})
        with freeze_time(fields.Datetime.now() + timedelta(10)):
            self.assertFalse(self.who(self.marie, **conditions))

    def test_returns_lower_the_points_earned(self):
        entry = self.post(30, "test/earned")
        self.add_entry("redeem", -30)
        self.program.stop_at_zero = True
        entry._claw_back(20, key="test/clawback")
        self.assertEqual(self.earned(), 10)

    def test_a_merge_brings_along_the_points_earned(self):
        other = self.create_customer("Other")
        self.post(30, "test/other", other)
        self.post(12, "test/marie")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (other + self.marie).ids, dst_partner=self.marie
        )
        self.assertEqual(self.earned(), 42)

    def test_who_never_bought_is_no_new_customer(self):
        """An import of contacts makes nobody a customer."""
        imported, known, new = map(self.create_customer, ("Imported", "Known", "New"))
        known.customer_since = fields.Date.today() - timedelta(30)
        new.customer_since = fields.Date.today() - timedelta(29)
        self.assertEqual(self.who(imported, known, new, created_days=30), {"New"})

    def test_new_customers(self):
        self.marie.customer_since = fields.Date.today()
        with freeze_time(fields.Datetime.now() + timedelta(9)):
            self.assertEqual(self.who(self.marie, created_days=10), {"Marie Dupont"})
        with freeze_time(fields.Datetime.now() + timedelta(10)):
            self.assertFalse(self.who(self.marie, created_days=10))

    def test_place(self):
        france, germany = self.env.ref("base.fr"), self.env.ref("base.de")
        strasbourg = self.create_customer(
            "S", zip="67 000", city="Strasbourg ", country_id=france.id
        )
        kehl = self.create_customer("K", zip="77694", city="Kehl", country_id=germany.id)
        tricky = self.create_customer("%", zip="6_7", city="%")
        everybody = (strasbourg, kehl, tricky)
        self.assertEqual(self.who(*everybody, country_id=germany.id), {"K"})
        self.assertEqual(self.who(*everybody, zip_prefixes="67, 68"), {"S"})
        self.assertEqual(self.who(*everybody, zip_prefixes="6_"), {"%"})
        self.assertEqual(self.who(*everybody, cities="KEHL,strasbourg"), {"K", "S"})

    def test_birthday_month(self):
        today = fields.Date.today()
        this, other = self.create_customer("This"), self.create_customer("Other")
        birthdays = {this: today.replace(year=1980, day=1), other: today - timedelta(45)}
        for partner, birthday in birthdays.items():
            self.env.cr.execute(
                "UPDATE res_partner SET birthday = %s WHERE id = %s", [birthday, partner.id]
            )
        self.assertEqual(self.who(this, other, birthday_month=True), {"This"})

    def test_domain_is_one_of_the_conditions(self):
        self.marie.write({"ref": "VIP", "city": "Kehl"})
        other = self.create_customer("Other", ref="VIP")
        domain = "[('ref', '=', 'VIP')]"
        self.assertEqual(self.who(self.marie, other, domain=domain), {"Marie Dupont", "Other"})
        self.assertEqual(
            self.who(self.marie, other, domain=domain, cities="Kehl"), {"Marie Dupont"}
        )

    def test_a_domain_reads_no_more_than_its_author(self):
        manager = self.create_manager()
        hidden = self.create_customer("Hidden", ref="VIP")
        self.marie.ref = "VIP"
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": [("id", "!=", hidden.id)],
            }
        )
        category = self.Category.with_user(manager).create(
            {"name": "VIP", "is_automatic": True, "domain": "[('ref', '=', 'VIP')]"}
        )
        self.fill()
        self.assertIn(self.marie, self.members(category.sudo()))
        self.assertNotIn(hidden, self.members(category.sudo()))

    def create_manager(self):
        return self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "categories manager",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(self.env.ref("point_of_sale.group_pos_manager").ids)],
            }
        )

    def test_a_domain_whose_author_is_gone(self):
        manager = self.create_manager()
        category = self.create_category(domain="[('ref', '=', 'VIP')]")
        category.sudo().domain_user_id = manager
        manager.active = False
        with mute_logger(AUTOMAT):
            self.fill()
        self.assertIn("another manager must set them again", category.issue)
        category.domain = "[('ref', '=', 'VIP ')]"
        self.assertFalse(category.issue)

    def test_who_takes_no_part(self):
        counter = self.create_customer("Counter", points_excluded=True)
        address = self.create_customer("Address", type="delivery", parent_id=self.marie.id)
        archived = self.create_customer("Archived", active=False)
        everybody = (counter, address, archived, self.marie)
        self.assertEqual(self.who(*everybody, customer_kind="private"), {"Marie Dupont"})

    def test_bad_input_gets_a_sentence(self):
        cases = {
            "needs at least one condition": {},
            "cannot be evaluated": {"domain": "[('no_such_field', '=', 1)]"},
            "Correct or remove them": {"domain": "not a domain"},
            "does not contain any place": {"cities": " , "},
        }
        for sentence, conditions in cases.items():
            with self.subTest(sentence), self.assertRaisesRegex(ValidationError, sentence):
                with self.cr.savepoint():
                    self.Category.create({"name": "Bad", "is_automatic": True, **conditions})

    def test_figures_that_make_no_sense_are_refused(self):
        cases = {
            "periods": {"turnover_days": 0},
            "points": {"points_least": -1},
            "earned": {"earned_least": -1},
            "visits": {"visits_least": -1},
            "bounds": {"visits_test": "between", "visits_least": 5, "visits_most": 4},
        }
        for name, conditions in cases.items():
            with self.subTest(name), self.assertRaisesRegex(psycopg2.IntegrityError, name):
                with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                    self.Category.create({"name": "Bad", **conditions})

    def test_the_conditions_in_words(self):
        category = self.Category.create(
            {
                "name": "Words",
                "customer_kind": "private",
                "created_days": 30,
                "turnover_test": "least",
                "turnover_least": 500,
                "turnover_days": 365,
                "visits_test": "between",
                "visits_least": 2,
                "visits_most": 4,
                "visits_days": 1,
                "last_visit_test": "most",
                "last_visit_days": 90,
                "points_least": 200,
                "zip_prefixes": "67",
                "birthday_month": True,
            }
        )
        self.assertEqual(
            category.sentence.replace("\xa0", " "),
            "Individuals, customer for less than 30 days, turnover of at least $ 500.00 in "
            "the last 365 days, 2 to 4 visits in the last 1 day, last visit at most 90 days ago, "
            "points balance of at least 200, from ZIP codes starting with 67, birthday this month",
        )

    def test_the_preview_finds_who_would_be_in_it(self):
        self.add_sale(self.marie, 500)
        category = self.Category.create(
            {"name": "Gold", "turnover_test": "least", "turnover_least": 500}
        )
        action = category.action_preview()
        self.assertFalse(category.company_id, "not chosen yet: the figures of the current one")
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.marie)


@tagged("post_install", "-at_install")
class TestCategories(CategoriesCommon):
    """Entering, leaving, and what is done by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def create_gold(self, **values):
        conditions = {"turnover_test": "least", "turnover_least": 5, "turnover_days": 30}
        return self.create_category(**{**conditions, **values})

    def test_a_sale_lets_its_customer_enter_and_a_return_leave(self):
        gold = self.create_gold()
        self.sell([(self.bread, 1)], self.marie)
        self.assertNotIn(gold, self.marie.category_id)
        order = self.sell([(self.bread, 1)], self.marie)
        self.assertIn(gold, self.marie.category_id)
        self.assertTrue(order.customer_standing)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        payment = self.env["pos.make.payment"].with_context(
            active_ids=refund.ids, active_id=refund.id
        )
        payment.create(
            {"amount": refund.amount_total, "payment_method_id": self.cash_pm1.id}
        ).check()
        self.assertNotIn(gold, self.marie.category_id)
        self.assertEqual(
            self.messages(self.marie),
            [
                "<span>Added to categories: Gold</span>",
                "<span>Removed from categories: Gold</span>",
            ],
        )

    def test_a_sale_earns_by_the_categories_before_it(self):
        gold = self.create_gold(turnover_least=2)
        self.program.rule_ids = [
            Command.create({"basis": "base", "kind": "bonus", "partner_category_ids": gold.ids})
        ]
        first = self.sell([(self.bread, 1)], self.marie)
        second = self.sell([(self.bread, 1)], self.marie)
        self.assertEqual((first.points_earned, second.points_earned), (2, 4))

    def test_days_let_customers_leave(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.night(days=29)
        self.assertIn(gold, self.marie.category_id)
        self.night(days=30)
        self.assertNotIn(gold, self.marie.category_id)
        self.assertEqual(len(self.messages(self.marie)), 2)

    def test_given_by_hand_stays(self):
        gold = self.create_gold()
        self.marie.category_id = gold
        self.sell([(self.bread, 2)], self.marie)
        self.night(days=40)
        self.assertIn(gold, self.marie.category_id)
        self.assertFalse(self.messages(self.marie))

    def test_taken_out_by_hand_stays_out(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.marie.category_id -= gold
        self.sell([(self.bread, 2)], self.marie)
        self.fill()
        self.assertNotIn(gold, self.marie.category_id)
        self.assertEqual(gold.kept_out_count, 1)

    def test_taken_out_and_given_again_is_by_hand(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.marie.category_id -= gold
        self.marie.category_id += gold
        self.night(days=40)
        self.assertIn(gold, self.marie.category_id)

    def test_taken_out_by_another_program(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.env.cr.execute(
            "DELETE FROM res_partner_res_partner_category_rel WHERE category_id = %s", [gold.id]
        )
        self.env.invalidate_all()
        self.sell([(self.bread, 2)], self.marie)
        self.assertNotIn(gold, self.marie.category_id)
        self.fill()
        self.assertTrue(self.marie.category_membership_ids.kept_out)

    def test_kept_out_customers_are_let_back(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.marie.category_id -= gold
        with self.assertRaises(AccessError):
            self.marie.category_membership_ids.with_user(self.cashier).action_let_back()
        self.marie.category_membership_ids.action_let_back()
        self.assertIn(gold, self.marie.category_id)

    def test_writing_the_same_categories_changes_nothing(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.marie.category_id = [Command.set(gold.ids)]
        self.night(days=40)
        self.assertNotIn(gold, self.marie.category_id)

    def test_a_duplicate_has_the_categories_given_by_hand(self):
        gold, friend = self.create_gold(), self.Category.create({"name": "Friend"})
        self.sell([(self.bread, 2)], self.marie)
        self.marie.category_id += friend
        self.assertEqual(self.marie.copy().category_id, friend)
        self.assertEqual(self.marie.category_id, gold | friend)

    def test_merged_contacts_are_one_customer(self):
        gold, friend = self.create_gold(turnover_least=8), self.Category.create({"name": "Friend"})
        silver = self.create_gold(name="Silver", turnover_least=5)
        twin = self.env["res.partner"].create({"name": "Twin", "category_id": friend.ids})
        self.sell([(self.bread, 2)], twin)
        self.sell([(self.bread, 2)], self.marie)
        self.assertEqual(twin.category_id, silver | friend)
        self.env["base.partner.merge.automatic.wizard"]._merge((twin | self.marie).ids, self.marie)
        self.assertEqual(self.marie.category_id, gold | silver | friend)
        self.night(days=40)
        self.assertEqual(self.marie.category_id, friend)

    def test_switched_off_its_members_stay(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        gold.is_automatic = False
        self.night(days=40)
        self.assertIn(gold, self.marie.category_id)
        gold.is_automatic = True
        self.night(days=40)
        self.assertIn(gold, self.marie.category_id, "by hand from then on")

    def test_the_first_filling_is_not_told_on_each_sheet(self):
        self.sell([(self.bread, 2)], self.marie)
        gold = self.create_gold()
        self.assertIn(gold, self.marie.category_id)
        self.assertTrue(gold.is_filled)
        self.assertFalse(self.messages(self.marie))
        self.assertTrue(self.marie.category_membership_ids.since)

    def test_new_conditions_are_evaluated_soon(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        cron = self.env.ref("pos_customer_loyalty.res_partner_category_cron")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        gold.turnover_least = 50
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers)
        self.assertFalse(gold.is_filled)
        self.fill()
        self.assertNotIn(gold, self.marie.category_id)

    def test_several_changes_are_one_message(self):
        self.create_gold()
        self.create_gold(name="Silver", turnover_least=1)
        self.sell([(self.bread, 2)], self.marie)
        self.assertEqual(
            self.messages(self.marie), ["<span>Added to categories: Gold, Silver</span>"]
        )

    def test_a_changed_customer_is_evaluated_with_both(self):
        gold = self.create_gold()
        other = self.env["res.partner"].create({"name": "Other"})
        order = self.sell([(self.bread, 2)], self.marie)
        order.write({"partner_id": other.id})
        self.assertNotIn(gold, self.marie.category_id)
        self.assertIn(gold, other.category_id)

    def test_a_broken_category_loses_no_sale_and_no_other_category(self):
        gold, broken = self.create_gold(), self.create_gold(name="Broken")
        with self.broken(broken), mute_logger("odoo.sql_db"), self.assertLogs(AUTOMAT) as logs:
            order = self.sell([(self.bread, 2)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertEqual(order.points_earned, 5)
        self.assertIn(gold, self.marie.category_id)
        self.assertNotIn(broken, self.marie.category_id)
        self.assertIn("division by zero", logs.output[0])

    def test_a_message_that_fails_loses_no_sale(self):
        gold = self.create_gold()

        def fail(*args, **kwargs):
            raise ValueError("no message")

        self.patch(type(self.env["res.partner"]), "_message_log_batch", fail)
        with mute_logger(AUTOMAT):
            order = self.sell([(self.bread, 2)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertNotIn(gold, self.marie.category_id)

    def test_the_night_shows_what_is_broken_and_goes_on(self):
        gold, broken = self.create_gold(), self.create_gold(name="Broken")
        self.add_sale(self.marie, 100)
        with self.broken(broken), mute_logger("odoo.sql_db", AUTOMAT):
            self.fill()
        self.assertIn("division by zero", broken.issue)
        self.assertIn(gold, self.marie.category_id)
        broken.turnover_least = 6
        self.assertFalse(broken.issue)
        self.fill()
        self.assertIn(broken, self.marie.category_id)

    def test_a_night_that_is_cut_short_goes_on_where_it_was(self):
        gold = self.create_gold()
        customers = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(4)])
        for customer in customers:
            self.add_sale(customer, 100)
        position = customers[0].id - 1
        self.Category._set_position(position)
        batches = []
        self.Category._evaluate_all(lambda count: batches.append(count), size=2)
        self.assertEqual(batches, [2], "it stops when no time is left")
        self.assertEqual(self.members(gold), customers[:2])
        self.Category._evaluate_all(lambda count: 60, size=2)
        self.assertEqual(self.members(gold), customers)
        self.assertFalse(self.Category._get_position())

    def test_an_archived_customer_stays_as_he_was(self):
        gold = self.create_gold()
        self.sell([(self.bread, 2)], self.marie)
        self.marie.active = False
        self.night(days=40)
        self.assertIn(gold, self.marie.category_id)

    def test_only_managers_set_conditions(self):
        gold = self.create_gold()
        self.cashier.group_ids += self.env.ref("base.group_partner_manager")
        as_cashier = gold.with_user(self.cashier)
        as_cashier.color = 3
        for values in (
            {"turnover_least": 1},
            {"is_automatic": False},
            {"domain": "[]('id', '>', 0)]"},
            {"company_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                as_cashier.write(values)
        with self.assertRaises(AccessError):
            as_cashier.action_evaluate()
        with self.assertRaises(AccessError):
            as_cashier.create({"name": "Mine", "is_automatic": True, "customer_kind": "private"})
        with self.assertRaises(AccessError):
            self.Membership.with_user(self.cashier).create(
                {"partner_id": self.marie.id, "category_id": gold.id, "since": "2026-01-01"}
            )
        as_cashier.create({"name": "Plain tag"})

    def test_ready_made_categories_wait_to_be_switched_on(self):
        for name in ("private", "professional", "new", "regular", "best", "sleeping"):
            category = self.env.ref(f"pos_customer_loyalty.res_partner_category_{name}")
            self.assertFalse(category.is_automatic or category.partner_ids)
            self.assertTrue(category.sentence)
            category.is_automatic = True
            self.assertEqual(bool(category.company_id), category._uses_figures())
        self.fill()
        private = self.env.ref("pos_customer_loyalty.res_partner_category_private")
        self.assertIn(private, self.marie.category_id)


@tagged("post_install", "-at_install")
class TestCategoriesOfCompanies(CategoriesCommon):
    """Figures of one company never show in another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other shop"})
        cls.env.user.company_ids += cls.other

    def test_sales_and_points_of_another_company_do_not_count(self):
        self.add_sale(self.marie, 500, company=self.other)
        self.post(100, "test/points")
        conditions = {"turnover_test": "least", "turnover_least": 100}
        ours = self.create_category("Ours", company_id=self.company.id, **conditions)
        theirs = self.create_category("Theirs", company_id=self.other.id, **conditions)
        points = self.create_category("Points", company_id=self.other.id, points_least=1)
        self.assertFalse(self.members(ours) | self.members(points))
        self.assertEqual(self.members(theirs), self.marie)

    def test_a_category_by_figures_is_seen_in_its_company_only(self):
        self.add_sale(self.marie, 500, company=self.other)
        theirs = self.create_category(
            "Theirs", company_id=self.other.id, turnover_test="least", turnover_least=100
        )
        self.env.invalidate_all()
        as_cashier = self.marie.with_user(self.cashier)
        self.assertFalse(as_cashier.category_id)
        self.assertNotIn(theirs, self.Category.with_user(self.cashier).search([]))
        loaded = self.Category.with_user(self.cashier).search(
            self.Category._load_pos_data_domain({}, self.config)
        )
        self.assertNotIn(theirs, loaded)
        self.assertTrue(self.marie.category_membership_ids)
        self.env.invalidate_all()
        memberships = self.Membership.with_user(self.cashier).search([])
        self.assertNotIn(theirs, memberships.sudo().category_id)

    def test_customers_of_another_company_do_not_enter(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "company_id": self.other.id, "ref": "VIP"}
        )
        ours = self.create_category(
            "Ours", company_id=self.company.id, domain="[('ref', '=', 'VIP')]"
        )
        self.assertNotIn(stranger, self.members(ours))

    def test_who_writes_his_categories_does_not_lose_those_of_another_company(self):
        self.add_sale(self.marie, 500, company=self.other)
        theirs = self.create_category(
            "Theirs", company_id=self.other.id, turnover_test="least", turnover_least=100
        )
        self.env.invalidate_all()
        self.cashier.group_ids += self.env.ref("base.group_partner_manager")
        tag = self.Category.create({"name": "Tag"})
        self.marie.with_user(self.cashier).category_id = [Command.set(tag.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.marie.category_id, theirs | tag)

    def test_figures_need_a_company(self):
        category = self.Category.create(
            {"name": "Gold", "turnover_test": "least", "is_automatic": True}
        )
        self.assertEqual(category.company_id, self.env.company)
        with self.assertRaisesRegex(ValidationError, "Select the company"):
            self.env.flush_all()
            category.company_id = False
        shared = self.Category.create(
            {"name": "Private", "customer_kind": "private", "is_automatic": True}
        )
        self.assertFalse(shared.company_id)

    def test_below_a_category_of_one_company_are_its_own_only(self):
        ours = self.Category.create({"name": "Ours", "company_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "same company"):
            self.Category.create({"name": "Shared", "parent_id": ours.id})
