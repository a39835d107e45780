"""Care against misuse with several tills at once: real connections and real commits."""

from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ...models.safeguards.points_code import MOST_FAILURES
from ..committed_shop import CommittedShop

CODE = "3141"


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestCareConcurrency(CommittedShop):
    @classmethod
    def build_shop(cls, env):
        result = super().build_shop(env)
        program = env["points.program"].browse(cls.program_id)
        program.write({"confirm_from_amount": 30, "alert_earnings": 1})
        return result

    def open(self):
        return self.registry.cursor()

    def get_env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})

    def create_rich_customer(self):
        customer_id = self.create_customer()
        with self.open() as cr:
            env = self.get_env(cr)
            customer = env["res.partner"].browse(customer_id)
            customer.points_code = CODE
            program = env["points.program"].browse(self.program_id)
            env["points.account"]._post(
                program, customer, key=f"test/{uuid4()}", kind="opening", points=4000
            )
            return customer_id, env["points.code"]._find(customer).id

    def authorise(self, customer_id, order_uuid, amount, *confirmation):
        def call(env):
            session = env["pos.session"].browse(self.session_id)
            return session.authorise_points(
                str(uuid4()), order_uuid, customer_id, amount, *confirmation
            )

        return call

    def test_two_payments_at_once_do_not_overlook_each_other(self):
        customer_id, _code_id = self.create_rich_customer()
        order_uuid = str(uuid4())
        calls = [self.authorise(customer_id, order_uuid, 20.0) for _till in range(2)]
        answers = self.run_at_once(*calls)
        self.assertEqual(sorted("points" in answer for answer in answers), [False, True])

    def test_wrong_codes_at_once_are_all_counted(self):
        customer_id, code_id = self.create_rich_customer()
        calls = [
            self.authorise(customer_id, str(uuid4()), 50.0, code_id, "0000")
            for _till in range(MOST_FAILURES * 2)
        ]
        self.run_at_once(*calls)
        with self.open() as cr:
            env = self.get_env(cr)
            code = env["points.code"].browse(code_id)
            self.assertEqual(len(code.failure_ids), MOST_FAILURES)
            answer = self.authorise(customer_id, str(uuid4()), 50.0, code_id, CODE)(env)
            self.assertNotIn("points", answer)

    def create_orders(self, count):
        """Orders without lines, committed: each earns once."""
        order = {"session_id": self.session_id, "company_id": self.company_id}
        amounts = dict.fromkeys(("amount_tax", "amount_total", "amount_paid", "amount_return"), 0)
        with self.open() as cr:
            return self.get_env(cr)["pos.order"].create([{**order, **amounts}] * count).ids

    def earn(self, cr, customer_id):
        """Two entries of sales, which lock the account of the customer and nothing else."""
        order_ids = self.create_orders(2)
        env = self.get_env(cr)
        program = env["points.program"].browse(self.program_id)
        customer = env["res.partner"].browse(customer_id)
        for order_id in order_ids:
            env["points.account"]._post(
                program,
                customer,
                key=f"test/{uuid4()}",
                kind="earn",
                points=1,
                order_id=order_id,
            )
        env.flush_all()

    def look(self, customer_id):
        """What the scheduled action does; how many sales its alert for a customer counts."""
        with self.open() as cr:
            env = self.get_env(cr)
            env["points.alert.look"]._cron_look()
            alert = env["points.alert"].search([("partner_id", "=", customer_id)])
            return alert.count

    def test_a_sale_that_commits_late_is_not_missed(self):
        """Its entries have lower numbers than those that were looked at before."""
        slow_id, quick_id = self.create_customer(), self.create_customer()
        self.look(slow_id)
        with self.open() as slow:
            self.earn(slow, slow_id)
            with self.open() as quick:
                self.earn(quick, quick_id)
            for _look in range(3):
                self.assertEqual(self.look(quick_id), 2)
                self.assertEqual(self.look(slow_id), 0)
        self.assertEqual(self.look(slow_id), 2)

    def test_the_mark_moves_on(self):
        customer_id = self.create_customer()
        with self.open() as cr:
            self.earn(cr, customer_id)
        for _look in range(2):
            self.look(customer_id)
        with self.open() as cr:
            env = self.get_env(cr)
            newest = env["points.entry"].search([], limit=1)
            self.assertEqual(env["points.alert.look"]._get().seen_id, newest.id)
