from uuid import uuid4

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .spending_common import SpendingCommon
from .test_spending_accounting import ClosingCommon


class RewardsCommon(SpendingCommon):
    """Marie has 400 points: a wine of 10.00 costs 100, a tenth of the sale 150, and 5.00 off 60."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cake = cls.create_product("Cake", cls.categ_basic, 1.0)
        cls.free_wine = cls.create_reward("A bottle of wine", 100, product_ids=cls.wine.ids)
        cls.tenth = cls.create_reward(
            "A tenth off", 150, kind="percent", percent=10, most_amount=4.0
        )
        cls.voucher = cls.create_reward("5.00 off", 60, kind="amount", amount=5.0)

    @classmethod
    def create_reward(cls, name, points, program=None, product_ids=(), **values):
        return cls.env["points.reward"].create(
            {
                "program_id": (program or cls.program).id,
                "name": name,
                "points": points,
                "product_ids": [Command.set(product_ids)],
                **values,
            }
        )

    def hold(self, reward, amount, order_uuid, customer=None, key=None):
        """Have a reward set aside as the till does; return its payment for ``pay``."""
        key = key or str(uuid4())
        self.pos_session.with_user(self.cashier).authorise_points(
            key, order_uuid, (customer or self.marie).id, amount, reward_id=reward.id
        )
        return amount, key

    def buy_with(self, lines, rewards, points=0.0, cash=0.0, **values):
        """A sale with rewards, given as pairs of a reward and what it takes off."""
        uuid = str(uuid4())
        payments = [self.hold(reward, amount, uuid) for reward, amount in rewards]
        if points:
            payments.append((points, self.authorise(points, uuid)[0]))
        return self.sync_as_cashier(self.pay(lines, payments, cash, uuid=uuid, **values))


@tagged("post_install", "-at_install")
class TestRewards(ClosingCommon, RewardsCommon):
    """A reward costs its points, and is a discount whatever the program does with points."""

    def test_a_free_product(self):
        order = self.buy_with([(self.wine, 2), (self.cake, 5)], [(self.free_wine, 10)], cash=15)
        self.assertEqual((order.amount_total, order.amount_paid), (15, 15))
        self.assertEqual(order.lines.mapped("points_discount"), [10, 0, 0])
        self.assertEqual(order.payment_ids.payment_method_id, self.cash_pm1)
        self.assertEqual(order.points_spent, 100)
        entry = self.entries("redeem")
        self.assertEqual(entry.detail["amount"], 1000)
        self.assertEqual(entry.explanation, "A bottle of wine")
        self.assertIn("A bottle of wine", entry.explanation_page)
        self.assertEqual(entry._prepare_statement_row()["event"], "Redeemed: A bottle of wine")
        # What points paid earns nothing: 1 point for each euro of 15.00.
        self.assertEqual(order.points_earned, 15)
        self.check_deferred()

    def test_a_percentage_with_a_maximum(self):
        order = self.buy_with([(self.wine, 3)], [(self.tenth, 3)], cash=27)
        self.assertEqual((order.amount_total, order.points_spent), (27, 150))
        with self.assertRaisesRegex(UserError, "at most"), self.env.cr.savepoint():
            self.buy_with([(self.wine, 5)], [(self.tenth, 5)], cash=45)
        order = self.buy_with([(self.wine, 5)], [(self.tenth, 4)], cash=46)
        self.assertEqual(order.points_spent, 150)

    def test_several_rewards_go_together(self):
        """One after the other, and no more than the goods cost."""
        rewards = [(self.free_wine, 10), (self.free_wine, 10), (self.tenth, 2), (self.voucher, 5)]
        self.post(400, "test/more")
        stamps = self.create_product("Stamps", self.categ_basic, 2.0)
        stamps.points_not_accepted = True
        with self.assertRaisesRegex(UserError, "at most"), self.env.cr.savepoint():
            self.buy_with([(self.wine, 2), (stamps, 1)], rewards[:3])
        order = self.buy_with([(self.wine, 2), (self.cake, 10)], rewards, cash=3)
        self.assertEqual((order.amount_total, order.points_spent), (3, 410))
        self.post(400, "test/still more")
        with self.assertRaisesRegex(UserError, "at most"), self.env.cr.savepoint():
            self.buy_with([(self.wine, 1), (self.cake, 10)], [(self.free_wine, 10)] * 2)
        with self.assertRaisesRegex(UserError, "at most"):
            self.buy_with([(self.wine, 2)], [(self.tenth, 2)] * 2, cash=16)

    def test_rewards_and_an_amount_in_points(self):
        """Where points lower the price anyway, both do."""
        with self.assertRaisesRegex(UserError, "cannot also be paid in points"):
            self.buy_with([(self.wine, 2)], [(self.free_wine, 10)], points=10)
        self.program.spend_as = "discount"
        order = self.buy_with([(self.wine, 2)], [(self.free_wine, 10)], points=10)
        self.assertEqual((order.amount_total, order.points_spent), (0, 180))
        with self.assertRaises(UserError):
            self.buy_with([(self.wine, 1)], [(self.free_wine, 10)], points=10)

    def test_limits_of_amounts_are_not_those_of_rewards(self):
        self.program.write({"spend_least_balance": 1000, "spend_most_percent": 1})
        order = self.buy_with([(self.wine, 1)], [(self.free_wine, 10)])
        self.assertEqual((order.amount_total, order.points_spent), (0, 100))

    def test_products_that_points_do_not_buy(self):
        self.cake.points_not_accepted = True
        with self.assertRaisesRegex(UserError, "at most"):
            self.buy_with([(self.cake, 10)], [(self.voucher, 5)], cash=5)
        with self.assertRaisesRegex(ValidationError, "cannot be a reward"):
            self.create_reward("Bread", 10, product_ids=self.cake.ids)

    def test_the_taxes_are_those_of_the_product_that_is_free(self):
        book = self.create_product("Book", self.categ_basic, 20.0, tax_ids=self.taxes["tax7"].ids)
        game = self.create_product("Game", self.categ_basic, 20.0, tax_ids=self.taxes["tax10"].ids)
        reward = self.create_reward("A book", 50, product_ids=book.ids)
        order = self.buy_with([(book, 1), (game, 1)], [(reward, 21.4)], cash=20)
        self.assertEqual((order.amount_total, order.amount_tax), (20, 1.82))
        invoiced = self.buy_with([(book, 1), (game, 1)], [(reward, 21.4)], cash=20, to_invoice=True)
        self.assertEqual(invoiced.account_move.amount_total, 20)
        self.assertEqual(invoiced.account_move.amount_tax, 1.82)

    def test_a_session_with_a_reward_and_a_payment_in_points(self):
        """Beside points as a payment, nothing is booked for a reward: there is less to pay."""
        sale = self.buy_with([(self.wine, 2)], [(self.free_wine, 10)], cash=10)
        self.return_goods(sale, {sale.lines[0]: 1}, points=5, cash=5)
        self.buy([(self.wine, 1)], points=10)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 10)
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), 5)
        self.assertEqual(list(totals.values()), [-15])

    def test_goods_that_come_back_give_the_points_back(self):
        sale = self.buy_with([(self.wine, 2), (self.cake, 5)], [(self.free_wine, 10)], cash=15)
        wine, bread = sale.lines[0], sale.lines[1]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.return_goods(sale, {bread: 5}, points=1, cash=4)
        self.return_goods(sale, {bread: 5}, cash=5)
        self.assertEqual(self.entries("restore").mapped("points"), [])
        for _bottle in range(2):
            self.return_goods(sale, {wine: 1}, points=5, cash=5)
        self.assertEqual(sum(self.entries("restore").mapped("points")), 100)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_goods_of_a_cheap_reward_give_no_dear_points_back(self):
        gift = self.create_reward("A gift", 1, product_ids=self.wine.ids)
        lines = [(self.wine, 1), (self.cake, 20)]
        sale = self.buy_with(lines, [(self.tenth, 3), (gift, 10)], cash=17)
        self.return_goods(sale, {sale.lines[0]: 1}, points=10)
        self.assertEqual(self.entries("restore").mapped("points"), [1])
        self.return_goods(sale, {sale.lines[1]: 20}, points=3, cash=17)
        self.assertEqual(sum(self.entries("restore").mapped("points")), 151)
        self.assertEqual(self.balance(), 400)

    def test_a_return_of_a_return(self):
        """What was given back is spent by another sale, and comes back again."""
        for _time in range(2):
            sale = self.buy_with([(self.wine, 1)], [(self.free_wine, 10)])
            self.return_goods(sale, {sale.lines[0]: 1}, points=10)
            self.assertEqual(self.balance(), 400)

    def test_an_exchange_of_rewarded_goods(self):
        """What points paid for goes over to what is taken instead."""
        sale = self.buy_with([(self.wine, 1)], [(self.free_wine, 10)])
        data = self.pay([(self.wine, -1), (self.cake, 12)], cash=2, customer=self.marie)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines[0].id
        order = self.sync_as_cashier(data)
        self.assertEqual((order.amount_total, order.points_carried), (2, 10))
        bread = order.lines.filtered(lambda line: line.product_id == self.cake)
        self.return_goods(order, {bread: 12}, points=10, cash=2)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_no_reward_beside_goods_whose_points_were_a_payment(self):
        sale = self.buy([(self.wine, 1)], points=10)
        uuid = str(uuid4())
        payment = self.hold(self.free_wine, 10, uuid)
        data = self.pay([(self.wine, -1), (self.wine, 2)], [payment], uuid=uuid)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        with self.assertRaisesRegex(UserError, "create a separate order"):
            self.sync_as_cashier(data)

    def test_two_tills_at_once(self):
        self.hold(self.free_wine, 10, str(uuid4()))
        for _reward in range(3):
            self.hold(self.free_wine, 10, str(uuid4()))
        with self.assertRaisesRegex(UserError, "400|0 points|available"):
            self.hold(self.voucher, 5, str(uuid4()))

    def test_removed_at_the_till(self):
        _amount, key = self.hold(self.free_wine, 10, str(uuid4()))
        account = self.account_of(self.marie)
        self.assertEqual(account._get_available(), 300)
        self.pos_session.with_user(self.cashier).release_points(key)
        self.assertEqual(account._get_available(), 400)

    def test_the_same_attempt_again(self):
        uuid, key = str(uuid4()), str(uuid4())
        for _time in range(2):
            self.hold(self.free_wine, 10, uuid, key=key)
        self.assertEqual(self.account_of(self.marie)._get_available(), 300)
        with self.assertRaisesRegex(UserError, "already on hold"):
            self.hold(self.voucher, 10, uuid, key=key)
        with self.assertRaisesRegex(UserError, "already on hold"):
            self.authorise(10, uuid, key=key)

    def test_a_sale_counts_by_the_rewards_of_its_moment(self):
        uuid = str(uuid4())
        payment = self.hold(self.free_wine, 10, uuid)
        self.free_wine.write({"points": 200, "name": "Wine"})
        order = self.sync_as_cashier(self.pay([(self.wine, 1)], [payment], uuid=uuid))
        self.assertEqual(order.points_spent, 100)
        with self.assertRaisesRegex(UserError, "have redeemed"):
            self.free_wine.unlink()
        self.free_wine.name = "Another name"
        self.assertEqual(self.entries("redeem").explanation, "Wine")

    def test_what_is_written_of_a_reward(self):
        self.assertEqual(self.free_wine.sentence, "100 points: one free product (Wine)")
        self.assertIn("10 % off the order, at most", self.tenth.sentence)
        for values in (
            {"points": 0},
            {"kind": "amount", "amount": 0},
            {"kind": "percent", "percent": 101},
            {"most_amount": -1},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.free_wine.write(values)
        with self.assertRaisesRegex(ValidationError, "no product"):
            self.create_reward("Nothing", 10)
        with self.assertRaises(AccessError):
            self.free_wine.with_user(self.cashier).points = 1
        reward = self.create_reward("Never used", 10, kind="amount", amount=1)
        reward.unlink()
        self.assertNotIn(reward.id, self.program._get_plan().rewards_by_key)
