from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.opening import open_action

#: In the order in which they are shown.
KINDS = ("issue", "uncovered", "alert", "proof")


class PointsAttention(models.Model):
    """What waits for a manager: a row for each kind of which there is something.

    Nothing is stored. Each reader counts what they may see, whenever they look.
    """

    _name = "points.attention"
    _description = "Needs Attention"
    _auto = False
    _order = "id"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("issue", "Points Not Credited"),
            ("uncovered", "Points Overdrawn Offline"),
            ("alert", "Alerts to Review"),
            ("proof", "Failed Integrity Checks"),
        ],
        "Subject",
        readonly=True,
    )
    count = fields.Integer(readonly=True)
    advice = fields.Char("What to Do", compute="_compute_advice")

    @property
    def _table_query(self):
        kinds = enumerate(KINDS, 1)
        rows = [SQL("(%s, %s, %s)", id_, kind, self._count(kind)) for id_, kind in kinds]
        return SQL(
            "SELECT * FROM (VALUES %s) AS kinds (id, kind, count) WHERE count > 0",
            SQL(", ").join(rows),
        )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_advice(self):
        advice = {
            "issue": self.env._("Correct the cause, then retry, or close them without points."),
            "uncovered": self.env._("Settle them with the customers, or write the points off."),
            "alert": self.env._("Look at what happened, then mark them as reviewed."),
            "proof": self.env._("Find out who wrote to the database, and check the ledger again."),
        }
        for row in self:
            row.advice = advice.get(row.kind)

    @api.readonly
    @api.model
    def get_count(self):
        """How many records wait for the user, of all kinds.

        :return int: 0 when nothing does
        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.browse().check_access("read")
        return sum(map(self._count, KINDS))

    def action_open(self):
        """Show the records of a kind.

        :return dict: the action
        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.ensure_one()
        self.check_access("read")
        xml_id, domain = self._get_sources()[self.kind]
        return open_action(self.env, f"pos_customer_loyalty.{xml_id}", domain=list(domain))

    @api.model
    def _get_sources(self):
        """Where the records of each kind are.

        :return dict: the name of their action, and their domain, by kind
        """
        Order, Proof = self.env["pos.order"], self.env["points.proof"]
        return {
            "issue": ("pos_order_action_points_issue", Domain("points_issue", "!=", False)),
            "uncovered": ("pos_order_action_points_uncovered", Order._get_overdrawn_domain()),
            "alert": ("points_alert_action", Domain("state", "=", "open")),
            "proof": ("points_proof_action", Proof._get_failed_domain()),
        }

    @api.model
    def _count(self, kind):
        if not self.has_access("read"):
            return 0
        xml_id, domain = self._get_sources()[kind]
        action = self.env.ref(f"pos_customer_loyalty.{xml_id}").sudo()
        return self.env[action.res_model].search_count(domain)
