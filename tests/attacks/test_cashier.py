from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import AttackCommon


class CashierCommon(AttackCommon):
    def send_write(self, record, values, login="cashier"):
        return self.rpc(login, record._name, "write", record.ids, values)

    def send_create(self, model, values, login="cashier"):
        return self.rpc(login, model, "create", [values])

    def make_draft(self, amount=50.0, held=False, partner=None, **values):
        """A draft of five bottles, paid in points that nobody set aside."""
        uuid = str(uuid4())
        key = self.set_points_aside(amount, uuid) if held else False
        return self.make_order(
            [self.make_line(self.wine, 5)],
            [(self.points_pm, amount, key)],
            partner or self.marie,
            **{"uuid": uuid, "state": "draft", **values},
        )

    def for_rpc(self, data):
        """What was meant for ``sync_from_ui``, for ``create``."""
        return {name: value for name, value in data.items() if name != "access_token"}


@tagged("post_install", "-at_install")
class TestPaidWithoutPoints(CashierCommon):
    """Fault 1: an order is paid or done only with its points settled."""

    def test_a_state_is_written(self):
        for held in (False, True):
            for states in (["paid"], ["done"], ["paid", "done"], ["cancel", "paid"]):
                with self.attacking("draft, then written", states=states, held=held):
                    data = self.make_draft(held=held)
                    self.honest("cashier", "pos.order", "sync_from_ui", [data])
                    order = self.find(data)
                    answers = [self.send_write(order, {"state": state}) for state in states]
                    self.assert_harmless(*answers)

    def test_a_state_is_written_with_the_payments(self):
        for state in ("paid", "done"):
            with self.attacking("payments and state in one", state=state):
                data = self.make_draft()
                payments, data["payment_ids"], data["amount_paid"] = data["payment_ids"], [], 0
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                values = {"payment_ids": payments, "state": state, "amount_paid": 50}
                self.assert_harmless(self.send_write(self.find(data), values))

    def test_synchronised_with_another_state(self):
        for first, second in (
            ("draft", "done"),
            ("done", None),
            ("cancel", None),
            ("cancel", "paid"),
            ("cancel", "done"),
        ):
            with self.attacking("synchronised", first=first, second=second):
                data = self.make_draft(state=first)
                answers = [self.sync_over_http(dict(data))]
                order = self.find(data)
                if second and order:
                    answers.append(self.sync_over_http({**data, "state": second}))
                    answers.append(self.send_write(order, {"state": second}))
                self.assert_harmless(*answers)

    def test_created_by_rpc(self):
        for state in ("paid", "done", "draft", "cancel"):
            for method in ("create", "web_save"):
                with self.attacking("created", state=state, method=method):
                    data = self.for_rpc(self.make_draft(state=state))
                    if method == "create":
                        answers = [self.send_create("pos.order", data)]
                    else:
                        answers = [self.rpc("cashier", "pos.order", method, [], data, {})]
                    if order := self.find(data):
                        answers.append(self.send_write(order, {"state": "paid"}))
                    self.assert_harmless(*answers)

    def test_created_with_a_state_of_the_context(self):
        for state in ("paid", "done"):
            with self.attacking("default_state", state=state):
                data = self.for_rpc(self.make_draft())
                del data["state"]
                context = {"default_state": state}
                answer = self.rpc("cashier", "pos.order", "create", [data], context=context)
                self.assert_harmless(answer)

    def test_a_payment_is_added_to_a_paid_order(self):
        sale = self.sell_honestly([self.make_line(self.wine, 5)], partner=self.marie)
        payment = {
            "pos_order_id": sale.id,
            "payment_method_id": self.points_pm.id,
            "amount": 10.0,
        }
        with self.attacking("pos.payment.create"):
            self.assert_harmless(self.send_create("pos.payment", payment))
        with self.attacking("order.write"):
            commands = [Command.create({**payment, "pos_order_id": False})]
            self.assert_harmless(self.send_write(sale, {"payment_ids": commands}))
        with self.attacking("add_payment"):
            self.assert_refused(self.rpc("cashier", "pos.order", "add_payment", sale.ids, payment))
        with self.attacking("the method of the payment"):
            values = {"payment_method_id": self.points_pm.id}
            self.assert_harmless(self.send_write(sale.payment_ids, values))

    def test_a_payment_in_points_turns_into_cash(self):
        for values in (
            {"payment_method_id": "cash"},
            {"amount": 0.0},
            {"amount": 1.0},
            {"pos_order_id": "other"},
        ):
            with self.attacking("a payment of a paid order", values=values):
                sale = self.sell_for_points()
                other = self.sell_honestly([self.make_line(self.bread, 4)], partner=self.marie)
                known = {"cash": self.cash_pm1.id, "other": other.id}
                values = {name: known.get(value, value) for name, value in values.items()}
                self.assert_harmless(self.send_write(sale.payment_ids, values))
        with self.attacking("deleted"):
            sale = self.sell_for_points()
            ids = sale.payment_ids.ids
            self.assert_harmless(self.rpc("cashier", "pos.payment", "unlink", ids))
        with self.attacking("deleted with the order"):
            sale = self.sell_for_points()
            self.assert_harmless(self.rpc("cashier", "pos.order", "unlink", sale.ids))

    def test_the_method_of_a_draft_is_changed_at_the_end(self):
        with self.attacking("cash becomes points in the same write"):
            data = self.make_order(
                [self.make_line(self.wine, 5)], [(self.cash_pm1, 50)], self.marie, state="draft"
            )
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            order = self.find(data)
            change = Command.update(order.payment_ids.id, {"payment_method_id": self.points_pm.id})
            self.assert_harmless(self.send_write(order, {"payment_ids": [change], "state": "paid"}))

    def test_a_draft_is_invoiced(self):
        for method in ("action_pos_order_invoice", "_generate_pos_order_invoice"):
            with self.attacking("invoiced", method=method):
                data = self.make_draft()
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                answer = self.rpc("cashier", "pos.order", method, order.ids)
                self.assert_harmless(answer)
        with self.attacking("sync with to_invoice"):
            data = self.make_draft(to_invoice=True, state="paid")
            self.assert_harmless(self.sync_over_http(data))

    def test_other_buttons_of_a_draft(self):
        for method in ("action_pos_order_paid", "action_pos_order_cancel", "action_stock_picking"):
            with self.attacking("button", method=method):
                data = self.make_draft()
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                answers = [self.rpc("cashier", "pos.order", method, order.ids)]
                answers.append(self.send_write(order, {"state": "paid"}))
                self.assert_harmless(*answers)

    def test_a_session_is_closed_over_it(self):
        """What got past all others is not booked as redeemed."""
        data = self.make_draft()
        self.honest("cashier", "pos.order", "sync_from_ui", [data])
        order = self.find(data)
        self.env.cr.execute("UPDATE pos_order SET state = 'paid' WHERE id = %s", order.ids)
        self.env.invalidate_all()
        for method in ("close_session_from_ui", "action_pos_session_closing_control"):
            with self.attacking("closed", method=method):
                answer = self.rpc("manager", "pos.session", method, self.pos_session.ids)
                self.env.invalidate_all()
                self.assertNotEqual(self.pos_session.state, "closed", answer)
                self.assert_sentence(answer)

    def test_a_session_state_is_written(self):
        with self.attacking("closed with a draft that is paid in points"):
            data = self.make_draft()
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            self.rpc("cashier", "pos.session", "write", self.pos_session.ids, {"state": "closed"})
            self.assert_harmless(self.sync_over_http({**data, "state": "paid"}))

    def test_a_method_is_made_one_of_points_afterwards(self):
        """A payment in cash is not turned into one in points by the settings."""
        self.sell_honestly([self.make_line(self.wine, 5)], partner=self.marie)
        values = {"use_payment_terminal": "points"}
        for login in ("cashier", "manager"):
            with self.attacking("settings", login=login):
                self.assert_harmless(self.send_write(self.bank_pm1, values, login))
            with self.attacking("and back", login=login):
                self.sell_for_points()
                answer = self.send_write(self.points_pm, {"use_payment_terminal": False}, login)
                self.assert_harmless(answer)


