"""What the benchmarks share."""

import sys


def show(what, figure, target=""):
    """Print a row of the table."""
    sys.stdout.write(f"{what}\t{figure}\t{target}\n")


def create_till(env):
    """A till of a company that has a chart of accounts."""
    env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    return env["pos.config"].create({"name": "Bench"})
