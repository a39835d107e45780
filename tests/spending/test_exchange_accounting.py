from odoo.tests import tagged

from .test_exchange import ExchangeCommon
from .test_spending_accounting import ClosingCommon


@tagged("post_install", "-at_install")
class TestExchangeAccounting(ClosingCommon, ExchangeCommon):
    """What an exchange invoices and books where the old goods were paid in points."""

    def check_invoice(self, order, total, move_type="out_invoice"):
        """Whether the invoice of an order is posted and paid, and has all its lines."""
        move = order.account_move
        self.assertEqual((move.state, move.move_type), ("posted", move_type))
        self.assertEqual((move.amount_total, move.amount_residual), (total, 0))
        # Odoo calls a credit note that payments of a till have settled reversed.
        self.assertIn(move.payment_state, ("paid", "reversed"))
        self.assertEqual(len(move.invoice_line_ids), len(order.lines))
        receivable = self.pay_later_receivable
        lines = move.line_ids.filtered(lambda line: line.account_id == receivable)
        self.assertFalse(any(lines.mapped("amount_residual")))
        return move

    def exchange_of_points(self, new, invoiced=False, **values):
        sale = self.checkout([self.line(self.shirt)], points=50, to_invoice=invoiced)
        return self.exchange(sale, new, **values)

    def test_at_the_till(self):
        order = self.exchange_of_points([self.line(self.shirt)], to_invoice=True)
        move = self.check_invoice(order, 0)
        self.assertEqual(sorted(move.invoice_line_ids.mapped("price_subtotal")), [-50, 50])
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 50)
        self.assertEqual(list(totals.values()), [-50], "one shirt was sold")

    def test_at_the_till_of_an_invoiced_sale(self):
        order = self.exchange_of_points([self.line(self.shirt)], invoiced=True, to_invoice=True)
        self.check_invoice(order, 0)
        self.close()

    def test_at_the_till_a_dearer_one_in_money(self):
        order = self.exchange_of_points([self.line(self.wine, 6)], to_invoice=True)
        self.check_invoice(order, 10)
        self.assertEqual(order.points_earned, 10)
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 50)
        self.assertEqual(sorted(totals.values()), [-60, 10])

    def test_at_the_till_a_dearer_one_in_points(self):
        self.post(80, "test/more")
        order = self.exchange_of_points([self.line(self.wine, 6)], points=10, to_invoice=True)
        self.check_invoice(order, 10)
        self.assertEqual(self.close()[self.redeemed], 60)

    def test_at_the_till_a_cheaper_one(self):
        """What is more comes back in points: a credit note over it."""
        order = self.exchange_of_points(
            [self.line(self.wine, 2)], points=-30, to_invoice=True, is_refund=True
        )
        self.check_invoice(order, 30, "out_refund")
        totals = self.close()
        self.assertEqual(totals.pop(self.redeemed), 20)
        self.assertEqual(list(totals.values()), [-20])

    def test_from_the_back_office(self):
        for new, values, total in (
            ([self.line(self.shirt)], {}, 0),
            ([self.line(self.wine, 6)], {}, 10),
        ):
            order = self.exchange_of_points(new, **values)
            before = self.entries_of(order)
            order.action_pos_order_invoice()
            self.check_invoice(order, total)
            self.assertEqual(self.entries_of(order), before, "no points move for an invoice")
            self.bring_back(order, points=-50, line=order.lines[1], quantity=order.lines[1].qty)
        self.close()

    def test_from_the_back_office_a_cheaper_one(self):
        order = self.exchange_of_points([self.line(self.wine, 2)], points=-30, is_refund=True)
        order.action_pos_order_invoice()
        self.check_invoice(order, 30, "out_refund")
        self.assertEqual(self.balance(), 240)
        self.close()

    def test_from_the_back_office_once_the_session_is_closed(self):
        order = self.exchange_of_points([self.line(self.shirt)])
        dearer = self.exchange(order, [self.line(self.wine, 6)])
        self.close()
        for exchange, total in ((order, 0), (dearer, 10)):
            exchange.action_pos_order_invoice()
            self.check_invoice(exchange, total)

    def test_what_the_till_says_of_it_decides_no_document(self):
        """An exchange that is marked as a return, and the other way round."""
        order = self.exchange_of_points([self.line(self.wine, 6)], to_invoice=True, is_refund=True)
        self.check_invoice(order, 10)
        self.bring_back(order, points=-50, line=order.lines[1], quantity=5)
        order = self.exchange_of_points(
            [self.line(self.wine, 2)], points=-30, to_invoice=True, is_refund=False
        )
        self.check_invoice(order, 30, "out_refund")

    def test_as_a_discount(self):
        self.program.spend_as = "discount"
        for new, points, total in (
            ([self.line(self.shirt)], 0, 0),
            ([self.line(self.wine, 6)], 0, 10),
            ([self.line(self.wine, 2)], -30, 0),
        ):
            order = self.exchange_of_points(new, points=points, to_invoice=True)
            self.check_invoice(order, total)
            sold = order.lines.filtered(lambda line: line.points_discount > 0)
            back = sold.points_discount
            self.bring_back(order, points=-back, line=sold, quantity=sold.qty)
            self.assertEqual(self.balance(), 400)
        self.close()