@tagged("post_install", "-at_install")
class TestPointsBecomeCash(CashierCommon):
    """Fault 2: what comes back was sold, did not come back yet, and costs what it cost."""

    def test_more_comes_back_than_was_sold(self):
        for sold, back in ((1, 5), (4, 5), (1, 1000)):
            for split in ("cash", "points"):
                with self.attacking("more", sold=sold, back=back, split=split):
                    sale = self.sell_for_points(sold, 5.0, sold * 10.0 - 5.0)
                    points = min(5.0, back * 10.0) if split == "points" else 0
                    payments = [(self.cash_pm1, points - back * 10.0)]
                    payments += [(self.points_pm, -points)] if points else []
                    answer = self.sync_over_http(self.make_return(sale.lines, back, payments))
                    self.assert_refused(answer)
                    self.assert_harmless(answer)

    def test_it_comes_back_twice(self):
        with self.attacking("two orders"):
            sale = self.sell_for_points(2, 20.0)
            self.honest(
                "cashier",
                "pos.order",
                "sync_from_ui",
                [self.make_return(sale.lines, 2, [(self.points_pm, -20.0)])],
            )
            for method in (self.points_pm, self.cash_pm1):
                data = self.make_return(sale.lines, 2, [(method, -20.0)])
                self.assert_refused(self.sync_over_http(data))
            self.assert_books_are_honest()
        with self.attacking("two lines of one order"):
            sale = self.sell_for_points(2, 20.0)
            lines = [
                self.make_line(self.wine, -2, refunded_orderline_id=sale.lines.id) for _n in (1, 2)
            ]
            payments = [(self.points_pm, -20.0), (self.cash_pm1, -20.0)]
            data = self.make_order(lines, payments, self.marie)
            answer = self.sync_over_http(data)
            self.assert_refused(answer)
            self.assert_harmless(answer)

    def test_at_another_price(self):
        for price in (100.0, 10.01, 1e9):
            with self.attacking("dearer", price=price):
                sale = self.sell_for_points(5, 10.0, 40.0)
                payments = [(self.points_pm, -10.0), (self.cash_pm1, 10.0 - 5 * price)]
                data = self.make_return(sale.lines, 5, payments, price)
                answer = self.sync_over_http(data)
                self.assert_refused(answer)
                self.assert_harmless(answer)
        with self.attacking("at the price before the discount"):
            line = self.make_line(
                self.wine, 4, discount=50, price_subtotal=20.0, price_subtotal_incl=20.0
            )
            uuid = str(uuid4())
            key = self.set_points_aside(20.0, uuid)
            sale = self.sell_honestly([line], [(self.points_pm, 20.0, key)], self.marie, uuid=uuid)
            payments = [(self.points_pm, -20.0), (self.cash_pm1, -20.0)]
            answer = self.sync_over_http(self.make_return(sale.lines, 4, payments))
            self.assert_refused(answer)
            self.assert_harmless(answer)

    def test_of_another_article(self):
        with self.attacking("cheese for wine"):
            sale = self.sell_for_points(2, 10.0, 10.0)
            line = self.make_line(self.cheese, -2, 10.0, refunded_orderline_id=sale.lines.id)
            payments = [(self.points_pm, -10.0), (self.cash_pm1, -10.0)]
            data = self.make_order([line], payments, self.marie)
            self.assert_refused(self.sync_over_http(data))

    def test_a_positive_line_that_returns(self):
        """It makes up for what comes back, so that all of it is paid out in cash."""
        with self.attacking("of another sale"):
            sale = self.sell_for_points(4, 40.0)
            other = self.sell_honestly([self.make_line(self.wine, 4)], partner=self.marie)
            lines = [
                self.make_line(self.wine, -4, refunded_orderline_id=sale.lines.id),
                self.make_line(self.wine, 4, refunded_orderline_id=other.lines.id),
            ]
            data = self.make_order(lines, [], self.marie)
            self.assert_refused(self.sync_over_http(data))
        with self.attacking("of the same sale, brought back next"):
            sale = self.sell_for_points(4, 40.0)
            line = self.make_line(self.wine, 4, refunded_orderline_id=sale.lines.id)
            data = self.make_order([line], [(self.cash_pm1, 40.0)], self.marie)
            answers = [self.sync_over_http(data)]
            for _return in range(2):
                data = self.make_return(sale.lines, 4, [(self.cash_pm1, -40.0)])
                answers.append(self.sync_over_http(data))
            self.assert_refused(answers[0])
            self.assert_harmless(*answers)

    def test_in_cash(self):
        for name, values in {
            "plainly": {},
            "without the customer": {"partner": None},
            "by another customer": {"partner": "paul"},
            "to the customer's account": {"method": "pay_later_pm"},
            "as a draft that is written to paid": {"state": "draft"},
            "as done": {"state": "done"},
            "with the change of the till": {"amount_return": -40.0},
        }.items():
            with self.attacking(name):
                sale = self.sell_for_points(4, 40.0)
                values = dict(values)
                method = getattr(self, values.pop("method", "cash_pm1"))
                if "partner" in values:
                    values["partner"] = self.paul if values["partner"] else self.marie.browse()
                payments = [] if "amount_return" in values else [(method, -40.0)]
                data = self.make_return(sale.lines, 4, payments, **values)
                answers = [self.sync_over_http(data)]
                if order := self.find(data):
                    answers.append(self.send_write(order, {"state": "paid"}))
                self.assert_harmless(*answers)

    def test_the_link_to_the_sale_comes_later(self):
        """A return without its sale is paid out, then the line is tied to the sale or cut off."""
        with self.attacking("tied later"):
            sale = self.sell_for_points(4, 40.0)
            data = self.make_order(
                [self.make_line(self.wine, -4)], [(self.cash_pm1, -40.0)], self.marie
            )
            answers = [self.sync_over_http(data)]
            if order := self.find(data):
                values = {"refunded_orderline_id": sale.lines.id}
                answers.append(self.send_write(order.lines, values))
            self.assert_harmless(*answers)
        with self.attacking("cut off, then returned again"):
            sale = self.sell_for_points(4, 40.0)
            data = self.make_return(sale.lines, 4, [(self.points_pm, -40.0)])
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            line = self.find(data).lines
            answers = [self.send_write(line, {"refunded_orderline_id": False})]
            data = self.make_return(sale.lines, 4, [(self.points_pm, -40.0)])
            answers.append(self.sync_over_http(data))
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(), 400)

    def test_a_return_is_created_by_rpc(self):
        for state in ("paid", "done", "draft"):
            with self.attacking("created", state=state):
                sale = self.sell_for_points(4, 40.0)
                data = self.make_return(sale.lines, 4, [(self.cash_pm1, -40.0)], state=state)
                answers = [self.send_create("pos.order", self.for_rpc(data))]
                if order := self.find(data):
                    answers.append(self.send_write(order, {"state": "paid"}))
                self.assert_harmless(*answers)

    def test_a_return_is_changed_before_it_is_paid(self):
        for values in ({"qty": -8}, {"price_unit": 100.0}, {"price_subtotal_incl": -400.0}):
            with self.attacking("changed", values=values):
                sale = self.sell_for_points(4, 30.0, 10.0)
                data = self.make_return(sale.lines, 4, [(self.points_pm, -30.0)], state="draft")
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                answers = [self.send_write(order.lines, values)]
                cash = Command.create(
                    {"payment_method_id": self.cash_pm1.id, "amount": -50.0, "name": "x"}
                )
                answers.append(
                    self.send_write(order, {"payment_ids": [cash], "amount_total": -80.0})
                )
                answers.append(self.send_write(order, {"state": "paid"}))
                self.assert_harmless(*answers)

    def test_the_sale_is_made_dearer_before_its_return(self):
        """Money to return is the price of the sale less its points."""
        for values in (
            {"price_subtotal_incl": 400.0, "price_subtotal": 400.0},
            {"qty": 40},
            {"price_unit": 100.0},
        ):
            with self.attacking("dearer", values=values):
                sale = self.sell_for_points(4, 30.0, 10.0)
                answers = [self.send_write(sale.lines, values)]
                data = self.make_return(sale.lines, 4, [(self.cash_pm1, -40.0)], price=10.0)
                answers.append(self.sync_over_http(data))
                self.assert_refused(answers[0])
                self.assert_harmless(*answers)

    def test_goods_are_added_to_a_sale_in_points(self):
        with self.attacking("a line more, then returned in cash"):
            sale = self.sell_for_points(4, 40.0)
            line = {**self.make_line(self.wine, 4), "order_id": sale.id}
            answers = [self.send_create("pos.order.line", line)]
            data = self.make_return(sale.lines[0], 4, [(self.cash_pm1, -40.0)])
            answers.append(self.sync_over_http(data))
            self.assert_refused(answers[0])
            self.assert_harmless(*answers)
        with self.attacking("a line of another sale moves over"):
            sale = self.sell_for_points(4, 40.0)
            other = self.sell_honestly([self.make_line(self.wine, 4)], partner=self.paul)
            self.assert_refused(self.send_write(other.lines, {"order_id": sale.id}))

    def test_a_fraction_and_a_rounding(self):
        """Many tiny returns do not add up to more than was paid."""
        with self.attacking("thirds"):
            sale = self.sell_for_points(1, 5.0, 5.0)
            answers = []
            for _third in range(3):
                data = self.make_return(
                    sale.lines, 1 / 3, [(self.cash_pm1, -3.34)], amount_total=-3.34
                )
                data["lines"][0][2].update(price_subtotal=-3.34, price_subtotal_incl=-3.34)
                answers.append(self.sync_over_http(data))
            self.assert_harmless(*answers)


