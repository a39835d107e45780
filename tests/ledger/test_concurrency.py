"""Two tills at once: real connections and real commits."""

from uuid import uuid4

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..committed_shop import CommittedShop


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestConcurrency(CommittedShop):
    def read_account(self, customer_id):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT count(DISTINCT a.id), max(a.balance), count(e.id), sum(e.points)
                  FROM points_account a JOIN points_entry e ON e.account_id = a.id
                 WHERE a.partner_id = %s
                """,
                [customer_id],
            )
            return cr.fetchone()

    def test_the_same_order_from_two_connections_is_one_entry(self):
        customer_id = self.create_customer()
        data = self.order_data(customer_id)
        sync = lambda env: bool(env["pos.order"].sync_from_ui([dict(data)]))  # noqa: E731
        results = self.run_at_once(sync, sync)
        self.assertIn(True, results, "one of the two deliveries saves the order")
        for refusal in results:
            self.assertTrue(refusal is True or "uuid already exists" in str(refusal), refusal)
        self.assertEqual(self.read_account(customer_id), (1, 10, 1, 10))
        # The till that was refused sends its order again.
        self.assertEqual(self.run_at_once(sync), [True])
        self.assertEqual(self.read_account(customer_id), (1, 10, 1, 10))

    def test_two_tills_sell_to_a_new_customer_at_once(self):
        customer_id = self.create_customer()
        sales = [self.order_data(customer_id) for _till in range(2)]
        results = self.run_at_once(
            *(lambda env, data=data: bool(env["pos.order"].sync_from_ui([data])) for data in sales)
        )
        self.assertEqual(results, [True, True])
        self.assertEqual(self.read_account(customer_id), (1, 20, 2, 20))

    def test_a_sale_while_its_customer_joins_a_household(self):
        """The sale is before or after: no points stay behind where nobody sees them."""
        for first_sales in (0, 1):
            for _round in range(3):
                customer_id, family_id = self.create_customer(), self.create_customer()
                for _sale in range(first_sales):
                    self.sell(customer_id)
                data = self.order_data(customer_id)
                self.run_at_once(
                    lambda env, data=data: bool(env["pos.order"].sync_from_ui([data])),
                    lambda env, member=customer_id, family=family_id: (
                        env["res.partner"].browse(member).write({"points_partner_id": family})
                    ),
                )
                points = 10 * (first_sales + 1)
                self.assertEqual(self.read_account(family_id)[1], points)
                self.assertIn(self.read_account(customer_id)[1], (0, None))

    def sell(self, customer_id=None):
        """Sell one unit; return the ids of the order and of its line."""
        data = self.order_data(customer_id)
        (saved,) = self.run_at_once(lambda env: env["pos.order"].sync_from_ui([data])["pos.order"])
        return saved[0]["id"], saved[0]["lines"][0]

    def test_no_sale_waits_for_the_turnover_of_another(self):
        """Two tills sell to one customer while the night adds up; none waits, none is lost."""
        customer_id = self.create_customer()
        orders = [self.sell()[0] for _sale in range(3)]
        with self.registry.cursor() as cr:
            self.give_to(cr, customer_id, orders[0])
        with (
            self.registry.cursor() as night,
            self.registry.cursor() as one,
            self.registry.cursor() as two,
        ):
            api.Environment(night, SUPERUSER_ID, {})["customer.turnover"]._add_up()
            # Refused at once, if anybody had to wait.
            self.give_to(one, customer_id, orders[1])
            self.give_to(two, customer_id, orders[2])
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT sum(amount), sum(visits) FROM customer_turnover WHERE partner_id = %s",
                [customer_id],
            )
            self.assertEqual(cr.fetchone(), (30, 3))

    def give_to(self, cr, customer_id, order_id):
        cr.execute("SET LOCAL lock_timeout = '1s'")
        cr.execute("UPDATE pos_order SET partner_id = %s WHERE id = %s", [customer_id, order_id])

    def return_data(self, customer_id, line_id, quantity):
        """What a till sends when some of a line comes back."""
        data, amount = self.order_data(customer_id), -10.0 * quantity
        subtotals = {"price_subtotal": amount, "price_subtotal_incl": amount}
        data["lines"][0][2].update(
            {"qty": -quantity, "refunded_orderline_id": line_id, **subtotals}
        )
        data["payment_ids"][0][2]["amount"] = amount
        return {**data, "amount_total": amount, "amount_paid": amount}

    def bring_back_at_once(self, customer_id, line_id, *quantities):
        returns = [self.return_data(customer_id, line_id, quantity) for quantity in quantities]
        self.run_at_once(
            *(
                lambda env, data=data: bool(env["pos.order"].sync_from_ui([data]))
                for data in returns
            )
        )
        # A till that was refused sends its order again.
        for data in returns:
            self.run_at_once(lambda env, data=data: bool(env["pos.order"].sync_from_ui([data])))

    def test_goods_that_come_back_at_two_tills_at_once(self):
        """Each takes back its share, and both together what was given."""
        customer_id = self.create_customer()
        _order_id, line_id = self.sell(customer_id)
        self.bring_back_at_once(customer_id, line_id, 0.25, 0.75)
        _accounts, balance, _entries, total = self.read_account(customer_id)
        self.assertEqual((balance, total), (0, 0))

    def test_the_same_goods_at_two_tills_at_once(self):
        """Whatever the tills say, no more is taken back than was given."""
        customer_id = self.create_customer()
        _order_id, line_id = self.sell(customer_id)
        self.bring_back_at_once(customer_id, line_id, 1, 1)
        _accounts, balance, _entries, total = self.read_account(customer_id)
        self.assertEqual((balance, total), (0, 0))

    def test_two_customers_claim_a_sale_at_once(self):
        order_id, _line_id = self.sell()
        customers = [self.create_customer() for _customer in range(2)]
        results = self.run_at_once(
            *(
                lambda env, customer=customer: bool(
                    env["pos.order"].claim_points(order_id, customer)
                )
                for customer in customers
            )
        )
        refused = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(results.count(True), 1, results)
        self.assertEqual(len(refused), 1, results)
        self.assertIn("belongs to", str(refused[0]))
        balances = [self.read_account(customer)[1] for customer in customers]
        self.assertCountEqual(balances, [10, None])

    def test_the_same_event_from_many_connections_is_one_entry(self):
        customer_id = self.create_customer()
        key = f"test/{uuid4()}"

        def post(env):
            return (
                env["points.account"]
                ._post(
                    env["points.program"].browse(self.program_id),
                    env["res.partner"].browse(customer_id),
                    key=key,
                    kind="earn",
                    points=10,
                )
                .id
            )

        results = self.run_at_once(*[post] * 4)
        self.assertEqual(len(set(results)), 1, results)
        self.assertEqual(self.read_account(customer_id), (1, 10, 1, 10))

    def test_the_database_checks_at_commit(self):
        """The checks of the balance are deferred: here a transaction really ends."""
        customer_id = self.create_customer()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(psycopg2.Error, "its ledger says"):
            with self.registry.cursor() as cr:
                cr.execute(
                    """
                    INSERT INTO points_account (program_id, partner_id, balance, entry_count)
                    VALUES (%s, %s, 1000, 0)
                    """,
                    [self.program_id, customer_id],
                )
