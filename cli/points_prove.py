import sys

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config
from odoo.tools.sql import table_exists

MODULE = "pos_customer_loyalty"


class PointsProve(Command):
    """Prove the points ledger of a database: replay all of it, and change nothing.

    It takes the options of the server. The exit status is 0 when everything fits, and 1 when
    something does not or the ledger could not be read.
    """

    name = "points_prove"

    def run(self, cmdargs):
        config.parser.prog = self.prog
        config.parse_config(["--log-level=warn", *cmdargs, "--no-http"], setup_logging=True)
        databases = config["db_name"]
        if len(databases) != 1:
            sys.exit("Name one database: odoo points_prove -d DATABASE")
        self.check_database(databases[0])
        with Registry(databases[0]).cursor() as cr:
            report, status = self.prove(api.Environment(cr, SUPERUSER_ID, {}))
        sys.stdout.write(report)
        sys.exit(status)

    def check_database(self, database):
        """End with a sentence where there is no ledger to prove."""
        try:
            with db_connect(database).cursor() as cr:
                installed = self.is_installed(cr)
        except psycopg2.OperationalError as error:
            sys.exit(f"The database {database} cannot be opened: {error}")
        if not installed:
            sys.exit(f"The module {MODULE} is not installed in the database {database}.")

    def is_installed(self, cr):
        if not table_exists(cr, "ir_module_module"):
            return False
        cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [MODULE])
        return ("installed",) in cr.fetchall()

    def prove(self, env):
        """Prove the ledger of an environment.

        :return tuple: what to print, and the exit status
        """
        proof = env["points.proof"]._prove()
        if proof["state"] == "failed":
            misfit = env["points.proof"]._describe(proof["finding"])
            return f"The points ledger does not fit.\n{misfit}\n", 1
        lines = [
            "Everything in the points ledger fits.",
            f"Date           {proof['date']} UTC",
            f"Entries        {proof['entries']}",
            f"Accounts       {proof['accounts']}",
            f"Sum of points  {proof['points']}",
            f"Newest entry   {proof['last_entry_id']}",
            f"Head hash      {proof['head']}",
            f"Seconds        {proof['seconds']}",
            f"Signature      {proof['signature']}",
        ]
        return "\n".join(lines) + "\n", 0
