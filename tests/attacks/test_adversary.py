"""A shop with an adversary at the till: honest steps and forged ones, in any order.

After each step the books must be honest. Some steps run in each test run. For 10,000::

    POINTS_ADVERSARY_EXAMPLES=400 POINTS_ADVERSARY_STEPS=25

before the test command; Odoo's log counts the steps.
"""

import logging
import os
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.fields import Command
from odoo.tests import tagged

from ..history_machine import HistoryMachine
from .common import AttackCommon

_logger = logging.getLogger(__name__)
EXAMPLES = int(os.environ.get("POINTS_ADVERSARY_EXAMPLES", 5))
STEPS = int(os.environ.get("POINTS_ADVERSARY_STEPS", 16))

WHO = st.sampled_from(["marie", "paul", None])
QUANTITY = st.integers(1, 9)
# What has an effect is tried the most.
STATES = st.sampled_from(["paid", "paid", "done", "done", "cancel", "draft"])
AMOUNTS = st.sampled_from([0, 0.01, 1, 5, 10, 50, 99.99, 1000, 1e6, -0.01, -1, -10, -50, -1000])
QUANTITIES = st.sampled_from([0, 0.001, 1 / 3, 1, 2, 5, 100, 1e6, -1, -2, -5, -100])
MOMENTS = st.sampled_from(
    ["2020-01-01 00:00:00", "2026-11-27 23:59:59", "2026-12-25 12:00:00", "2090-01-01 00:00:00"]
)
BOOLEANS = st.booleans()
#: What the adversary writes of each model, with where the value comes from: a strategy, or the
#: name of records of the shop.
FORGED = {
    "pos.order": {
        "state": STATES,
        "partner_id": "partners",
        "date_order": MOMENTS,
        "amount_paid": AMOUNTS,
        "amount_total": AMOUNTS,
        "amount_return": AMOUNTS,
        "amount_tax": AMOUNTS,
        "uuid": "uuids",
        "to_invoice": BOOLEANS,
        "is_refund": BOOLEANS,
        "points_uncovered": st.integers(0, 500),
        "points_issue": st.sampled_from([False, "forged"]),
        "session_id": "sessions",
        "currency_rate": AMOUNTS,
    },
    "pos.order.line": {
        "qty": QUANTITIES,
        "price_unit": AMOUNTS,
        "price_subtotal": AMOUNTS,
        "price_subtotal_incl": AMOUNTS,
        "discount": st.sampled_from([0, 50, 100, -900]),
        "product_id": "products",
        "refunded_orderline_id": "lines",
        "order_id": "orders",
        "uuid": "uuids",
        "points_discount": AMOUNTS,
        "is_points_discount": BOOLEANS,
    },
    "pos.payment": {
        "amount": AMOUNTS,
        "payment_method_id": "methods",
        "pos_order_id": "orders",
        "transaction_id": "uuids",
        "uuid": "uuids",
        "is_change": BOOLEANS,
    },
}
METHODS = (
    ("pos.order", "action_pos_order_paid"),
    ("pos.order", "action_pos_order_cancel"),
    ("pos.order", "action_pos_order_invoice"),
    ("pos.order", "refund"),
    ("pos.order", "unlink"),
    ("pos.order", "copy"),
    ("pos.order.line", "unlink"),
    ("pos.order.line", "copy"),
    ("pos.payment", "unlink"),
    ("pos.payment", "copy"),
)


