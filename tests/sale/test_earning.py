from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon

ORDER_LOGGER = "odoo.addons.pos_customer_loyalty.models.sale.pos_order"


@tagged("post_install", "-at_install")
class TestEarning(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def add_rule(self, **values):
        return self.env["points.rule"].create(
            {"program_id": self.program.id, "sequence": 1, **values}
        )

    def test_a_sale_earns_points(self):
        order = self.sell([(self.bread, 1), (self.cheese, 1)], self.marie)
        self.assertEqual(order.points_earned, 6, "6.40 is six whole units")
        entry = self.entries_of(order)
        self.assertEqual(entry.kind, "earn")
        self.assertEqual(entry.points, 6)
        self.assertEqual(entry.partner_id, self.marie)
        self.assertEqual(entry.date, order.date_order)
        self.assertEqual(entry.explanation, "1 point per $\xa01.00: 6")
        account = self.account_of(self.marie)
        self.assertEqual(account.balance, 6)
        self.assertEqual(account.value, 0.75)
        self.assertEqual(self.marie.points_balance, 6)
        self.check_deferred()

    def test_the_second_sale_adds_to_the_first(self):
        first = self.sell([(self.bread, 4)], self.marie)
        second = self.sell([(self.cheese, 10)], self.marie)
        self.assertEqual((first.points_earned, first.points_balance), (10, 10))
        self.assertEqual((second.points_earned, second.points_balance), (39, 49))
        self.assertEqual(self.account_of(self.marie).balance, 49)
        self.check_deferred()

    def test_the_entry_keeps_what_it_was_computed_from(self):
        order = self.sell([(self.bread, 1), (self.cheese, 1)], self.marie)
        entry = self.entries_of(order)
        before = (entry.explanation, entry.detail)
        self.program.rule_ids.write({"points": 7, "amount": 3.0})
        self.program.exchange_points = 10
        entry.invalidate_recordset()
        self.assertEqual((entry.explanation, entry.detail), before)
        rule = self.program.rule_ids
        bread, cheese = order.lines.sorted("price_unit")
        self.assertEqual(
            entry.detail["lines"],
            [
                {"line": bread.uuid, "rule": rule.id, "amount": 250, "points": 2},
                {"line": cheese.uuid, "rule": rule.id, "amount": 390, "points": 4},
            ],
        )

    def test_the_answer_to_the_till_holds_points_and_balance(self):
        answer = self.sync(self.order_data([(self.bread, 4)], self.marie))
        self.assertEqual(answer["pos.order"][0]["points_earned"], 10)
        self.assertEqual(answer["pos.order"][0]["points_balance"], 10)
        self.assertEqual(
            answer["points.account"],
            [
                {
                    "id": self.account_of(self.marie).id,
                    "partner_id": self.marie.id,
                    "program_id": self.program.id,
                    "balance": 10,
                    "next_expiry": False,
                    "entry_count": 1,
                    "next_expiry_points": 0,
                    "pending": False,
                }
            ],
        )

    def test_the_cashier_gets_the_same_answer(self):
        data = self.order_data([(self.bread, 4)], self.marie)
        answer = self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        self.assertEqual(answer["pos.order"][0]["points_earned"], 10)
        self.assertEqual(answer["points.account"][0]["balance"], 10)

    def test_the_same_order_again_earns_once(self):
        data = self.order_data([(self.bread, 4)], self.marie)
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        for _delivery in range(4):
            self.sync(dict(data))
        order.action_pos_order_paid()
        self.assertEqual(len(self.entries_of(order)), 1)
        self.assertEqual(self.account_of(self.marie).balance, 10)

    def test_a_customer_written_on_an_old_sale_gets_nothing(self):
        """A cashier by RPC: write the customer on yesterday's sale, and have it paid again."""
        order = self.sell([(self.bread, 400)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE pos_order SET create_date = create_date - interval '1 day'")
        order.invalidate_recordset()
        order = order.with_user(self.cashier)
        order.partner_id = self.marie
        order.action_pos_order_paid()
        self.assertFalse(self.account_of(self.marie))

    def test_goods_keyed_in_and_out_again_earn_nothing(self):
        order = self.sell([(self.bread, 1000), (self.bread, -1000)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertFalse(self.entries_of(order))

    def test_a_product_in_a_rule_is_not_deleted(self):
        """Without it the rule would be one for every product."""
        box = self.env["product.product"].create({"name": "Box", "available_in_pos": False})
        self.add_rule(basis="unit", points=50, product_ids=[Command.set(box.ids)])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            box.unlink()
            self.env.flush_all()

    def test_a_draft_order_earns_when_it_is_paid(self):
        data = self.order_data([(self.bread, 4)], self.marie, state="draft")
        order = self.env["pos.order"].browse(self.sync(dict(data))["pos.order"][0]["id"])
        self.assertFalse(self.entries_of(order))
        order.action_pos_order_paid()
        self.assertEqual(self.account_of(self.marie).balance, 10)

    def test_an_order_without_customer_earns_nothing(self):
        order = self.sell([(self.bread, 4)])
        self.assertFalse(self.entries_of(order))
        self.assertEqual(order.points_earned, 0)

    def test_a_till_without_program_changes_nothing(self):
        self.config.points_program_id = False
        answer = self.sync(self.order_data([(self.bread, 4)], self.marie))
        self.assertNotIn("points.account", answer)
        self.assertFalse(self.account_of(self.marie))
        names = self.pos_session._load_pos_data_models(self.config)
        self.assertNotIn("points.account", names)
        self.assertNotIn(
            "points_excluded", self.env["res.partner"]._load_pos_data_fields(self.config)
        )

    def test_an_archived_program_earns_nothing(self):
        self.program.active = False
        order = self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertFalse(self.account_of(self.marie))

    def test_a_customer_left_out_earns_nothing(self):
        self.marie.points_excluded = True
        self.sell([(self.bread, 4)], self.marie)
        self.assertFalse(self.account_of(self.marie))

    def test_less_than_one_point_writes_nothing(self):
        cent = self.create_product("Match", self.categ_basic, 0.05)
        order = self.sell([(cent, 1)], self.marie)
        self.assertFalse(self.entries_of(order))
        self.assertFalse(order.points_issue)

    def test_a_product_gives_its_own_points(self):
        self.add_rule(basis="unit", points=50, product_ids=[Command.set(self.cheese.ids)])
        order = self.sell([(self.bread, 4), (self.cheese, 2)], self.marie)
        self.assertEqual(order.points_earned, 110, "2 x 50 for the cheese, 10 for the bread")

    def test_a_label_stands_for_the_rule(self):
        self.add_rule(
            basis="unit", points=50, product_ids=[Command.set(self.cheese.ids)], name="Cheese week"
        )
        order = self.sell([(self.bread, 4), (self.cheese, 2)], self.marie)
        self.assertEqual(
            self.entries_of(order).explanation, "Cheese week: 100, 1 point per $\xa01.00: 10"
        )

    def test_a_category_counts_with_those_below_it(self):
        food, dairy = self.env["product.category"].create([{"name": "Food"}, {"name": "Dairy"}])
        dairy.parent_id = food
        self.cheese.categ_id = dairy
        self.add_rule(
            basis="unit", points=5, product_category_ids=[Command.set(food.ids)], sequence=1
        )
        order = self.sell([(self.cheese, 3), (self.bread, 1)], self.marie)
        self.assertEqual(order.points_earned, 17, "3 x 5 for the cheese, 2 for the bread")

    def test_an_archived_rule_gives_nothing(self):
        rule = self.add_rule(basis="unit", points=5)
        rule.active = False
        order = self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(order.points_earned, 10)

    def test_goods_sold_by_weight(self):
        self.add_rule(basis="unit", points=10, product_ids=[Command.set(self.cheese.ids)])
        order = self.sell([(self.cheese, 0.325)], self.marie)
        self.assertEqual(order.points_earned, 3)

    def test_amounts_without_taxes(self):
        wine = self.create_product("Wine", self.categ_basic, 20.0, tax_ids=self.taxes["tax7"].ids)
        with_taxes = self.sell([(wine, 1)], self.marie)
        self.program.tax_included = False
        without_taxes = self.sell([(wine, 1)], self.marie)
        self.assertEqual((with_taxes.points_earned, without_taxes.points_earned), (21, 20))

    def test_a_global_discount_lowers_the_points(self):
        discount = self.create_product("Discount", self.categ_basic, -4.0)
        order = self.sell([(self.bread, 4), (discount, 1)], self.marie)
        self.assertEqual(order.points_earned, 6, "10.00 less 4.00")

    def test_settling_a_customer_account_earns_nothing(self):
        """odoo/odoo pull 214137: what was bought on account earned when it was bought."""
        sale = self.order_data([(self.bread, 4)], self.marie)
        sale["payment_ids"][0][2]["payment_method_id"] = self.pay_later_pm.id
        self.sync(sale)
        self.assertEqual(self.account_of(self.marie).balance, 10)
        payments = [(self.cash_pm1, 10), (self.pay_later_pm, -10)]
        settlement = self.order_data([], self.marie, amount_total=0, amount_paid=0)
        settlement["payment_ids"] = [
            Command.create({"payment_method_id": method.id, "amount": amount})
            for method, amount in payments
        ]
        self.sync(settlement)
        order = self.env["pos.order"].search([("uuid", "=", settlement["uuid"])])
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.account_of(self.marie).balance, 10)

    def test_a_tip_earns_nothing(self):
        tip = self.create_product("Tip", self.categ_basic, 20.0)
        self.config.write({"iface_tipproduct": True, "tip_product_id": tip.id})
        order = self.sell([(self.bread, 4), (tip, 1)], self.marie)
        self.assertEqual(order.points_earned, 10)

    def test_a_rule_that_fails_does_not_stop_the_sale(self):
        program = type(self.program)
        with (
            patch.object(program, "_get_plan", side_effect=ValueError("broken rule")),
            self.assertLogs(ORDER_LOGGER, "ERROR"),
        ):
            order = self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertIn("see the server log", order.points_issue)
        self.assertEqual(order.points_earned, 0)
        action = self.env.ref("pos_customer_loyalty.pos_order_action_points_issue")
        self.assertIn(order, self.env["pos.order"].search([("points_issue", "!=", False)]))
        self.assertEqual(action.res_model, "pos.order")

        order.action_retry_points()
        self.assertEqual(order.points_earned, 10)
        self.assertFalse(order.points_issue)
        with self.assertRaisesRegex(UserError, "no missing points"):
            order.action_retry_points()

    @mute_logger(ORDER_LOGGER)
    def test_an_error_of_the_database_does_not_stop_the_sale(self):
        """The savepoint keeps the transaction of the sale alive."""

        def fail(program):
            program.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(type(self.program), "_get_plan", fail),
            mute_logger("odoo.sql_db"),
        ):
            order = self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(order.state, "paid")
        self.assertTrue(order.points_issue)

    @mute_logger(ORDER_LOGGER)
    def test_an_order_waits_until_its_program_is_there_again(self):
        with patch.object(type(self.program), "_get_plan", side_effect=ValueError("broken rule")):
            order = self.sell([(self.bread, 4)], self.marie)
        self.program.active = False
        order.action_retry_points()
        self.assertIn("no active loyalty program", order.points_issue)
        self.program.active = True
        self.marie.points_excluded = True
        order.action_retry_points()
        self.assertIn("does not earn points", order.points_issue)
        order.action_dismiss_points()
        self.assertFalse(order.points_issue)
        self.assertFalse(self.entries_of(order))

    @mute_logger(ORDER_LOGGER)
    def test_a_cashier_neither_reads_nor_writes_the_problem(self):
        order = self.sell([(self.bread, 4)], self.marie).with_user(self.cashier)
        with self.assertRaises(AccessError):
            order.write({"points_issue": "forged"})
        names = self.env["pos.order"].with_user(self.cashier).fields_get()
        self.assertNotIn("points_issue", names)
        data = self.order_data([(self.bread, 4)], self.marie, points_issue="forged")
        answer = self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        saved = self.env["pos.order"].browse(answer["pos.order"][0]["id"])
        self.assertFalse(saved.points_issue)

    @mute_logger(ORDER_LOGGER)
    def test_only_a_manager_tries_again(self):
        with patch.object(type(self.program), "_get_plan", side_effect=ValueError("broken rule")):
            order = self.sell([(self.bread, 4)], self.marie)
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).action_retry_points()
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).action_dismiss_points()

    @mute_logger(ORDER_LOGGER)
    def test_forged_line_amounts_earn_nothing(self):
        """A till that claims a line of 1,000,000.00 in a sale of 10.00."""
        data = self.order_data([(self.bread, 4)], self.marie)
        data["lines"][0][2]["price_subtotal_incl"] = 1_000_000.0
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        self.assertFalse(self.entries_of(order))
        self.assertIn("but the order total is", order.points_issue)

    def test_forged_points_are_not_taken(self):
        order = self.sell([(self.bread, 4)], self.marie, points_earned=5000, points_balance=5000)
        self.assertEqual((order.points_earned, order.points_balance), (10, 10))

    def test_an_order_paid_in_the_back_office_earns(self):
        data = self.order_data([(self.bread, 4)], self.marie, state="draft", payment_ids=[])
        data["amount_paid"] = 0
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        payment = self.env["pos.make.payment"].with_context(active_id=order.id).create({})
        payment.check()
        self.assertEqual(order.state, "paid")
        self.assertEqual(order.points_earned, 10)

    def test_the_back_office_shows_the_points(self):
        order = self.sell([(self.bread, 4)], self.marie)
        with Form(order) as form:
            self.assertEqual(form.points_earned, 10)

    def test_customers_loaded_later_come_with_their_balance(self):
        self.sell([(self.bread, 4)], self.marie)
        found = (
            self.env["res.partner"]
            .with_user(self.cashier)
            .get_new_partner(self.config.id, [("id", "=", self.marie.id)], 0)
        )
        self.assertEqual(found["points.account"][0]["balance"], 10)

    def test_the_till_opens_with_its_customers_balances(self):
        self.sell([(self.bread, 4)], self.marie)
        session = self.pos_session.with_user(self.cashier)
        loaded = session.load_data([])
        self.assertEqual(loaded["points.program"][0]["unit_name"], "points")
        balances = {row["partner_id"]: row["balance"] for row in loaded["points.account"]}
        self.assertEqual(balances[self.marie.id], 10)

    def test_a_till_that_opens_again_hears_of_an_old_program(self):
        """Shop 2 joins the program of shop 1."""
        self.config.points_program_id = False
        self.config.last_data_change = long_ago = datetime(2020, 1, 1)
        self.config.points_program_id = self.program
        self.assertGreater(self.config.last_data_change, long_ago)
        session = self.pos_session.with_context(pos_last_server_date="2198-01-01 00:00:00")
        loaded = session.env["points.program"]._load_pos_data_search_read({}, self.config)
        self.assertEqual([record["id"] for record in loaded], self.program.ids)

    def test_an_onchange_does_not_count_twice(self):
        order = self.sell([(self.bread, 4)], self.marie)
        copy = order.new(origin=order)
        self.assertEqual((copy.points_earned, order.points_earned), (10, 10))

    def test_rounding_of_cash_is_no_reason_to_earn_nothing(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Whole",
                "rounding": 1.0,
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        self.config.write({"cash_rounding": True, "rounding_method": rounding.id})
        data = self.order_data([(self.cheese, 6)], self.marie)
        self.assertAlmostEqual(data["amount_total"], 23.4)
        data.update(amount_total=23.0, amount_paid=23.0)
        data["payment_ids"][0][2]["amount"] = 23.0
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        self.assertFalse(order.points_issue)
        self.assertEqual(order.points_earned, 23)

    def test_a_till_that_opens_again_hears_of_changed_balances(self):
        self.sell([(self.bread, 4)], self.marie)
        account = self.account_of(self.marie)
        account.flush_recordset()
        session = self.pos_session.with_context(pos_last_server_date="2020-01-01 00:00:00")
        domain = session.env["points.account"]._load_pos_data_domain({}, self.config)
        self.assertIn(account, self.env["points.account"].search(domain))
        session = self.pos_session.with_context(pos_last_server_date="2199-01-01 00:00:00")
        domain = session.env["points.account"]._load_pos_data_domain({}, self.config)
        self.assertNotIn(account, self.env["points.account"].search(domain))


@tagged("post_install", "-at_install")
class TestEarningOtherCurrency(PointsCommon):
    def test_amounts_count_in_the_programs_currency(self):
        """The till sells in a currency of which 2 are worth 1 of the company's."""
        self.config = self.other_currency_config
        self.config.points_program_id = self.program
        self.open_new_session()
        order = self.sell([(self.bread, 4)], self.marie)
        self.assertNotEqual(order.currency_id, self.program.currency_id)
        expected = order.currency_id._convert(
            order.amount_total, self.program.currency_id, self.company, order.date_order
        )
        self.assertEqual(order.points_earned, int(expected))
