from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from ..sale.test_credit_notes import CreditNotesCommon
from .spending_common import SpendingCommon


class OtherUnitsCommon(TestPoSCommon):
    """A company whose currency has not two decimals."""

    rounding = 0.01

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currency = cls.company.currency_id
        # That of the company cannot lose its decimals once anybody has booked in it.
        with patch.object(type(currency), "_has_accounting_entries", lambda _currency: False):
            currency.rounding = cls.rounding
        cls.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 3


class UnitsCommon(SpendingCommon, CreditNotesCommon, OtherUnitsCommon):
    @classmethod
    def set_rate(cls, points, amount, per):
        """So many points pay an amount, and one is earned for each other amount."""
        rule = Command.create({"basis": "amount", "points": 1, "amount": per})
        cls.program.write(
            {
                "exchange_points": points,
                "exchange_amount": amount,
                "rule_ids": [Command.clear(), rule],
            }
        )
        cls.env.cr.flush()


@tagged("post_install", "-at_install")
class TestThreeDecimals(UnitsCommon):
    """Dinars: 200 points are worth 25.000, and each 0.005 gives a point."""

    rounding = 0.001

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_rate(200, 25.0, 0.005)
        cls.dates = cls.create_product("Dates", cls.categ_basic, 10.125)

    def test_earning(self):
        sale = self.sell([(self.dates, 1)], self.marie)
        self.assertEqual((sale.points_earned, self.balance()), (2025, 2425))

    def test_payment_return_and_credit_note(self):
        """10.125 of 20.250 are 81 points; money for the rest gives 2025, half of it a piece."""
        sale = self.buy([(self.dates, 2)], points=10.125, cash=10.125, to_invoice=True)
        self.assertEqual((sale.points_spent, sale.points_earned), (81, 2025))
        self.assertEqual((sale.points_returnable, sale.money_returnable), (10.125, 10.125))
        self.return_goods(sale, {sale.lines: 1}, points=10.125)
        self.assertEqual(self.balance(), 400 + 1013)
        note = self.credit(sale.account_move, self.set_price(self.dates, 0.005))
        self.assertEqual(self.balance(), 400 + 1012, "half a point, beside the half of before")
        note.button_draft()
        self.credit(sale.account_move, self.set_quantity(self.dates, 1))
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_an_amount_that_is_no_whole_number_of_points(self):
        """10.001 is 80.008 points, which cost 81."""
        sale = self.buy([(self.dates, 1)], points=10.001, cash=0.124)
        self.assertEqual((sale.points_spent, sale.points_earned), (81, 24))
        self.return_goods(sale, {sale.lines: 1}, points=10.001, cash=0.124)
        self.assertEqual(self.balance(), 400)


@tagged("post_install", "-at_install")
class TestNoDecimals(UnitsCommon):
    """Yen: 200 points are worth 1000, and each 100 gives a point."""

    rounding = 1.0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_rate(200, 1000, 100)
        cls.rice = cls.create_product("Rice", cls.categ_basic, 150)

    def test_earning(self):
        self.assertEqual(self.sell([(self.rice, 1)], self.marie).points_earned, 1)
        self.assertEqual(self.sell([(self.rice, 2)], self.marie).points_earned, 3)
        self.assertEqual(self.balance(), 404)

    def test_payment_return_and_credit_note(self):
        """150 of 600 are 30 points; the rest in money gives 4, one a bag."""
        sale = self.buy([(self.rice, 4)], points=150, cash=450, to_invoice=True)
        self.assertEqual((sale.points_spent, sale.points_earned), (30, 4))
        self.return_goods(sale, {sale.lines: 1}, points=150)
        self.assertEqual(self.balance(), 403)
        note = self.credit(sale.account_move, self.only_amount(300))
        self.assertEqual(self.balance(), 401, "half of 600")
        note.button_draft()
        self.credit(sale.account_move, self.set_quantity(self.rice, 3))
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_an_amount_that_is_no_whole_number_of_points(self):
        """149 is 29.8 points, which cost 30; the 1 in money gives none."""
        sale = self.buy([(self.rice, 1)], points=149, cash=1)
        self.assertEqual((sale.points_spent, sale.points_earned), (30, 0))
        self.return_goods(sale, {sale.lines: 1}, points=149, cash=1)
        self.assertEqual(self.balance(), 400)
