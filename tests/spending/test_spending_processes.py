"""Points at many tills at once, and at servers that die: real processes, real commits."""

from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ..committed_shop import CommittedShop
from ..ledger.test_processes import ProcessesCommon


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestSpendingProcesses(CommittedShop, ProcessesCommon):
    """200 points = 25.00, so that 10.00 cost 80 points."""

    def create_rich_customer(self, points):
        customer_id = self.create_customer()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["points.account"]._post(
                env["points.program"].browse(self.program_id),
                env["res.partner"].browse(customer_id),
                key=f"processes/{uuid4()}",
                kind="opening",
                points=points,
            )
        return customer_id

    def authorise(self, customer_id, order_uuid=None, **values):
        return {
            "action": "authorise",
            "companies": [self.company_id],
            "key": str(uuid4()),
            "session": self.session_id,
            "order": order_uuid or str(uuid4()),
            "partner": customer_id,
            "amount": 10.0,
            **values,
        }

    def order(self, customer_id, attempt, **values):
        """A sale of 10.00 that is paid with the points of an attempt."""
        data = self.order_data(customer_id)
        data["uuid"] = attempt["order"]
        data["payment_ids"][0][2].update(
            {
                "payment_method_id": self.points_method_id,
                "transaction_id": attempt["key"],
                "uuid": str(uuid4()),
            }
        )
        return {
            "action": "sync",
            "companies": [self.company_id],
            "key": data["uuid"],
            "data": data,
            **values,
        }

    def read_available(self, customer_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            domain = [("partner_id", "=", customer_id)]
            return env["points.account"].search(domain)._get_available()

    def test_sixty_four_authorisations_promise_no_more_than_there_is(self):
        customer_id = self.create_rich_customer(800)
        outcomes = self.run_workers([[self.authorise(customer_id)] for _till in range(64)])
        refusals = [outcome["refused"] for outcome in outcomes if "refused" in outcome]
        self.assertEqual(len(outcomes) - len(refusals), 10)
        for refusal in refusals:
            self.assertIn("only 0 points available", refusal)
        self.assertEqual(self.read_available(customer_id), 0)

    def test_tills_that_authorise_and_pay_at_once(self):
        customer_id = self.create_rich_customer(800)
        tills = []
        for _till in range(8):
            attempts = [self.authorise(customer_id) for _sale in range(2)]
            tills.append(
                [
                    call
                    for attempt in attempts
                    for call in (attempt, self.order(customer_id, attempt))
                ]
            )
        outcomes = self.run_workers(tills)
        paid = [outcome for outcome in outcomes if type(outcome.get("done")) is int]
        self.assertEqual(len(paid), 10)
        self.assertEqual(self.read_account(customer_id)[1:4:2], (0, 0))

    def test_the_server_dies_between_authorise_and_order(self):
        customer_id = self.create_rich_customer(100)
        attempt = self.authorise(customer_id)
        self.run_workers([[{**attempt, "dies": "after"}]])
        self.assertEqual(self.read_available(customer_id), 20)
        # The till asks again, and pays.
        self.run_workers([[attempt, self.order(customer_id, attempt)]])
        self.assertEqual(self.read_account(customer_id)[1], 20)

    def test_the_server_dies_before_it_has_set_anything_aside(self):
        customer_id = self.create_rich_customer(100)
        self.run_workers([[{**self.authorise(customer_id), "dies": "before"}]])
        self.assertEqual(self.read_available(customer_id), 100)

    def test_the_server_dies_between_order_and_answer(self):
        customer_id = self.create_rich_customer(100)
        attempt = self.authorise(customer_id)
        order = self.order(customer_id, attempt)
        self.run_workers([[attempt]])
        for moment in ("before", "after"):
            self.run_workers([[{**order, "dies": moment}]])
        self.run_workers([[order]])
        self.assertEqual(self.read_account(customer_id), (1, 20, 2, 20, 20))
        self.assertEqual(self.read_available(customer_id), 20)

    def test_no_point_is_stuck_longer_than_the_life_of_a_hold(self):
        customer_id = self.create_rich_customer(100)
        self.run_workers([[{**self.authorise(customer_id), "dies": "after"}]])
        with self.registry.cursor() as cr:
            cr.execute(
                """
                UPDATE points_hold SET expires_at = expires_at - interval '15 minutes 1 second'
                 WHERE account_id IN (SELECT id FROM points_account WHERE partner_id = %s)
                """,
                [customer_id],
            )
        self.assertEqual(self.read_available(customer_id), 100)

    def test_two_tills_return_the_goods_of_one_sale_at_once(self):
        """Together they would pay out in cash what was paid in points.

        The sale earns nothing, so that taking earned points back does not keep them apart.
        """
        self.set_rules_active(False)
        self.addCleanup(self.set_rules_active, True)
        customer_id = self.create_rich_customer(40)
        attempt = {**self.authorise(customer_id), "amount": 5.0}
        sale = self.order(customer_id, attempt)
        sale["data"]["payment_ids"][0][2]["amount"] = 5.0
        cash = {"amount": 5.0, "payment_method_id": self.cash_id, "uuid": str(uuid4())}
        sale["data"]["payment_ids"].append([0, 0, cash])
        self.run_workers([[attempt, sale]])
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT l.id FROM pos_order_line l JOIN pos_order o ON o.id = l.order_id "
                "WHERE o.uuid = %s",
                [attempt["order"]],
            )
            (line_id,) = cr.fetchone()
        outcomes = self.run_workers(
            [[self.half_in_cash(customer_id, line_id)] for _till in range(2)]
        )
        self.assertEqual(len([outcome for outcome in outcomes if "refused" in outcome]), 1)

    def set_rules_active(self, active):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            env["points.program"].browse(self.program_id).rule_ids.active = active

    def half_in_cash(self, customer_id, line_id):
        """Bring half of a unit back, for 5.00 in cash."""
        data = self.order_data(customer_id)
        data["lines"][0][2].update(
            qty=-0.5,
            refunded_orderline_id=line_id,
            price_subtotal=-5.0,
            price_subtotal_incl=-5.0,
        )
        data["payment_ids"][0][2].update(amount=-5.0, uuid=str(uuid4()))
        data.update(amount_total=-5.0, amount_paid=-5.0)
        return {
            "action": "sync",
            "companies": [self.company_id],
            "key": data["uuid"],
            "data": data,
        }
