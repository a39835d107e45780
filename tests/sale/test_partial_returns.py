import importlib.util
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .lines_common import LinesCommon
from .test_earning import ORDER_LOGGER
from .test_returns import ReturnsCommon

MODULE = Path(__file__).parents[2]


@tagged("post_install", "-at_install")
class TestPartialReturns(LinesCommon):
    """Bought for 120.00 with "from 100.00: 50 points", and a part comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coat = cls.create_product("Coat", cls.categ_basic, 90.0)
        cls.hat = cls.create_product("Hat", cls.categ_basic, 30.0)
        cls.program.rule_ids = [
            Command.create({"basis": "order", "kind": "bonus", "points": 50, "least_amount": 100})
        ]
        cls.program.partial_return = "recompute"
        cls.env.cr.flush()
        cls.start = cls.env["points.account"]._get_of(cls.program, cls.marie).balance

    def left(self):
        """What is left of the points of the sale."""
        return self.balance() - self.start

    def buy_both(self, **values):
        return self.checkout([self.line(self.coat), self.line(self.hat)], **values)

    def bring_back(self, sale, product, quantity=1, points=0.0):
        sold = sale.lines.filtered(lambda line: line.product_id == product)
        back = self.line(product, -quantity, sold.price_unit, sold)
        return self.checkout([back], points=points)

    def test_by_share(self):
        self.program.partial_return = "share"
        sale = self.buy_both()
        self.assertNotIn("sale", self.entries_of(sale).detail)
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 42)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)

    def test_by_what_is_kept(self):
        sale = self.buy_both()
        self.assertEqual(self.left(), 170)
        order = self.bring_back(sale, self.coat)
        self.assertEqual((self.left(), order.points_taken_back), (30, 140))
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)
        self.check_deferred()

    def test_the_other_way_round(self):
        sale = self.checkout([self.line(self.coat), self.line(self.coat), self.line(self.hat)])
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 180 + 50, "what is kept still reaches 100.00")

    def test_goods_that_come_back_give_no_points(self):
        """From 100.00 one point for each 10.00, below it ten: less goods would earn more."""
        self.program.rule_ids = [
            Command.clear(),
            Command.create(
                {"basis": "amount", "points": 1, "amount": 10, "least_amount": 100, "sequence": 1}
            ),
            Command.create({"basis": "amount", "points": 1, "amount": 1, "sequence": 2}),
        ]
        self.env.cr.flush()
        sale = self.checkout([self.line(self.coat), self.line(self.hat, 2)])
        left = [self.left()]
        for product in (self.hat, self.hat, self.coat):
            self.bring_back(sale, product)
            left.append(self.left())
        self.assertEqual(left, [15, 12, 12, 0])

    def test_the_explanation_says_so(self):
        sale = self.buy_both()
        first = self.entries_of(self.bring_back(sale, self.coat))
        second = self.entries_of(self.bring_back(sale, self.hat))
        words = "Recomputed as if only the products kept had been bought: %s. Taken back by earlier"
        self.assertIn(words % "30 points instead of 170 points", first.explanation_page)
        self.assertIn("earlier returns: 140 points.", second.explanation_page)
        rows = first._prepare_explanation()["lines_back"]
        self.assertEqual([row["product"] for row in rows], ["Coat", "Hat"])
        self.assertEqual(sum(int(row["points"]) for row in rows), -140)

    def test_by_share_the_explanation_names_the_goods(self):
        self.program.partial_return = "share"
        page = self.entries_of(self.bring_back(self.buy_both(), self.coat)).explanation_page
        self.assertIn("Coat", page)
        self.assertNotIn("Recomputed", page)

    def test_what_points_paid_comes_back_first(self):
        sale = self.buy_both(points=50)
        self.assertEqual(self.left(), -400 + 70 + 29, "the bonus for what money paid, too")
        self.bring_back(sale, self.coat, points=-50)
        self.assertEqual(self.left(), 30, "money paid for the hat")
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)

    def test_what_points_paid_stays(self):
        sale = self.buy_both(points=30)
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), -240, "points paid for the hat")
        self.bring_back(sale, self.hat, points=-30)
        self.assertEqual(self.left(), 0)

    def set_caps(self, **caps):
        self.program.write(caps)
        self.env.cr.flush()

    def test_a_cap_per_order(self):
        """Two coats and a hat give 260 points, of which 100 are granted."""
        self.set_caps(order_cap=100)
        sale = self.checkout([self.line(self.coat, 2), self.line(self.hat)])
        self.assertEqual(self.left(), 100)
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 100, "120.00 that are kept give 170, or 100")
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 30)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)
        self.check_deferred()

    def test_a_cap_per_day(self):
        """90 of 150 points of the day are granted for a coat: 60 are left for the sale of both."""
        self.set_caps(day_cap=self.start + 150)
        self.checkout([self.line(self.coat)])
        sale = self.buy_both()
        self.assertEqual(self.left(), 150)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 150, "a coat gives 90, or 60")
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 90)
        self.check_deferred()

    def test_a_cap_per_day_when_the_dear_goods_come_back(self):
        self.set_caps(day_cap=self.start + 150)
        first = self.checkout([self.line(self.coat)])
        sale = self.buy_both()
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 90 + 30)
        self.bring_back(first, self.coat)
        self.assertEqual(self.left(), 30)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)

    def test_the_rules_are_those_of_the_sale(self):
        sale = self.buy_both()
        self.program.rule_ids.write({"points": 9})
        self.program.partial_return = "share"
        self.env.cr.flush()
        versions = self.env["points.program.version"].search(
            [("program_id", "=", self.program.id)], order="id"
        )
        # All were written in one second, which only a test does.
        versions[:-1].sudo().since = datetime(2020, 1, 1)
        versions[-1].sudo().since = sale.date_order + timedelta(seconds=1)
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 30)

    def test_products_and_customers_that_changed_since(self):
        self.program.rule_ids[0].product_category_ids = self.coat.categ_id
        sale = self.buy_both()
        other = self.env["product.category"].create({"name": "Other"})
        (self.coat | self.hat).write({"categ_id": other.id, "points_not_given": True})
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 30)

    def test_a_sale_that_was_credited_later(self):
        """By the program of that day, and so do its returns."""
        broken = patch.object(type(self.program), "_get_plan_at", side_effect=ValueError("broken"))
        with broken, mute_logger(ORDER_LOGGER):
            sale = self.checkout(
                [self.line(self.coat), self.line(self.hat)],
                date_order=Datetime.to_string(Datetime.now() - timedelta(days=2)),
            )
        self.assertTrue(sale.points_issue)
        self.program.rule_ids.filtered(lambda rule: rule.kind == "base").points = 2
        self.env.cr.flush()
        versions = self.env["points.program.version"].sudo()
        versions = versions.search([("program_id", "=", self.program.id)], order="id")
        versions[:-1].since = datetime(2020, 1, 1)
        versions[-1].since = Datetime.now() - timedelta(hours=1)
        self.env.flush_all()
        self.env.registry.clear_cache()
        sale.action_retry_points()
        self.assertEqual(self.left(), 290)
        self.bring_back(sale, self.coat)
        self.assertEqual(self.left(), 60)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.left(), 0)

    def test_a_return_before_the_points_were_claimed(self):
        sale = self.sell([(self.coat, 1), (self.hat, 1)])
        ReturnsCommon.bring_back(self, sale, {sale.lines[0]: 1})
        self.env["pos.order"].claim_points(sale.id, self.marie.id)
        self.assertEqual(self.left(), 30)

    def test_a_customer_who_was_corrected(self):
        sale = self.buy_both()
        jeanne = self.env["res.partner"].create({"name": "Jeanne"})
        self.env.user.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        sale.partner_id = jeanne
        self.bring_back(sale, self.coat)
        self.assertEqual((self.left(), self.balance(jeanne)), (0, 30))
        self.bring_back(sale, self.hat)
        self.assertEqual(self.balance(jeanne), 0)

    def test_a_program_that_stops_at_zero(self):
        self.program.stop_at_zero = True
        sale = self.buy_both()
        self.env["points.account"]._post(
            self.program, self.marie, key="partial/spent", kind="redeem", points=-500
        )
        self.bring_back(sale, self.coat)
        self.assertEqual(self.balance(), 0)
        self.bring_back(sale, self.hat)
        self.assertEqual(self.balance(), 0)

    def test_the_same_return_again_and_an_exchange(self):
        sale = self.buy_both()
        order = self.bring_back(sale, self.coat)
        order._settle_points()
        self.assertEqual(self.left(), 30)
        sold = sale.lines.filtered(lambda line: line.product_id == self.hat)
        self.checkout([self.line(self.hat, -1, of=sold), self.line(self.coat), self.line(self.hat)])
        self.assertEqual(self.left(), 170)

    def test_a_simulation_agrees(self):
        self.env.user.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        sale = self.buy_both(points=30)
        self.bring_back(sale, self.coat, points=-30)
        self.buy_both()
        self.program.rule_ids = [Command.create({"state": "draft", "basis": "unit", "points": 1})]
        simulation = self.env["points.simulation"].create(
            {"program_id": self.program.id, "date_to": "2100-01-01"}
        )
        simulation.action_start()
        while simulation.run_step():
            pass
        self.assertEqual(simulation.live_points, 30 + 170)

    def test_the_sentence_of_a_rule_says_so(self):
        rule = self.program.rule_ids.filtered("least_amount")
        self.assertRegex(rule.display_name, "for at least .*100.00, also after returns$")
        self.assertNotIn("returns", (self.program.rule_ids - rule).display_name)
        self.program.partial_return = "share"
        self.assertRegex(rule.display_name, "for at least .*100.00$")

    def test_the_upgrade_writes_down_what_programs_say(self):
        """What they say from then on is not what they say later, after another change."""
        self.env.flush_all()
        versions = self.env["points.program.version"].sudo()
        self.env.cr.execute(
            """
            UPDATE points_program_version
               SET plan = plan - 'grace_days' - 'recomputes', since = '2020-01-01'
            """
        )
        versions.invalidate_model()
        path = MODULE / "migrations/19.0.1.2.0/post-program_versions.py"
        spec = importlib.util.spec_from_file_location("program_versions", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.1.0")
        version = versions.search([("program_id", "=", self.program.id)], limit=1)
        self.assertEqual((version.plan["grace_days"], version.plan["recomputes"]), (30, True))
        script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual(versions.search([("program_id", "=", self.program.id)], limit=1), version)

    def test_settings_on_the_form(self):
        self.env.user.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        program = self.env["points.program"].create({"name": "New"})
        self.assertEqual((program.grace_days, program.partial_return), (30, "share"))
        with Form(program) as form:
            form.expiry = "day"
            form.grace_days = 0
            form.partial_return = "recompute"
        plan = program._get_plan()
        self.assertEqual((plan.grace_days, plan.recomputes), (0, True))
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            program.grace_days = -1
            program.flush_recordset()
