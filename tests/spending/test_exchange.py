from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..sale.lines_common import LinesCommon


class ExchangeCommon(LinesCommon):
    """Orders that both return and sell."""

    def exchange(self, sale, new, quantity=1, points=0.0, **values):
        """Bring goods back, the first goods of a sale, and take others for them."""
        sold = sale.lines.filtered(lambda line: line.qty > 0)[0]
        back = self.line(sold.product_id, -quantity, sold.price_unit, sold)
        return self.checkout([back, *new], points=points, **values)

    def bring_back(self, sale, points=0.0, line=None, quantity=1):
        line = line or sale.lines.filtered(lambda line: line.qty > 0)
        back = self.line(line.product_id, -quantity, line.price_unit, line)
        return self.checkout([back], points=points)


@tagged("post_install", "-at_install")
class TestExchange(ExchangeCommon):
    """An order that both returns and sells: no points move, and the new goods know that points paid
    for them."""

    def test_a_shirt_that_points_paid_for_another(self):
        sale = self.checkout([self.line(self.shirt)], points=50)
        order = self.exchange(sale, [self.line(self.shirt)])
        self.assertEqual((order.state, order.amount_total, order.points_carried), ("paid", 0, 50))
        self.assertFalse(self.entries_of(order), "no points move")
        self.assertEqual((order.points_returnable, order.money_returnable), (50, 0))
        sale.invalidate_recordset()
        self.assertEqual((sale.points_returnable, sale.money_returnable), (0, 0))
        with self.assertRaisesRegex(UserError, "at least .*50.00"), self.env.cr.savepoint():
            self.bring_back(order)
        back = self.bring_back(order, points=-50)
        self.assertEqual(back.points_given_back, 400)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_a_jumper_that_money_paid_for_a_dearer_one(self):
        jumper = self.create_product("Jumper", self.categ_basic, 60.0)
        start = self.balance()
        sale = self.checkout([self.line(self.shirt)])
        order = self.exchange(sale, [self.line(jumper)], points=10)
        self.assertEqual((order.points_earned, order.points_taken_back), (50, 50))
        self.assertEqual(self.balance(), start - 80 + 50)
        self.assertEqual((order.points_returnable, order.money_returnable), (10, 50))

    def test_a_dearer_one_in_money(self):
        sale = self.checkout([self.line(self.shirt)], points=50)
        order = self.exchange(sale, [self.line(self.wine, 6)])
        self.assertEqual((order.amount_total, order.points_carried), (10, 50))
        self.assertEqual(order.points_earned, 10)
        self.assertEqual((order.points_returnable, order.money_returnable), (50, 10))

    def test_a_dearer_one_in_points(self):
        self.post(80, "test/more")
        sale = self.checkout([self.line(self.shirt)], points=50)
        order = self.exchange(sale, [self.line(self.wine, 6)], points=10)
        self.assertEqual((order.points_earned, order.points_spent), (0, 80))
        self.bring_back(order, points=-20, quantity=2)
        self.assertEqual(self.balance(), 160, "first its own payment, then what was carried over")
        self.bring_back(order, points=-40, quantity=4)
        self.assertEqual(self.balance(), 480)
        self.check_deferred()

    def test_a_cheaper_one(self):
        """What goes over is no more than the new goods cost; the rest comes back in points."""
        sale = self.checkout([self.line(self.shirt)], points=50)
        with self.assertRaisesRegex(UserError, "at least .*30.00"), self.env.cr.savepoint():
            self.exchange(sale, [self.line(self.wine, 2)])
        order = self.exchange(sale, [self.line(self.wine, 2)], points=-30)
        self.assertEqual((order.points_carried, order.points_given_back), (20, 240))
        self.bring_back(order, points=-20, quantity=2)
        self.assertEqual(self.balance(), 400)

    def test_all_of_it_in_points_and_the_new_goods_in_money(self):
        sale = self.checkout([self.line(self.shirt)], points=50)
        order = self.exchange(sale, [self.line(self.shirt)], points=-50)
        self.assertEqual((order.points_carried, order.points_earned), (0, 50))
        self.assertEqual(self.balance(), 400 + 50)

    def test_points_do_not_go_over_to_what_they_may_not_buy(self):
        sale = self.checkout([self.line(self.shirt)], points=50)
        for goods in ([self.line(self.book)], [self.line(self.other, 1, 20), self.line(self.book)]):
            with self.assertRaisesRegex(UserError, "at least"), self.env.cr.savepoint():
                self.exchange(sale, goods)
        order = self.exchange(sale, [self.line(self.book)], points=-50)
        self.assertEqual((order.points_earned, self.balance()), (50, 450))

    def test_points_are_not_spent_to_be_paid_out(self):
        """New goods in points, and what the old ones cost in cash."""
        self.post(400, "test/more")
        sale = self.checkout([self.line(self.shirt)])
        with self.assertRaisesRegex(UserError, "At most"):
            self.exchange(sale, [self.line(self.shirt)], points=50)

    def test_a_part_of_what_both_paid(self):
        sale = self.checkout([self.line(self.wine, 5)], points=30)
        order = self.exchange(sale, [self.line(self.wine, 2)], quantity=2)
        self.assertEqual((order.points_carried, order.points_earned), (20, 0))
        sale.invalidate_recordset()
        self.assertEqual((sale.points_returnable, sale.money_returnable), (10, 20))
        self.bring_back(sale, points=-10, quantity=3)
        self.bring_back(order, points=-20, quantity=2)
        self.assertEqual(self.balance(), 400)

    def test_an_exchange_of_an_exchange(self):
        self.program.write({"exchange_points": 7, "exchange_amount": 1.0})
        self.env["points.account"]._post(
            self.program, self.marie, key="test/seven", kind="adjust", points=-50
        )
        sale = self.checkout([self.line(self.shirt)], points=49.99)
        start = self.balance()
        for _exchange in range(3):
            order = self.exchange(sale, [self.line(self.shirt)])
            sale = order
            sale.lines.invalidate_recordset()
        self.assertEqual(order.points_carried, 49.99)
        self.assertEqual(self.balance(), start)
        self.bring_back(order, points=-49.99)
        self.assertEqual(self.balance(), 350)
        self.check_deferred()

    def test_two_steps_of_different_ways(self):
        """A part comes back, a part is exchanged, and all points come back in the end."""
        self.program.write({"exchange_points": 7, "exchange_amount": 1.0})
        sale = self.checkout([self.line(self.wine, 5)], points=33.33)
        spent, start = sale.points_spent, self.balance()
        order = self.exchange(sale, [self.line(self.wine, 2)], quantity=2)
        self.bring_back(sale, points=-13.33, quantity=3)
        for _return in range(2):
            self.bring_back(order, points=-10, line=order.lines[1])
        self.assertEqual(self.balance(), start + spent - sale.points_earned)

    def test_as_a_discount(self):
        self.program.spend_as = "discount"
        sale = self.checkout([self.line(self.shirt)], points=50)
        self.assertEqual(sale.amount_total, 0)
        order = self.exchange(sale, [self.line(self.shirt)])
        self.assertEqual((order.amount_total, order.points_earned), (0, 0))
        discounts = order.lines.filtered("is_points_discount")
        self.assertEqual(sorted(discounts.mapped("price_subtotal_incl")), [-50, 50])
        line = order.lines.filtered(lambda line: line.points_discount > 0)
        self.assertEqual(line.points_discount, 50)
        self.bring_back(order, points=-50, line=line)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_as_a_discount_beside_an_exchange_that_money_paid(self):
        self.program.spend_as = "discount"
        sale = self.checkout([self.line(self.shirt)])
        order = self.exchange(sale, [self.line(self.wine, 6)], points=10)
        self.assertEqual((order.amount_total, order.points_earned), (0, 50))
        self.assertEqual(order.lines.mapped("points_discount"), [0, 10, 0])

    def test_what_the_till_says_of_it_is_not_believed(self):
        order = self.checkout([self.line(self.shirt)], points_carried=50.0)
        self.assertEqual((order.points_carried, order.points_earned), (0, 50))


