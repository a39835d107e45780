from odoo import api, fields, models
from odoo.tools import SQL

from ...points.plan import Plan


class PointsProgramVersion(models.Model):
    """What a program said from a moment on: a sale that is claimed later earns by the rules of
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
            self.sudo().create(
                {"program_id": program.id, "since": fields.Datetime.now(), "plan": plan}
            )

    @api.model
    def _get_plan_at(self, program, moment):
        """See ``points.program._get_plan_at``."""
        self._record_pending()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT plan FROM points_program_version WHERE program_id = %(program)s
                 ORDER BY since > %(moment)s, abs(extract(epoch FROM since - %(moment)s)), id DESC
                 LIMIT 1
                """,
                program=program.id,
                moment=moment,
            )
        )
        return Plan.from_json(rows[0][0]) if rows else program._get_plan()
