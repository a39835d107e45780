from uuid import uuid4

from odoo.fields import Command
from odoo.tests import tagged

from .test_cashier import CashierCommon


@tagged("post_install", "-at_install")
class TestRewards(CashierCommon):
    """A reward costs what the program says, and takes off what the goods of the order allow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free_wine = cls.create_reward("Wine", 100, product_ids=[Command.set(cls.wine.ids)])
        cls.voucher = cls.create_reward("5.00 off", 60, kind="amount", amount=5.0)

    @classmethod
    def create_reward(cls, name, points, program=None, **values):
        program = program or cls.program
        kind = {"kind": "product"} if "product_ids" in values else {}
        return cls.env["points.reward"].create(
            {"program_id": program.id, "name": name, "points": points, **kind, **values}
        )

    def ask(self, reward, amount, uuid, key=None, **values):
        args = [self.pos_session.ids, key or str(uuid4()), uuid, self.marie.id, amount]
        return self.rpc(
            "cashier", "pos.session", "authorise_points", *args, reward_id=reward.id, **values
        )

    def hold(self, reward, amount, uuid):
        key = str(uuid4())
        answer = self.ask(reward, amount, uuid, key)
        self.assertIsNone(answer.error, answer)
        return self.points_pm, amount, key

    def make_sale(self, uuid, payments, bottles=1, **values):
        lines = [self.make_line(self.wine, bottles)]
        return self.make_order(lines, payments, self.marie, uuid=uuid, **values)

    def assert_still_400(self):
        self.assert_books_are_honest()
        self.assertEqual(self.get_balance(), 400)

    def test_more_than_it_takes_off(self):
        for reward, amount, bottles in (
            (self.free_wine, 20.0, 2),
            (self.free_wine, 10.01, 2),
            (self.voucher, 5.01, 1),
            (self.voucher, 10.0, 1),
        ):
            with self.attacking("a forged amount", reward=reward.name, amount=amount):
                uuid = str(uuid4())
                payments = [self.hold(reward, amount, uuid)]
                if rest := bottles * 10 - amount:
                    payments.append((self.cash_pm1, rest))
                self.assert_refused(self.sync_over_http(self.make_sale(uuid, payments, bottles)))
                self.assert_still_400()

    def test_another_reward(self):
        elsewhere = self.create_reward("Elsewhere", 1, self.other_program, kind="amount", amount=99)
        archived = self.create_reward("Old", 1, kind="amount", amount=99, active=False)
        another = self.program.copy({"name": "Another"})
        of_another = self.create_reward("Another", 1, another, kind="amount", amount=99)
        for reward in (elsewhere, archived, of_another):
            with self.attacking("a reward that is not there", reward=reward.name):
                self.assert_refused(self.ask(reward, 10.0, str(uuid4())))

    def test_numbers_of_points(self):
        for number in ({"points": 1}, "100 points", [self.free_wine.id, 1], 1.5):
            with self.attacking("the till says what it costs", number=number):
                args = [self.pos_session.ids, str(uuid4()), str(uuid4()), self.marie.id, 10.0]
                self.assert_refused(
                    self.rpc("cashier", "pos.session", "authorise_points", *args, reward_id=number)
                )
        for amount in (-10.0, 0, "10 points", None):
            with self.attacking("no amount", amount=amount):
                self.assert_refused(self.ask(self.free_wine, amount, str(uuid4())))
        self.hold(self.free_wine, 10.0, str(uuid4()))
        for record in (self.free_wine, self.env["points.hold"].search([], limit=1)):
            with self.attacking("the server's records", model=record._name):
                values = {"points": 1}
                self.assert_refused(self.rpc("cashier", record._name, "create", [values]))
                self.assert_refused(self.rpc("cashier", record._name, "write", record.ids, values))

    def test_a_draft_that_changes(self):
        for name in ("fewer goods", "paid by its state", "a rewritten payment"):
            with self.attacking(name):
                uuid = str(uuid4())
                reward = self.hold(self.free_wine, 10.0, uuid)
                # Paid, two bottles of 10.00 would be one for points and one for cash.
                data = self.make_sale(uuid, [reward, (self.cash_pm1, 10)], 2, state="draft")
                self.honest("cashier", "pos.order", "sync_from_ui", [data])
                order = self.find(data)
                if name == "fewer goods":
                    line = Command.update(order.lines.id, {"product_id": self.bread.id})
                    self.send_write(order, {"lines": [line]})
                elif name == "a rewritten payment":
                    payment = order.payment_ids.filtered("transaction_id")
                    self.send_write(payment, {"amount": 20.0})
                    self.send_write(order.payment_ids - payment, {"amount": 0.0})
                answer = self.send_write(order, {"state": "paid"})
                if name == "paid by its state":
                    self.assertIsNone(answer.error, answer)
                    order.invalidate_recordset()
                    self.assertEqual((order.amount_total, self.get_balance()), (10, 310))
                    self.assert_commit_is_possible()
                else:
                    self.assert_refused(answer)
                    self.assert_still_400()

    def test_a_paid_reward_is_rewritten(self):
        uuid = str(uuid4())
        payments = [self.hold(self.free_wine, 10.0, uuid), (self.cash_pm1, 10)]
        data = self.make_sale(uuid, payments, 2)
        self.honest("cashier", "pos.order", "sync_from_ui", [data])
        order = self.find(data)
        for values in ({"price_unit": 0.0}, {"points_discount": 99.0}, {"qty": 9}):
            with self.attacking("a line of it", values=values):
                self.assert_refused(self.send_write(order.lines[0], values))
        with self.attacking("the discount is taken out"):
            answer = self.rpc("cashier", "pos.order.line", "unlink", order.lines[-1].ids)
            self.assert_refused(answer)
        with self.attacking("the same once more"):
            self.assertIsNone(self.sync_over_http(data).error)
            self.assertEqual(self.get_balance(), 310)

    def test_the_same_hold_twice(self):
        with self.attacking("twice in one sale"):
            uuid = str(uuid4())
            payments = [self.hold(self.free_wine, 10.0, uuid)] * 2
            self.assert_refused(self.sync_over_http(self.make_sale(uuid, payments, 2)))
            self.assert_still_400()
        with self.attacking("in another sale"):
            payments = [self.hold(self.free_wine, 10.0, str(uuid4()))]
            self.assert_refused(self.sync_over_http(self.make_sale(str(uuid4()), payments)))
            self.assert_still_400()
        with self.attacking("with the amount of a payment"):
            uuid = str(uuid4())
            _method, _amount, key = self.hold(self.voucher, 5.0, uuid)
            payments = [(self.points_pm, 10.0, key)]
            self.assert_refused(self.sync_over_http(self.make_sale(uuid, payments)))
            self.assert_still_400()

    def test_a_reward_that_is_archived_while_it_is_held(self):
        """It does not become a payment of any amount for its points."""
        with self.attacking("archived meanwhile"):
            uuid = str(uuid4())
            payments = [self.hold(self.voucher, 10.0, uuid)]
            self.env["points.reward"].search([]).active = False
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.assert_refused(self.sync_over_http(self.make_sale(uuid, payments)))
            self.assert_still_400()

    def test_goods_that_points_do_not_buy(self):
        with self.attacking("only such goods"):
            self.wine.points_not_accepted = True
            uuid = str(uuid4())
            payments = [self.hold(self.voucher, 5.0, uuid), (self.cash_pm1, 5)]
            self.assert_refused(self.sync_over_http(self.make_sale(uuid, payments)))
            self.assert_still_400()