@tagged("post_install", "-at_install")
class TestExchangeWithoutTaxes(ExchangeCommon):
    """A program that counts amounts without taxes: a coat of 100.00 costs 107.00 and gives 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.tax_included = False
        cls.env.cr.flush()
        taxes = cls.taxes["tax7"].ids
        cls.coat = cls.create_product("Coat", cls.categ_basic, 100.0, tax_ids=taxes)
        cls.fur = cls.create_product("Fur", cls.categ_basic, 200.0, tax_ids=taxes)

    def change(self, sale, new, points=(), **values):
        data = self.pay([(self.coat, -1), (new, 1)], points, **values)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        return self.sync_as_cashier(data)

    def test_for_the_same(self):
        """50.00 in points and 57.00 in money: 57/107 of 100 points."""
        sale = self.buy([(self.coat, 1)], points=50, cash=57)
        self.assertEqual(self.balance(), 53)
        order = self.change(sale, self.coat)
        self.assertEqual((order.points_carried, order.points_earned), (50, 53))
        self.assertEqual(self.balance(), 53)
        self.return_goods(order, {order.lines[1]: 1}, points=50, cash=57)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_for_a_dearer_one_in_money(self):
        """164.00 of 214.00 in money, of 200 points."""
        sale = self.buy([(self.coat, 1)], points=50, cash=57)
        order = self.change(sale, self.fur, cash=107)
        self.assertEqual((order.points_carried, order.points_earned), (50, 153))
        self.assertEqual(self.balance(), 153)

    def test_for_a_dearer_one_in_points(self):
        sale = self.buy([(self.coat, 1)], cash=107)
        self.assertEqual(self.balance(), 500)
        uuid = str(uuid4())
        key, _uuid = self.authorise(50.0, uuid)
        order = self.change(sale, self.fur, [(50.0, key)], cash=57, uuid=uuid)
        self.assertEqual((order.points_spent, order.points_earned), (400, 153))
        self.assertEqual(self.balance(), 500 - 400 - 100 + 153)
