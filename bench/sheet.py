"""The customer sheet: is it as fast with a long history as with a short one?

``generate`` writes two customers, ``measure`` opens what a browser would ask for.
"""

import statistics

from shared import execute_script, open_till, run, show, timed

from odoo import SUPERUSER_ID
from odoo.tests import Form

SHORT, LONG = 10, 100_000
TIMES = 60
TARGET = "1.2 or less"
SHEET = "pos_customer_loyalty.res_partner_view_sheet"
PURCHASES = {"date": {}, "kind": {}, "name": {}, "summary": {}, "amount_total": {}}
ENTRIES = {"date": {}, "kind": {}, "explanation": {}, "points": {}, "balance_after": {}}
# As many as the short history has, so that both pages have the same rows to draw.
ROWS_OF_A_PAGE = SHORT
# The web client counts no further, and shows "10,000+".
PAGE = {"limit": ROWS_OF_A_PAGE, "count_limit": 10_001}


def customer_name(purchases):
    return f"Sheet with {purchases}"


def generate(env):
    """Write the customers, through all triggers, and add up their turnover as a night does."""
    program = env["points.program"].create({"name": "Sheet"})
    session = open_till(env)
    product = env["product.product"].create({"name": "Goods"})
    for purchases in (SHORT, LONG):
        customer = env["res.partner"].create({"name": customer_name(purchases)})
        account = env["points.account"].create(
            {"program_id": program.id, "partner_id": customer.id}
        )
        env.flush_all()
        execute_script(
            env,
            "sheet.sql",
            customer=customer.id,
            account=account.id,
            session=session.id,
            product=product.id,
            user=SUPERUSER_ID,
            purchases=purchases,
        )
    env["customer.turnover"]._add_up()
    env.cr.commit()


def timed_afresh(env, read, customer):
    """Milliseconds of one call, with nothing remembered from the one before."""
    env.invalidate_all()
    return timed(read, customer)


def compare(env, what, read):
    """Call for both customers in turn; show the median of each and their ratio.

    :param read: takes a customer and does what a browser asks for
    """
    customers = [
        env["res.partner"].search([("name", "=", customer_name(purchases))])
        for purchases in (SHORT, LONG)
    ]
    for customer in customers:
        read(customer)
    times = [[timed_afresh(env, read, customer) for customer in customers] for _ in range(TIMES)]
    short, long = (statistics.median(column) for column in zip(*times, strict=True))
    show(f"{what}, {SHORT} purchases, ms", f"{short:.1f}")
    show(f"{what}, {LONG:,} purchases, ms", f"{long:.1f}")
    show(f"{what}, ratio", f"{long / short:.2f}", TARGET)


def measure(env):
    specification = Form(env["res.partner"], view=SHEET)._view["fields_spec"]
    compare(env, "customer sheet", lambda customer: customer.web_read(specification))

    def read_purchases(customer):
        domain = customer.action_view_purchases()["domain"]
        env["customer.purchase"].web_search_read(domain, PURCHASES, **PAGE)

    def read_entries(customer):
        domain = customer.action_view_points()["domain"]
        env["points.entry"].web_search_read(domain, ENTRIES, **PAGE)

    compare(env, "list of purchases", read_purchases)
    compare(env, "points ledger", read_entries)


if __name__ == "__main__":
    run({"generate": generate, "measure": measure})
