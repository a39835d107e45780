import threading
from uuid import uuid4

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class CommittedShop(BaseCase):
    """An open till that takes points, committed for other connections to see.

    What is committed stays (a ledger cannot be deleted), so these tests are left out of a normal
    run of Odoo's test runner; they want a database made for tests::

        odoo -d DB --test-tags points_concurrency
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls.build_shop(api.Environment(cr, SUPERUSER_ID, {}))

    @classmethod
    def build_shop(cls, env):
        company = env["res.company"].create({"name": f"Concurrent {uuid4()}"})
        env = env(context={"allowed_company_ids": company.ids})
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        program = env["points.program"].create(
            {
                "name": "Concurrent",
                "company_id": company.id,
                "rule_ids": [Command.create({"basis": "amount", "points": 1, "amount": 1.0})],
            }
        )
        config = env["pos.config"].create({"name": "Till", "points_program_id": program.id})
        env["points.payment.setup"].create({"program_id": program.id}).action_set_up()
        config.open_ui()
        config.current_session_id.set_opening_control(0, "")
        product = env["product.product"].create(
            {"name": "Bread", "list_price": 10, "taxes_id": False, "available_in_pos": True}
        )
        cash = config.payment_method_ids.filtered("is_cash_count")[:1]
        points = config.payment_method_ids.filtered("use_payment_terminal")
        cls.points_method_id = points.id
        cls.company_id, cls.program_id, cls.config_id = company.id, program.id, config.id
        cls.session_id, cls.product_id, cls.cash_id = (
            config.current_session_id.id,
            product.id,
            cash.id,
        )

    def run_at_once(self, *calls):
        """Run each call in a transaction of its own, all starting at the same time.

        :param calls: functions of an environment
        :return list: their results, or the exceptions that they raised
        """
        barrier = threading.Barrier(len(calls))
        results = [None] * len(calls)

        def run(number, call):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})
                # A snapshot of before the others commit, which a retry replaces.
                cr.execute("SELECT 1")
                barrier.wait(timeout=30)
                try:
                    # As Odoo does for each request of a till: it commits, or tries again.
                    results[number] = retrying(lambda: call(env), env)
                except (UserError, psycopg2.Error) as error:
                    results[number] = error

        threads = [
            threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results

    def create_customer(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["res.partner"].create({"name": f"Customer {uuid4()}"}).id

    def order_data(self, customer_id):
        line = {
            "uuid": str(uuid4()),
            "product_id": self.product_id,
            "qty": 1,
            "price_unit": 10.0,
            "price_subtotal": 10.0,
            "price_subtotal_incl": 10.0,
            "tax_ids": [],
        }
        payment = {"amount": 10.0, "payment_method_id": self.cash_id}
        return {
            "uuid": str(uuid4()),
            "state": "paid",
            "session_id": self.session_id,
            "company_id": self.company_id,
            "partner_id": customer_id,
            "lines": [Command.create(line)],
            "payment_ids": [Command.create(payment)],
            "amount_total": 10.0,
            "amount_tax": 0.0,
            "amount_paid": 10.0,
            "amount_return": 0.0,
        }
