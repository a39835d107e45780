"""Steps of the benchmark of categories that keep themselves, run as those of ``ledger.py``.

categories.py CONFIG DATABASE STEP [CUSTOMERS or LABEL]
"""

import pathlib
import sys
import time

from ledger import open_env
from shared import show

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
    script = pathlib.Path(__file__).with_name("categories.sql").read_text()
    values = {
        "customers": int(customers),
        "days": DAYS_OF_SALES,
        "company": env.company.id,
        "user": SUPERUSER_ID,
    }
    env.cr.execute(script, values)
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


def main(conf, database, step, *arguments):
    with open_env(conf, database) as env:
        {"generate": generate, "evaluate": evaluate, "change": change}[step](env, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
