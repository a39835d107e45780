"""The loyalty overview: does it open at once, however long the ledger is?

``generate`` takes a number of entries, ``measure`` a label of its rows.
"""

import itertools
import statistics

from shared import execute_script, open_till, run, show, timed

from odoo import SUPERUSER_ID

PROGRAM = "Overview"
TIMES = 5
TARGET = "1,000 or less"
PERIODS = ("month", "twelve")


def generate(env, entries):
    """Add customers with sales of three years and the entries of these, through all triggers."""
    program = env["points.program"].search([("name", "=", PROGRAM)])
    if not program:
        program = env["points.program"].create({"name": PROGRAM, "expiry": "month"})
        open_till(env, points_program_id=program.id)
    config = program.config_ids
    env.flush_all()
    execute_script(
        env,
        "overview.sql",
        program=program.id,
        session=config.current_session_id.id,
        config=config.id,
        company=config.company_id.id,
        user=SUPERUSER_ID,
        accounts=max(1, int(entries) // 20),
    )
    env.cr.commit()


def read(env, part, period):
    env.invalidate_all()
    getattr(env["points.overview"], part)(period)


def measure(env, label):
    """What the page asks for at once, by two calls side by side."""
    for part, period in itertools.product(("read_figures", "read_history"), PERIODS):
        read(env, part, period)
        before = env.cr.sql_log_count
        times = [timed(read, env, part, period) for _time in range(TIMES)]
        statements = (env.cr.sql_log_count - before) // TIMES
        what = f"overview of {label}: {part}, {period}"
        show(f"{what}, ms", f"{statistics.median(times):,.0f}", TARGET)
        show(f"{what}, SQL statements", statements, "the same at any size")


if __name__ == "__main__":
    run({"generate": generate, "measure": measure})
