from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tests import tagged

from .spending_common import SpendingCommon


class ClosingCommon:
    """Closing a session, and what that books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay_later_receivable = cls.marie.property_account_receivable_id
        cls.redeemed = cls.points_pm.outstanding_account_id

    def close(self):
        """Close the session; return what it has booked, by account."""
        session = self.pos_session
        cash = sum(
            session.order_ids.payment_ids.filtered(
                lambda payment: payment.payment_method_id == self.cash_pm1
            ).mapped("amount")
        )
        session.post_closing_cash_details(cash)
        session.action_pos_session_closing_control()
        self.assertEqual(session.state, "closed")
        moves = session._get_related_account_moves()
        self.assertFalse(moves.filtered(lambda move: move.state != "posted"))
        totals = defaultdict(float)
        for line in moves.line_ids:
            totals[line.account_id] += line.balance
        self.assertAlmostEqual(sum(totals.values()), 0)
        receivable = moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.account_id != self.pay_later_receivable
            )
        )
        self.assertTrue(all(receivable.mapped("reconciled")), "nothing stays open")
        return {account: round(total, 2) for account, total in totals.items() if round(total, 2)}


@tagged("post_install", "-at_install")
class TestSpendingAccounting(ClosingCommon, SpendingCommon):
    """A sale is taxed in full, and points are a means of payment: closing the session books what
    was paid in points on the account of points redeemed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxed = cls.create_product(
            "Taxed", cls.categ_basic, 10.0, tax_ids=cls.taxes["tax7"].ids
        )

    def test_all_in_points(self):
        self.buy([(self.taxed, 2)], points=21.4)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 21.4)
        self.assertEqual(sorted(totals.values()), [-20.0, -1.4])

    def test_points_cash_and_account(self):
        self.buy([(self.taxed, 2)], points=10, cash=11.4)
        self.buy([(self.wine, 2)], points=5, cash=15)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 15)
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), 26.4)
        self.assertEqual(sorted(totals.values()), [-40.0, -1.4])

    def test_a_return_in_the_same_session(self):
        sale = self.buy([(self.taxed, 2)], points=10, cash=11.4)
        self.return_goods(sale, {sale.lines: 1}, points=10, cash=0.7)
        totals = self.close()
        self.assertNotIn(self.redeemed, totals)
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), 10.7)
        self.assertEqual(sorted(totals.values()), [-10.0, -0.7])

    def test_a_return_in_a_later_session(self):
        sale = self.buy([(self.taxed, 2)], points=21.4)
        self.close()
        self.open_new_session()
        self.return_goods(sale, {sale.lines: 2}, points=21.4)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), -21.4)
        self.assertEqual(sorted(totals.values()), [1.4, 20.0])

    def test_an_invoice_is_paid_by_points(self):
        order = self.buy([(self.taxed, 2)], points=10, cash=11.4, to_invoice=True)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertEqual(order.account_move.amount_total, 21.4)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 10)
        self.assertEqual(totals.pop(self.cash_pm1.journal_id.default_account_id), 11.4)

    def test_a_return_of_an_invoiced_sale(self):
        sale = self.buy([(self.taxed, 2)], points=21.4, to_invoice=True)
        self.close()
        self.open_new_session()
        data = self.pay([(self.taxed, -2)], [(-21.4, False)], to_invoice=True, is_refund=True)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        order = self.sync_as_cashier(data)
        self.assertEqual(order.account_move.move_type, "out_refund")
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self.close()[self.redeemed], -21.4)
        self.assertEqual(self.balance(), 400)

    def test_a_customer_account_and_points(self):
        """A split between points and paying later."""
        uuid = "6f2e5a9a-later"
        key, _uuid = self.authorise(10.0, uuid)
        data = self.pay([(self.taxed, 2)], [(10.0, key)], cash=11.4, uuid=uuid)
        data["payment_ids"][1][2]["payment_method_id"] = self.pay_later_pm.id
        self.sync_as_cashier(data)
        totals = self.close()
        self.assertEqual(totals[self.redeemed], 10)

    def test_customers_identified_in_the_books(self):
        """With Identify Customer each payment is booked by itself."""
        self.close()
        self.points_pm.split_transactions = True
        self.open_new_session()
        sale = self.buy([(self.taxed, 2)], points=21.4)
        self.assertEqual(self.close()[self.redeemed], 21.4)
        self.open_new_session()
        self.return_goods(sale, {sale.lines: 2}, points=21.4)
        self.assertEqual(self.close()[self.redeemed], -21.4)
        lines = self.marie.property_account_receivable_id
        domain = [("partner_id", "=", self.marie.id), ("account_id", "=", lines.id)]
        self.assertAlmostEqual(
            sum(self.env["account.move.line"].search(domain).mapped("balance")), 0
        )

    def test_several_customers_and_sessions_balance(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        self.env["points.account"]._post(
            self.program, jean, key="test/jean", kind="earn", points=100
        )
        self.buy([(self.taxed, 1)], points=10.7)
        self.buy([(self.wine, 1)], points=10, customer=jean)
        self.buy([(self.wine, 1)], cash=10)
        self.assertEqual(self.close()[self.redeemed], 20.7)

    def test_a_till_of_another_currency_refuses(self):
        self.pos_session.action_pos_session_closing_control()
        self.config = self.other_currency_config
        self.config.points_program_id = self.program
        self.open_new_session()
        self.assertNotEqual(self.config.currency_id, self.program.currency_id)
        with self.assertRaisesRegex(UserError, "are in USD, but this point of sale is in EUR"):
            self.authorise(10.0)
        data = self.order_data([(self.wine, 1)], self.marie)
        data["payment_ids"] = []
        order = self.sync_as_cashier({**data, "state": "draft"})
        self.assertEqual(order.currency_id, self.config.currency_id)
