"""The till: what does loyalty add to a sale, and to the opening?

``fill`` writes customers into a database without the module; ``open`` takes the name of that one.
"""

import statistics
import uuid

from shared import execute_script, open_env, open_till, run, show, timed

from odoo import SUPERUSER_ID, fields
from odoo.fields import Command

SALES = 300
OPENINGS = 30
# The first ones fill caches.
WARM = 10
LINES = 5
PRICE = 10.0
CUSTOMERS_WHO_BUY = 20
TARGET = "5 or less"


def fill(env, customers):
    execute_script(env, "directory.sql", customers=int(customers))
    env.cr.commit()


def compare(what, times):
    """Show what the second of two things takes more than the first, when done by turns.

    :param list times: pairs of milliseconds
    """
    without = statistics.median(first for first, _second in times)
    added = statistics.median(second - first for first, second in times)
    show(f"{what}, ms", f"{without:.1f}")
    show("  added, ms", f"{added:.1f}")
    show("  added, percent", f"{100 * added / without:.1f}", TARGET)


def take_turns(count, measure, things):
    """Time two things by turns, each as often the first, since the second finds more in memory.

    :param measure: takes one of the things, and gives milliseconds
    :return list: pairs of milliseconds
    """
    times = []
    for place in range(WARM + count):
        order = (0, 1) if place % 2 else (1, 0)
        pair = {which: measure(things[which]) for which in order}
        times.append((pair[0], pair[1]))
    return times[WARM:]


def open_cash_till(env, program, others=()):
    """An open session of a till that has this program, or none, and takes cash.

    :param others: further payment methods
    """
    journal = env["account.journal"].create({"name": "Cash", "type": "cash"})
    cash = env["pos.payment.method"].create({"name": "Cash", "journal_id": journal.id})
    methods = [cash.id, *(method.id for method in others)]
    return open_till(env, points_program_id=program.id, payment_method_ids=methods)


def get_sale(session, customer, product, points=()):
    """What the till sends for a sale paid in cash.

    :param points: the method, the amount and the key of what is paid in points of it
    """
    total = LINES * PRICE
    line = {"product_id": product.id, "qty": 1, "price_unit": PRICE, "tax_ids": []}
    line |= {"price_subtotal": PRICE, "price_subtotal_incl": PRICE, "pack_lot_ids": []}
    cash = session.config_id.payment_method_ids.filtered("is_cash_count")
    payments = [{"amount": total, "payment_method_id": cash.id}]
    if points:
        method, amount, key = points
        payments[0]["amount"] -= amount
        payments += [{"amount": amount, "payment_method_id": method.id, "transaction_id": key}]
    return {
        "uuid": str(uuid.uuid4()),
        "session_id": session.id,
        "company_id": session.company_id.id,
        "partner_id": customer.id,
        "user_id": SUPERUSER_ID,
        "pricelist_id": session.config_id.pricelist_id.id,
        "date_order": fields.Datetime.to_string(fields.Datetime.now()),
        "lines": [Command.create(line) for _line in range(LINES)],
        "payment_ids": [
            Command.create({**payment, "name": fields.Datetime.now()}) for payment in payments
        ],
        "amount_paid": total,
        "amount_total": total,
        "amount_tax": 0.0,
        "amount_return": 0.0,
        "state": "paid",
        "to_invoice": False,
        "last_order_preparation_change": "{}",
    }


def sell(env):
    """Send the same sales from a till without a program and from one with, by turns."""
    product = env["product.product"].create({"name": "Goods", "available_in_pos": True})
    customers = env["res.partner"].create(
        [{"name": f"Customer {number}"} for number in range(CUSTOMERS_WHO_BUY)]
    )
    rule = Command.create({"basis": "amount", "points": 1, "amount": 1.0})
    program = env["points.program"].create({"name": "Bench", "rule_ids": [rule]})
    sessions = [open_cash_till(env, program.browse()), open_cash_till(env, program)]
    env.cr.commit()
    places = iter(range(2 * (WARM + SALES)))

    def send(sale):
        env["pos.order"].sync_from_ui([sale])
        env.cr.commit()

    def time_sale(session):
        customer = customers[next(places) // 2 % len(customers)]
        sale = get_sale(session, customer, product)
        env.invalidate_all()
        return timed(send, sale)

    compare(f"a sale of {LINES} lines without a program", take_turns(SALES, time_sale, sessions))
    if env["points.entry"].search_count([("program_id", "=", program.id)]) != WARM + SALES:
        raise RuntimeError("Not every sale has given points.")


def settle(env):
    """What PostgreSQL checks once more at COMMIT, of sales paid in cash and partly in points."""
    product = env["product.product"].create({"name": "Goods", "available_in_pos": True})
    rule = Command.create({"basis": "amount", "points": 1, "amount": 1.0})
    program = env["points.program"].create({"name": "Bench", "rule_ids": [rule]})
    # The company needs its accounts first.
    open_till(env)
    env["points.payment.setup"].create({"program_id": program.id}).action_set_up()
    methods = env["pos.payment.method"].search([("use_payment_terminal", "=", "points")])
    session = open_cash_till(env, program, methods)
    customer = env["res.partner"].create({"name": "Customer"})
    env["points.account"]._post(program, customer, key="bench", kind="adjust", points=1_000_000)
    env.cr.commit()
    for name, amount in (("cash", 0), ("cash and points", PRICE)):
        times = [
            time_settling(session, get_sale_paid(session, customer, product, amount))
            for _place in range(WARM + SALES)
        ][WARM:]
        sale, check = (statistics.median(part) for part in zip(*times, strict=True))
        show(f"a sale paid in {name}, before COMMIT, ms", f"{sale:.1f}")
        show("  deferred triggers, ms", f"{check:.2f}")
        show("  deferred triggers, percent", f"{100 * check / sale:.1f}", TARGET)


def get_sale_paid(session, customer, product, amount):
    """A sale of which an amount is paid in points, that were set aside."""
    sale = get_sale(session, customer, product)
    if not amount:
        return sale
    key = str(uuid.uuid4())
    session.authorise_points(key, sale["uuid"], customer.id, amount)
    points = session.config_id.payment_method_ids.filtered("use_payment_terminal")
    return get_sale(session, customer, product, (points, amount, key)) | {"uuid": sale["uuid"]}


def time_settling(session, sale):
    """Milliseconds of a sale, and of what PostgreSQL has put off until COMMIT."""
    env = session.env
    env.cr.commit()
    env.invalidate_all()
    spent = timed(lambda: (env["pos.order"].sync_from_ui([sale]), env.cr.flush()))
    checked = timed(env.cr.execute, "SET CONSTRAINTS ALL IMMEDIATE")
    env.cr.commit()
    return spent, checked


def open_sessions(env, database_without):
    """Load what a till asks for when it opens, without the module and with it, by turns."""
    customers = env["res.partner"].search_count([])
    program = env["points.program"].create({"name": "Bench"})
    with open_env(database_without) as env_without:
        sessions = [open_till(env_without), open_till(env, points_program_id=program.id)]
        times = take_turns(OPENINGS, time_opening, sessions)
    compare(f"opening a till with {customers:,} customers, without the module", times)


def time_opening(session):
    session.env.flush_all()
    session.env.invalidate_all()
    return timed(session.load_data, [])


if __name__ == "__main__":
    run({"fill": fill, "sell": sell, "settle": settle, "open": open_sessions})
