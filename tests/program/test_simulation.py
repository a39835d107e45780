from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..sale.test_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestSimulation(ReturnsCommon):
    """Rules are tried before they count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.env["res.partner"].create({"name": "Jeanne d'Arc"})
        cls.env.user.group_ids |= cls.env.ref("point_of_sale.group_pos_manager")

    def simulate(self, **values):
        simulation = self.env["points.simulation"].create(
            {"program_id": self.program.id, "date_to": "2100-01-01", **values}
        )
        simulation.action_start()
        while simulation.run_step():
            self.assertEqual(simulation.state, "running")
        return simulation

    def draft(self, **values):
        self.program.rule_ids = [Command.create({"state": "draft", "sequence": 1, **values})]

    def test_what_the_rules_in_force_gave_is_what_the_ledger_says(self):
        self.bread.points_given = 3
        category = self.env["pos.category"].create({"name": "Bakery"})
        self.bread.pos_categ_ids = category
        gold = self.env["res.partner.category"].create({"name": "Gold"})
        self.jeanne.category_id = gold
        self.program.rule_ids = [
            Command.create({"basis": "product", "sequence": 1, "pos_category_ids": category.ids}),
            Command.create({"basis": "base", "kind": "bonus", "partner_category_ids": gold.ids}),
            Command.create({"basis": "order", "kind": "bonus", "points": 5, "least_amount": 12}),
        ]
        sale = self.sell([(self.bread, 4), (self.cheese, 3)], self.marie)
        self.sell([(self.cheese, 3)], self.jeanne)
        self.sell([(self.cheese, 3)])
        self.bring_back(sale, {sale.lines[0]: 1})
        self.draft(basis="order", kind="bonus", points=100)
        simulation = self.simulate()
        self.assertEqual(simulation.live_points, self.balance() + self.balance(self.jeanne))
        gained = {line.partner_id: line.live_points for line in simulation.line_ids}
        self.assertEqual(gained[self.marie], self.balance())
        self.assertEqual(gained[self.jeanne], self.balance(self.jeanne))

    def test_the_draft_beside_the_rules_in_force(self):
        self.sell([(self.bread, 4)], self.marie)
        self.sell([(self.cheese, 10)], self.jeanne)
        self.program.rule_ids.state = "leaving"
        self.draft(basis="unit", points=5, product_ids=self.bread.ids)
        entries = self.env["points.entry"].search_count([])
        simulation = self.simulate()
        self.assertEqual(simulation.state, "done")
        self.assertEqual((simulation.live_points, simulation.draft_points), (49, 20))
        self.assertEqual((simulation.live_value, simulation.draft_value), (6.12, 2.5))
        self.assertEqual(simulation.order_count, 2)
        self.assertEqual(simulation.turnover, 49)
        self.assertAlmostEqual(simulation.draft_cost, 100 * 2.5 / 49)
        gains = {line.partner_id: line.difference for line in simulation.line_ids}
        self.assertEqual(gains, {self.marie: 10, self.jeanne: -39})
        weeks = {week.rules: week.points for week in simulation.week_ids}
        self.assertEqual(weeks, {"live": 49, "draft": 20})
        self.assertEqual(self.env["points.entry"].search_count([]), entries)

    def test_a_cap_of_a_day_counts_all_sales_of_the_day(self):
        self.program.day_cap = 15
        for _sale in range(3):
            self.sell([(self.bread, 4)], self.marie)
        self.draft(basis="order", kind="bonus", points=1)
        self.assertEqual(self.simulate().live_points, self.balance())

    def test_only_the_period_and_the_shops_of_the_program(self):
        self.sell([(self.bread, 4)], self.marie, date_order="2026-01-31 23:30:00")
        self.sell([(self.bread, 4)], self.marie, date_order="2026-02-01 10:00:00")
        self.program.tz = "Europe/Paris"
        self.draft(basis="order", kind="bonus", points=1)
        simulation = self.simulate(date_from="2026-01-01", date_to="2026-01-31")
        self.assertEqual(simulation.order_count, 0)
        simulation = self.simulate(date_from="2026-02-01", date_to="2026-02-01")
        self.assertEqual(simulation.order_count, 2)

    def test_nothing_to_compare(self):
        with self.assertRaisesRegex(UserError, "does not differ from the current rules"):
            self.simulate()

    def test_the_draft_is_put_in_force(self):
        old = self.program.rule_ids
        old.state = "leaving"
        self.draft(basis="unit", points=5)
        self.program.action_put_drafts_in_force()
        self.assertFalse(old.active)
        self.assertEqual(self.program.rule_ids.mapped("state"), ["live"])
        self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(self.balance(), 20)

    def test_a_cashier_simulates_nothing(self):
        with self.assertRaises(AccessError):
            self.env["points.simulation"].with_user(self.cashier).create(
                {"program_id": self.program.id}
            )
