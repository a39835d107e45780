from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...points.lots import merge
from ..common.numbers import format_count
from ..common.opening import open_action
from ..common.patience import in_batches
from .points_batch_line import CLUES

# A batch of so many customers is posted while its user waits, a larger one in the background.
AT_ONCE = 100
# Customers of one transaction: their accounts are locked for less than a second.
CHUNK = 100
# Of one call of the scheduled action; Odoo calls it again for the rest, ten times in a row.
CHUNKS_PER_RUN = 10


class PointsBatch(models.Model):
    """Points for many customers at once: opening balances, or an adjustment of each.

    All lines of a customer are one entry of the ledger. A batch is checked, which writes nothing
    to the ledger, then posted in chunks: a run that is cut short is taken up where it was.
    """

    _name = "points.batch"
    _description = "Points Batch"
    _inherit = ["points.adjust.mixin", "points.server.fields.mixin", "mail.thread"]
    _order = "id desc"

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [("opening", "Opening balances"), ("adjust", "Adjustment")],
        required=True,
        default="opening",
    )
    program_id = fields.Many2one(required=True, ondelete="restrict")
    reason_id = fields.Many2one(ondelete="restrict")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Being Posted"), ("done", "Posted")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", "Posted by", readonly=True, copy=False, ondelete="restrict"
    )
    control_total = fields.Integer(
        copy=False,
        aggregator=None,
        help="Expected total of all lines, from the source document: it reveals missing lines.",
    )
    line_ids = fields.One2many("points.batch.line", "batch_id", "Lines")
    points_total = fields.Integer("Total of the Lines", compute="_compute_totals")
    line_count = fields.Integer("Number of Lines", compute="_compute_totals")
    ready_count = fields.Integer("Ready to Post", compute="_compute_totals")
    done_count = fields.Integer("Posted Lines", compute="_compute_totals")
    rejected_count = fields.Integer("Rejected", compute="_compute_totals")
    progress = fields.Float(compute="_compute_totals", help="Percentage of the lines.")
    can_take_over = fields.Boolean(compute="_compute_can_take_over")

    _uuid_is_unique = models.UniqueIndex("(uuid)", "This adjustment is already being posted.")

    @api.depends("line_ids.state", "line_ids.points")
    def _compute_totals(self):
        groups = self.env["points.batch.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count", "points:sum"]
        )
        for batch in self:
            own = [group[1:] for group in groups if group[0].id == batch._origin.id]
            count = {state: lines for state, lines, _points in own}
            batch.points_total = sum(points for _state, _lines, points in own)
            batch.line_count = sum(count.values())
            batch.ready_count = count.get("waiting", 0)
            batch.done_count = count.get("done", 0)
            batch.rejected_count = count.get("rejected", 0)
            handled = batch.done_count + batch.rejected_count
            batch.progress = 100 * handled / (batch.line_count or 1)

    @api.depends("kind")
    def _compute_can_take_over(self):
        self.can_take_over = "loyalty.card" in self.env

    def write(self, vals):
        self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._check_editable()

    def action_check(self):
        """Say for each line whether it can be posted; nothing goes to the ledger."""
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        self._check_lines()

    def action_post(self):
        """Post what can be posted: few customers at once, many in the background."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            return
        self._check_complete()
        self._check_lines()
        self._check_any_ready()
        self.sudo().write({"state": "running", "user_id": self.env.uid})
        if self.ready_count > AT_ONCE:
            self.env.ref("pos_customer_loyalty.points_batch_cron_post").sudo()._trigger()
            return
        while self.state == "running":
            self._as_poster()._post_chunk()

    def action_import(self):
        """Open Odoo's own import for the lines of this batch."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Import Lines"),
            "params": {
                "active_model": "points.batch.line",
                "context": {"default_batch_id": self.id},
            },
        }

    def action_view_lines(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_batch_line_action",
            domain=[("batch_id", "=", self.id)],
            context={
                **self.env.context,
                "default_batch_id": self.id,
                "create": self.state == "draft",
            },
        )

    def action_view_rejected(self):
        action = self.action_view_lines()
        return {**action, "context": {**action["context"], "search_default_rejected": True}}

    def _check_editable(self):
        """:raises UserError: when a user changes a batch that is posted, or of others"""
        if not self.env.su:
            self.check_access("write")
            self._check_draft()

    def _check_draft(self):
        """:raises UserError: when a batch is posted already"""
        if set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._("A posted batch cannot be changed. Correct mistakes with a new batch.")
            )

    def _check_complete(self):
        """:raises UserError: when something is missing, or the control total says so"""
        if not self.line_count:
            raise UserError(self.env._("There are no lines yet. Import or add lines first."))
        if self.kind == "adjust":
            self._check_reason()
        if self.control_total != self.points_total:
            raise UserError(
                self.env._(
                    "The lines total %(sum)s points, but the control total is %(control)s. Look "
                    "for missing, duplicate or incorrect lines.",
                    sum=format_count(self.env, self.points_total),
                    control=format_count(self.env, self.control_total),
                )
            )

    def _check_any_ready(self):
        """:raises UserError: when all lines are rejected"""
        if not self.ready_count:
            raise UserError(
                self.env._(
                    "None of the lines can be posted. The first one: %(remark)s",
                    remark=self.line_ids[0].remark,
                )
            )

    def _check_lines(self):
        """Find the customers, and let each line wait to be posted or be rejected."""
        self.line_ids._find_customers()
        customers = self.line_ids.filtered("partner_id").grouped("partner_id")
        strangers = self._get_strangers(self.line_ids.partner_id)
        for partner in strangers:
            problem = self.env._("This customer and the program belong to different companies.")
            customers.pop(partner)._mark("rejected", problem)
        for partner in set(customers).intersection(self._get_members(self.line_ids.partner_id)):
            problem = self.env._(
                "The points of this customer go to %(holder)s. Choose that contact instead.",
                holder=partner._get_account_holder().display_name,
            )
            customers.pop(partner)._mark("rejected", problem)
        for partner in self._get_opened_elsewhere(self.line_ids.partner_id) & set(customers):
            problem = self.env._(
                "This customer was merged with a contact that already has an opening balance. "
                "Adjust the difference manually."
            )
            customers.pop(partner)._mark("rejected", problem)
        available = self._get_available(self.line_ids.partner_id)
        posted = self._get_posted(map(self._get_key, customers))
        for partner, lines in customers.items():
            entry = posted.get(self._get_key(partner))
            self._check_customer(partner, lines, available.get(partner.id, 0), entry)

    def _get_opened_elsewhere(self, partners):
        """Customers who took over the account of a contact that had an opening balance.

        :return set: of ``res.partner``
        """
        if self.kind != "opening":
            return set()
        entries = (
            self.env["points.entry"]
            .sudo()
            .search(
                [
                    ("kind", "=", "opening"),
                    ("program_id", "=", self.program_id.id),
                    ("account_id.partner_id", "in", partners.ids),
                ]
            )
        )
        return {
            entry.partner_id.with_env(self.env)
            for entry in entries
            if entry.key != self._get_key(entry.partner_id)
        }

    def _check_customer(self, partner, lines, available, entry):
        """Let the lines of one customer wait, all of them, or none.

        :param int available: points that the customer can spend
        :param entry: what was posted before under the same key, if anything
        """
        wrong = {line: problem for line in lines if (problem := line._get_problem())}
        if wrong:
            other = self.env._("Another line of this customer is rejected.")
            for line in lines:
                line._mark("rejected", wrong.get(line, other))
            return
        points = sum(lines.mapped("points"))
        if entry:
            problem = self._get_posted_problem(entry, points)
        else:
            problem = self._get_problem(partner, points, available)
        note = entry and self.env._("Already posted: the points are not added again.")
        lines._mark("rejected" if problem else "waiting", problem or note)

    def _get_posted_problem(self, entry, points):
        """What is wrong with points that were posted before.

        :return str: a sentence, or nothing where the figures are the same
        """
        if entry.asked == points:
            return ""
        return self.env._(
            "This customer already has an opening balance of %(before)s points, not %(points)s. "
            "Adjust the difference manually.",
            before=format_count(self.env, entry.asked),
            points=format_count(self.env, points),
        )

    def _get_problem(self, partner, points, available):
        """What is wrong with the points of one customer: a sentence, or nothing."""
        if not points:
            return self.env._("Enter the number of points: positive to add, negative to remove.")
        if problem := self._get_limit_problem(points):
            return problem
        if points > 0 and partner.points_excluded:
            return self.env._(
                'This customer is excluded from loyalty programs. Clear "No Loyalty Points" on '
                "the contact first."
            )
        if points < 0 and available + points < 0:
            return self.env._(
                "Only %(available)s points are available, %(points)s would be removed.",
                available=format_count(self.env, max(available, 0)),
                points=format_count(self.env, -points),
            )
        return ""

    def _get_key(self, partner):
        """The idempotency key: a customer is opened once in a program, whatever the file."""
        if self.kind == "opening":
            return f"opening/{self.program_id.id}/{partner.id}"
        return f"batch/{self.uuid}/{partner.id}"

    @api.model
    def _cron_post(self):
        """Go on with what is being posted, and commit each chunk."""
        cron = self.env["ir.cron"]
        waiting = [("batch_id.state", "=", "running"), ("state", "=", "waiting")]
        cron._commit_progress(remaining=self.env["points.batch.line"].search_count(waiting))
        for lines in islice(in_batches(self.env, self._post_next_chunk), CHUNKS_PER_RUN):
            cron._commit_progress(lines)

    @api.model
    def _post_next_chunk(self, _position):
        """Post a chunk of the oldest batch that is not done; see ``in_batches``."""
        batch = self.search([("state", "=", "running")], order="id", limit=1)
        return (batch.id, batch._as_poster()._post_chunk()) if batch else (None, 0)

    def _as_poster(self):
        """This batch, for the user who posted it: the ledger names him, not the scheduler."""
        user = self.sudo().user_id
        return self.with_user(user).with_context(lang=user.lang).sudo()

    def _post_chunk(self, size=CHUNK):
        """Post the next customers; with the last one the batch is done.

        :param int size: most customers
        :return int: how many lines were posted or rejected
        """
        lines = self.env["points.batch.line"]
        waiting = [("batch_id", "=", self.id), ("state", "=", "waiting")]
        chunk = lines._read_group(
            waiting, ["partner_id"], ["id:recordset"], order="id:min", limit=size
        )
        self._post_customers(chunk)
        if not lines.search_count(waiting, limit=1):
            self.state = "done"
        return sum(len(lines) for _partner, lines in chunk)

    def _post_customers(self, chunk):
        """Post some customers, and tell so on their pages.

        :param list[tuple] chunk: customers with their lines
        """
        self._lock_accounts([partner.id for partner, _lines in chunk])
        posted = self._get_posted(self._get_key(partner) for partner, _lines in chunk)
        entries = self.env["points.entry"].union(
            *(self._post_customer(partner, lines) for partner, lines in chunk)
        )
        self._log(entries.filtered(lambda entry: entry.key not in posted))

    def _lock_accounts(self, partner_ids):
        """Lock the accounts of a chunk together.

        A till that was faster shows now, and the chunk begins again, not when half of it is
        posted.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT FROM points_account WHERE program_id = %s AND partner_id = ANY(%s)
                 ORDER BY id FOR UPDATE
                """,
                self.program_id.id,
                partner_ids,
            )
        )

    def _post_customer(self, partner, lines):
        """Write one entry for the lines of a customer, or reject them.

        :return: the ``points.entry``; none when the lines are rejected
        """
        try:
            with self.env.cr.savepoint():
                entry = self.env["points.account"]._post(
                    self.program_id,
                    partner,
                    key=self._get_key(partner),
                    kind=self.kind,
                    points=sum(lines.mapped("points")),
                    lots=self._get_lots(lines),
                    reason=self._get_reason(*lines.mapped("note")),
                )
        except UserError as error:
            lines._mark("rejected", str(error))
            return self.env["points.entry"]
        # Who they are is known now; what the file said about them need not be kept.
        lines.write({**dict.fromkeys(CLUES, False), "state": "done"})
        return entry

    def _get_lots(self, lines):
        """When opening balances expire: as the line says, otherwise as the program does."""
        if self.kind != "opening":
            return None
        default = self.program_id._get_plan().get_expiry(fields.Datetime.now())
        return merge(
            [(fields.Date.to_string(line.expires_on) or default, line.points) for line in lines]
        )
