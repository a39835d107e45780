from odoo.cli.command import Command

# Odoo loads a command from outside its package.
# pylint: disable-next=odoo-addons-relative-import
from odoo.addons.pos_customer_loyalty.cli._database import OnDatabase


class PointsProve(OnDatabase, Command):
    """Prove the points ledger of a database: replay all of it, and change nothing.

    It takes the options of the server. The exit status is 0 when everything fits, and 1 when
    something does not or the ledger could not be read.
    """

    name = "points_prove"

    def run(self, cmdargs):
        self.run_on_database(cmdargs, self.prove)

    def prove(self, env):
        """Prove the ledger of an environment.

        :return tuple: what to print, and the exit status
        """
        proof = env["points.proof"]._prove()
        if proof["state"] == "failed":
            misfit = env["points.proof"]._describe(proof["finding"])
            return f"The points ledger has a discrepancy.\n{misfit}\n", 1
        lines = [
            "No discrepancy found in the points ledger.",
            f"Date           {proof['date']} UTC",
            f"Entries        {proof['entries']}",
            f"Accounts       {proof['accounts']}",
            f"Sum of points  {proof['points']}",
            f"Newest entry   {proof['last_entry_id']}",
            f"Head hash      {proof['head']}",
            f"Ownerships     {proof['ownerships']}",
            f"Their head     {proof['ownership_head']}",
            f"Seconds        {proof['seconds']}",
            f"Signature      {proof['signature']}",
        ]
        return "\n".join(lines) + "\n", 0
