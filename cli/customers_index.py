from odoo.cli.command import Command

# Odoo loads a command from outside its package.
# pylint: disable-next=odoo-addons-relative-import
from odoo.addons.pos_customer_loyalty.cli._database import OnDatabase


class CustomersIndex(OnDatabase, Command):
    """Bring what customers are found by up to date, after an import that bypassed triggers.

    It takes the options of the server.
    """

    name = "customers_index"

    def run(self, cmdargs):
        self.run_on_database(cmdargs, self.index)

    def index(self, env):
        """Index the customers of an environment.

        :return tuple: what to print, and the exit status
        """
        count = env["res.partner"]._index_for_search()
        return f"{count} customers were not as they should be, and are now.\n", 0
