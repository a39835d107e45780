"""The points ledger: how fast are its proof and the expiry?

``generate`` takes a number of accounts.
"""

import pathlib
import sys
import time

from shared import execute_script, run, show

from odoo import SUPERUSER_ID

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
    started = time.monotonic()
    execute_script(env, "ledger.sql", program=program.id, accounts=int(accounts), user=SUPERUSER_ID)
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


if __name__ == "__main__":
    run({"generate": generate, "prove": prove, "expire": expire})
