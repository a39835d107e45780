from datetime import datetime, timedelta

import psycopg2

from odoo.exceptions import ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...points.plan import Plan
from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestRules(PointsCommon):
    """What a rule can say, from its form to the points of a sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)
        cls.gold = cls.env["res.partner.category"].create({"name": "Gold"})
        cls.platinum = cls.env["res.partner.category"].create(
            {"name": "Platinum", "parent_id": cls.gold.id}
        )
        food = cls.env["pos.category"].create({"name": "Food"})
        cls.food = food
        cls.bakery = cls.env["pos.category"].create({"name": "Bakery", "parent_id": food.id})
        cls.organic = cls.env["product.tag"].create({"name": "Organic"})

    def add_rule(self, **values):
        return self.env["points.rule"].create(
            {"program_id": self.program.id, "sequence": 1, **values}
        )

    def earned(self, lines, customer=None, **values):
        return self.sell(lines, customer or self.marie, **values).points_earned

    def test_categories_at_the_till_count_with_those_below(self):
        self.add_rule(basis="unit", points=10, pos_category_ids=self.food.ids)
        self.bread.pos_categ_ids = self.bakery
        self.assertEqual(self.earned([(self.bread, 1), (self.cheese, 1)]), 13)
        self.cheese.pos_categ_ids = self.food
        self.assertEqual(self.earned([(self.bread, 1), (self.cheese, 1)]), 20)

    def test_tags_of_a_product_and_of_its_variant(self):
        self.add_rule(basis="unit", points=10, product_tag_ids=self.organic.ids)
        self.assertEqual(self.earned([(self.bread, 1)]), 2)
        self.bread.product_tmpl_id.product_tag_ids = self.organic
        self.assertEqual(self.earned([(self.bread, 1)]), 10)
        self.cheese.additional_product_tag_ids = self.organic
        self.assertEqual(self.earned([(self.cheese, 1)]), 10)

    def test_customers_of_a_category_and_of_those_below(self):
        self.add_rule(kind="bonus", basis="base", percent=100, partner_category_ids=self.gold.ids)
        self.assertEqual(self.earned([(self.bread, 4)]), 10)
        self.marie.category_id = self.platinum
        self.assertEqual(self.earned([(self.bread, 4)]), 20)

    def test_points_written_on_the_product(self):
        self.add_rule(basis="product")
        self.bread.points_given = 7
        self.assertEqual(self.earned([(self.bread, 3), (self.cheese, 1)]), 24)

    def test_days_and_hours_are_those_of_the_shop(self):
        self.program.tz = "Europe/Paris"
        self.add_rule(basis="order", points=50, fri=True, hour_from=17.5, hour_to=19)
        for moment, points in [
            ("2026-03-27 16:29:59", 10),
            ("2026-03-27 16:30:00", 50),
            ("2026-03-27 17:59:59", 50),
            ("2026-03-27 18:00:00", 10),
            # An hour earlier in UTC once summer time has begun.
            ("2026-04-03 15:30:00", 50),
            ("2026-04-02 15:30:00", 10),
        ]:
            with self.subTest(moment=moment):
                self.assertEqual(self.earned([(self.bread, 4)], date_order=moment), points)

    def test_a_cap_of_a_sale_and_of_a_day(self):
        self.program.write({"order_cap": 8, "day_cap": 15})
        today = {"date_order": "2026-03-27 10:00:00"}
        self.assertEqual(self.earned([(self.bread, 4)], **today), 8)
        order = self.sell([(self.bread, 4)], self.marie, **today)
        self.assertEqual(order.points_earned, 7)
        self.assertEqual(self.earned([(self.bread, 4)], **today), 0)
        self.assertEqual(self.earned([(self.bread, 4)], date_order="2026-03-28 10:00:00"), 8)
        sentences = self.entries_of(order)._prepare_explanation()["sentences"]
        self.assertIn("Reduced from 10 points to 8 points, the maximum per order.", sentences)
        self.assertIn(
            "Reduced from 8 points to 7 points, the maximum per customer and day.", sentences
        )
        self.assertEqual(
            self.entries_of(order).explanation,
            "7 points instead of 10, limited: 1 point per $\xa01.00",
        )
        self.check_deferred()

    def test_numbers_are_written_as_the_user_does(self):
        rule = self.add_rule(points=2000, basis="order")
        self.assertIn("2,000 points for an order", rule.display_name)
        self.post(12345, "test/big")
        entry = self.env["points.account"]._post(
            self.program, self.marie, key="test/less", kind="adjust", points=-2345
        )
        self.assertIn("-2,345", entry.display_name)
        self.assertIn(
            "Balance before: 12,345, after: 10,000 (-2,345).",
            entry._prepare_explanation()["sentences"],
        )

    def test_what_was_returned_does_not_count_for_the_day(self):
        self.program.day_cap = 12
        today = {"date_order": "2026-03-27 10:00:00"}
        order = self.sell([(self.bread, 4)], self.marie, **today)
        self.entries_of(order)._claw_back(10, key="rules/return", date=order.date_order)
        self.assertEqual(self.earned([(self.bread, 4)], **today), 10)
        self.assertEqual(self.earned([(self.bread, 4)], **today), 2)

    def test_the_same_order_again_under_a_cap_of_a_day(self):
        self.program.day_cap = 15
        order = self.sell([(self.bread, 4)], self.marie)
        self.sell([(self.bread, 4)], self.marie)
        order.sudo().points_issue = "tried again"
        order.action_retry_points()
        self.assertFalse(order.points_issue)
        self.assertEqual(order.points_earned, 10)

    def test_rules_of_all_kinds_are_explained(self):
        self.program.rule_ids.unlink()
        self.bread.points_given = 4
        self.add_rule(basis="product", product_ids=self.bread.ids)
        self.add_rule(basis="order", points=20, sequence=2)
        self.add_rule(basis="base", kind="bonus", percent=50)
        entry = self.entries_of(self.sell([(self.bread, 1), (self.cheese, 1)], self.marie))
        self.assertEqual(entry.points, 36)
        self.assertEqual(
            entry.explanation,
            "points of the product: 4, bonus of 50 %: 12, 20 points per order: 20",
        )
        sums = entry._prepare_explanation()["sums"]
        self.assertIn("24 points at bonus of 50 % = 12 points, split over 2 lines", sums)

    def test_the_sentence_says_everything(self):
        rule = self.add_rule(
            points=2,
            amount=5.0,
            pos_category_ids=self.bakery.ids,
            product_tag_ids=self.organic.ids,
            partner_category_ids=self.gold.ids,
            tue=True,
            date_from="2026-11-01",
            date_to="2026-11-30",
            hour_from=9.5,
            hour_to=12,
            least_amount=20,
        )
        self.assertEqual(
            rule.display_name,
            "2 points for every $\xa05.00 spent on Bakery (Organic), on Tuesday, "
            "from 11/01/2026 to 11/30/2026, between 09:30 and 12:00, for customers: Gold, "
            "for at least $\xa020.00",
        )

    def test_the_form_shows_sentence_and_example_while_one_types(self):
        with Form(self.program) as program, program.rule_ids.new() as form:
            form.product_ids.add(self.bread)
            form.basis = "unit"
            form.points = 3
            self.assertEqual(form.display_name, "3 points per unit of Bread")
            self.assertIn("Bread", form.example)
            self.assertIn("3 points", form.example)
            form.least_amount = 25
            self.assertIn("30 points", form.example)
            form.kind = "bonus"
            form.basis = "base"
            self.assertIn("50 points", form.example, "25 for the amount, and as many on top")
        self.assertEqual(self.program.rule_ids.mapped("basis"), ["amount", "base"])

    def test_an_example_without_a_product(self):
        tag = self.env["product.tag"].create({"name": "Nothing yet"})
        rule = self.add_rule(product_tag_ids=tag.ids)
        self.assertIn("No product of the shop matches", rule.example)


@tagged("post_install", "-at_install")
class TestRefusals(PointsCommon):
    """What PostgreSQL does not let a rule be."""

    @mute_logger("odoo.sql_db")
    def test_impossible_rules_are_refused_with_a_sentence(self):
        for values, words in [
            (
                {"date_from": "2026-12-01", "date_to": "2026-11-01"},
                "cannot be before its start date",
            ),
            ({"hour_from": 25.0}, "between 0:00 and 24:00"),
            ({"least_amount": -1.0}, "cannot be negative"),
            ({"basis": "base"}, "only be given as a bonus"),
            ({"points": -1}, "cannot be negative"),
            ({"points": 0, "kind": "bonus"}, "at least 1 point"),
            ({"points": 1000001}, "at most 1,000,000"),
            ({"amount": -1.0}, "must be positive"),
        ]:
            with (
                self.subTest(values=values),
                self.assertRaises(psycopg2.IntegrityError) as caught,
                self.env.cr.savepoint(),
            ):
                self.env["points.rule"].create({"program_id": self.program.id, **values})
            name = caught.exception.diag.constraint_name
            constraint = self.env["ir.model.constraint"].search([("name", "=", name)])
            self.assertIn(words, constraint.message)

    def test_an_amount_below_the_smallest_coin(self):
        with self.assertRaisesRegex(ValidationError, "smallest unit"):
            self.program.rule_ids.amount = 0.001

    @mute_logger("odoo.sql_db")
    def test_what_a_rule_names_is_not_deleted(self):
        """Without it the rule would be one for everything, or for everybody."""
        named = {
            "pos_category_ids": self.env["pos.category"].create({"name": "Bakery"}),
            "product_tag_ids": self.env["product.tag"].create({"name": "Organic"}),
            "partner_category_ids": self.env["res.partner.category"].create({"name": "Gold"}),
        }
        self.program.rule_ids.write({name: records.ids for name, records in named.items()})
        for record in named.values():
            with (
                self.subTest(record=record),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                # Odoo has reasons of its own to refuse some of them, such as an open till.
                self.env.cr.execute(f"DELETE FROM {record._table} WHERE id = %s", record.ids)


@tagged("post_install", "-at_install")
class TestMistakes(PointsCommon):
    """A rule with a mistake does not stop a sale: a paid order is always saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)
        cls.rule = cls.program.rule_ids

    def spoil(self, query, *args):
        """Change the database behind Odoo's back, as a botched import would."""
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def check_waits(self, order, words):
        self.assertEqual(order.state, "paid")
        self.assertFalse(self.entries_of(order))
        self.assertIn(words, order.points_issue)
        self.assertIn(order, self.env["pos.order"].search([("points_issue", "!=", False)]))

    def test_a_rule_with_impossible_days(self):
        self.spoil("ALTER TABLE points_rule DROP CONSTRAINT points_rule_days_follow")
        self.spoil(
            "UPDATE points_rule SET date_from = '2026-12-01', date_to = '2026-11-01' WHERE id = %s",
            self.rule.id,
        )
        order = self.sell([(self.bread, 4)], self.marie)
        self.check_waits(order, "cannot be computed")
        self.rule.date_to = "2099-01-01"
        self.rule.date_from = "2026-01-01"
        order.action_retry_points()
        self.assertFalse(order.points_issue)
        self.assertEqual(order.points_earned, 10)

    def test_an_impossible_rule_does_not_keep_the_till_from_opening(self):
        self.spoil("ALTER TABLE points_rule DROP CONSTRAINT points_rule_amount_is_positive")
        self.spoil("UPDATE points_rule SET amount = 0 WHERE id = %s", self.rule.id)
        data = self.env["points.program"]._load_pos_data_search_read({}, self.config)
        self.assertEqual(data[0]["terms"]["rules"], [])

    def test_an_archived_product_is_still_the_one_that_a_rule_names(self):
        self.rule.write({"basis": "unit", "points": 5, "product_ids": self.bread.ids})
        self.bread.active = False
        order = self.sell([(self.bread, 1), (self.cheese, 1)], self.marie)
        self.assertFalse(order.points_issue)
        self.assertEqual(order.points_earned, 5)

    def test_a_category_that_vanished(self):
        category = self.env["product.category"].create({"name": "Gone"})
        self.rule.product_category_ids = category
        self.check_deferred()
        self.spoil("SET session_replication_role = replica")
        self.spoil("DELETE FROM product_category WHERE id = %s", category.id)
        self.spoil("SET session_replication_role = origin")
        order = self.sell([(self.bread, 4)], self.marie)
        self.check_waits(order, "cannot be computed")
        self.rule.product_category_ids = self.bread.categ_id
        order.action_retry_points()
        self.assertEqual(order.points_earned, 10)

    def test_a_customer_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Shops"})
        self.env.user.company_ids |= other
        self.env = self.env(context={"allowed_company_ids": [self.company.id, other.id]})
        stranger = self.env["res.partner"].create({"name": "Stranger", "company_id": other.id})
        order = self.sell([(self.bread, 4)], stranger)
        self.check_waits(order, "belongs to the company Other Shops")
        stranger.company_id = self.company
        order.action_retry_points()
        self.assertEqual(order.points_earned, 10)


