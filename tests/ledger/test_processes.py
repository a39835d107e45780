"""Many processes on one account: real connections, real commits, as in ``test_concurrency``."""

import json
import random
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

WORKERS = Path(__file__).parents[1] / "workers.py"


class ProcessesCommon(BaseCase):
    """Calls made by separate processes, each with a connection of its own."""

    def run_workers(self, workers):
        """Run each list of calls in a process of its own.

        :return list[dict]: an outcome for each call: ``done``, ``refused``, ``lost`` or ``error``;
            a process that ``dies`` leaves none
        """
        options = [f"--addons-path={','.join(config['addons_path'])}", "--log-level=critical"]
        options += [f"--db_{name}={config[f'db_{name}']}" for name in ("host", "port", "user")]
        job = {"options": options, "database": get_db_name(), "workers": workers}
        done = subprocess.run(
            [sys.executable, str(WORKERS)],
            input=json.dumps(job),
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        outcomes = json.loads(done.stdout)
        self.assertFalse([outcome for outcome in outcomes if "error" in outcome])
        return outcomes

    def read_account(self, customer_id):
        """Accounts, balance, entries, their sum and their lots' sum of a customer."""
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT count(*), max(a.balance),
                       max((SELECT count(*) FROM points_entry WHERE account_id = a.id)),
                       max((SELECT sum(points) FROM points_entry WHERE account_id = a.id)),
                       max((SELECT sum(points) FROM points_lot WHERE account_id = a.id))
                  FROM points_account a WHERE a.partner_id = %s
                """,
                [customer_id],
            )
            return cr.fetchone()


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestProcesses(ProcessesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.program_id = env["points.program"].create({"name": f"Processes {uuid4()}"}).id

    def create_customer(self, points=0):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            customer = env["res.partner"].create({"name": f"Customer {uuid4()}"})
            program = env["points.program"].browse(self.program_id)
            env["points.account"]._post(
                program, customer, key=f"processes/{uuid4()}", kind="opening", points=points
            )
            return customer.id

    def call(self, customer_id, kind, points, **values):
        key = f"processes/{uuid4()}"
        call = {"program": self.program_id, "partner": customer_id, "key": key}
        return {**call, "kind": kind, "points": points, **values}

    def test_sixty_four_spend_what_is_enough_for_ten(self):
        customer_id = self.create_customer(points=100)
        outcomes = self.run_workers(
            [[self.call(customer_id, "redeem", -10)] for _worker in range(64)]
        )
        refusals = [outcome["refused"] for outcome in outcomes if "refused" in outcome]
        self.assertEqual(len(outcomes) - len(refusals), 10)
        for refusal in refusals:
            self.assertIn("has only 0 points available; 10 are needed", refusal)
        self.assertEqual(self.read_account(customer_id), (1, 0, 11, 0, 0))

    def test_the_first_points_of_a_customer_come_twice_at_once(self):
        customer_id = self.create_customer()
        self.run_workers([[self.call(customer_id, "earn", 10)] for _worker in range(2)])
        self.assertEqual(self.read_account(customer_id), (1, 20, 2, 20, 20))

    def test_calls_that_come_again_and_out_of_order(self):
        """Each call one to five times, in any order, from any process; answers get lost."""
        customer_id = self.create_customer()
        calls = [self.call(customer_id, "earn", points) for points in range(1, 31)]
        chance = random.Random(19)
        deliveries = [
            {**call, "lose_answer": chance.random() < 0.3}
            for call in calls
            for _delivery in range(chance.randint(1, 5))
        ]
        chance.shuffle(deliveries)
        outcomes = self.run_workers([deliveries[start::8] for start in range(8)])
        self.assertIn("lost", {name for outcome in outcomes for name in outcome})
        total = sum(range(1, 31))
        self.assertEqual(self.read_account(customer_id), (1, total, 30, total, total))
