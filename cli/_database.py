"""What the commands have in common: they take one database, and print what they have to say."""

import sys

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config
from odoo.tools.sql import table_exists

MODULE = "pos_customer_loyalty"


class OnDatabase:
    """Beside ``Command``: it takes the options of the server, and one database."""

    def run_on_database(self, cmdargs, work):
        """Work on a database, and end with what there is to print.

        :param list[str] cmdargs: options of the server
        :param work: a function that is given the environment, and returns a text to print and
            the exit status
        """
        config.parser.prog = self.prog
        config.parse_config(["--log-level=warn", *cmdargs, "--no-http"], setup_logging=True)
        databases = config["db_name"]
        if len(databases) != 1:
            sys.exit(f"Name one database: odoo {self.name} -d DATABASE")
        self.check_database(databases[0])
        with Registry(databases[0]).cursor() as cr:
            report, status = work(api.Environment(cr, SUPERUSER_ID, {}))
        sys.stdout.write(report)
        sys.exit(status)

    def check_database(self, database):
        """End with a sentence where the module is not installed."""
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
