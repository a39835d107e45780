"""Steps of the ledger's benchmark, each a process of its own; ``bench/run`` runs them in order.

    ledger.py CONFIG DATABASE STEP [ACCOUNTS]

A step prints rows of the table: what was measured, its figure and its target, with tabs between.
"""

import pathlib
import sys
import time
from contextlib import contextmanager

from shared import show

import odoo.init  # noqa: F401, to be imported before the rest of Odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

PROOF_TARGET = "50,000 or more"
EXPIRY_TARGET = "20,000 or more"


def memory(kind):
    """Memory of this process, in MB.

    :param str kind: ``VmRSS`` for now, ``VmHWM`` for the most since ``forget_peak``
    """
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split(f"{kind}:")[1].split()[0]) / 1024


def forget_peak():
    pathlib.Path("/proc/self/clear_refs").write_text("5")


def generate(env, accounts):
    """Add accounts of ten entries each, through all triggers."""
    program = env["points.program"].search([("name", "=", "Bench")], limit=1)
    program = program or env["points.program"].create({"name": "Bench"})
    script = pathlib.Path(__file__).with_name("generate.sql").read_text()
    values = {"program": program.id, "accounts": int(accounts), "user": SUPERUSER_ID}
    started = time.monotonic()
    env.cr.execute(script, values)
    env.cr.commit()
    seconds = time.monotonic() - started
    entries = 10 * int(accounts)
    show(f"ledger: {entries:,} entries written in SQL, entries/s", f"{entries / seconds:,.0f}")


def prove(env):
    """Prove the ledger twice, and time the second run, which finds the files in memory."""
    forget_peak()
    before = memory("VmRSS")
    env["points.proof"]._prove()
    added = memory("VmHWM") - before
    values = env["points.proof"]._prove()
    if values["state"] != "passed":
        sys.exit(env["points.proof"]._describe(values["finding"]))
    entries, seconds = values["entries"], values["seconds"]
    show(f"proof of {entries:,} entries, entries/s", f"{entries / seconds:,.0f}", PROOF_TARGET)
    show(
        f"proof of {entries:,} entries, MB of memory that it adds",
        f"{added:.1f}",
        "the same at any size",
    )


def expire(env):
    """Expire what is due, and see that all of it still fits."""
    started = time.monotonic()
    lots = env["points.lot"]._expire(lambda _lots: env.cr.commit())
    env.cr.commit()
    seconds = time.monotonic() - started
    show(f"expiry of {lots:,} due lots, lots/s", f"{lots / seconds:,.0f}", EXPIRY_TARGET)
    if env["points.proof"]._prove()["state"] != "passed":
        sys.exit("The ledger does not fit after the expiry.")


@contextmanager
def open_env(conf, database):
    """Odoo on a database, as its superuser."""
    config.parse_config(
        ["--config", conf, "--database", database, "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def main(conf, database, step, *arguments):
    with open_env(conf, database) as env:
        {"generate": generate, "prove": prove, "expire": expire}[step](env, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
