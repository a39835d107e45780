from uuid import uuid4

from odoo.fields import Command

from ..return_preview import previewed
from ..sale.test_returns import ReturnsCommon


class SpendingCommon(ReturnsCommon):
    """A till that takes points: Marie has 400 of them, worth 50.00."""

    @classmethod
    def setUpClass(cls):
        super(ReturnsCommon, cls).setUpClass()
        setup = cls.env["points.payment.setup"].create({"program_id": cls.program.id})
        setup.action_set_up()
        cls.points_pm = cls.config.payment_method_ids.filtered(
            lambda method: method.use_payment_terminal == "points"
        )
        cls.open_new_session(cls)
        cls.wine = cls.create_product("Wine", cls.categ_basic, 10.0)
        cls.env["points.account"]._post(
            cls.program, cls.marie, key="test/400", kind="earn", points=400
        )

    def authorise(self, amount, order_uuid=None, customer=None, key=None, user=None):
        """Set points aside as the till does; return the attempt and the sale."""
        key, order_uuid = key or str(uuid4()), order_uuid or str(uuid4())
        session = self.pos_session.with_user(user or self.cashier)
        session.authorise_points(key, order_uuid, (customer or self.marie).id, amount)
        return key, order_uuid

    def pay(self, lines, points=(), cash=0.0, customer=None, **values):
        """What the till sends for a sale that is paid in points, and in cash.

        :param list[tuple] points: amounts with the attempts by which they were authorised
        """
        data = self.order_data(lines, customer or self.marie, **values)
        payments = [
            {"payment_method_id": self.points_pm.id, "amount": amount, "transaction_id": key}
            for amount, key in points
        ]
        if cash:
            payments.append({"payment_method_id": self.cash_pm1.id, "amount": cash})
        data["payment_ids"] = [
            Command.create({**payment, "name": "2026-01-01 00:00:00", "uuid": str(uuid4())})
            for payment in payments
        ]
        data["amount_paid"] = sum(payment["amount"] for payment in payments)
        return data

    def sync_as_cashier(self, data):
        with previewed(self, data):
            self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def buy(self, lines, points=0.0, cash=0.0, customer=None, **values):
        """A sale at the till, paid in points and in cash; return the order."""
        uuid = str(uuid4())
        parts = []
        if points:
            key, _uuid = self.authorise(points, uuid, customer)
            parts = [(points, key)]
        return self.sync_as_cashier(self.pay(lines, parts, cash, customer, uuid=uuid, **values))

    def return_goods(self, sale, quantities, points=0.0, cash=0.0):
        """Bring goods back as the till does, with what is paid back in points and in cash."""
        lines = [(line.product_id, -quantity) for line, quantity in quantities.items()]
        data = self.pay(
            lines, [(-points, False)] if points else [], -cash, sale.partner_id, is_refund=True
        )
        for line, command in zip(quantities, data["lines"], strict=True):
            command[2]["refunded_orderline_id"] = line.id
        return self.sync_as_cashier(data)

    def entries(self, kind, customer=None):
        return self.env["points.entry"].search(
            [("account_id", "=", self.account_of(customer or self.marie).id), ("kind", "=", kind)]
        )
