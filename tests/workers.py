"""Separate processes that post at the same time, for ``test_processes`` and its like.

Run by the test as ``python workers.py``, with a JSON object on standard input: the options of
Odoo's command line, and for each worker the calls that it makes, in their order. Each call has
a transaction and each worker a connection of its own. Prints a JSON list of the outcomes.
"""

import json
import multiprocessing
import os
import random
import signal
import sys

import psycopg2

import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying


def post(env, call):
    # The path of the add-ons is only known once the options are read.
    # pylint: disable-next=odoo-addons-relative-import
    from odoo.addons.pos_customer_loyalty.models.common.patience import patiently

    Account = env["points.account"]
    program = env["points.program"].browse(call["program"])
    partner = env["res.partner"].browse(call["partner"])
    return patiently(
        env,
        lambda: Account._post(
            program, partner, key=call["key"], kind=call["kind"], points=call["points"]
        ),
    ).id


def authorise(env, call):
    arguments = (call["key"], call["order"], call["partner"], call["amount"])
    return env["pos.session"].browse(call["session"]).authorise_points(*arguments)


def sync(env, call):
    """As Odoo does for a request of a till: again, when another one was faster."""
    return retrying(lambda: len(env["pos.order"].sync_from_ui([call["data"]])["pos.order"]), env)


ACTIONS = {"post": post, "authorise": authorise, "sync": sync}


def deliver(registry, call):
    """Make one call in a transaction; return what it did, or what it was refused for.

    With ``lose_answer`` the connection is killed after COMMIT, before anybody heard of it. The
    process is killed where the call ``dies``: ``before`` or ``after`` its COMMIT.
    """
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": call.get("companies", [])})
        try:
            done = ACTIONS[call.get("action", "post")](env, call)
        except UserError as error:
            return {"refused": str(error)}
        env.flush_all()
        die(call, "before")
        cr.commit()  # pylint: disable=invalid-commit
        die(call, "after")
        if call.get("lose_answer"):
            kill(registry, cr.connection.get_backend_pid())
            cr.execute("SELECT 'and now the answer'")
        return {"done": done}


def die(call, moment):
    if call.get("dies") == moment:
        os.kill(os.getpid(), signal.SIGKILL)


def kill(registry, backend):
    with registry.cursor() as cr:
        cr.execute("SELECT pg_terminate_backend(%s)", [backend])


def work(database, calls, start, outcomes):
    """One process: wait for the others, then make the calls."""
    # Nothing of the parent's connections may be used here.
    odoo.sql_db.close_all()
    registry = Registry(database)
    random.seed(os.getpid())
    start.wait(timeout=60)
    for call in calls:
        try:
            outcome = deliver(registry, call)
        except psycopg2.Error as error:
            outcome = {"lost" if call.get("lose_answer") else "error": str(error)}
        except Exception as error:
            outcome = {"error": repr(error)}
        outcomes.put({**outcome, "key": call["key"]})


def main(job):
    odoo.tools.config.parse_config(job["options"])
    Registry(job["database"])
    context = multiprocessing.get_context("fork")
    start, outcomes = context.Barrier(len(job["workers"])), context.Queue()
    processes = [
        context.Process(target=work, args=(job["database"], calls, start, outcomes))
        for calls in job["workers"]
    ]
    for process in processes:
        process.start()
    answered = [call for calls in job["workers"] for call in calls if not call.get("dies")]
    results = [outcomes.get(timeout=120) for _call in answered]
    for process in processes:
        process.join()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(json.load(sys.stdin))
