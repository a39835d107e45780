"""Random histories of a till: sales of all kinds of lines, late ones too, returns and exchanges,
and credit notes of what was invoiced.

See ``test_stateful.py``, which plays with the ledger alone, for how to run more steps.
"""

import logging
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..history_machine import HistoryMachine
from .lines_common import LinesCommon
from .test_credit_notes import CreditNotesCommon
from .test_stateful import EXAMPLES, STEPS
from .till_shop import ARTICLES, COST, MENU, Note, Sale, Sold, Terms

WHO = st.integers(0, 2)
#: Steps after which a long run says how far it is.
STEPS_OF_A_REPORT = 500
NAMES = [name for name in ARTICLES if name not in MENU]
#: How many hours ago a sale was made that arrives now; a program says something else at each.
AGES = (0, 30, 60)
#: Points that each customer begins with, worth 100.00.
START = 800
BASKETS = st.tuples(
    st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 3)), max_size=4), st.booleans()
).filter(lambda basket: any(basket))
TERMS = st.builds(Terms, st.integers(1, 3), st.booleans())
_logger = logging.getLogger(__name__)


def ring_up(basket):
    """The lines of a basket: pairs of a name and a quantity, and whether there is a menu."""
    lines, has_menu = basket
    goods = [Sold(name, count if ARTICLES[name].is_goods else 1) for name, count in lines]
    return [*goods, *(Sold(name) for name in MENU if has_menu)]


