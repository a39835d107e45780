from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_date


class PointsLiability(models.TransientModel):
    """The draft journal entry that brings the account of deferred revenue to what a closing needs.

    Nothing is ever posted by itself, and Odoo's own rights on journal entries decide.
    """

    _inherit = "points.liability"

    booked = fields.Monetary(
        "Already Posted",
        compute="_compute_booked",
        help="Balance of the deferred revenue account by the entries of this program that are "
        "posted up to the closing date.",
    )
    to_book = fields.Monetary(
        "To Post",
        compute="_compute_booked",
        help="What brings the deferred revenue account to the liability.",
    )
    setup_problem = fields.Char(compute="_compute_setup_problem")

    @api.depends("program_id", "closing_on", "liability")
    def _compute_booked(self):
        for row in self:
            row.booked = row._get_booked()
            row.to_book = row.currency_id.round(row.liability - row.booked)

    @api.depends("program_id")
    def _compute_setup_problem(self):
        for row in self:
            row.setup_problem = row._get_setup_problem()

    def action_draft_entry(self):
        """Open the journal entry of this program and closing date, and create it as a draft where
        there is none.

        :return dict: the action that shows it
        :raises AccessError: when the user may not create journal entries
        :raises UserError: when an account is missing, or there is nothing to post
        """
        self.ensure_one()
        self._check_access_to_named("read")
        moves = self.env["account.move"].with_company(self.company_id)
        moves.check_access("create")
        return (self._find_entry() or self._create_entry(moves)).get_formview_action()

    def _find_entry(self):
        """The draft of this date, or what is posted where nothing has changed since."""
        moves = self.env["account.move"].search(
            [
                ("points_program_id", "=", self.program_id.id),
                ("date", "=", self.closing_on),
                ("state", "in", ("draft", "posted")),
            ],
            order="id desc",
        )
        draft = moves.filtered(lambda move: move.state == "draft")
        return draft or (moves[:1] if not self.to_book else moves.browse())

    def _create_entry(self, moves):
        if problem := self._get_setup_problem():
            raise UserError(problem)
        if not self.to_book:
            raise UserError(
                self.env._(
                    "The deferred revenue of %(program)s is already what this closing needs: there "
                    "is nothing to post.",
                    program=self.program_id.name,
                )
            )
        self._check_no_other_draft()
        move = moves.create(self._prepare_entry())
        # Only the server says which program an entry is of.
        move.sudo().points_program_id = self.program_id
        return move

    def _check_no_other_draft(self):
        """:raises UserError: when there is a draft of another date: only what is posted is taken
        off, so both together would defer the same revenue twice"""
        drafts = self.env["account.move"].sudo()
        domain = [("points_program_id", "=", self.program_id.id), ("state", "=", "draft")]
        if draft := drafts.search([*domain, ("date", "!=", self.closing_on)], limit=1):
            raise UserError(
                self.env._(
                    "%(program)s has a draft entry at %(day)s, which is not counted yet. Post or "
                    "delete it first.",
                    program=self.program_id.name,
                    day=format_date(self.env, draft.date),
                )
            )

    def _prepare_entry(self):
        """Values of the journal entry, for an integrator to add to."""
        program = self.program_id
        sides = (
            (program.deferral_revenue_account_id, self.to_book),
            (program.deferral_liability_account_id, -self.to_book),
        )
        return {
            "move_type": "entry",
            "journal_id": program.deferral_journal_id.id,
            "date": self.closing_on,
            "ref": self.env._("Deferred revenue for points: %(title)s", title=self._get_title()),
            "line_ids": [
                Command.create(
                    {
                        "name": self._get_title(),
                        "account_id": account.id,
                        "debit": max(balance, 0),
                        "credit": max(-balance, 0),
                    }
                )
                for account, balance in sides
            ],
        }

    def _get_booked(self):
        """What posted entries of this program have brought the account to, their reversals too."""
        self.program_id.check_access("read")
        program = self.program_id.sudo()
        is_of_program = Domain("move_id.points_program_id", "=", program.id) | Domain(
            "move_id.reversed_entry_id.points_program_id", "=", program.id
        )
        domain = is_of_program & Domain(
            [
                ("parent_state", "=", "posted"),
                ("date", "<=", self.closing_on),
                ("account_id", "=", program.deferral_liability_account_id.id),
            ]
        )
        ((balance,),) = (
            self.env["account.move.line"].sudo()._read_group(domain, [], ["balance:sum"])
        )
        return -balance if balance else 0.0

    def _get_setup_problem(self):
        """What is missing on the program for a journal entry, or nothing."""
        program = self.program_id.sudo()
        names = (
            "deferral_journal_id",
            "deferral_revenue_account_id",
            "deferral_liability_account_id",
        )
        missing = [name for name in names if not program[name]]
        if not missing:
            return False
        labels = program.fields_get(missing, ["string"])
        return self.env._(
            "%(program)s has no %(fields)s yet. Choose them on the program, under Accounting.",
            program=program.name,
            fields=", ".join(labels[name]["string"] for name in missing),
        )
