"""Categories that keep themselves: how long does a night take?

``generate`` takes a number of customers, the others how a row is called.
"""

import time

from shared import execute_script, run, show

from odoo import SUPERUSER_ID

DAYS_OF_SALES = 5
NIGHT_TARGET = "minutes"
CATEGORIES = [
    {"name": "Private", "customer_kind": "private"},
    {"name": "Professional", "customer_kind": "professional"},
    {"name": "New", "created_days": 30},
    {"name": "Regular", "visits_test": "least", "visits_least": 3, "visits_days": 180},
    {"name": "Best", "turnover_test": "least", "turnover_least": 500},
    {"name": "Sleeping", "last_visit_test": "least", "last_visit_days": 180},
]


def generate(env, customers):
    """Add customers with sales, and switch six categories on."""
    execute_script(
        env,
        "categories.sql",
        customers=int(customers),
        days=DAYS_OF_SALES,
        company=env.company.id,
        user=SUPERUSER_ID,
    )
    env["customer.turnover"]._date_customers()
    env["res.partner.category"].create([{**values, "is_automatic": True} for values in CATEGORIES])
    env.cr.commit()


def evaluate(env, what):
    """Evaluate all customers, as the nightly job does."""
    customers = env["res.partner"].search_count([])
    started = time.monotonic()
    changes = env["res.partner.category"]._evaluate_all(commit_batch(env))
    seconds = time.monotonic() - started
    show(f"categories: {what}, {customers:,} customers, s", f"{seconds:,.1f}", NIGHT_TARGET)
    show(f"categories: {what}, memberships that changed", f"{changes:,}")


def commit_batch(env):
    def commit(_count):
        env.cr.commit()
        env.invalidate_all()
        return 60

    return commit


def change(env, _what=None):
    """A day of trade: every hundredth customer buys much."""
    env.cr.execute(
        """
        INSERT INTO customer_turnover (partner_id, company_id, day, amount, visits)
        SELECT id, %s, (now() AT TIME ZONE 'UTC')::date, 600, 1 FROM res_partner WHERE id %% 100 = 0
        """,
        [env.company.id],
    )
    env.cr.commit()


if __name__ == "__main__":
    run({"generate": generate, "evaluate": evaluate, "change": change})
