import sys

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CustomersIndex(Command):
    """Bring what customers are found by up to date, after an import that bypassed triggers.

    It takes the options of the server.
    """

    name = "customers_index"

    def run(self, cmdargs):
        config.parser.prog = self.prog
        config.parse_config(["--log-level=warn", *cmdargs, "--no-http"], setup_logging=True)
        databases = config["db_name"]
        if len(databases) != 1:
            sys.exit("Name one database: odoo customers_index -d DATABASE")
        try:
            registry = Registry(databases[0])
        except psycopg2.OperationalError as error:
            sys.exit(f"The database {databases[0]} cannot be opened: {error}")
        with registry.cursor() as cr:
            sys.stdout.write(self.index(api.Environment(cr, SUPERUSER_ID, {})))

    def index(self, env):
        """Index the customers of an environment.

        :return str: what to print
        """
        partners = env["res.partner"]
        if "search_text" not in partners._fields:
            sys.exit("The module pos_customer_loyalty is not installed in this database.")
        return (
            f"{partners._index_for_search()} customers were not as they should be, and are now.\n"
        )
