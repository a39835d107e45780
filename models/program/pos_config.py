from odoo import api, fields, models


class PosConfig(models.Model):
    _name = "pos.config"
    _inherit = ["pos.config", "points.server.fields.mixin", "points.input.mixin"]

    points_program_id = fields.Many2one(
        "points.program",
        "Loyalty Program",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        written_by="point_of_sale.group_pos_manager",
        help="Orders of this point of sale earn points in this program.",
    )

    @api.depends("points_program_id")
    def _compute_local_data_integrity(self):
        """Tills that were opened before load everything anew: another program, other accounts."""
        return super()._compute_local_data_integrity()
