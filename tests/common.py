from odoo import Command, fields

from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from .return_preview import previewed


class PointsCommon(TestPoSCommon):
    """A till whose program gives 1 point per whole unit of currency, and 200 points = 25.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["points.program"].create(
            {
                "name": "Regulars",
                "company_id": cls.company.id,
                "exchange_points": 200,
                "exchange_amount": 25.0,
                "rule_ids": [Command.create({"basis": "amount", "points": 1, "amount": 1.0})],
            }
        )
        # As if it had been committed: what precedes a COMMIT is done.
        cls.env.cr.flush()
        cls.company.use_birthdays = True
        cls.config = cls.basic_config
        cls.config.points_program_id = cls.program
        cls.marie = cls.env["res.partner"].create({"name": "Marie Dupont"})
        cls.bread = cls.create_product("Bread", cls.categ_basic, 2.5)
        cls.cheese = cls.create_product("Cheese", cls.categ_basic, 3.9)
        employee = cls.env.ref("base.group_user")
        cashier = cls.env.ref("point_of_sale.group_pos_user")
        cls.cashier = cls.env["res.users"].create(
            {
                "name": "Karim Benali",
                "login": "karim",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set((employee + cashier).ids)],
            }
        )

    def open_new_session(self, opening_cash=0):
        """Open the till, as if it had been open for long: sales may be of any past day."""
        # Called on the class too, where super() knows no instance.
        session = TestPoSCommon.open_new_session(self, opening_cash)
        session.sudo().start_at = "2020-01-01 00:00:00"
        return session

    def order_data(self, lines, customer=None, **values):
        """What the till sends for a sale paid in cash.

        :param list[tuple] lines: products with their quantities
        """
        customer = customer or self.env["res.partner"]
        return {**self.create_ui_order_data(lines, customer=customer), **values}

    def sync(self, data):
        """Send orders as the till does; return what it answers."""
        with previewed(self, data):
            return self.env["pos.order"].sync_from_ui([data])

    def sell(self, lines, customer=None, **values):
        """Sell at the till; return the order."""
        data = self.order_data(lines, customer, **values)
        answer = self.sync(data)
        return self.env["pos.order"].browse(answer["pos.order"][0]["id"])

    def invoice(self, partner, amount, move_type="out_invoice", **values):
        """Post an invoice, or what the type says, without taxes."""
        invoice = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": amount, "tax_ids": []})
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def account_of(self, customers, program=None):
        program = program or self.program
        return self.env["points.account"].search(
            [("partner_id", "in", customers.ids), ("program_id", "=", program.id)]
        )

    def entries_of(self, order):
        return self.env["points.entry"].search([("order_id", "=", order.id)])

    def post(self, points, key, customer=None, **values):
        """Write an entry as the module's own code does."""
        return self.env["points.account"]._post(
            self.program, customer or self.marie, key=key, kind="earn", points=points, **values
        )

    @classmethod
    def set_aside(cls, points, key, customer=None, program=None):
        """Put points on hold, as a till does."""
        accounts = cls.env["points.account"]
        locked = accounts._lock(program or cls.program, customer or cls.marie)
        return cls.env["points.hold"]._authorise(locked, key=key, points=points, minutes=15)

    def check_deferred(self):
        """What PostgreSQL checks at COMMIT, which a test never reaches."""
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
