from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.numbers import format_count

# Of one adjustment, for users without a limit too: PostgreSQL's integers end at 2,147,483,647.
MOST_POINTS = 1_000_000_000
UNLIMITED_GROUP = "pos_customer_loyalty.group_points_adjust_unlimited"


class PointsAdjustMixin(models.AbstractModel):
    """What one adjustment and a batch of them have in common: the program, why, and how far."""

    _name = "points.adjust.mixin"
    _description = "Adjustment of Points"
    _inherit = ["points.input.mixin"]

    program_id = fields.Many2one("points.program", default=lambda self: self._get_only_program())
    company_id = fields.Many2one(related="program_id.company_id")
    reason_id = fields.Many2one(
        "points.reason",
        help="Recorded on the ledger entry and in the customer's chatter.",
    )
    note = fields.Char(help="Describe what happened, for anyone who reads the ledger later.")
    uuid = fields.Char(
        "Identifier",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid4()),
        help="Identifies the adjustment, so that it is posted only once even if confirmed twice.",
    )

    @api.model
    def _get_only_program(self):
        """The program of the current companies, where there is no choice."""
        program = self.env["points.program"].search(
            [("company_id", "parent_of", self.env.companies.ids)], limit=2
        )
        return program if len(program) == 1 else program.browse()

    def _get_partner_domain(self):
        """Customers of the program's company and of its branches, and those of no company."""
        return Domain("company_id", "=", False) | Domain(
            "company_id", "child_of", self.company_id.ids
        )

    def _get_strangers(self, partners):
        """Customers of companies that the program is not for."""
        return partners - partners.filtered_domain(self._get_partner_domain())

    @api.model
    def _get_members(self, partners):
        """Customers whose points go to another contact."""
        return partners.filtered("points_holder")

    def _get_reason(self, *notes):
        """The reason and the notes as one line of text, which the ledger asks for."""
        text = ": ".join(filter(None, [self.reason_id.name, self.note, *notes]))
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())

    def _check_reason(self):
        """:raises UserError: when nobody has said why"""
        if not self.reason_id:
            raise UserError(
                self.env._("Choose a reason: the ledger records why points are adjusted.")
            )

    def _get_limit(self):
        """Most points that the user may give or take in one adjustment.

        :return int: 0 or more
        """
        if self.env.user.has_group(UNLIMITED_GROUP):
            return MOST_POINTS
        return self.program_id.sudo().adjust_limit

    def _get_limit_problem(self, points):
        """What is wrong with a number of points for this user.

        :param int points: added, or below zero taken
        :return str: a sentence, or nothing
        """
        limit = self._get_limit()
        if abs(points) <= limit:
            return ""
        return self.env._(
            "%(points)s points exceed the maximum of %(limit)s that you can adjust at once. Ask "
            "a user who may adjust points without limit.",
            points=format_count(self.env, abs(points)),
            limit=format_count(self.env, limit),
        )

    def _get_available(self, partners):
        """Points that can be taken from customers: their balances, less what is on hold. Points
        that count only later can be corrected too.

        :param partners: records of ``res.partner``
        :return dict: points by id of the customer; without an account there is none
        """
        # In a form they have no ids of their own.
        partners = partners.browse(partners.ids)
        holders = {partner.id: partner._get_account_holder() for partner in partners}
        accounts = self._get_accounts(partners.union(*holders.values()))
        held = accounts._get_held()
        available = {
            account.partner_id.id: account.balance - held.get(account.id, 0) for account in accounts
        }
        return {
            id_: available[holder.id] for id_, holder in holders.items() if holder.id in available
        }

    def _get_accounts(self, partners):
        """Accounts of customers in the program, with the rights to read them."""
        domain = [
            ("program_id", "=", self.program_id.id),
            ("partner_id", "in", partners.ids),
            ("merged_into_id", "=", False),
        ]
        return self.env["points.account"].sudo().search_fetch(domain, ["partner_id", "balance"])

    @api.model
    def _get_posted(self, keys):
        """Entries that are in the ledger already.

        :param list[str] keys: idempotency keys
        :return dict: records of ``points.entry`` by key
        """
        entries = self.env["points.entry"].sudo().search([("key", "in", list(keys))])
        return {entry.key: entry for entry in entries}

    def _log(self, entries):
        """Tell on each customer's page that points were adjusted, without notifying anybody.

        Whoever reads contacts reads this too: how many points there are is in the ledger only.
        """
        bodies = {entry.account_id.partner_id.id: self._get_message(entry) for entry in entries}
        self.env["res.partner"].browse(bodies)._message_log_batch(bodies)

    def _get_message(self, entry):
        return self.env._(
            "%(program)s: points adjusted. %(reason)s",
            program=self.program_id.name,
            reason=entry.reason or "",
        )
