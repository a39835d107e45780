import random

from odoo.fields import Command
from odoo.tests import tagged

from ..common import PointsCommon


class ReturnsCommon(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def bring_back(self, sale, quantities=None, customer=None, goods=(), **values):
        """Bring goods back at the till.

        :param dict quantities: how many of each line of the sale; all without it
        :param goods: what is sold with it, pairs of a product and a quantity
        """
        quantities = quantities or {line: line.qty for line in sale.lines}
        lines = [(line.product_id, -quantity) for line, quantity in quantities.items()]
        data = self.order_data([*lines, *goods], customer or sale.partner_id, **values)
        for line, command in zip(quantities, data["lines"], strict=False):
            command[2]["refunded_orderline_id"] = line.id
        self.sync(data)
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def balance(self, customer=None):
        return self.account_of(customer or self.marie).balance


@tagged("post_install", "-at_install")
class TestReturns(ReturnsCommon):
    def test_a_return_takes_back_what_the_sale_gave(self):
        """odoo/odoo pull 257854: refunding a sale leaves its points."""
        sale = self.sell([(self.bread, 4), (self.cheese, 1)], self.marie)
        self.assertEqual(self.balance(), 13)
        order = self.bring_back(sale)
        self.assertEqual(self.balance(), 0)
        self.assertEqual((order.points_earned, order.points_taken_back), (0, 13))
        self.assertEqual(order.points_balance, 0)
        entry = self.entries_of(order)
        self.assertEqual((entry.kind, entry.origin_id), ("clawback", self.entries_of(sale)))
        self.check_deferred()

    def test_the_till_hears_of_it(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        data = self.order_data([(self.bread, -4)], self.marie)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        answer = self.sync(data)
        orders = {order["uuid"]: order for order in answer["pos.order"]}
        self.assertEqual(orders[data["uuid"]]["points_taken_back"], 10)
        self.assertEqual(answer["points.account"][0]["balance"], 0)

    def test_an_order_of_returns_as_the_till_sends_it(self):
        """Its lines have amounts above zero, and its total is below."""
        sale = self.sell([(self.bread, 4)], self.marie)
        data = self.order_data([(self.bread, -4)], self.marie, is_refund=True)
        values = data["lines"][0][2]
        values["refunded_orderline_id"] = sale.lines.id
        for name in ("price_subtotal", "price_subtotal_incl"):
            values[name] = abs(values[name])
        self.sync(data)
        order = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        self.assertFalse(order.points_issue)
        self.assertEqual(order.points_taken_back, 10)

    def test_the_same_return_again_takes_back_once(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        order = self.bring_back(sale, {sale.lines: 2})
        for _delivery in range(3):
            order._settle_points()
        self.assertEqual(self.balance(), 5)
        self.bring_back(sale, {sale.lines: 2})
        order._settle_points()
        self.assertEqual(self.balance(), 0)
        self.check_deferred()

    def test_a_draft_or_cancelled_return_takes_nothing(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        draft = sale._refund()
        self.assertEqual(self.balance(), 10)
        draft.action_pos_order_cancel()
        draft._settle_points()
        self.assertEqual(self.balance(), 10)

    def test_return_products_of_the_back_office(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        refund = sale._refund()
        payment = self.env["pos.make.payment"].with_context(
            active_ids=refund.ids, active_id=refund.id
        )
        payment.create(
            {"amount": refund.amount_total, "payment_method_id": self.cash_pm1.id}
        ).check()
        self.assertEqual(refund.state, "paid")
        self.assertEqual(self.balance(), 0)
        self.assertEqual(refund.points_taken_back, 10)

    def test_a_return_of_the_back_office_that_the_till_pays(self):
        """The stock module loses money and points both."""
        sale = self.sell([(self.bread, 4)], self.marie)
        refund = sale._refund()
        data = refund.read_pos_data([], self.config)
        values = data["pos.order"][0]
        payment = {
            "amount": refund.amount_total,
            "name": "2026-01-01 00:00:00",
            "payment_method_id": self.cash_pm1.id,
        }
        self.sync(
            {
                **values,
                "lines": [],
                "state": "paid",
                "amount_paid": refund.amount_total,
                "payment_ids": [Command.create(payment)],
            }
        )
        self.assertEqual(refund.state, "paid")
        self.assertEqual(refund.amount_paid, -10)
        self.assertEqual(self.balance(), 0)

    def test_an_exchange_takes_back_and_earns(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        order = self.bring_back(sale, {sale.lines: 2}, goods=[(self.cheese, 10)])
        self.assertEqual((order.points_earned, order.points_taken_back), (39, 5))
        self.assertEqual(self.balance(), 44)
        self.assertEqual(order.points_balance, 44)

    def test_an_exchange_for_the_same_product_earns_nothing_new(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.bring_back(sale, {sale.lines: 4}, goods=[(self.bread, 4)])
        self.assertEqual(self.balance(), 10)

    def test_a_return_in_another_session_and_shop(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.pos_session.action_pos_session_closing_control()
        journal = self.env["account.journal"].create(
            {"name": "Other till", "type": "cash", "code": "OTHER", "company_id": self.company.id}
        )
        cash = self.cash_pm1.copy({"name": "Other cash", "journal_id": journal.id})
        self.config = self.config.copy(
            {
                "name": "Other shop",
                "points_program_id": False,
                "payment_method_ids": cash.ids,
            }
        )
        self.open_new_session(0)
        order = self.bring_back(sale)
        self.assertEqual(order.config_id, self.config)
        self.assertEqual(self.balance(), 0)

    def test_a_return_without_the_customer(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        data = self.order_data([(self.bread, -4)])
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        answer = self.sync(data)
        self.assertEqual(self.balance(), 0)
        self.assertEqual(answer["points.account"][0]["partner_id"], self.marie.id)

    def test_points_of_the_order_go_back_with_the_goods(self):
        self.program.rule_ids = [
            Command.create({"basis": "order", "kind": "bonus", "points": 21}),
            Command.create({"basis": "base", "kind": "bonus", "percent": 100}),
        ]
        sale = self.sell([(self.bread, 4), (self.cheese, 5)], self.marie)
        given = 29 + 29 + 21
        self.assertEqual(self.balance(), given)
        bread, cheese = sale.lines.sorted("price_unit")
        self.bring_back(sale, {bread: 4})
        left = self.balance()
        self.assertGreater(left, 0)
        self.assertLess(left, given - 20)
        self.bring_back(sale, {cheese: 5})
        self.assertEqual(self.balance(), 0)

    def test_arrears_are_made_up_for_by_the_next_sale(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.env["points.account"]._post(
            self.program, self.marie, key="returns/spent", kind="redeem", points=-8
        )
        order = self.bring_back(sale)
        self.assertEqual(self.balance(), -8)
        self.assertEqual(order.points_balance, -8)
        self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(self.balance(), 2)
        self.check_deferred()

    def test_a_program_that_stops_at_zero(self):
        self.program.stop_at_zero = True
        sale = self.sell([(self.bread, 4)], self.marie)
        self.env["points.account"]._post(
            self.program, self.marie, key="returns/spent", kind="redeem", points=-8
        )
        order = self.bring_back(sale, {sale.lines: 2})
        self.assertEqual(order.points_taken_back, 2)
        self.bring_back(sale, {sale.lines: 2})
        self.assertEqual(self.balance(), 0)
        self.check_deferred()

    def test_points_that_are_credited_late_go_back_for_what_was_returned(self):
        self.program.rule_ids.write({"state": "draft"})
        sale = self.sell([(self.bread, 4)], self.marie)
        self.assertFalse(self.account_of(self.marie))
        sale.sudo().points_issue = "the rules were missing"
        self.bring_back(sale, {sale.lines: 3})
        self.program.rule_ids.write({"state": "live"})
        sale.action_retry_points()
        self.assertEqual(self.balance(), 3)
        self.bring_back(sale, {sale.lines: 1})
        self.assertEqual(self.balance(), 0)

    def test_a_return_without_origin_earns_and_takes_nothing(self):
        self.sell([(self.bread, 4)], self.marie)
        self.sell([(self.bread, -2)], self.marie)
        self.assertEqual(self.balance(), 10)

    def test_a_return_of_a_sale_that_earned_nothing(self):
        sale = self.sell([(self.bread, 4)])
        order = self.bring_back(sale, customer=self.marie)
        self.assertFalse(self.entries_of(order))
        self.assertFalse(order.points_issue)

    def test_changed_rules_do_not_change_what_comes_back(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.program.rule_ids.points = 50
        self.bring_back(sale)
        self.assertEqual(self.balance(), 0)

    def test_random_sales_and_returns_give_and_take_the_same(self):
        """Law 7: however many steps there are, and in whatever order."""
        self.program.rule_ids = [
            Command.create(
                {"basis": "unit", "points": 7, "sequence": 1, "product_ids": self.cheese}
            ),
            Command.create({"basis": "order", "kind": "bonus", "points": 5}),
            Command.create({"basis": "base", "kind": "bonus", "percent": 30}),
        ]
        chance = random.Random(7)
        for _round in range(12):
            sale = self.sell(
                [
                    (chance.choice((self.bread, self.cheese)), chance.choice((1, 2, 3, 7)))
                    for _line in range(chance.randint(1, 4))
                ],
                self.marie,
            )
            given = sale.points_earned
            left = {line: line.qty for line in sale.lines}
            taken = 0
            while any(left.values()):
                step = {
                    line: chance.randint(1, int(quantity))
                    for line, quantity in left.items()
                    if quantity and chance.random() < 0.6
                }
                if not step:
                    continue
                taken += self.bring_back(sale, step).points_taken_back
                self.assertLessEqual(taken, given)
                for line, quantity in step.items():
                    left[line] -= quantity
            self.assertEqual(taken, given)
            self.assertEqual(self.balance(), 0)
        self.check_deferred()