@tagged("post_install", "-at_install")
class TestPointsForNothing(CashierCommon):
    """Fault 3: a sale earns for money that was paid, as its payments say."""

    def test_goods_against_goods_that_were_never_sold(self):
        with self.attacking("1000 of goods, 1000 returned of a line that sold one"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.paul)
            lines = [
                self.make_line(self.cheese, 100, 10.0),
                self.make_line(self.wine, -100, refunded_orderline_id=sale.lines.id),
            ]
            self.assert_harmless(self.sync_over_http(self.make_order(lines, [], self.marie)))
        with self.attacking("a discount that is called a return"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)])
            lines = [
                self.make_line(self.cheese, 1, 1000.0),
                self.make_line(self.bread, -1, 1000.0, refunded_orderline_id=sale.lines.id),
            ]
            self.assert_harmless(self.sync_over_http(self.make_order(lines, [], self.marie)))

    def test_amounts_that_were_never_paid(self):
        forged = {
            "amount_paid without a payment": {"payment_ids": []},
            "with a small payment": {"payment_ids": "small"},
            "a total below the lines": {"amount_total": 1.0},
            "with a payment of another order's name": {"amount_paid": 1e6, "payment_ids": []},
            "a lot of change": {"amount_return": -1000.0},
        }
        for name, values in forged.items():
            for state in ("paid", "done", "draft"):
                for way in ("create", "sync"):
                    with self.attacking(name, state=state, way=way):
                        self.forge_amounts(values, state, way)

    def forge_amounts(self, values, state, way):
        lines = [self.make_line(self.wine, 100)]
        data = self.make_order(lines, [(self.cash_pm1, 1000.0)], self.marie, state=state)
        values = dict(values)
        if values.get("payment_ids") == "small":
            values["payment_ids"] = self.make_order([], [(self.cash_pm1, 1.0)])["payment_ids"]
        data.update(values)
        if way == "sync":
            answers = [self.sync_over_http(data)]
        else:
            answers = [self.send_create("pos.order", self.for_rpc(data))]
        if order := self.find(data):
            answers.append(self.rpc("cashier", "pos.order", "action_pos_order_paid", order.ids))
            answers.append(self.send_write(order, {"state": "paid"}))
        self.assert_harmless(*answers)

    def test_lines_say_another_amount_than_their_price(self):
        for name, changes in {
            "subtotal": {"price_subtotal": 1000.0, "price_subtotal_incl": 1000.0},
            "subtotal with a small total": {"price_subtotal": 1000.0},
            "a discount below zero": {"discount": -900.0, "price_subtotal_incl": 100.0},
            "a quantity": {"qty": 100},
        }.items():
            for total in (10.0, None):
                with self.attacking(name, total=total):
                    line = {**self.make_line(self.wine, 1), **changes}
                    data = self.make_order([line], [(self.cash_pm1, 10.0)], self.marie)
                    data["amount_total"] = total or data["amount_total"]
                    answers = [self.sync_over_http(data)]
                    self.assert_harmless(*answers)

    def test_a_payment_that_is_taken_back(self):
        """The sale has earned, then its payments shrink."""
        for name, change in {
            "made smaller": {"amount": 1.0},
            "made negative": {"amount": -100.0},
            "moved away": {"pos_order_id": "other"},
        }.items():
            with self.attacking(name):
                sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                other = self.sell_honestly([self.make_line(self.bread, 1)])
                change = {
                    key: other.id if value == "other" else value for key, value in change.items()
                }
                self.assert_harmless(self.send_write(sale.payment_ids, change))
        with self.attacking("deleted"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            ids = sale.payment_ids.ids
            self.assert_harmless(self.rpc("cashier", "pos.payment", "unlink", ids))
        with self.attacking("cash taken out again"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            back = {
                "pos_order_id": sale.id,
                "payment_method_id": self.cash_pm1.id,
                "amount": -100.0,
            }
            self.assert_harmless(self.send_create("pos.payment", back))
        with self.attacking("cash of another sale, taken out there"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            out = self.make_order(
                [self.make_line(self.bread, -1)], [(self.cash_pm1, -100.0)], state="draft"
            )
            self.honest("cashier", "pos.order", "sync_from_ui", [out])
            payment = self.find(out).payment_ids
            self.assertEqual(payment.amount, -100)
            self.assert_harmless(self.send_write(payment, {"pos_order_id": sale.id}))

    def test_the_same_sale_earns_twice(self):
        with self.attacking("the same order five times"):
            data = self.make_order(
                [self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)], self.marie
            )
            self.assert_harmless(*[self.sync_over_http(dict(data)) for _n in range(5)])
            self.assertEqual(self.get_balance(), 410)
        with self.attacking("paid again"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.marie)
            answers = [
                self.rpc("cashier", "pos.order", "action_pos_order_paid", sale.ids) for _n in (1, 2)
            ]
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(), 410)
        with self.attacking("under another uuid"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.marie)
            answers = [self.send_write(sale, {"uuid": str(uuid4())})]
            answers.append(self.rpc("cashier", "pos.order", "action_pos_order_paid", sale.ids))
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(), 410)
        with self.attacking("copied"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.marie)
            values = {"state": "paid", "amount_paid": 10.0}
            self.assert_harmless(self.rpc("cashier", "pos.order", "copy", sale.ids, values))

    def test_of_another_shop(self):
        with self.attacking("a session of another company"):
            data = self.make_order(
                [self.make_line(self.wine, 1)],
                [(self.cash_pm1, 10.0)],
                self.marie,
                company_id=self.other_company.id,
            )
            self.assert_harmless(self.sync_over_http(data))
        with self.attacking("the till's program"):
            values = {"points_program_id": self.other_program.id}
            self.assert_refused(self.send_write(self.config, values))
        for values in ({"config_id": "other"}, {"session_id": 0}, {"session_id": 10**9}):
            with self.attacking("forged", values=values):
                sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.marie)
                values = {
                    name: self.other_config.id if value == "other" else value
                    for name, value in values.items()
                }
                self.assert_refused(self.send_write(sale, values))


