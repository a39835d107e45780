import itertools
import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestSpendingReturn(SpendingCommon):
    """What was paid in points comes back in points with their last day, and never as cash."""

    def test_a_return_gives_the_points_back(self):
        """odoo/odoo pull 212922, 221928: the stock module takes them a second time."""
        sale = self.buy([(self.wine, 5)], points=50)
        order = self.return_goods(sale, {sale.lines: 5}, points=50)
        self.assertEqual(self.balance(), 400)
        self.assertEqual((order.points_given_back, order.points_spent), (400, 0))
        self.assertEqual(self.entries("restore").origin_id, self.entries("redeem"))
        self.check_deferred()

    def test_points_cannot_become_cash(self):
        sale = self.buy([(self.wine, 5)], points=50)
        with self.assertRaisesRegex(UserError, "at least .*50.00"):
            self.return_goods(sale, {sale.lines: 5}, cash=50)

    def test_points_first_then_cash(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        self.return_goods(sale, {sale.lines: 3}, points=30)
        # Of the 20 points that the cash had earned, three fifths are taken back.
        self.assertEqual(self.balance(), 400 + 20 - 12)
        self.return_goods(sale, {sale.lines: 2}, cash=20)
        self.assertEqual(self.balance(), 400)

    def test_cash_first_where_the_customer_wants_it(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        self.return_goods(sale, {sale.lines: 2}, cash=20)
        with self.assertRaisesRegex(UserError, "at least .*10.00"), self.env.cr.savepoint():
            self.return_goods(sale, {sale.lines: 1}, cash=10)
        self.return_goods(sale, {sale.lines: 3}, points=30)
        self.assertEqual(self.balance(), 400)

    def test_no_more_points_come_back_than_were_spent(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        with self.assertRaisesRegex(UserError, "Only .*30.00"):
            self.return_goods(sale, {sale.lines: 5}, points=50)

    def test_points_do_not_come_back_without_their_goods(self):
        sale = self.buy([(self.wine, 5)], cash=50)
        with self.assertRaisesRegex(UserError, "paid in points"), self.env.cr.savepoint():
            self.return_goods(sale, {sale.lines: 5}, points=50)
        data = self.pay([(self.wine, -5)], [(-50.0, False)])
        with self.assertRaisesRegex(UserError, "paid in points"):
            self.sync_as_cashier(data)

    def test_every_order_of_partial_returns_gives_all_points_back(self):
        """Three payments whose points do not divide, brought back one by one."""
        self.program.write({"exchange_points": 7, "exchange_amount": 1.0})
        for order in itertools.permutations((1, 2, 4)):
            sale = self.buy([(self.wine, 7)], points=33.33, cash=36.67)
            spent = sale.points_spent
            before = self.balance()
            earned = sale.points_earned
            for quantity in order:
                left = sale.points_returnable
                part = min(left, quantity * 10)
                sale.invalidate_recordset()
                self.return_goods(
                    sale, {sale.lines: quantity}, points=part, cash=quantity * 10 - part
                )
                sale.invalidate_recordset()
            self.assertEqual(self.balance(), before + spent - earned)
            self.assertEqual((sale.points_returnable, sale.money_returnable), (0, 0))

    def test_random_splits_between_points_and_cash(self):
        chance = random.Random(5)
        for _sale in range(12):
            parts = chance.randint(1, 3500) / 100
            start = self.balance()
            sale = self.buy([(self.wine, 4)], points=parts, cash=round(40 - parts, 2))
            for _unit in range(4):
                sale.invalidate_recordset()
                least = max(0, 10 - sale.money_returnable)
                most = min(10, sale.points_returnable)
                points = round(chance.uniform(least, most), 2)
                self.return_goods(sale, {sale.lines: 1}, points=points, cash=round(10 - points, 2))
            self.assertEqual(self.balance(), start)
        self.check_deferred()

    def test_points_come_back_to_the_lots_that_they_came_from(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.post(100, "test/early", date="2026-03-01 12:00:00")
        account = self.account_of(self.marie)
        lots = {lot.expires_on: lot.points for lot in account.lot_ids}
        sale = self.buy([(self.wine, 5)], points=50)
        self.return_goods(sale, {sale.lines: 2}, points=20)
        self.return_goods(sale, {sale.lines: 3}, points=30)
        account.invalidate_recordset()
        after = {lot.expires_on: lot.points for lot in account.lot_ids if lot.points}
        self.assertEqual(after, lots)

    def test_several_payments_in_points_fill_up_in_their_order(self):
        uuid = "6f2e5a9a-several"
        parts = [(amount, self.authorise(amount, uuid)[0]) for amount in (10.0, 15.0)]
        sale = self.sync_as_cashier(self.pay([(self.wine, 5)], parts, cash=25, uuid=uuid))
        self.return_goods(sale, {sale.lines: 1}, points=10)
        self.return_goods(sale, {sale.lines: 4}, points=15, cash=25)
        self.assertEqual(self.balance(), 400)
        self.assertEqual(sorted(self.entries("restore").mapped("points")), [80, 120])

    def test_a_return_in_the_back_office_proposes_points(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        refund = sale._refund()
        wizard = self.env["pos.make.payment"].with_context(
            active_ids=refund.ids, active_id=refund.id
        )
        first = wizard.create({})
        self.assertEqual((first.payment_method_id, first.amount), (self.points_pm, -30))
        first.check()
        second = wizard.create({})
        self.assertEqual((second.payment_method_id, second.amount), (self.cash_pm1, -20))
        second.check()
        self.assertEqual(refund.state, "paid")
        self.assertEqual(self.balance(), 400)

    def test_the_back_office_pays_no_points_out_as_cash(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        refund = sale._refund()
        wizard = self.env["pos.make.payment"].with_context(
            active_ids=refund.ids, active_id=refund.id
        )
        with self.assertRaisesRegex(UserError, "at least .*30.00"):
            wizard.create({"amount": -50, "payment_method_id": self.cash_pm1.id}).check()

    def test_a_manager_takes_points_in_the_back_office(self):
        order = self.buy([(self.wine, 5)], cash=0, state="draft")
        wizard = self.env["pos.make.payment"].with_context(active_ids=order.ids, active_id=order.id)
        wizard.create({"amount": 50, "payment_method_id": self.points_pm.id}).check()
        self.assertEqual((order.state, order.points_spent), ("paid", 400))

    def test_a_return_of_a_return(self):
        sale = self.buy([(self.wine, 5)], points=50)
        back = self.return_goods(sale, {sale.lines: 5}, points=50)
        again = self.pay([(self.wine, 5)], cash=50)
        again["lines"][0][2]["refunded_orderline_id"] = back.lines.id
        self.sync_as_cashier(again)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_a_customer_who_was_erased(self):
        sale = self.buy([(self.wine, 5)], points=50)
        self.account_of(self.marie).sudo()._erase()
        self.return_goods(sale, {sale.lines: 5}, points=50)
        self.assertFalse(self.env["points.entry"].search([("kind", "=", "restore")]))

    def test_a_customer_who_was_merged(self):
        sale = self.buy([(self.wine, 5)], points=50)
        double = self.env["res.partner"].create({"name": "Marie Dupond"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.marie + double).ids, dst_partner=double
        )
        self.return_goods(sale, {sale.lines: 5}, points=50)
        self.assertEqual(self.balance(double), 400)

    def test_the_till_is_told_what_may_come_back(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        (values,) = sale.read_pos_data([], self.config)["pos.order"]
        self.assertEqual((values["points_returnable"], values["money_returnable"]), (30, 20))

    def test_the_same_return_again(self):
        sale = self.buy([(self.wine, 5)], points=50)
        order = self.return_goods(sale, {sale.lines: 5}, points=50)
        order.action_pos_order_paid()
        self.assertEqual(self.balance(), 400)
