from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ...points.plan import Plan


class PointsProgramVersion(models.Model):
    """What a program said from a moment on: a sale that is claimed or arrives later counts by
    its own day."""

    _name = "points.program.version"
    _description = "Loyalty Program Version"
    _order = "since desc, id desc"
    _log_access = False

    program_id = fields.Many2one("points.program", required=True, readonly=True, ondelete="cascade")
    since = fields.Datetime(required=True, readonly=True)
    plan = fields.Json(
        "Program Data", required=True, readonly=True, help="The data of the program in JSON format."
    )

    _program = models.Index("(program_id, since, id)")

    @api.depends("program_id", "since")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.program_id.name}, {version.since}"

    @api.model
    def _record_later(self, programs):
        """Write down, before COMMIT, what programs say that are being changed."""
        pending = self.env.cr.precommit.data.setdefault(self._name, set())
        if not pending:
            self.env.cr.precommit.add(self._record_pending)
        pending.update(programs.ids)

    @api.model
    def _record_pending(self):
        ids = self.env.cr.precommit.data.pop(self._name, set())
        for program in self.env["points.program"].sudo().browse(ids).exists():
            self._record(program)

    @api.model
    def _record(self, program):
        """Write down what a program says, unless its last version says so already."""
        plan = program._get_plan().to_json()
        last = self.sudo().search([("program_id", "=", program.id)], limit=1)
        if last.plan != plan:
            # One change is one moment, however long it takes.
            since = self.env.cr.now().replace(microsecond=0)
            self.sudo().create({"program_id": program.id, "since": since, "plan": plan})

    @api.model
    def _get_plan_at(self, program, moment):
        """See ``points.program._get_plan_at``. A sale of now costs no SQL for it: what the program
        says now, and since when, is in the registry."""
        self._record_pending()
        since = self._get_newest(program.id)
        if not since or moment >= since:
            return program._get_plan()
        # What a version of before an upgrade does not say yet is as it is now.
        return Plan.from_json(
            {**program._get_plan().to_json(), **self._read_at(program.id, moment)}
        )

    @api.model
    @ormcache("program_id")
    def _get_newest(self, program_id):
        """Since when a program says what it says now.

        :param int program_id: the ``points.program``
        :return datetime: in UTC; False where no version is written
        """
        return self.sudo().search([("program_id", "=", program_id)], limit=1).since

    @api.model
    @ormcache("program_id", "moment")
    def _read_at(self, program_id, moment):
        """What a program with versions said at a moment before the newest, as JSON."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT plan FROM points_program_version WHERE program_id = %(program)s
                 ORDER BY since > %(moment)s, abs(extract(epoch FROM since - %(moment)s)), id DESC
                 LIMIT 1
                """,
                program=program_id,
                moment=moment,
            )
        )
        return rows[0][0]