@tagged("post_install", "-at_install")
class TestFrozen(CashierCommon):
    """Fault 4: once paid, what the ledger was computed from is frozen."""

    def test_the_customer(self):
        for name, value in {"empty": False, "paul": "paul"}.items():
            for way in ("write", "web_save", "set_partner"):
                with self.attacking(name, way=way):
                    sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                    value = self.paul.id if value == "paul" else value
                    if way == "web_save":
                        args = [sale.ids, {"partner_id": value}, {}]
                    else:
                        args = [sale.ids, {"partner_id": value}]
                    method = "web_save" if way == "web_save" else "write"
                    answer = self.rpc("cashier", "pos.order", method, *args)
                    self.assert_refused(answer)
                    self.env.invalidate_all()
                    self.assertEqual(sale.partner_id, self.marie)

    def test_emptied_then_claimed(self):
        with self.attacking("claimed by somebody else"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            answers = [self.send_write(sale, {"partner_id": False})]
            claim = [sale.id, self.paul.id]
            answers.append(self.rpc("cashier", "pos.order", "claim_points", *claim))
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(self.paul), 0)
            self.assertEqual(self.get_balance(), 500)
        with self.attacking("synchronised again without the customer"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            data = self.make_order([], [], uuid=sale.uuid)
            answers = [self.sync_over_http(data)]
            claim = [sale.id, self.paul.id]
            answers.append(self.rpc("cashier", "pos.order", "claim_points", *claim))
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(self.paul), 0)

    def test_an_order(self):
        """Each field that points or their keys come from."""
        for values in (
            {"uuid": "another"},
            {"date_order": "2020-01-01 00:00:00"},
            {"date_order": "2099-01-01 00:00:00"},
            {"amount_total": 1.0},
            {"amount_paid": 10000.0},
            {"amount_return": 1.0},
            {"amount_tax": 1.0},
            {"currency_rate": 100.0},
            {"lines": [Command.clear()]},
            {"lines": "new"},
            {"payment_ids": [Command.clear()]},
            {"pricelist_id": False, "uuid": "two at once"},
            {"create_date": "2020-01-01 00:00:00"},
            {"points_issue": "forged"},
            {"points_uncovered": 100},
        ):
            with self.attacking("written after payment", values=str(values)):
                sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                if values.get("lines") == "new":
                    values = {"lines": [Command.create(self.make_line(self.wine, 50))]}
                before = sale.read(values.keys())
                answer = self.send_write(sale, values)
                self.assert_kept(answer, sale, before, values)

    def assert_kept(self, answer, record, before, values):
        """What was written is refused, or stays as it was."""
        self.assert_sentence(answer)
        self.env.invalidate_all()
        self.assertEqual(record.exists().read(values.keys()), before, answer)
        self.assert_books_are_honest()

    def test_a_line(self):
        for values in (
            {"uuid": "another"},
            {"qty": 1},
            {"qty": 1000},
            {"qty": -10},
            {"price_unit": 0.01},
            {"price_subtotal": 1.0},
            {"price_subtotal_incl": 1.0},
            {"discount": 100.0},
            {"product_id": "bread"},
            {"order_id": "other"},
            {"tax_ids": "tax"},
            {"refunded_orderline_id": "other_line"},
            {"points_discount": 50.0},
            {"is_points_discount": True},
        ):
            with self.attacking("a line after payment", values=values):
                sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                other = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.paul)
                known = {
                    "bread": self.bread.id,
                    "other": other.id,
                    "other_line": other.lines.id,
                    "tax": [Command.link(self.taxes["tax7"].id)],
                }
                values = {
                    name: known.get(value, value) if isinstance(value, str) else value
                    for name, value in values.items()
                }
                line = sale.lines
                before = line.read(values.keys())
                answer = self.send_write(line, values)
                self.assert_kept(answer, line, before, values)

    def test_lines_come_and_go(self):
        with self.attacking("a line is deleted"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            answer = self.rpc("cashier", "pos.order.line", "unlink", sale.lines.ids)
            self.assert_refused(answer)
        with self.attacking("a line is added"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            line = {**self.make_line(self.wine, 5), "order_id": sale.id}
            self.assert_refused(self.send_create("pos.order.line", line))
        with self.attacking("by the order's context"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
            line = self.make_line(self.wine, 5)
            context = {"default_order_id": sale.id}
            self.assert_refused(
                self.rpc("cashier", "pos.order.line", "create", [line], context=context)
            )

    def test_points_stay_although_the_goods_come_back(self):
        """The lines lose their names, so that nothing is found to take back."""
        for values in ({"uuid": "lost"}, {"qty": 1000}, {"price_unit": 0.0}):
            with self.attacking("goods come back", values=values):
                sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                answers = [self.send_write(sale.lines, values)]
                data = self.make_return(sale.lines, 10, [(self.cash_pm1, -100.0)], price=10.0)
                answers.append(self.sync_over_http(data))
                self.assert_harmless(*answers)
                self.assertEqual(self.get_balance(), 400, answers)

    def test_names_that_collide(self):
        """Keys of the ledger are not made of what a till says."""
        with self.attacking("an order's uuid of a finished sale"):
            first = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.paul)
            answers = [self.send_write(first, {"uuid": "free"})]
            data = self.make_order(
                [self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)], self.marie
            )
            answers.append(self.sync_over_http({**data, "uuid": first.uuid}))
            self.assert_harmless(*answers)
        with self.attacking("a payment's uuid of a finished sale"):
            sale = self.sell_for_points(1, 10.0)
            uuid = sale.payment_ids.uuid
            order_uuid = str(uuid4())
            key = self.set_points_aside(10.0, order_uuid)
            data = self.make_order(
                [self.make_line(self.wine, 1)],
                [(self.points_pm, 10.0, key)],
                self.marie,
                uuid=order_uuid,
            )
            data["payment_ids"][0][2]["uuid"] = uuid
            self.assert_harmless(self.sync_over_http(data))
        with self.attacking("two lines of one uuid"):
            lines = [self.make_line(self.wine, 5), self.make_line(self.bread, 4)]
            lines[1]["uuid"] = lines[0]["uuid"]
            data = self.make_order(lines, [(self.cash_pm1, 60.0)], self.marie)
            answers = [self.sync_over_http(data)]
            if order := self.find(data):
                back = self.make_order(
                    [
                        self.make_line(line.product_id, -line.qty, refunded_orderline_id=line.id)
                        for line in order.lines
                    ],
                    [(self.cash_pm1, -60.0)],
                    self.marie,
                )
                answers.append(self.sync_over_http(back))
                self.assertEqual(self.get_balance(), 400, answers)
            self.assert_harmless(*answers)
        for uuid in ("x" * 100_000, "a\x00b", "pos.order/1", "'; --", "\x1f", ""):
            with self.attacking("a strange uuid", uuid=uuid[:20]):
                data = self.make_order(
                    [self.make_line(self.wine, 1)],
                    [(self.cash_pm1, 10.0)],
                    self.marie,
                    uuid=uuid,
                )
                self.assert_harmless(self.sync_over_http(data))

    def test_a_manager_corrects(self):
        """What is left open: a manager's correction moves the points with the customer."""
        sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
        self.honest("manager", "pos.order", "write", sale.ids, {"partner_id": self.paul.id})
        self.assertEqual((self.get_balance(), self.get_balance(self.paul)), (400, 100))
        self.assert_books_are_honest()


@tagged("post_install", "-at_install")
class TestMoment(CashierCommon):
    """Fault 5: the moment of a sale is the server's, outside of its session's hours."""

    def sell_at(self, moment, **values):
        data = self.make_order(
            [self.make_line(self.wine, 10)],
            [(self.cash_pm1, 100.0)],
            self.marie,
            date_order=moment,
            **values,
        )
        answer = self.sync_over_http(data)
        self.assert_sentence(answer)
        return self.find(data)

    def test_a_cap_of_a_day(self):
        self.program.day_cap = 50
        for name, moments in {
            "days of the past": [f"2026-0{month}-01 12:00:00" for month in range(1, 5)],
            "days to come": [f"2027-0{month}-01 12:00:00" for month in range(1, 5)],
            "around midnight": [
                fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=days))
                for days in (-1, 0, 1)
            ],
        }.items():
            with self.attacking(name):
                for moment in moments:
                    self.sell_at(moment)
                self.assertLessEqual(self.get_balance(), 450)
                self.assert_books_are_honest()

    def test_a_moment_is_written_before_payment(self):
        self.program.day_cap = 50
        with self.attacking("drafts of other days"):
            answers = []
            for month in range(1, 4):
                data = self.make_order(
                    [self.make_line(self.wine, 10)],
                    [(self.cash_pm1, 100.0)],
                    self.marie,
                    state="draft",
                )
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                moment = f"2026-0{month}-01 12:00:00"
                answers.append(self.send_write(order, {"date_order": moment}))
                answers.append(self.rpc("cashier", "pos.order", "action_pos_order_paid", order.ids))
            self.assert_harmless(*answers)
            self.assertLessEqual(self.get_balance(), 450)

    def test_points_that_live_for_ever(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        most = fields.Date.today() + timedelta(days=400)
        for moment in ("2090-01-01 00:00:00", "9999-12-31 23:59:59", "2028-01-01 00:00:00"):
            with self.attacking("a sale of the future", moment=moment):
                self.sell_at(moment)
                lots = self.account_of(self.marie).lot_ids.filtered("expires_on")
                self.assertFalse(
                    lots.filtered(lambda lot: lot.expires_on > most).mapped("expires_on")
                )
        self.program.expiry = "activity"
        for moment in ("2090-01-01 00:00:00",):
            with self.attacking("activity of the future", moment=moment):
                self.sell_at(moment)
                lots = self.account_of(self.marie).lot_ids.filtered("expires_on")
                self.assertFalse(
                    lots.filtered(lambda lot: lot.expires_on > most).mapped("expires_on")
                )

    def test_a_rule_of_another_day(self):
        """Double points at Christmas are for who buys at Christmas."""
        self.program.rule_ids.write({"date_from": "2026-12-24", "date_to": "2026-12-26"})
        with self.attacking("in advance"):
            self.sell_at("2026-12-25 12:00:00")
            self.assertEqual(self.get_balance(), 400)

    def test_a_claim_of_an_old_sale(self):
        sale = self.sell_honestly([self.make_line(self.wine, 10)])
        old = fields.Datetime.now() - timedelta(days=365)
        self.env.cr.execute(
            "UPDATE pos_order SET date_order = %s, create_date = %s WHERE id = %s",
            (old, old, sale.id),
        )
        self.env.invalidate_all()
        claim = [sale.id, self.marie.id]
        with self.attacking("as it is"):
            self.assert_refused(self.rpc("cashier", "pos.order", "claim_points", *claim))
        with self.attacking("made younger"):
            now = fields.Datetime.to_string(fields.Datetime.now())
            answers = [self.send_write(sale, {"date_order": now})]
            answers.append(self.rpc("cashier", "pos.order", "claim_points", *claim))
            self.assertEqual(self.get_balance(), 400, answers)

    def test_a_claim_of_a_sale_said_to_be_of_today(self):
        with self.attacking("a sale that says it is of tomorrow can be claimed for ever"):
            data = self.make_order(
                [self.make_line(self.wine, 10)],
                [(self.cash_pm1, 100.0)],
                date_order="2090-01-01 00:00:00",
            )
            self.assert_sentence(self.sync_over_http(data))
            order = self.find(data)
            old = fields.Datetime.now() - timedelta(days=365)
            self.env.cr.execute(
                "UPDATE pos_order SET create_date = %s, points_date = %s WHERE id = %s",
                (old, old, order.id),
            )
            self.env.invalidate_all()
            claim = [order.id, self.marie.id]
            answer = self.rpc("cashier", "pos.order", "claim_points", *claim)
            self.assertEqual(self.get_balance(), 400, answer)

    def test_no_moment_at_all(self):
        for moment in ("0001-01-01 00:00:00", "9999-12-31 23:59:59", [], {}, None, False, ""):
            with self.attacking("no moment", moment=moment):
                data = self.make_order(
                    [self.make_line(self.wine, 1)],
                    [(self.cash_pm1, 10.0)],
                    self.marie,
                    date_order=moment,
                )
                self.assert_harmless(self.sync_over_http(data))

    def test_a_session_of_other_hours(self):
        """The hours of a session are not a till's to write."""
        for values in (
            {"start_at": "2020-01-01 00:00:00"},
            {"stop_at": "2090-01-01 00:00:00"},
        ):
            with self.attacking("a session", values=values):
                self.program.day_cap = 50
                answers = [self.send_write(self.pos_session, values)]
                for moment in ("2025-01-01 12:00:00", "2025-01-02 12:00:00"):
                    self.sell_at(moment)
                self.assertLessEqual(self.get_balance(), 450, answers)

    def test_last_night_without_connection(self):
        """What is left open: an honest order of this session, that comes late."""
        moment = self.pos_session.start_at + timedelta(minutes=1)
        order = self.sell_at(fields.Datetime.to_string(moment))
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.get_balance(), 500)


