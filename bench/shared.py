"""What the benchmarks share.

A benchmark is run as ``python NAME.py CONFIG DATABASE STEP [ARGUMENT...]``, each step as a
process of its own; ``bench/run`` runs them in order. A step prints rows of the table: what was
measured, its figure and its target, with tabs between.
"""

import pathlib
import sys
import time
from contextlib import contextmanager

import odoo.init  # noqa: F401, to be imported before the rest of Odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def run(steps):
    """Run the step that the command line names.

    :param dict steps: functions by name, which take an environment and the further arguments
    """
    conf, database, step, *arguments = sys.argv[1:]
    config.parse_config(
        ["--config", conf, "--database", database, "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    with open_env(database) as env:
        steps[step](env, *arguments)


@contextmanager
def open_env(database):
    """Odoo on a database, as its superuser."""
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def show(what, figure, target=""):
    """Print a row of the table."""
    sys.stdout.write(f"{what}\t{figure}\t{target}\n")


def timed(call, *arguments):
    """Milliseconds of one call."""
    started = time.perf_counter()
    call(*arguments)
    return 1000 * (time.perf_counter() - started)


def execute_script(env, name, **values):
    """Execute a script of this folder.

    :param str name: its file's name
    :param values: what it asks for
    """
    script = pathlib.Path(__file__).with_name(name).read_text()
    env.cr.execute(script, values)


def open_till(env, **values):
    """A till whose session is open, of a company that has a chart of accounts.

    :param values: fields of the ``pos.config``
    :return: the ``pos.session``
    """
    env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    till = env["pos.config"].create({"name": "Bench", **values})
    session = env["pos.session"].create({"config_id": till.id, "user_id": SUPERUSER_ID})
    session.set_opening_control(0, "")
    return session