class TillMachine(HistoryMachine):
    """Each rule does one thing at the till and in the model; then balances must agree."""

    @initialize(terms=st.tuples(TERMS, TERMS, TERMS))
    def open_shop(self, terms):
        self.begin()
        self.now = Datetime.now()
        self.terms = dict(zip(AGES, terms, strict=True))
        self.case.change_programs([(self.get_moment(age), self.terms[age]) for age in AGES[::-1]])
        self.customers = self.case.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(3)]
        )
        for number, customer in enumerate(self.customers):
            self.case.post(START, f"till/{number}", customer)
        self.balance, self.visits, self.sales = [START] * 3, [0, 0, 0], []

    def get_moment(self, age):
        return self.now - timedelta(hours=age)

    def check_out(self, sale, lines, points=0, age=0, **values):
        """Pay a sale of the model at the till, and count it."""
        sale.order = self.case.checkout(
            lines,
            points=points,
            customer=self.customers[sale.who],
            date_order=Datetime.to_string(self.get_moment(age) if age else Datetime.now()),
            **values,
        )
        assert not sale.order.points_issue
        self.balance[sale.who] += sale.points
        self.sales.append(sale)
        self.visits[sale.who] += 1

    @rule(
        who=WHO,
        basket=BASKETS,
        age=st.sampled_from([0, *AGES]),
        percent=st.sampled_from([0, 30, 100]),
        invoiced=st.booleans(),
    )
    def sell(self, who, basket, age, percent, invoiced):
        """Goods, a tip, a deposit, a menu; at once and partly in points, or late."""
        sale = Sale(who, self.terms[age], ring_up(basket))
        if sale.total < 0 or not any(line.article.price > 0 for line in sale.lines):
            return
        # Without connection this program takes no points.
        most = 0 if age else min(self.balance[who] // COST, sale.payable, sale.total)
        paid = max(0, most) * percent // 100
        sale = Sale(who, sale.terms, sale.lines, paid)
        self.balance[who] -= paid * COST
        lines = self.case.ring_up(basket)
        self.check_out(sale, lines, points=paid, age=age, to_invoice=invoiced)

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), early=st.booleans(), invoiced=st.booleans())
    def bring_back(self, data, early, invoiced):
        """One piece, or a menu, of any sale: as many points as may come back, or as must."""
        sale, lines = self.choose_goods(data)
        if not lines:
            return
        value = sum(line.article.price for line in lines)
        least = max(0, min(sale.points_left, value - sale.money_left)) if sale.paid else 0
        in_points = min(sale.points_left, value) if early else least
        back = self.case.take_back(sale, lines)
        self.balance[sale.who] += in_points * COST - sale.bring_back(lines, in_points, value)
        order = self.case.checkout(
            back,
            points=-in_points,
            customer=self.customers[sale.who],
            is_refund=True,
            to_invoice=invoiced,
        )
        assert order.is_pure_return

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), basket=BASKETS, more=st.booleans(), invoiced=st.booleans())
    def exchange(self, data, basket, more, invoiced):
        """Other goods for it: what points paid goes over to them, as far as they may be."""
        old, lines = self.choose_goods(data)
        has_two_menus = len(lines) == len(MENU) and basket[1]
        goods = ring_up(basket)
        if not lines or has_two_menus or not any(line.article.price > 0 for line in goods):
            return
        value = sum(line.article.price for line in lines)
        new = Sale(old.who, self.terms[0], goods)
        most = min(old.points_left, value)
        must = min(old.points_left, value - old.money_left) if old.paid else 0
        in_points = max(0, must - min(most, new.payable))
        carried = min(most - in_points, new.payable)
        due = new.total - value
        paid = 0
        if more and not in_points:
            paid = max(0, min(due, new.payable - carried, self.balance[old.who] // COST))
        new = Sale(old.who, new.terms, goods, carried + paid)
        back = self.case.take_back(old, lines)
        self.balance[old.who] -= old.bring_back(lines, in_points + carried, value)
        self.balance[old.who] += (in_points - paid) * COST
        lines = [*back, *self.case.ring_up(basket)]
        self.check_out(new, lines, points=paid - in_points, to_invoice=invoiced)
        assert not new.order.is_pure_return

    def choose_goods(self, data):
        """What comes back: a sale, and a line of it or its menu."""
        sale = data.draw(st.sampled_from(self.sales))
        left = [line for line in sale.lines if line.article.is_goods and line.kept]
        if not left:
            return sale, []
        line = data.draw(st.sampled_from(left))
        is_part = line.name in MENU
        return sale, [part for part in left if part.name in MENU] if is_part else [line]

    def get_invoiced(self):
        return [sale for sale in self.sales if sale.order.account_move.move_type == "out_invoice"]

    def get_notes(self):
        return [(sale, note) for sale in self.sales for note in sale.notes]

    @precondition(get_invoiced)
    @rule(data=st.data(), quantity=st.integers(1, 3), price=st.sampled_from([None, 3, 7]))
    def credit_a_line(self, data, quantity, price):
        """Some units of a line, as they were sold or at another price."""
        sale = data.draw(st.sampled_from(self.get_invoiced()))
        line = data.draw(st.sampled_from(sale.lines))
        if not line.article.is_goods:
            return
        price = price or line.article.price
        sold = self.case.get_sold_line(sale, line)
        self.credit(sale, {line: quantity * price}, self.case.only_line(sold, quantity, price))

    @precondition(get_invoiced)
    @rule(data=st.data(), amount=st.integers(1, 90))
    def credit_an_amount(self, data, amount):
        """For the trouble: nobody says for which goods."""
        sale = data.draw(st.sampled_from(self.get_invoiced()))
        self.credit(sale, {}, self.case.only_amount(amount), amount)

    @precondition(get_invoiced)
    @rule(data=st.data(), is_anew=st.booleans())
    def credit_everything(self, data, is_anew):
        """Or all of it, to be invoiced anew later."""
        sale = data.draw(st.sampled_from(self.get_invoiced()))
        amounts = {line: line.article.price * line.quantity for line in sale.lines}
        if not is_anew:
            self.credit(sale, amounts)
            return
        again = {line: -amount for line, amount in amounts.items()}
        record = self.case.make_anew(sale.order.account_move)
        sale.notes += [Note(amounts), Note(again, is_posted=False, record=record)]
        sale.notes[-2].record = sale.order.account_move.reversal_move_ids.sorted("id")[-1]
        self.balance[sale.who] -= sale.credit()

    def credit(self, sale, amounts, change=None, amount=0):
        record = self.case.credit(sale.order.account_move, change)
        sale.notes.append(Note(amounts, amount, record=record))
        self.balance[sale.who] -= sale.credit()

    @precondition(get_notes)
    @rule(data=st.data(), is_cancelled=st.booleans())
    def change_a_credit_note(self, data, is_cancelled):
        """Reset or cancel one that is posted, post one that is not."""
        sale, note = data.draw(st.sampled_from(self.get_notes()))
        if note.is_posted and is_cancelled:
            note.record.button_cancel()
        elif note.record.state != "draft":
            note.record.button_draft()
        if not note.is_posted:
            note.record.action_post()
        note.is_posted = not note.is_posted
        self.balance[sale.who] -= sale.credit()

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def deliver_again(self, data):
        """A till that heard no answer sends its order once more."""
        sale = data.draw(st.sampled_from(self.sales))
        sale.order._settle_points()

    @invariant()
    def the_balances_agree(self):
        if not hasattr(self, "sales"):
            return
        type(self).steps += 1
        if not self.steps % STEPS_OF_A_REPORT:
            _logger.info("%s steps at the till", self.steps)
        self.case.check_deferred()
        self.check_sales()
        self.check_customers()

    def check_sales(self):
        """By few statements, as this comes after each step."""
        orders = self.case.env["pos.order"].union(*(sale.order for sale in self.sales))
        taken = Counter()
        for entry in self.case.clawbacks_of(orders):
            taken[entry.origin_id.order_id] -= entry.points
        for sale in self.sales:
            assert taken[sale.order] == sale.taken, (taken[sale.order], sale)
        for sale in (sale for sale in self.sales if sale.paid):
            sale.order.invalidate_recordset(["points_returnable", "money_returnable"])
            assert sale.order.points_returnable == sale.points_left
            assert sale.order.money_returnable == sale.money_left

    def check_customers(self):
        balances = {row.partner_id: row.balance for row in self.case.account_of(self.customers)}
        visits = dict(
            self.case.env["customer.turnover"]._read_group(
                [("partner_id", "in", self.customers.ids)], ["partner_id"], ["visits:sum"]
            )
        )
        assert [balances[customer] for customer in self.customers] == self.balance
        assert [visits.get(customer.id, 0) for customer in self.customers] == self.visits


@tagged("post_install", "-at_install")
class TestStatefulTill(LinesCommon, CreditNotesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wine.lst_price = ARTICLES["wine"].price
        cls.tobacco = cls.create_product("Tobacco", cls.categ_basic, 20.0)
        cls.tobacco.points_not_given = True
        cls.tip = cls.create_product("Tip", cls.categ_basic, 10.0)
        cls.deposit = cls.create_product("Deposit", cls.categ_basic, 30.0)

    def change_programs(self, versions):
        """Have the program say one thing after another.

        :param versions: pairs of a moment and its ``Terms``, the oldest first
        """
        records = self.env["points.program.version"].sudo()
        for moment, terms in versions:
            self.program.write(
                {
                    "partial_return": "recompute" if terms.recomputes else "share",
                    "rule_ids": [
                        Command.clear(),
                        Command.create({"basis": "amount", "points": terms.rate, "amount": 1.0}),
                        Command.create(
                            {"basis": "order", "kind": "bonus", "points": 50, "least_amount": 100}
                        ),
                    ],
                }
            )
            self.env.cr.flush()
            newest = records.search(
                [("program_id", "=", self.program.id)], order="id desc", limit=1
            )
            newest.since = moment - timedelta(hours=1)
        older = records.search([("program_id", "=", self.program.id)], order="id")
        older[: -len(versions)].since = "2020-01-01 00:00:00"
        self.env.flush_all()
        self.env.registry.clear_cache()

    def ring_up(self, basket):
        lines, has_menu = basket
        products = {"settled": self.deposit}
        values = []
        for name, count in lines:
            article, product = ARTICLES[name], products.get(name) or getattr(self, name)
            count = count if article.is_goods else 1
            if name == "settled":
                values.append(self.line(product, -1))
            else:
                values.append(self.line(product, count))
        return values + (self.combo() if has_menu else [])

    def take_back(self, sale, lines):
        if len(lines) == len(MENU):
            return self.combo(-1, of=sale.order)
        record = self.get_sold_line(sale, lines[0])
        return [self.line(record.product_id, -1, record.price_unit, record)]

    def get_sold_line(self, sale, line):
        """The record of a line of the model."""
        sold = sale.order.lines.filtered(lambda record: not record.refunded_orderline_id)
        sold = sold.filtered(lambda record: record.product_id != self.menu)
        return sold.sorted("id")[sale.lines.index(line)]

    def only_line(self, sold, quantity, price):
        """A change of a draft: units of one line of the sale at a price."""

        def change(note):
            kept = note.invoice_line_ids.filtered(lambda line: line.points_order_line_id == sold)
            note.invoice_line_ids = [
                Command.delete(line.id) for line in note.invoice_line_ids - kept
            ]
            kept.write({"quantity": quantity, "price_unit": price})

        return change

    def test_random_histories_of_a_till(self):
        TillMachine.case = self
        self.env = self.env(context={**self.env.context, "generate_pdf": False})
        kinds = {self.tip: "tip", self.deposit: "deposit"}
        config = type(self.env["pos.config"])
        with patch.object(config, "_get_special_kinds", lambda _config: kinds):
            run_state_machine_as_test(
                TillMachine,
                settings=settings(
                    max_examples=max(1, EXAMPLES // 3),
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        _logger.info("%s steps at the till", TillMachine.steps)
        self.assertGreater(TillMachine.steps, EXAMPLES)