@tagged("post_install", "-at_install")
class TestServersFields(CashierCommon):
    """Fault 8: fields that only the server writes."""

    def test_a_customers_fields(self):
        for name in sorted(self.get_readonly_fields("res.partner")):
            field = self.env["res.partner"]._fields[name]
            with self.attacking("a customer", field=name):
                before = self.read_column("res.partner", self.marie, name)
                answer = self.send_write(self.marie, {name: self.forge(field)})
                self.assert_sentence(answer)
                self.assertEqual(self.read_column("res.partner", self.marie, name), before, answer)

    def test_fields_by_default(self):
        """``default_*`` of a context get past checks of values."""
        category = {"name": "Forged"}
        for login in ("cashier", "manager", "adjuster"):
            for values in (
                {"domain_user_id": 1, "domain": "[('id', '>', 0)]", "is_automatic": True},
                {"issue": "forged"},
                {"is_tier": True},
            ):
                with self.attacking("res.partner.category", login=login, values=values):
                    context = {f"default_{name}": value for name, value in values.items()}
                    answer = self.rpc(
                        login, "res.partner.category", "create", [category], context=context
                    )
                    self.assert_no_forged_category(answer, login)

    def assert_no_forged_category(self, answer, login):
        self.assert_sentence(answer)
        if not answer.error:
            self.env.invalidate_all()
            category = self.env["res.partner.category"].sudo().browse(answer.result)
            self.assertNotEqual(category.domain_user_id.id, 1)
            self.assertFalse(category.issue)
            self.assertFalse(login == "cashier" and category.is_tier)
            self.assertFalse(login == "cashier" and category.is_automatic)

    def test_a_category_reads_as_somebody_else(self):
        category = self.env["res.partner.category"].create({"name": "Everybody"})
        for login in ("internal", "cashier", "adjuster", "manager"):
            for values in (
                {"domain_user_id": 1},
                {"domain_user_id": 1, "domain": "[('id', '>', 0)]", "is_automatic": True},
                {"issue": "forged"},
            ):
                for method in ("create", "write"):
                    with self.attacking("category", login=login, values=values, method=method):
                        args = [category.ids, values]
                        if method == "create":
                            args = [[{"name": "Forged", **values}]]
                        answer = self.rpc(login, "res.partner.category", method, *args)
                        self.assert_sentence(answer)
                        self.env.invalidate_all()
                        categories = self.env["res.partner.category"].sudo()
                        self.assertFalse(categories.search([("issue", "=", "forged")]), answer)
                        self.assertFalse(categories.search([("domain_user_id", "=", 1)]), answer)

    def test_discount_fields_of_lines(self):
        for values in (
            {"is_points_discount": True},
            {"points_discount": 90.0},
            {"is_points_discount": True, "points_discount": 90.0},
        ):
            with self.attacking("created", values=values):
                line = {**self.make_line(self.wine, 10), **values}
                data = self.make_order([line], [(self.cash_pm1, 100.0)], self.marie, state="draft")
                answer = self.send_create("pos.order", self.for_rpc(data))
                self.assert_server_wrote_lines(answer, data, values)
            with self.attacking("nested in an update of sync", values=values):
                data = self.make_order(
                    [self.make_line(self.wine, 10)],
                    [(self.cash_pm1, 100.0)],
                    self.marie,
                    state="draft",
                )
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                line = self.find(data).lines
                again = {**data, "lines": [Command.update(line.id, values)], "payment_ids": []}
                self.assert_server_wrote_lines(self.sync_over_http(again), data, values)
            with self.attacking("by default", values=values):
                data = self.make_order(
                    [self.make_line(self.wine, 10)], [(self.cash_pm1, 100.0)], self.marie
                )
                context = {f"default_{name}": value for name, value in values.items()}
                answer = self.rpc("cashier", "pos.order", "sync_from_ui", [data], context=context)
                self.assert_server_wrote_lines(answer, data, values)
            with self.attacking("written to a draft", values=values):
                data = self.make_order(
                    [self.make_line(self.wine, 10)], [], self.marie, state="draft"
                )
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                answer = self.send_write(self.find(data).lines, values)
                self.assert_server_wrote_lines(answer, data, values)

    def assert_server_wrote_lines(self, answer, data, values):
        self.assert_sentence(answer)
        lines = self.find(data).lines
        for name in values:
            self.assertFalse(any(lines.mapped(name)), (name, answer))
        self.assert_books_are_honest()

    def test_fields_of_orders(self):
        for values in ({"points_issue": "forged"}, {"points_uncovered": 500}):
            context = {f"default_{name}": value for name, value in values.items()}
            for way in ("create", "sync", "default", "default of sync", "draft"):
                with self.attacking("an order", values=values, way=way):
                    data = self.make_order(
                        [self.make_line(self.wine, 1)],
                        [(self.cash_pm1, 10.0)],
                        self.marie,
                        state="draft" if way in ("draft", "create", "default") else "paid",
                    )
                    answer = self.send_order(way, data, values, context)
                    self.assert_sentence(answer)
                    order = self.find(data).sudo()
                    self.assertFalse(any(order[name] for name in values if order), answer)

    def send_order(self, way, data, values, context):
        if way == "create":
            return self.send_create("pos.order", self.for_rpc({**data, **values}))
        if way == "default":
            return self.rpc("cashier", "pos.order", "create", [self.for_rpc(data)], context=context)
        if way == "default of sync":
            return self.rpc("cashier", "pos.order", "sync_from_ui", [data], context=context)
        if way == "sync":
            return self.sync_over_http({**data, **values})
        self.honest("cashier", "pos.order", "sync_from_ui", [data])
        return self.send_write(self.find(data), values)

    def test_a_batch_of_somebody_else(self):
        """An adjuster's limit is not got past by another name or state."""
        self.program.sudo().adjust_limit = 10
        line = Command.create({"partner_id": self.marie.id, "points": 5})
        batch = {"name": "Forged", "program_id": self.program.id, "line_ids": [line]}
        admin = self.env.ref("base.user_admin").id
        for values in ({"user_id": admin}, {"state": "done"}, {"state": "running"}):
            context = {f"default_{name}": value for name, value in values.items()}
            for way in ("create", "default", "write"):
                with self.attacking("a batch", values=values, way=way):
                    answers = self.send_batch(way, batch, values, context)
                    for answer in answers:
                        self.assert_sentence(answer)
                    self.env.invalidate_all()
                    found = self.env["points.batch"].sudo().search([("name", "=", "Forged")])
                    self.assertLessEqual(set(found.mapped("state")), {"draft"}, answers)
                    self.assertNotIn(admin, found.user_id.ids, answers)

    def send_batch(self, way, batch, values, context):
        if way == "create":
            return [self.rpc("adjuster", "points.batch", "create", [{**batch, **values}])]
        if way == "default":
            return [self.rpc("adjuster", "points.batch", "create", [batch], context=context)]
        ids = self.honest("adjuster", "points.batch", "create", [batch])
        return [self.rpc("adjuster", "points.batch", "write", ids, values)]

    def get_readonly_fields(self, model):
        """Fields of this module that a form shows readonly, or that have no inverse."""
        fields_of_model = self.env[model]._fields.items()
        return {
            name
            for name, field in fields_of_model
            if "pos_customer_loyalty" in field._modules
            and field.readonly
            and (field.store or not field.compute)
            and not field.related
        }

    def read_column(self, model, record, name):
        self.env.invalidate_all()
        value = record.sudo()[name]
        return value.ids if hasattr(value, "ids") else value

    def forge(self, field):
        if field.type in ("integer", "float", "monetary"):
            return 4711
        if field.type == "boolean":
            return True
        if field.type in ("date", "datetime"):
            return "2031-01-01"
        if field.type in ("one2many", "many2many"):
            return [[5, 0, 0]]
        return 1 if field.type == "many2one" else "forged"


