import random
from unittest.mock import patch

from lxml.html import fromstring

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..spending.spending_common import SpendingCommon
from .lines_common import LinesCommon
from .test_returns import ReturnsCommon
from .test_sql_count import OF_POINTS, CountingCommon


class CreditNotesCommon(ReturnsCommon):
    """Sales that are invoiced at the till, and credited in accounting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jumper = cls.create_product("Jumper", cls.categ_basic, 60.0)
        cls.hat = cls.create_product("Hat", cls.categ_basic, 40.0)

    def invoice_sale(self, lines, customer=None, **values):
        """Sell at the till with an invoice."""
        self.env = self.env(context={**self.env.context, "generate_pdf": False})
        return self.sell(lines, customer or self.marie, to_invoice=True, **values)

    def bring_back_invoiced(self, sale, quantities=None):
        return self.bring_back(sale, quantities, is_refund=True, to_invoice=True)

    def credit(self, invoice, change=None, user=None, post=True):
        """Make a credit note as the *Credit Note* button does, and post it.

        :param change: changes the draft
        """
        wizard = self.env["account.move.reversal"].with_user(user or self.env.user)
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        values = {"journal_id": invoice.journal_id.id, "reason": "Complaint"}
        action = wizard.create(values).reverse_moves()
        note = self.env["account.move"].with_user(user or self.env.user).browse(action["res_id"])
        if change:
            change(note)
        if post:
            note.action_post()
        return note

    def make_anew(self, invoice):
        wizard = self.env["account.move.reversal"]
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        action = wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        return self.env["account.move"].browse(action["res_id"])

    def keep(self, *products):
        """A change of a draft: only the lines of some products stay."""

        def change(note):
            others = note.invoice_line_ids.filtered(lambda line: line.product_id not in products)
            note.invoice_line_ids = [Command.delete(line.id) for line in others]

        return change

    def set_quantity(self, product, quantity):
        def change(note):
            self.keep(product)(note)
            note.invoice_line_ids.quantity = quantity

        return change

    def only_amount(self, amount):
        """A change of a draft: one line with an amount, that leads to no line of the sale."""

        def change(note):
            line = {"name": "For the trouble", "price_unit": amount, "tax_ids": []}
            note.invoice_line_ids = [Command.clear(), Command.create(line)]

        return change

    def set_price(self, product, price):
        def change(note):
            self.keep(product)(note)
            note.invoice_line_ids.price_unit = price

        return change

    def clawbacks_of(self, sales):
        entries = self.env["points.entry"]
        domain = [("origin_id.order_id", "in", sales.ids), ("kind", "=", "clawback")]
        return entries.search(domain, order="id")


@tagged("post_install", "-at_install")
class TestCreditNotes(CreditNotesCommon):
    """What is due, by hand: a jumper of 60.00 gives 60 points, a hat of 40.00 gives 40."""

    def test_a_full_credit_note_takes_all_points_back(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.assertEqual(self.balance(), 100)
        note = self.credit(sale.account_move)
        self.assertEqual(self.balance(), 0)
        self.assertEqual((sale.points_earned, sale.points_taken_back), (100, 100))
        entry = self.clawbacks_of(sale)
        self.assertEqual((entry.kind, entry.points, entry.order_id), ("clawback", -100, sale))
        self.assertEqual(entry.reason, f"Credit note {note.name}")
        self.assertFalse(sale.points_issue)
        self.check_deferred()

    def test_a_credit_note_where_returns_are_computed_by_what_is_kept(self):
        """100.00 gave 50 points on top, which a return of the jumper takes back wholly."""
        self.program.partial_return = "recompute"
        self.program.rule_ids = [
            Command.create({"basis": "order", "kind": "bonus", "points": 50, "least_amount": 100})
        ]
        self.env.cr.flush()
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.assertEqual(self.balance(), 150)
        jumper, hat = sale.lines
        self.bring_back_invoiced(sale, {jumper: 1})
        self.assertEqual(self.balance(), 40)
        note = self.credit(sale.account_move, self.set_price(self.hat, 20))
        self.assertEqual(self.balance(), 20)
        note.button_draft()
        self.assertEqual(self.balance(), 40)
        note.action_post()
        self.bring_back_invoiced(sale, {hat: 1})
        self.assertEqual(self.balance(), 0)
        self.check_deferred()

    def test_a_draft_takes_nothing(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        self.credit(sale.account_move, post=False)
        self.assertEqual(self.balance(), 60)

    def test_by_line(self):
        sale = self.invoice_sale([(self.jumper, 2), (self.hat, 1)])
        self.credit(sale.account_move, self.set_quantity(self.jumper, 1))
        self.assertEqual(self.balance(), 100)
        self.credit(sale.account_move, self.keep(self.hat))
        self.assertEqual(self.balance(), 60)
        self.assertEqual(sale.points_taken_back, 100)

    def test_a_lower_price(self):
        """A jumper that has a hole costs 20.00 less."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.credit(sale.account_move, self.set_price(self.jumper, 20))
        self.assertEqual(self.balance(), 80)

    def test_another_unit_of_measure_counts_by_its_amount(self):
        sale = self.invoice_sale([(self.jumper, 2)])

        def by_the_dozen(note):
            dozen = self.env.ref("uom.product_uom_dozen")
            note.invoice_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
            note.invoice_line_ids.price_unit = 30

        self.credit(sale.account_move, by_the_dozen)
        self.assertEqual(self.balance(), 90)

    def test_by_amount(self):
        """30.00 of 100.00, by a line that leads to no line of the sale."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.credit(sale.account_move, self.only_amount(30))
        self.assertEqual(self.balance(), 70)
        self.credit(sale.account_move, self.only_amount(90))
        self.assertEqual(self.balance(), 0)

    def test_a_line_that_earned_nothing(self):
        self.hat.earns_points = False
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.assertEqual(self.balance(), 60)
        self.credit(sale.account_move, self.keep(self.hat))
        self.assertEqual(self.balance(), 60)
        self.credit(sale.account_move, self.only_amount(50))
        self.assertEqual(self.balance(), 30)

    def test_several_credit_notes_to_the_last_point(self):
        """Three loaves for 7.50 gave 7 points."""
        sale = self.invoice_sale([(self.bread, 3)])
        for left in (5, 3, 0):
            self.credit(sale.account_move, self.set_quantity(self.bread, 1))
            self.assertEqual(self.balance(), left)
        sale = self.invoice_sale([(self.bread, 3)])
        for left in (5, 3, 0):
            self.credit(sale.account_move, self.only_amount(2.5))
            self.assertEqual(self.balance(), left)

    def test_a_discount_on_the_order(self):
        """100.00 less 10.00 gave 90 points, 54 of them for the jumper."""
        discount = self.create_product("Discount", self.categ_basic, 0.0)
        lines = [(self.jumper, 1), (self.hat, 1), (discount, 1)]
        data = self.order_data(lines, self.marie, to_invoice=True)
        data["lines"][2][2].update(price_unit=-10, price_subtotal=-10, price_subtotal_incl=-10)
        data["amount_total"] = data["amount_paid"] = 90
        data["payment_ids"][0][2]["amount"] = 90
        self.sync(data)
        sale = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        self.assertEqual((sale.account_move.amount_total, self.balance()), (90, 90))
        self.credit(sale.account_move, self.keep(self.jumper))
        self.assertEqual(self.balance(), 36)
        self.credit(sale.account_move, self.only_amount(30))
        self.assertEqual(self.balance(), 6)

    def test_taxes_and_their_rounding(self):
        """Three at 9.99 and 7 % of taxes are 32.07, one of them 10.69: 32 points, 10 a piece."""
        taxes = self.taxes["tax7"].ids
        taxed = self.create_product("Taxed", self.categ_basic, 9.99, tax_ids=taxes)
        sale = self.invoice_sale([(taxed, 3)])
        self.assertEqual((sale.account_move.amount_total, self.balance()), (32.07, 32))
        for left in (22, 11, 0):
            self.credit(sale.account_move, self.set_quantity(taxed, 1))
            self.assertEqual(self.balance(), left)

    def test_a_program_that_counts_amounts_without_taxes(self):
        """A coat of 100.00 and a scarf of 50.00 cost 107.00 and 53.50, and give 150 points."""
        self.program.tax_included = False
        self.env.cr.flush()
        taxes = self.taxes["tax7"].ids
        coat = self.create_product("Coat", self.categ_basic, 100.0, tax_ids=taxes)
        scarf = self.create_product("Scarf", self.categ_basic, 50.0, tax_ids=taxes)
        sale = self.invoice_sale([(coat, 1), (scarf, 1)])
        self.assertEqual((sale.account_move.amount_total, self.balance()), (160.5, 150))
        note = self.credit(sale.account_move, self.keep(scarf))
        self.assertEqual(self.balance(), 100)
        note.button_draft()
        self.credit(sale.account_move, self.only_amount(53.5))
        self.assertEqual(self.balance(), 100, "a third of 160.50")
        self.credit(sale.account_move, self.set_price(coat, 50))
        self.assertEqual(self.balance(), 50)

    def test_another_currency(self):
        """60.00 of another one, two of which are one of the shop's."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        other = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])

        def in_the_other(note):
            note.currency_id = other
            self.only_amount(60)(note)

        self.credit(sale.account_move, in_the_other)
        self.assertEqual(self.balance(), 70)

    def test_a_sale_that_is_invoiced_after_its_session(self):
        """Odoo books an entry against that of the session, which credits nothing."""
        sale = self.sell([(self.jumper, 1), (self.hat, 1)], self.marie)
        self.pos_session.action_pos_session_closing_control()
        sale.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertEqual(self.balance(), 100)
        self.credit(sale.account_move, self.keep(self.hat))
        self.assertEqual(self.balance(), 60)

    def test_a_fee_is_not_credited(self):
        """Goods come back, and 10.00 are kept for the trouble: as at the till."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])

        def keep_a_fee(note):
            fee = {"name": "Restocking", "price_unit": -10, "tax_ids": []}
            note.invoice_line_ids = [Command.create(fee)]

        self.credit(sale.account_move, keep_a_fee)
        self.assertEqual(self.balance(), 0)


@tagged("post_install", "-at_install")
class TestCreditNotesAndReturns(CreditNotesCommon):
    """Each point is taken back once, however goods and credit notes come together."""

    def test_a_return_then_a_credit_note(self):
        sale = self.invoice_sale([(self.jumper, 2)])
        order = self.bring_back_invoiced(sale, {sale.lines: 1})
        self.assertEqual((self.balance(), order.points_taken_back), (60, 60))
        self.credit(sale.account_move, self.set_quantity(self.jumper, 1))
        self.assertEqual((self.balance(), sale.points_taken_back), (0, 60))

    def test_a_credit_note_then_a_return(self):
        sale = self.invoice_sale([(self.jumper, 2)])
        self.credit(sale.account_move, self.set_quantity(self.jumper, 1))
        self.assertEqual(self.balance(), 60)
        order = self.bring_back_invoiced(sale, {sale.lines: 1})
        self.assertEqual((self.balance(), order.points_taken_back), (0, 60))
        self.check_deferred()

    def test_both_for_all_goods(self):
        sale = self.invoice_sale([(self.jumper, 2)])
        self.credit(sale.account_move)
        order = self.bring_back_invoiced(sale)
        self.assertEqual((self.balance(), order.points_taken_back), (0, 0))
        sale = self.invoice_sale([(self.jumper, 2)])
        self.bring_back(sale, is_refund=True)
        self.credit(sale.account_move)
        self.assertEqual((self.balance(), sale.points_taken_back), (0, 0))

    def test_a_refund_at_the_till_with_an_invoice_counts_once(self):
        sale = self.invoice_sale([(self.jumper, 2), (self.hat, 1)])
        order = self.bring_back_invoiced(sale, {sale.lines[0]: 1})
        note = order.account_move
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual(note.reversed_entry_id, sale.account_move)
        self.assertEqual((self.balance(), order.points_taken_back), (100, 60))
        self.assertEqual(len(self.clawbacks_of(sale)), 1)

    def test_a_refund_that_is_invoiced_later_counts_once(self):
        sale = self.invoice_sale([(self.jumper, 2)])
        order = self.bring_back(sale, {sale.lines: 1}, is_refund=True)
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.move_type, "out_refund")
        self.assertEqual(self.balance(), 60)

    def test_an_amount_then_a_return_of_the_line(self):
        """30 of 100 points go for the amount; the jumper takes the 60 that it gave, the hat what
        is left."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move, self.only_amount(30))
        self.assertEqual(self.balance(), 70)
        self.bring_back_invoiced(sale, {sale.lines[0]: 1})
        self.assertEqual(self.balance(), 10)
        self.bring_back_invoiced(sale, {sale.lines[1]: 1})
        self.assertEqual(self.balance(), 0)
        note.button_draft()
        self.assertEqual(self.balance(), 0)
        self.check_deferred()

    def test_a_sale_that_is_credited_late_catches_up(self):
        """It had no points when it was credited in accounting."""
        self.marie.points_excluded = True
        sale = self.invoice_sale([(self.jumper, 2)])
        self.credit(sale.account_move, self.set_quantity(self.jumper, 1))
        self.assertFalse(self.account_of(self.marie))
        self.marie.points_excluded = False
        sale.sudo().points_issue = "Not credited"
        sale.action_retry_points()
        self.assertEqual((sale.points_earned, sale.points_taken_back), (120, 60))
        self.assertFalse(sale.points_issue)

    def test_random_orders_of_events(self):
        """Goods come back, credit notes are posted and withdrawn in any order."""
        for seed in range(6):
            with self.subTest(seed=seed):
                self.try_events(random.Random(seed))

    def try_events(self, dice):
        before = self.balance() if self.account_of(self.marie) else 0
        sale = self.invoice_sale([(self.bread, 7), (self.cheese, 3)])
        notes, returned = {}, 0
        for _step in range(6):
            event = dice.choice(["return", "lines", "amount", "withdraw", "post"])
            if event == "return" and returned < 7:
                self.bring_back_invoiced(sale, {sale.lines[0]: 1})
                returned += 1
            elif event == "lines":
                note = self.credit(sale.account_move, self.set_quantity(self.bread, 1))
                notes[note] = (1, 0)
            elif event == "amount":
                amount = dice.randint(1, 9)
                notes[self.credit(sale.account_move, self.only_amount(amount))] = (0, amount)
            elif event == "withdraw" and notes:
                dice.choice(list(notes)).filtered(
                    lambda note: note.state == "posted"
                ).button_draft()
            elif notes:
                for note in dice.choice(list(notes)).filtered(lambda note: note.state == "draft"):
                    note.action_post()
            self.assertEqual(self.balance(), before + self.left(notes, returned))
        for note in notes:
            note.filtered(lambda note: note.state == "posted").button_draft()
        self.assertEqual(self.balance(), before + self.left({}, returned))
        self.check_deferred()

    def left(self, notes, returned):
        """By hand: seven loaves for 17.50 and three cheeses for 11.70, 29.20, gave 29 points, 17 of
        them for the bread."""
        posted = [credited for note, credited in notes.items() if note.state == "posted"]
        loaves = min(7, returned + sum(count for count, _amount in posted))
        by_line = 17 * loaves // 7
        amount = min(2920, sum(100 * amount for _count, amount in posted))
        return 29 - by_line - min(29 * amount // 2920, 29 - by_line)


@tagged("post_install", "-at_install")
class TestWithdrawnCreditNotes(CreditNotesCommon):
    """A credit note that is reset or cancelled gives the points again."""

    def test_reset_and_posted_again(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move, self.keep(self.hat))
        for _time in range(3):
            self.assertEqual((self.balance(), sale.points_taken_back), (60, 40))
            note.button_draft()
            self.assertEqual((self.balance(), sale.points_taken_back), (100, 0))
            note.action_post()
        self.assertEqual(self.balance(), 60)
        reasons = set(self.clawbacks_of(sale).mapped("reason"))
        name = note.name
        self.assertEqual(reasons, {f"Credit note {name}", f"Credit note {name} reset or cancelled"})
        self.assertEqual(len(self.clawbacks_of(sale)), 7)
        self.check_deferred()

    def test_changed_in_between(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move)
        note.button_draft()
        self.keep(self.jumper)(note)
        note.action_post()
        self.assertEqual(self.balance(), 40)

    def test_cancelled(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        note = self.credit(sale.account_move)
        note.button_cancel()
        self.assertEqual((note.state, self.balance()), ("cancel", 60))
        note.button_draft()
        self.assertEqual(self.balance(), 60)
        note.action_post()
        self.assertEqual(self.balance(), 0)

    def test_cancelled_as_a_draft(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        self.credit(sale.account_move, post=False).button_cancel()
        self.assertEqual(self.balance(), 60)
        self.assertFalse(self.clawbacks_of(sale))

    def test_what_another_one_still_credits_is_not_given_again(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        half = self.credit(sale.account_move, self.set_price(self.jumper, 30))
        whole = self.credit(sale.account_move)
        self.assertEqual(self.balance(), 0)
        half.button_draft()
        self.assertEqual(self.balance(), 0)
        whole.button_draft()
        self.assertEqual(self.balance(), 60)
        self.check_deferred()

    def test_points_come_again_with_the_day_that_they_had(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.env.cr.flush()
        sale = self.invoice_sale([(self.jumper, 1)], date_order="2026-01-15 10:00:00")
        note = self.credit(sale.account_move)
        self.invoice_sale([(self.hat, 1)], date_order="2026-03-01 10:00:00")
        note.button_draft()
        self.assertEqual(self.lots(), {"2027-01-15": 60, "2027-03-01": 40})
        note.action_post()
        self.assertEqual(self.lots(), {"2027-03-01": 40})
        note.button_draft()
        self.assertEqual(self.lots(), {"2027-01-15": 60, "2027-03-01": 40})

    def lots(self):
        lots = self.account_of(self.marie).lot_ids.filtered("points")
        return {str(lot.expires_on): lot.points for lot in lots}

    def test_points_that_were_spent_meanwhile(self):
        """60 were earned and spent: the credit note leaves arrears, which 40 earned make up for
        in part; withdrawn, the account is where it would be without it."""
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.env.cr.flush()
        sale = self.invoice_sale([(self.jumper, 1)], date_order="2026-01-15 10:00:00")
        accounts = self.env["points.account"]
        accounts._post(self.program, self.marie, key="test/spent", kind="redeem", points=-60)
        note = self.credit(sale.account_move)
        self.assertEqual(self.balance(), -60)
        self.invoice_sale([(self.hat, 1)], date_order="2026-03-01 10:00:00")
        self.assertEqual(self.balance(), -20)
        note.button_draft()
        self.assertEqual(self.balance(), 40)
        self.assertEqual(self.lots(), {"2027-01-15": 40})
        self.check_deferred()

    def test_a_program_that_stops_at_zero(self):
        """Of 60 points 50 are spent: 10 are taken, and 10 come again."""
        self.program.stop_at_zero = True
        self.env.cr.flush()
        sale = self.invoice_sale([(self.jumper, 1)])
        accounts = self.env["points.account"]
        accounts._post(self.program, self.marie, key="test/spent", kind="redeem", points=-50)
        note = self.credit(sale.account_move)
        self.assertEqual((self.balance(), sale.points_taken_back), (0, 10))
        note.button_draft()
        self.assertEqual((self.balance(), sale.points_taken_back), (10, 0))
        note.action_post()
        self.assertEqual(self.balance(), 0)
        self.assertEqual(self.clawbacks_of(sale).mapped("asked"), [-60, 60, -60])
        self.check_deferred()

    def test_a_program_that_stops_at_zero_and_takes_nothing(self):
        self.program.stop_at_zero = True
        self.env.cr.flush()
        sale = self.invoice_sale([(self.jumper, 1)])
        accounts = self.env["points.account"]
        accounts._post(self.program, self.marie, key="test/spent", kind="redeem", points=-60)
        note = self.credit(sale.account_move)
        note.button_draft()
        self.assertEqual(self.balance(), 0)
        self.assertEqual(self.clawbacks_of(sale).mapped("points"), [0, 0])
        self.assertIn(
            "60 points should be credited again", self.explain(self.clawbacks_of(sale)[1])
        )
        self.check_deferred()

    def explain(self, entry):
        texts = fromstring(str(entry.explanation_page)).itertext()
        return " ".join(" ".join(texts).split())

    def test_the_explanation(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move, self.keep(self.hat))
        self.credit(sale.account_move, self.only_amount(20))
        note.button_draft()
        pages = [self.explain(entry) for entry in self.clawbacks_of(sale)]
        self.assertIn("Invoice credited. Points taken back from: Earned +100 on", pages[0])
        self.assertIn(f"Reason: Credit note {note.name}.", pages[0])
        self.assertIn("Order Line Points Hat -40", pages[0])
        self.assertIn("Order Line Points Share of the amount credited -20", pages[1])
        self.assertIn("Points taken back are credited again: Earned +100 on", pages[2])
        self.assertIn("Order Line Points Hat +40", pages[2])
        self.assertIn(f"Reason: Credit note {note.name} reset or cancelled.", pages[2])
        order = self.bring_back_invoiced(sale, {sale.lines[0]: 1})
        self.assertIn("Order Line Points Jumper -60", self.explain(self.entries_of(order)))


@tagged("post_install", "-at_install")
class TestCreditedSales(CreditNotesCommon):
    """Which sales a credit note is about, and whose points it takes."""

    def test_a_sale_without_points(self):
        self.config.points_program_id = False
        sale = self.invoice_sale([(self.jumper, 1)])
        self.credit(sale.account_move)
        self.assertFalse(self.entries_of(sale))
        self.assertFalse(sale.points_issue)

    def test_the_till_has_no_program_any_more(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        self.config.points_program_id = False
        self.credit(sale.account_move)
        self.assertEqual(self.balance(), 0)

    def test_an_invoice_that_is_not_of_the_till(self):
        self.sell([(self.jumper, 1)], self.marie)
        self.credit(self.invoice(self.marie, 60))
        self.assertEqual(self.balance(), 60)

    def test_a_credit_note_of_no_invoice(self):
        self.invoice_sale([(self.jumper, 1)])
        self.invoice(self.marie, 60, "out_refund")
        self.assertEqual(self.balance(), 60)

    def test_a_duplicate_leads_to_no_sale(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        note = self.credit(sale.account_move, self.set_price(self.jumper, 20))
        for move in (note, sale.account_move):
            copy = move.copy({"invoice_date": fields.Date.today()})
            self.assertFalse(copy.invoice_line_ids.points_order_line_id)
            copy.action_post()
        self.assertEqual(self.balance(), 40)

    def test_orders_that_are_invoiced_together(self):
        """Sales of 60.00 and 40.00 on one invoice: lines know their sale, amounts are shared."""
        sales = self.sell([(self.jumper, 1)], self.marie) | self.sell([(self.hat, 1)], self.marie)
        wizard = self.env["pos.make.invoice"].with_context(active_ids=sales.ids, generate_pdf=False)
        wizard.create({"consolidated_billing": True}).action_create_invoices()
        invoice = sales.account_move
        self.assertEqual((len(invoice), invoice.amount_total), (1, 100))
        self.credit(invoice, self.only_amount(50))
        self.assertEqual(sales.mapped("points_taken_back"), [30, 20])
        self.credit(invoice, self.keep(self.hat))
        self.assertEqual(sales.mapped("points_taken_back"), [30, 40])
        self.check_deferred()

    def test_an_invoice_made_anew(self):
        """*Reverse and Create Invoice*: the address was wrong, the purchase stays."""
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        anew = self.make_anew(sale.account_move)
        self.assertEqual((anew.state, self.balance()), ("draft", 0))
        anew.action_post()
        self.assertEqual(self.balance(), 100)
        self.credit(anew, self.keep(self.hat))
        self.assertEqual(self.balance(), 60)
        self.credit(anew, self.only_amount(10))
        self.assertEqual(self.balance(), 50)
        reasons = self.clawbacks_of(sale).mapped("reason")
        self.assertEqual(reasons[1], f"New invoice {anew.name}")

    def test_an_invoice_made_anew_for_less(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        anew = self.make_anew(sale.account_move)
        anew.invoice_line_ids.filtered(lambda line: line.product_id == self.jumper).price_unit = 45
        anew.action_post()
        self.assertEqual(self.balance(), 85)
        anew.button_draft()
        self.assertEqual(self.balance(), 0)

    def test_a_sale_of_another_customer_afterwards(self):
        """Half is credited, the rest moves, and what comes again belongs to whom the sale does."""
        jeanne = self.env["res.partner"].create({"name": "Jeanne d'Arc"})
        sale = self.invoice_sale([(self.jumper, 2)])
        note = self.credit(sale.account_move, self.set_quantity(self.jumper, 1))
        sale.sudo().partner_id = jeanne
        sale.sudo()._post_points_afterwards()
        self.assertEqual((self.balance(), self.balance(jeanne)), (0, 60))
        note.button_draft()
        self.assertEqual((self.balance(), self.balance(jeanne)), (0, 120))
        self.credit(sale.account_move)
        self.assertEqual((self.balance(), self.balance(jeanne)), (0, 0))
        note.action_post()
        self.assertEqual((self.balance(), self.balance(jeanne)), (0, 0))
        self.check_deferred()

    def test_a_customer_who_was_merged_or_erased(self):
        jeanne = self.env["res.partner"].create({"name": "Jeanne d'Arc"})
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move, self.keep(self.hat))
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.marie | jeanne).ids, jeanne)
        note.button_draft()
        self.assertEqual(self.account_of(jeanne).balance, 100)
        self.account_of(jeanne).sudo()._erase()
        note.action_post()
        self.assertFalse(sale.points_issue)
        self.check_deferred()

    def test_a_customer_who_joined_a_household(self):
        """The household has the points, so it gives them back, and has them again."""
        family = self.env["res.partner"].create({"name": "Famille Dupont"})
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.marie.points_partner_id = family
        self.assertEqual(self.balance(family), 100)
        note = self.credit(sale.account_move, self.keep(self.hat))
        self.assertEqual((self.balance(), self.balance(family)), (0, 60))
        self.bring_back_invoiced(sale, {sale.lines[0]: 1})
        self.assertEqual((self.balance(), self.balance(family)), (0, 0))
        note.button_draft()
        self.assertEqual((self.balance(), self.balance(family)), (0, 40))
        self.assertFalse(sale.points_issue)
        self.check_deferred()

    def test_lines_of_another_company(self):
        """A line that claims to lead to a sale of another company's till moves nothing."""
        sale = self.invoice_sale([(self.jumper, 1)])
        other = self.setup_other_company()["company"]
        note = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.marie.id,
                    "company_id": other.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Forged",
                                "price_unit": 60,
                                "tax_ids": [],
                                "points_order_line_id": sale.lines.id,
                            }
                        )
                    ],
                }
            )
        )
        note.action_post()
        self.assertEqual(self.balance(), 60)

    def test_a_line_that_claims_to_lead_to_a_sale(self):
        """Without being a credit note of its invoice, it moves nothing."""
        sale = self.invoice_sale([(self.jumper, 1)])
        line = {"name": "Forged", "price_unit": 60, "points_order_line_id": sale.lines.id}
        for move_type in ("out_refund", "out_invoice"):
            self.invoice(self.marie, 60, move_type, invoice_line_ids=[Command.create(line)])
        self.assertEqual(self.balance(), 60)