class AdversaryMachine(HistoryMachine):
    """Each rule is a step at the till, by an honest cashier or by one who is not."""

    @initialize()
    def open_shop(self):
        self.begin()
        self.uuids = [str(uuid4())]
        self.keys = []
        self.answers = []

    # What there is

    def get_records(self, name):
        """Records of the shop, in their order, by what ``FORGED`` calls them."""
        case, env = self.case, self.case.env
        company = [("company_id", "=", case.company.id)]
        return {
            "orders": lambda: env["pos.order"].search(company, order="id"),
            "lines": lambda: env["pos.order.line"].search(company, order="id"),
            "payments": lambda: env["pos.payment"].search(company, order="id"),
            "partners": lambda: case.marie + case.paul,
            "products": lambda: case.wine + case.bread + case.cheese,
            "methods": lambda: case.cash_pm1 + case.points_pm + case.bank_pm1,
            "sessions": lambda: case.pos_session,
        }[name]()

    def draw_value(self, data, source):
        if source == "uuids":
            return data.draw(st.sampled_from([*self.uuids, *self.keys, "forged"]))
        if isinstance(source, str):
            ids = self.get_records(source).ids
            return data.draw(st.sampled_from([False, *ids]))
        return data.draw(source)

    def draw_values(self, data, model, most=3):
        """Some fields of a model with forged values."""
        names = data.draw(
            st.lists(st.sampled_from(sorted(FORGED[model])), min_size=1, max_size=most, unique=True)
        )
        return {name: self.draw_value(data, FORGED[model][name]) for name in names}

    def send(self, model, method, *args):
        answer = self.case.rpc("cashier", model, method, *args)
        self.answers.append(answer)
        return answer

    def sync(self, order):
        self.uuids += [order["uuid"], *(line[2]["uuid"] for line in order["lines"])]
        return self.send("pos.order", "sync_from_ui", [order])

    def get_customer(self, who):
        return who and getattr(self.case, who)

    # Honest steps

    @rule(who=WHO, quantity=QUANTITY, state=st.sampled_from(["paid", "draft"]))
    def sell(self, who, quantity, state):
        case = self.case
        line = case.make_line(case.wine, quantity)
        payments = [(case.cash_pm1, 10.0 * quantity)] if state == "paid" else []
        order = case.make_order([line], payments, self.get_customer(who), state=state)
        assert not self.sync(order).error

    @rule(quantity=QUANTITY, part=st.integers(1, 100))
    def pay_with_points(self, quantity, part):
        case = self.case
        amount = round(quantity * 10 * part / 100, 2)
        uuid, key = str(uuid4()), str(uuid4())
        args = [case.pos_session.ids, key, uuid, case.marie.id, amount]
        if self.send("pos.session", "authorise_points", *args).error:
            return
        self.keys.append(key)
        payments = [(case.points_pm, amount, key)]
        if part < 100:
            payments.append((case.cash_pm1, round(quantity * 10 - amount, 2)))
        line = case.make_line(case.wine, quantity)
        assert not self.sync(case.make_order([line], payments, case.marie, uuid=uuid)).error

    @precondition(lambda self: self.get_records("lines"))
    @rule(data=st.data(), quantity=QUANTITY, in_points=st.booleans())
    def bring_back(self, data, quantity, in_points):
        """What comes back may be more than was sold: the server knows."""
        line = self.draw_record(data, "lines")
        method = self.case.points_pm if in_points else self.case.cash_pm1
        amount = round(-quantity * line.price_unit, 2)
        self.sync(self.case.make_return(line, quantity, [(method, amount)]))

    @precondition(lambda self: self.get_records("orders"))
    @rule(data=st.data(), who=st.sampled_from(["marie", "paul"]))
    def claim(self, data, who):
        order = self.draw_record(data, "orders")
        self.send("pos.order", "claim_points", order.id, getattr(self.case, who).id)

    def draw_record(self, data, name):
        records = self.get_records(name)
        return records.browse(data.draw(st.sampled_from(records.ids)))

    def draw_method(self, data):
        """A way to pay, points more often than not."""
        case = self.case
        return data.draw(st.sampled_from([case.points_pm, case.points_pm, case.cash_pm1]))

    # The adversary

    @rule(data=st.data(), who=WHO, count=st.integers(0, 3), parts=st.integers(0, 2))
    def forge_order(self, data, who, count, parts):
        """An order as a till sends it, with forged lines, payments and values."""
        case = self.case
        lines = [
            case.make_line(case.wine, data.draw(QUANTITIES), data.draw(AMOUNTS))
            for _line in range(count)
        ]
        payments = [
            (
                self.draw_method(data),
                data.draw(AMOUNTS),
                data.draw(st.sampled_from([False, *self.keys])),
            )
            for _part in range(parts)
        ]
        order = case.make_order(lines, payments, self.get_customer(who))
        for line in order["lines"]:
            if data.draw(BOOLEANS):
                line[2].update(self.draw_values(data, "pos.order.line", 2))
        if data.draw(BOOLEANS):
            order.update(self.draw_values(data, "pos.order"))
        if data.draw(BOOLEANS):
            order = {name: value for name, value in order.items() if name != "access_token"}
            self.send("pos.order", "create", [order])
        else:
            self.sync(order)

    @precondition(lambda self: self.get_records("orders"))
    @rule(data=st.data(), model=st.sampled_from(sorted(FORGED)))
    def forge_values(self, data, model):
        names = {"pos.order": "orders", "pos.order.line": "lines", "pos.payment": "payments"}
        records = self.get_records(names[model])
        if records:
            record = self.draw_record(data, names[model])
            self.send(model, "write", record.ids, self.draw_values(data, model))

    @precondition(lambda self: self.get_records("orders"))
    @rule(data=st.data(), state=STATES)
    def forge_state(self, data, state):
        """The attack that is tried the most: paid without having been settled."""
        order = self.draw_record(data, "orders")
        values = {"state": state}
        if data.draw(BOOLEANS):
            payment = {
                "payment_method_id": self.draw_method(data).id,
                "amount": data.draw(st.sampled_from([order.amount_total, order.amount_total, 5])),
                "name": "2026-01-01 00:00:00",
            }
            values["payment_ids"] = [Command.create(payment)]
        self.send("pos.order", "write", order.ids, values)

    @precondition(lambda self: self.get_records("orders"))
    @rule(data=st.data(), model=st.sampled_from(["pos.order.line", "pos.payment"]))
    def forge_part(self, data, model):
        """A line or a payment more, of an order that may be paid."""
        case, order = self.case, self.draw_record(data, "orders")
        if model == "pos.order.line":
            values = {**case.make_line(case.wine, 1), "order_id": order.id}
        else:
            values = {
                "pos_order_id": order.id,
                "payment_method_id": self.draw_method(data).id,
                "amount": data.draw(AMOUNTS),
            }
        self.send(model, "create", [{**values, **self.draw_values(data, model, 2)}])

    @precondition(lambda self: self.get_records("orders"))
    @rule(data=st.data(), call=st.sampled_from(METHODS))
    def press_any_button(self, data, call):
        model, method = call
        names = {"pos.order": "orders", "pos.order.line": "lines", "pos.payment": "payments"}
        if self.get_records(names[model]):
            record = self.draw_record(data, names[model])
            self.send(model, method, record.ids)

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def release(self, data):
        key = data.draw(st.sampled_from(self.keys))
        self.send("pos.session", "release_points", self.case.pos_session.ids, key)

    @invariant()
    def the_books_are_honest(self):
        if not hasattr(self, "savepoint"):
            return
        type(self).steps += 1
        self.case.assert_books_are_honest()


@tagged("post_install", "-at_install")
class TestAdversary(AttackCommon):
    def test_an_adversary_at_the_till(self):
        AdversaryMachine.case = self
        run_state_machine_as_test(
            AdversaryMachine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                # The short run is the same each time; a long one looks for what nobody has seen.
                derandomize="POINTS_ADVERSARY_EXAMPLES" not in os.environ,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        _logger.info("%s steps of an adversary", AdversaryMachine.steps)
        self.assertGreater(AdversaryMachine.steps, EXAMPLES * 2)