@tagged("post_install", "-at_install")
class TestUnbounded(CashierCommon):
    """Fault 9: what is sent has limits, and ends in a sentence."""

    def test_a_search(self):
        texts = {
            "24 kB of words": "dupont marie " * 2000,
            "24 kB of letters": "a b c d e f g h " * 1500,
            "a long word": "x" * 100_000,
            "5 MB": "dupont " * 700_000,
            "NUL": "dup\x00ont",
            "digits": "1 2 3 4 5 6 7 8 9 0 " * 1000,
            "wildcards": "%_\\" * 5000,
            "unicode": "é ü ß ñ 中 文 " * 2000,
        }
        for name, text in texts.items():
            for way in ("name_search", "search_read", "search_count", "get_new_partner"):
                with self.attacking(name, way=way):
                    self.assert_sentence(self.search_customers(way, text))

    def search_customers(self, way, text):
        domain = [("search_text", "ilike", text)]
        if way == "name_search":
            return self.rpc("cashier", "res.partner", "name_search", text)
        if way == "search_read":
            return self.rpc("cashier", "res.partner", way, domain, ["name"], limit=10)
        if way == "get_new_partner":
            return self.rpc("cashier", "res.partner", way, self.config.id, domain, 0)
        return self.rpc("cashier", "res.partner", way, domain)

    def test_points_set_aside(self):
        session = self.pos_session.ids
        honest = {
            "key": str(uuid4()),
            "order_uuid": str(uuid4()),
            "partner_id": self.marie.id,
            "amount": 10.0,
        }
        numbers = (2**63, 1e308, 1e15, -1, 0, "NaN", "1e308", None, [], {}, True, 0.001)
        texts = ("x" * 100_000, "a\x00b", "", None, 5, [], {}, "\x1f", "a/b/redeem")
        ids = (2**63, 2**31, 0, -1, "1", None, [], {}, 1.5, True, 10**9)
        wrong = {
            **{("key", str(text)[:20]): {"key": text} for text in texts},
            **{("order_uuid", str(text)[:20]): {"order_uuid": text} for text in texts},
            **{("partner_id", str(number)): {"partner_id": number} for number in ids},
            **{("amount", str(number)): {"amount": number} for number in numbers},
            **{("confirmer", str(number)): {"confirmer_id": number} for number in ids},
            **{("code", str(text)[:20]): {"code": text} for text in texts},
            **{("reward", str(number)): {"reward_id": number} for number in ids},
        }
        for name, values in wrong.items():
            with self.attacking("authorise_points", name=name):
                answer = self.rpc(
                    "cashier", "pos.session", "authorise_points", session, **{**honest, **values}
                )
                self.assert_harmless(answer)
        for text in (*texts, 2**63):
            with self.attacking("release_points", key=str(text)[:20]):
                self.assert_harmless(
                    self.rpc("cashier", "pos.session", "release_points", session, text)
                )

    def test_amounts_of_an_order(self):
        for number in (1e308, 1e20, 2**63, 1e12, "NaN", "Infinity", "1e400"):
            for name in ("qty", "price_unit", "discount", "price_subtotal_incl"):
                with self.attacking("a line", field=name, number=number):
                    line = {**self.make_line(self.wine, 1), name: number}
                    data = self.make_order([self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)])
                    data.update(lines=[Command.create(line)], partner_id=self.marie.id)
                    self.assert_harmless(self.sync_over_http(data))
            with self.attacking("a payment", number=number):
                data = self.make_order(
                    [self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)], self.marie
                )
                data["payment_ids"][0][2]["amount"] = number
                self.assert_harmless(self.sync_over_http(data))

    def test_claims(self):
        sale = self.sell_honestly([self.make_line(self.wine, 1)])
        for number in (2**63, 2**31, 0, -1, "1", None, [], {}, 1.5, 10**9, True):
            with self.attacking("of an order", number=number):
                args = [number, self.marie.id]
                self.assert_refused(self.rpc("cashier", "pos.order", "claim_points", *args))
            with self.attacking("for a customer", number=number):
                args = [sale.id, number]
                answer = self.rpc("cashier", "pos.order", "claim_points", *args)
                self.assert_harmless(answer)


