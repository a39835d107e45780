from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..spending.spending_common import SpendingCommon
from .test_earning import ORDER_LOGGER


@tagged("post_install", "-at_install")
class TestLateOrders(SpendingCommon):
    """A sale without connection counts by the program of its own moment, whenever it arrives."""

    def setUp(self):
        super().setUp()
        self.sold_on = Datetime.now() - timedelta(days=1)
        self.jeanne = self.env["res.partner"].create({"name": "Jeanne Petit"})

    def change_program(self, **values):
        """The program says something else as of half a day ago."""
        self.env.cr.flush()
        versions = self.env["points.program.version"].sudo()
        versions.search([("program_id", "=", self.program.id)]).since = datetime(2020, 1, 1)
        self.program.write(values)
        self.env.cr.flush()
        newest = versions.search([("program_id", "=", self.program.id)], order="id desc", limit=1)
        newest.since = Datetime.now() - timedelta(hours=12)
        self.env.flush_all()
        self.env.registry.clear_cache()

    def deliver(self, quantity=3, customer=None):
        return self.sell(
            [(self.wine, quantity)], customer or self.jeanne, date_order=str(self.sold_on)
        )

    def test_double_points_that_ended_meanwhile(self):
        self.program.rule_ids.points = 2
        rule = self.program.rule_ids
        self.change_program(rule_ids=[Command.update(rule.id, {"points": 1})])
        self.assertEqual(self.deliver().points_earned, 60)
        self.assertEqual(self.sell([(self.wine, 3)], self.jeanne).points_earned, 30)

    def test_the_program_of_now_costs_no_statement(self):
        self.program._get_plan_at(Datetime.now())
        with self.assertQueryCount(0):
            self.assertEqual(self.program._get_plan_at(Datetime.now()), self.program._get_plan())

    def test_points_that_began_to_expire_meanwhile(self):
        self.change_program(expiry="day", expiry_months=1)
        self.deliver()
        self.assertFalse(self.account_of(self.jeanne).lot_ids.expires_on)

    def test_a_program_that_was_archived_meanwhile(self):
        self.change_program(active=False)
        self.assertEqual(self.deliver().points_earned, 30)
        self.assertEqual(self.sell([(self.wine, 3)], self.jeanne).points_earned, 0)

    def test_a_return_that_did_not_stop_at_zero_yet(self):
        sale = self.deliver()
        self.env["points.account"]._post(
            self.program, self.jeanne, key="late/spent", kind="redeem", points=-30
        )
        self.change_program(stop_at_zero=True)
        data = self.order_data([(self.wine, -3)], self.jeanne, date_order=str(self.sold_on))
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        self.sync(data)
        self.assertEqual(self.account_of(self.jeanne).balance, -30)

    def take_offline(self, amount, quantity):
        payments = [(amount, False)]
        return self.sync_as_cashier(
            self.pay([(self.wine, quantity)], payments, date_order=str(self.sold_on))
        )

    def test_points_taken_without_connection_cost_what_they_cost_then(self):
        self.program.offline_most_amount = 60
        self.change_program(exchange_points=400)
        order = self.take_offline(25.0, 2.5)
        self.assertEqual(order.points_spent, 200)
        self.assertEqual(self.entries_of(order).detail["rate"], [200, 2500])

    def test_limits_that_came_meanwhile_refuse_nothing_that_has_left(self):
        self.program.offline_most_amount = 60
        self.change_program(
            offline_most_amount=0,
            confirm_from_amount=10,
            spend_least_balance=1000,
            spend_most_percent=10,
            spend_most_amount=5,
        )
        self.assertEqual(self.take_offline(50.0, 5).points_spent, 400)

    def test_a_payment_that_became_a_discount_meanwhile(self):
        self.program.offline_most_amount = 60
        self.change_program(spend_as="discount")
        self.assertEqual(self.take_offline(50.0, 5).amount_total, 50.0)

    def test_a_clock_that_is_years_off_chooses_no_rules(self):
        self.program.rule_ids.points = 2
        self.change_program(rule_ids=[Command.update(self.program.rule_ids.id, {"points": 1})])
        self.pos_session.sudo().start_at = Datetime.now()
        self.sold_on -= timedelta(days=900)
        self.assertEqual(self.deliver().points_earned, 30)

    def deliver_with_a_broken_rule(self):
        broken = patch.object(type(self.program), "_get_plan", side_effect=ValueError("broken"))
        with broken, mute_logger(ORDER_LOGGER):
            order = self.deliver()
        self.assertEqual((bool(order.points_issue), order.points_earned), (True, 0))
        return order

    def test_trying_again_takes_the_rules_of_today_and_says_so(self):
        order = self.deliver_with_a_broken_rule()
        self.change_program(rule_ids=[Command.update(self.program.rule_ids.id, {"points": 3})])
        order.action_retry_points()
        self.assertEqual(order.points_earned, 90)
        self.assertIn("by the program of", self.entries_of(order).reason)

    def test_trying_again_where_nothing_changed_says_nothing(self):
        order = self.deliver_with_a_broken_rule()
        order.action_retry_points()
        self.assertEqual((order.points_earned, self.entries_of(order).reason), (30, False))
