from odoo import fields, models


class AccountMove(models.Model):
    """A journal entry that defers revenue for points."""

    _name = "account.move"
    _inherit = ["account.move", "points.server.fields.mixin"]

    points_program_id = fields.Many2one(
        "points.program",
        "Loyalty Program",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The program whose points this entry defers revenue for.",
    )

    _one_draft_of_points = models.UniqueIndex(
        "(points_program_id, date) WHERE points_program_id IS NOT NULL AND state = 'draft'",
        "This program already has a draft entry at that date. Post or delete it first.",
    )