@tagged("post_install", "-at_install")
class TestOtherWays(CashierCommon):
    """The same faults by other doors: nested commands, mappings, wizards, defaults, holds."""

    def test_nested_commands(self):
        for name, command in {
            "quantity": lambda sale: {"lines": [Command.update(sale.lines.id, {"qty": 100})]},
            "price": lambda sale: {"lines": [Command.update(sale.lines.id, {"price_unit": 1})]},
            "uuid": lambda sale: {"lines": [Command.update(sale.lines.id, {"uuid": "lost"})]},
            "no line": lambda sale: {"lines": [Command.delete(sale.lines.id)]},
            "unlinked": lambda sale: {"lines": [Command.unlink(sale.lines.id)]},
            "amount": lambda sale: {
                "payment_ids": [Command.update(sale.payment_ids.id, {"amount": 1.0})]
            },
            "no payment": lambda sale: {"payment_ids": [Command.delete(sale.payment_ids.id)]},
        }.items():
            with self.attacking("of a paid order", name=name):
                sale = self.sell_honestly([self.make_line(self.wine, 10)], partner=self.marie)
                line, payment = sale.lines, sale.payment_ids
                before = (line.read(["qty", "price_unit", "uuid"]), payment.read(["amount"]))
                self.assert_harmless(self.send_write(sale, command(sale)))
                self.env.invalidate_all()
                after = (line.read(["qty", "price_unit", "uuid"]), payment.read(["amount"]))
                self.assertEqual(after, before)

    def test_a_mapping_of_relations(self):
        """What a till says of relations reaches records of any other order."""
        for field in ("order_id", "refunded_orderline_id"):
            with self.attacking("of a paid order", field=field):
                sale = self.sell_for_points(4, 40.0)
                other = self.sell_honestly([self.make_line(self.wine, 4)], partner=self.paul)
                target = other if field == "order_id" else other.lines
                data = self.make_order(
                    [self.make_line(self.bread, 1)],
                    [(self.cash_pm1, 2.5)],
                    relations_uuid_mapping={
                        "pos.order.line": {sale.lines.uuid: {field: target.uuid}}
                    },
                )
                line = sale.lines
                before = line.read([field])
                self.assert_harmless(self.sync_over_http(data))
                self.assertEqual(line.read([field]), before)
        with self.attacking("a payment moves over"):
            sale = self.sell_for_points(4, 40.0)
            other = self.sell_honestly([self.make_line(self.wine, 4)], partner=self.paul)
            data = self.make_order(
                [self.make_line(self.bread, 1)],
                [(self.cash_pm1, 2.5)],
                relations_uuid_mapping={
                    "pos.payment": {sale.payment_ids.uuid: {"pos_order_id": other.uuid}}
                },
            )
            self.assert_harmless(self.sync_over_http(data))
        with self.attacking("a customer"):
            sale = self.sell_honestly([self.make_line(self.wine, 4)], partner=self.marie)
            data = self.make_order(
                [self.make_line(self.bread, 1)],
                [(self.cash_pm1, 2.5)],
                relations_uuid_mapping={"pos.order": {sale.uuid: {"lines": []}}},
            )
            self.assert_harmless(self.sync_over_http(data))
            self.assertTrue(sale.lines)

    def test_defaults_of_a_context(self):
        sale = self.sell_honestly([self.make_line(self.wine, 1)], partner=self.paul)
        for context in (
            {"default_refunded_orderline_id": sale.lines.id},
            {"default_order_id": sale.id},
            {"default_pos_order_id": sale.id},
            {"default_date_order": "2090-01-01 00:00:00"},
            {"default_partner_id": self.paul.id},
            {"default_amount_paid": 1000.0},
            {"default_uuid": sale.uuid},
            {"default_qty": 100, "default_price_unit": 100.0},
        ):
            with self.attacking("sync_from_ui", context=context):
                data = self.make_order(
                    [self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)], self.marie
                )
                answer = self.rpc("cashier", "pos.order", "sync_from_ui", [data], context=context)
                self.assert_harmless(answer)
                self.assertIn(self.get_balance(), (400, 410))

    def test_a_payment_of_the_back_office(self):
        for amount in (50.0, 10.0, -10.0, 0.0, 1e6):
            with self.attacking("pos.make.payment", amount=amount):
                data = self.make_order(
                    [self.make_line(self.wine, 5)], [], self.marie, state="draft"
                )
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                self.assert_harmless(*self.pay_in_back_office(order, self.points_pm, amount))

    def pay_in_back_office(self, order, method, amount):
        context = {"active_id": order.id, "active_ids": order.ids}
        values = {"payment_method_id": method.id, "amount": amount}
        answers = [self.rpc("cashier", "pos.make.payment", "create", [values], context=context)]
        if not answers[0].error:
            ids = answers[0].result
            answers.append(self.rpc("cashier", "pos.make.payment", "check", ids, context=context))
        return answers

    def test_a_return_of_the_back_office(self):
        for amount in (-40.0, -400.0):
            with self.attacking("Return Products, in cash", amount=amount):
                sale = self.sell_for_points(4, 40.0)
                self.honest("cashier", "pos.order", "refund", sale.ids)
                refund = sale.refund_order_ids if "refund_order_ids" in sale._fields else None
                self.env.invalidate_all()
                refund = refund or self.env["pos.order"].search([], order="id desc", limit=1)
                self.assert_harmless(*self.pay_in_back_office(refund, self.cash_pm1, amount))
        with self.attacking("twice"):
            sale = self.sell_for_points(4, 40.0)
            answers = []
            for _return in range(2):
                answers.append(self.rpc("cashier", "pos.order", "refund", sale.ids))
                self.env.invalidate_all()
                refund = self.env["pos.order"].search([], order="id desc", limit=1)
                answers += self.pay_in_back_office(refund, self.points_pm, -40.0)
            self.assert_harmless(*answers)
            self.assertLessEqual(self.get_balance(), 400)

    def test_a_hold_is_used_for_something_else(self):
        for name in ("another sale", "a larger amount", "twice in one", "another customer"):
            with self.attacking(name):
                uuid = str(uuid4())
                key = self.set_points_aside(10.0, uuid)
                amount = 40.0 if name == "a larger amount" else 10.0
                payments = [(self.points_pm, amount, key)]
                if name == "twice in one":
                    payments *= 2
                total = sum(payment[1] for payment in payments)
                data = self.make_order(
                    [self.make_line(self.wine, total / 10)],
                    payments,
                    self.paul if name == "another customer" else self.marie,
                    uuid=str(uuid4()) if name == "another sale" else uuid,
                )
                self.assert_refused(self.sync_over_http(data))
                self.assert_books_are_honest()
        with self.attacking("of a draft that changes its customer"):
            uuid = str(uuid4())
            key = self.set_points_aside(10.0, uuid)
            payments = [(self.points_pm, 10.0, key)]
            lines = [self.make_line(self.wine, 1)]
            data = self.make_order(lines, payments, self.marie, uuid=uuid, state="draft")
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            order = self.find(data)
            answers = [self.send_write(order, {"partner_id": self.paul.id})]
            answers.append(self.rpc("cashier", "pos.order", "action_pos_order_paid", order.ids))
            self.assert_harmless(*answers)
        with self.attacking("released, then paid"):
            uuid = str(uuid4())
            key = self.set_points_aside(10.0, uuid)
            args = [self.pos_session.ids, key]
            self.honest("cashier", "pos.session", "release_points", *args)
            data = self.make_order(
                [self.make_line(self.wine, 1)],
                [(self.points_pm, 10.0, key)],
                self.marie,
                uuid=uuid,
            )
            self.assert_refused(self.sync_over_http(data))
        with self.attacking("released after payment"):
            sale = self.sell_for_points(1, 10.0)
            key = sale.payment_ids.transaction_id
            args = [self.pos_session.ids, key]
            self.assert_harmless(self.rpc("cashier", "pos.session", "release_points", *args))
            self.assertEqual(self.get_balance(), 320)

    def test_a_return_is_taken_back_afterwards(self):
        """Its lines say that less came back, or nothing, and all of it comes back once more."""
        for name, change in {
            "no quantity": lambda back: self.send_write(back, {"qty": 0}),
            "another sign": lambda back: self.send_write(back, {"qty": 4}),
            "cut off": lambda back: self.send_write(back, {"refunded_orderline_id": False}),
            "cut off by the sale": lambda back: self.send_write(
                back.refunded_orderline_id, {"refund_orderline_ids": [Command.unlink(back.id)]}
            ),
            "moved": lambda back: self.send_write(
                back, {"order_id": back.refunded_orderline_id.order_id.id}
            ),
            "deleted": lambda back: self.rpc("cashier", back._name, "unlink", back.ids),
        }.items():
            with self.attacking(name):
                sale = self.sell_for_points(4, 40.0)
                sold = sale.lines
                data = self.make_return(sold, 4, [(self.points_pm, -40.0)])
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                answers = [change(self.find(data).lines)]
                data = self.make_return(sold, 4, [(self.points_pm, -40.0)])
                answers.append(self.sync_over_http(data))
                self.assert_harmless(*answers)
                self.assertEqual(self.get_balance(), 400, answers)

    def test_a_claim_of_goods_that_came_back(self):
        with self.attacking("claimed after the return"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)])
            data = self.make_return(sale.lines, 10, [(self.cash_pm1, -100.0)])
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            args = [sale.id, self.marie.id]
            answers = [self.rpc("cashier", "pos.order", "claim_points", *args)]
            self.assert_harmless(*answers)
            self.assertEqual(self.get_balance(), 400)
        with self.attacking("the return itself is claimed"):
            sale = self.sell_honestly([self.make_line(self.wine, 10)])
            data = self.make_return(sale.lines, 10, [(self.cash_pm1, -100.0)])
            self.honest("cashier", "pos.order", "sync_from_ui", [data])
            args = [self.find(data).id, self.marie.id]
            self.assert_harmless(self.rpc("cashier", "pos.order", "claim_points", *args))
            self.assertEqual(self.get_balance(), 400)

    def test_what_points_are_computed_from(self):
        """Settings and records that a cashier sees, but that are not theirs."""
        for record, values in (
            (self.program, {"exchange_points": 1}),
            (self.program, {"offline_most_amount": 1e6}),
            (self.program.rule_ids, {"points": 1000}),
            (self.wine, {"points_given": 1000}),
            (self.wine.product_tmpl_id, {"points_given": 1000}),
            (self.wine, {"points_not_accepted": True}),
            (self.marie, {"points_excluded": True}),
            (self.marie, {"points_code": "1234"}),
            (self.config, {"points_program_id": False}),
            (self.points_pm, {"use_payment_terminal": False}),
            (self.cash_pm1, {"use_payment_terminal": "points"}),
        ):
            with self.attacking("settings", model=record._name, values=values):
                self.assert_refused(self.send_write(record, values))