@tagged("post_install", "-at_install")
class TestVersions(PointsCommon):
    """What a program said on a day is known later."""

    def set_rule(self, points, moment):
        self.program.rule_ids.points = points
        self.env.cr.flush()
        version = self.env["points.program.version"].search(
            [("program_id", "=", self.program.id)], limit=1
        )
        self.env.cr.execute(
            "UPDATE points_program_version SET since = %s WHERE id = %s", [moment, version.id]
        )
        version.invalidate_recordset()

    def points_at(self, moment):
        return self.program._get_plan_at(moment).terms.rules[0].points

    def test_the_rules_of_a_moment(self):
        start = datetime(2026, 1, 1)
        for months, points in enumerate((2, 3, 5)):
            self.set_rule(points, start + timedelta(days=30 * months))
        self.assertEqual(self.points_at(start), 2)
        self.assertEqual(self.points_at(start + timedelta(days=30, seconds=-1)), 2)
        self.assertEqual(self.points_at(start + timedelta(days=30)), 3)
        self.assertEqual(self.points_at(start + timedelta(days=300)), 5)

    def test_a_change_of_this_very_transaction_counts(self):
        self.program.rule_ids.points = 9
        self.assertEqual(self.points_at(Datetime.now()), 9)

    def test_what_says_the_same_is_no_new_version(self):
        versions = self.env["points.program.version"]
        self.program.name = "Another name"
        self.env.cr.flush()
        count = versions.search_count([("program_id", "=", self.program.id)])
        self.program.rule_ids.points = self.program.rule_ids.points
        self.env.cr.flush()
        self.assertEqual(versions.search_count([("program_id", "=", self.program.id)]), count)

    def test_a_version_is_the_whole_plan(self):
        self.program.rule_ids.write({"date_from": "2026-01-01", "mon": True})
        plan = self.program._get_plan()
        self.assertEqual(self.program._get_plan_at(Datetime.now()), plan)
        self.assertEqual(Plan.from_json(plan.to_json()), plan)

    def test_drafts_count_in_simulations_only(self):
        self.program.rule_ids = [Command.create({"points": 4, "state": "draft"})]
        first = self.program.rule_ids.filtered(lambda rule: rule.state == "live")
        first.state = "leaving"
        live, draft = self.program._get_plan(), self.program._get_draft_plan()
        self.assertEqual([rule.points for rule in live.terms.rules], [1])
        self.assertEqual([rule.points for rule in draft.terms.rules], [4])