@tagged("post_install", "-at_install")
class TestAccountants(CreditNotesCommon):
    """Who posts a credit note knows nothing of points, and is never stopped by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "accountant.of.notes",
            "account.group_account_invoice,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_an_accountant_without_rights_at_the_till(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        self.assertFalse(sale.with_user(self.accountant).has_access("read"))
        note = self.credit(sale.account_move, self.keep(self.hat), self.accountant)
        self.assertEqual(self.balance(), 60)
        entry = self.clawbacks_of(sale)
        self.assertEqual(entry.user_id, self.accountant)
        note.button_draft()
        self.assertEqual(self.balance(), 100)
        self.credit(sale.account_move, self.only_amount(25), self.accountant)
        self.assertEqual(self.balance(), 75)
        self.assertFalse(sale.points_issue)

    def test_a_cashier_posts_no_credit_note(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        with self.assertRaises(AccessError):
            self.credit(sale.account_move, user=self.cashier)
        self.assertEqual(self.balance(), 60)

    @mute_logger("odoo.addons.pos_customer_loyalty.models.sale.pos_order")
    def test_a_fault_does_not_stop_the_credit_note(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        with patch.object(type(self.program), "_get_plan", side_effect=ZeroDivisionError):
            note = self.credit(sale.account_move, user=self.accountant)
        self.assertEqual((note.state, self.balance()), ("posted", 60))
        self.assertIn("An error occurred in the loyalty program", sale.points_issue)
        sale.action_retry_points()
        self.assertEqual((self.balance(), sale.points_taken_back), (0, 60))
        self.assertFalse(sale.points_issue)
        self.assertEqual(self.clawbacks_of(sale).reason, f"Credit note {note.name}")

    def test_a_sale_that_waits_for_its_points_goes_on_waiting(self):
        sale = self.invoice_sale([(self.jumper, 1)])
        other = self.sell([(self.hat, 1)], self.marie)
        self.assertEqual(self.balance(), 100)
        other.sudo().points_issue = "Not credited"
        self.credit(sale.account_move)
        self.assertEqual(other.points_issue, "Not credited")

    def test_the_customer_leaves_a_category(self):
        category = self.env["res.partner.category"].create(
            {"name": "Half", "is_automatic": True, "points_least": 50}
        )
        sale = self.invoice_sale([(self.jumper, 1)])
        self.assertIn(category, self.marie.category_id)
        note = self.credit(sale.account_move, user=self.accountant)
        self.assertNotIn(category, self.marie.category_id)
        note.button_draft()
        self.assertIn(category, self.marie.category_id)

    def test_the_proof_finds_nothing(self):
        sale = self.invoice_sale([(self.jumper, 1), (self.hat, 1)])
        note = self.credit(sale.account_move, self.keep(self.hat))
        note.button_draft()
        note.action_post()
        self.check_deferred()
        self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")


@tagged("post_install", "-at_install")
class TestCreditNotesOfPointsSpent(SpendingCommon, CreditNotesCommon):
    """What points paid stays paid: nobody could keep it from becoming money in accounting."""

    def test_points_that_were_spent_stay_spent(self):
        """Two bottles of 10.00, one of them paid by 80 points: 10 points are earned."""
        sale = self.buy([(self.wine, 2)], points=10, cash=10, to_invoice=True)
        self.assertEqual(self.balance(), 330)
        note = self.credit(sale.account_move)
        self.assertEqual(self.balance(), 320)
        self.assertEqual((sale.points_taken_back, sale.points_given_back), (10, 0))
        self.assertIn("was paid in points", note.message_ids[0].body)
        self.assertEqual(sale.points_returnable, 10)
        self.check_deferred()
        self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")

    def test_a_return_at_the_till_still_gives_them_back(self):
        sale = self.buy([(self.wine, 2)], points=10, cash=10, to_invoice=True)
        self.credit(sale.account_move, self.only_amount(10))
        self.assertEqual(self.balance(), 325)
        self.return_goods(sale, {sale.lines: 1}, points=10)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def sell_to_recompute(self):
        """Of 110.00, 10.00 are paid in points, for wine that earns nothing and for the rest: by
        what points may pay for and earns, 90 points."""
        self.program.partial_return = "recompute"
        self.wine.earns_points = False
        self.env.cr.flush()
        self.jumper = self.create_product("Jumper", self.categ_basic, 60.0)
        self.hat = self.create_product("Hat", self.categ_basic, 40.0)
        lines = [(self.jumper, 1), (self.hat, 1), (self.wine, 1)]
        sale = self.buy(lines, points=10, cash=100, to_invoice=True)
        self.assertEqual(self.balance(), 410)
        return sale

    def test_a_credit_note_gives_no_points(self):
        """Without the wine, whose points came back, the hat would earn 40 and not 30: no return
        gives them, and no credit note does."""
        sale = self.sell_to_recompute()
        jumper, hat, wine = sale.lines
        self.return_goods(sale, {jumper: 1}, cash=60)
        self.assertEqual(self.balance(), 350)
        self.return_goods(sale, {wine: 1}, points=10)
        self.assertEqual(self.balance(), 430)
        note = self.credit(sale.account_move, self.set_price(self.hat, 4))
        self.assertEqual(self.balance(), 427)
        note.button_draft()
        self.assertEqual(self.balance(), 430)
        self.return_goods(sale, {hat: 1}, cash=40)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_a_credit_note_for_all_that_is_kept(self):
        """The hat gave 36 points beside the wine, and 40 without it: they all go."""
        sale = self.sell_to_recompute()
        jumper, _hat, wine = sale.lines
        self.return_goods(sale, {wine: 1}, points=10)
        self.return_goods(sale, {jumper: 1}, cash=60)
        self.assertEqual(self.balance(), 440)
        self.credit(sale.account_move, self.keep(self.hat))
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_nothing_is_said_where_money_paid(self):
        sale = self.buy([(self.wine, 2)], cash=20, to_invoice=True)
        note = self.credit(sale.account_move)
        self.assertNotIn("was paid in points", "".join(note.message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestCreditNotesOfCombos(LinesCommon, CreditNotesCommon):
    def test_the_parts_of_a_combo(self):
        """Menus of soup for 20.00 and coffee for 10.00 give 60 points: 40 and 20."""
        self.program.rule_ids = [
            Command.clear(),
            Command.create(
                {"basis": "unit", "points": 60, "product_ids": [Command.set(self.menu.ids)]}
            ),
        ]
        self.env.cr.flush()
        before = self.balance()
        sale = self.checkout(self.combo(2), to_invoice=True)
        self.assertEqual(self.balance(), before + 120)

        def one_menu(note):
            parts = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            parts.quantity = 1

        self.credit(sale.account_move, one_menu)
        self.assertEqual(self.balance(), before + 60)
        self.credit(sale.account_move)
        self.assertEqual(self.balance(), before)

    def test_a_combo_that_came_back_partly(self):
        """Of two menus one came back, then half of the soup and all of the coffee is credited."""
        self.program.rule_ids = [
            Command.clear(),
            Command.create(
                {"basis": "unit", "points": 60, "product_ids": [Command.set(self.menu.ids)]}
            ),
        ]
        self.env.cr.flush()
        before = self.balance()
        sale = self.checkout(self.combo(2), to_invoice=True)
        self.checkout(self.combo(-1, of=sale), is_refund=True)
        self.assertEqual(self.balance(), before + 60)

        def half_of_the_soup(note):
            self.keep(self.soup, self.coffee)(note)
            note.invoice_line_ids.quantity = 1
            soup = note.invoice_line_ids.filtered(lambda line: line.product_id == self.soup)
            soup.price_unit = 10

        note = self.credit(sale.account_move, half_of_the_soup)
        self.assertEqual(self.balance(), before + 20)
        self.credit(sale.account_move)
        self.assertEqual(self.balance(), before)
        note.button_cancel()
        self.assertEqual(self.balance(), before, "the other credits all of it")
        self.check_deferred()


@tagged("post_install", "-at_install")
class TestSqlCountOfCreditNotes(CountingCommon, CreditNotesCommon):
    """What points add to a credit note does not grow with its lines."""

    def test_few_statements_however_many_lines(self):
        counts = [self.count_credit_note(line_count) for line_count in (1, 40)]
        self.assertLessEqual(counts[0], 20)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_none_for_an_invoice_that_is_not_of_the_till(self):
        invoice = self.invoice(self.marie, 60)
        self.assertEqual(self.count_posting(invoice), 0)

    def count_credit_note(self, line_count):
        return self.count_posting(self.invoice_sale([(self.bread, 1)] * line_count).account_move)

    def count_posting(self, invoice):
        note = self.credit(invoice, post=False)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_statements() as statements:
            note.action_post()
            self.env.flush_all()
        return sum(map(bool, map(OF_POINTS, statements)))
