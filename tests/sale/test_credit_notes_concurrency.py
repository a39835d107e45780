"""Credit notes and returns of one sale at once: real connections and real commits."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Command, Date
from odoo.tests import tagged

from ..committed_shop import CommittedShop

#: How often each pair of events is tried.
ROUNDS = 3


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestCreditNotesAtOnce(CommittedShop):
    """One unit for 10.00 gave 10 points, and each is taken back once.

    What takes less than a point alone touches no account: only the lock on the sale has the second
    of two such events see the first.
    """

    def sell_invoiced(self):
        """Sell one unit with an invoice; return the id of the order."""
        data = {**self.order_data(self.create_customer()), "to_invoice": True}
        (saved,) = self.run_at_once(lambda env: self.sync(env, data))
        return saved

    def sync(self, env, data):
        orders = env(context={**env.context, "generate_pdf": False})["pos.order"]
        return orders.sync_from_ui([data])["pos.order"][0]["id"]

    def draft(self, order_id, amount):
        """Draft a credit note of the unit for an amount; return what posts it."""
        with self.registry.cursor() as cr:
            context = {"allowed_company_ids": [self.company_id]}
            env = api.Environment(cr, SUPERUSER_ID, context)
            invoice = env["pos.order"].browse(order_id).account_move
            note = invoice._reverse_moves([{"invoice_date": Date.today()}])
            note.invoice_line_ids.price_unit = amount
            note_id = note.id
        return lambda env: env["account.move"].browse(note_id).action_post() is not None

    def bring_back(self, order_id, quantity):
        """Return what brings back a part of the unit at a till."""
        with self.registry.cursor() as cr:
            sale = api.Environment(cr, SUPERUSER_ID, {})["pos.order"].browse(order_id)
            data = self.order_data(sale.partner_id.id)
            amount = -10.0 * quantity
            line = {"qty": -quantity, "refunded_orderline_id": sale.lines.id}
            prices = {"price_subtotal": amount, "price_subtotal_incl": amount}
            data["lines"] = [Command.create({**data["lines"][0][2], **line, **prices})]
        data["payment_ids"][0][2]["amount"] = amount
        data.update(amount_total=amount, amount_paid=amount, is_refund=True)
        return lambda env: bool(self.sync(env, data))

    def read_sale(self, order_id):
        """What was taken back of a sale, in how many entries, what is left, and what went wrong."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            sale = env["pos.order"].browse(order_id)
            domain = [("origin_id.order_id", "=", order_id), ("kind", "=", "clawback")]
            entries = env["points.entry"].search(domain)
            account = env["points.account"].search([("partner_id", "=", sale.partner_id.id)])
            taken = -sum(entries.mapped("points"))
            return taken, len(entries), account.balance, sale.points_issue

    def check_at_once(self, events, expected):
        """Have events happen to one sale at the same time; nobody hears of the other.

        :param events: functions of the id of an order, which return what makes the event happen
        :param tuple expected: see ``read_sale``
        """
        for _round in range(ROUNDS):
            order_id = self.sell_invoiced()
            results = self.run_at_once(*[event(order_id) for event in events])
            for error in results:
                self.assertNotIsInstance(error, Exception)
            self.assertEqual(self.read_sale(order_id), expected)

    def test_two_credit_notes_for_all_of_it(self):
        self.check_at_once([lambda sale: self.draft(sale, 10)] * 2, (10, 1, 0, False))

    def test_two_credit_notes_for_a_part(self):
        self.check_at_once([lambda sale: self.draft(sale, 4)] * 2, (8, 2, 2, False))

    def test_two_credit_notes_that_take_a_point_together(self):
        self.check_at_once([lambda sale: self.draft(sale, 0.5)] * 2, (1, 1, 9, False))

    def test_a_credit_note_while_the_same_goods_come_back(self):
        events = [lambda sale: self.draft(sale, 10), lambda sale: self.bring_back(sale, 1)]
        self.check_at_once(events, (10, 1, 0, False))

    def test_a_credit_note_and_a_return_that_take_a_point_together(self):
        events = [lambda sale: self.draft(sale, 0.5), lambda sale: self.bring_back(sale, 0.05)]
        self.check_at_once(events, (1, 1, 9, False))
