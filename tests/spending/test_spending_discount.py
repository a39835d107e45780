import random
from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tests import tagged

from .spending_common import SpendingCommon
from .test_spending_accounting import ClosingCommon


@tagged("post_install", "-at_install")
class TestPointsAsDiscount(ClosingCommon, SpendingCommon):
    """What is paid in points lowers the price and the taxes of each rate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.spend_as = "discount"
        cls.book = cls.create_product("Book", cls.categ_basic, 20.0, tax_ids=cls.taxes["tax7"].ids)
        cls.game = cls.create_product("Game", cls.categ_basic, 20.0, tax_ids=cls.taxes["tax10"].ids)

    def get_taxes(self, order):
        """What Odoo books as tax for an order, by the tax."""
        base_lines = order.lines._prepare_tax_base_line_values()
        AccountTax = self.env["account.tax"]
        AccountTax._add_tax_details_in_base_lines(base_lines, order.company_id)
        AccountTax._round_base_lines_tax_details(base_lines, order.company_id)
        amounts = defaultdict(float)
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                amounts[data["tax"]] += data["tax_amount_currency"]
        return {tax: round(amount, 2) for tax, amount in amounts.items()}

    def test_the_discount_comes_off_each_rate(self):
        """21.40 at 7 % and 20.00 with 10 % included: half of each."""
        order = self.buy([(self.book, 1), (self.game, 1)], points=20.7, cash=20.7)
        self.assertEqual((order.amount_total, order.amount_paid), (20.7, 20.7))
        self.assertEqual(order.payment_ids.payment_method_id, self.cash_pm1)
        discounts = order.lines.filtered("is_points_discount")
        self.assertEqual(sorted(discounts.mapped("price_subtotal_incl")), [-10.7, -10.0])
        self.assertEqual(
            self.get_taxes(order), {self.taxes["tax7"]: 0.7, self.taxes["tax10"]: 0.91}
        )
        self.assertEqual(order.amount_tax, 1.61)
        self.assertEqual(order.lines.mapped("points_discount"), [10.7, 10.0, 0.0, 0.0])
        self.assertEqual((order.points_spent, order.points_earned), (166, 20))

    def test_the_same_holds_and_the_same_ledger(self):
        order = self.buy([(self.wine, 5)], points=50)
        self.assertEqual((order.amount_total, order.points_spent), (0, 400))
        self.assertEqual(self.entries("redeem").detail, {"amount": 5000, "rate": [200, 2500]})
        self.assertEqual(order.points_earned, 0)
        self.assertFalse(order.payment_ids)
        self.check_deferred()

    def test_the_same_order_again(self):
        key, uuid = self.authorise(20.0)
        data = self.pay([(self.wine, 5)], [(20.0, key)], cash=30, uuid=uuid)
        for _delivery in range(3):
            order = self.sync_as_cashier(dict(data))
        self.assertEqual((order.amount_total, len(order.lines)), (30, 2))
        self.assertEqual(self.balance(), 240 + 30)

    def test_products_that_points_do_not_buy_keep_their_price(self):
        self.bread.points_not_accepted = True
        order = self.buy([(self.wine, 2), (self.bread, 4)], points=20, cash=10)
        self.assertEqual(order.lines.mapped("points_discount"), [20.0, 0.0, 0.0])

    def test_what_the_till_says_of_discounts_is_not_believed(self):
        data = self.order_data([(self.wine, 1)], self.marie)
        data["lines"][0][2].update({"is_points_discount": True, "points_discount": 10.0})
        line = self.sync_as_cashier(data).lines
        self.assertEqual((line.is_points_discount, line.points_discount), (False, 0))

    def test_taxes_are_those_of_the_reduced_price(self):
        """To the cent of each rate, whatever the amount."""
        chance = random.Random(7)
        tax7, tax10 = self.taxes["tax7"], self.taxes["tax10"]
        for _sale in range(15):
            lines = [(self.book, chance.randint(1, 3)), (self.game, chance.randint(1, 3))]
            total = round(lines[0][1] * 21.4 + lines[1][1] * 20, 2)
            points = chance.randint(1, 2500) / 100
            order = self.buy(lines, points=points, cash=round(total - points, 2))
            parts = defaultdict(float)
            for line in order.lines - order._get_discount_lines():
                parts[line.tax_ids] += line.price_subtotal_incl - line.points_discount
            taxes = self.get_taxes(order)
            self.assertAlmostEqual(taxes[tax7], parts[tax7] * 7 / 107, delta=0.0101)
            self.assertAlmostEqual(taxes[tax10], parts[tax10] * 10 / 110, delta=0.0101)
            self.assertAlmostEqual(sum(taxes.values()), order.amount_tax)
            self.assertAlmostEqual(sum(parts.values()), order.amount_total)
            self.post(400, f"test/{order.uuid}")

    def test_a_return_gives_back_what_was_paid_for_it(self):
        sale = self.buy([(self.book, 1), (self.game, 1)], points=20.7, cash=20.7)
        book, game = sale.lines[0], sale.lines[1]
        for points, cash in ((20.7, 0.7), (0, 21.4)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.return_goods(sale, {book: 1}, points=points, cash=cash)
        back = self.return_goods(sale, {book: 1}, points=10.7, cash=10.7)
        self.assertEqual((back.amount_total, back.amount_paid), (-10.7, -10.7))
        self.assertEqual((back.amount_tax, back.lines[1].price_subtotal_incl), (-0.7, 10.7))
        self.return_goods(sale, {game: 1}, points=10, cash=10)
        self.assertEqual(self.balance(), 400)
        sale.invalidate_recordset()
        self.assertEqual((sale.points_returnable, sale.money_returnable), (0, 0))
        self.check_deferred()

    def test_returns_in_any_number_of_steps(self):
        sale = self.buy([(self.wine, 3)], points=10, cash=20)
        for points, cash in ((3.33, 6.67), (3.33, 6.67), (3.34, 6.66)):
            order = self.return_goods(sale, {sale.lines[0]: 1}, points=points, cash=cash)
            self.assertEqual(order.amount_total, -cash)
        self.assertEqual(self.balance(), 400)

    def test_a_return_of_all_in_points(self):
        sale = self.buy([(self.wine, 5)], points=50)
        back = self.return_goods(sale, {sale.lines[0]: 5}, points=50)
        self.assertEqual((back.amount_total, back.points_given_back), (0, 400))

    def test_a_return_does_as_its_sale_did(self):
        discounted = self.buy([(self.wine, 2)], points=10, cash=10)
        self.program.spend_as = "payment"
        paid = self.buy([(self.wine, 2)], points=10, cash=10)
        self.program.spend_as = "discount"
        back = self.return_goods(paid, {paid.lines: 2}, points=10, cash=10)
        self.assertEqual(back.amount_total, -20)
        self.program.spend_as = "payment"
        back = self.return_goods(discounted, {discounted.lines[0]: 2}, points=10, cash=10)
        self.assertEqual(back.amount_total, -10)

    def test_a_return_in_the_back_office(self):
        sale = self.buy([(self.wine, 5)], points=30, cash=20)
        refund = sale._refund()
        self.assertEqual(refund.amount_total, -50)
        wizard = self.env["pos.make.payment"].with_context(
            active_ids=refund.ids, active_id=refund.id
        )
        for _payment in range(2):
            wizard.create({}).check()
        self.assertEqual((refund.state, refund.amount_total), ("paid", -20))
        self.assertEqual(self.balance(), 400)

    def test_sessions_and_invoices(self):
        """Nothing is booked on points redeemed: there is less to pay, and less tax."""
        invoiced = self.buy([(self.book, 1)], points=10.7, cash=10.7, to_invoice=True)
        self.assertEqual(invoiced.account_move.amount_total, 10.7)
        self.assertEqual(invoiced.account_move.amount_tax, 0.7)
        self.assertEqual(invoiced.account_move.payment_state, "paid")
        self.buy([(self.book, 1)], points=10.7, cash=10.7)
        totals = self.close()
        self.assertNotIn(self.redeemed, totals)
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), 21.4)
        self.assertEqual(sorted(totals.values()), [-20.0, -1.4])

    def test_returns_in_the_books(self):
        sale = self.buy([(self.book, 2)], points=21.4, cash=21.4)
        self.close()
        self.open_new_session()
        self.return_goods(sale, {sale.lines[0]: 1}, points=10.7, cash=10.7)
        totals = self.close()
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), -10.7)
        self.assertEqual(sorted(totals.values()), [0.7, 10.0])
