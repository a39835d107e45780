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

    @api.model_create_multi
    def create(self, vals_list):
        configs = super().create(vals_list)
        configs._forget_tills({"points_program_id"})
        return configs

    def write(self, vals):
        result = super().write(vals)
        self._forget_tills(vals.keys())
        return result

    def unlink(self):
        self._forget_tills({"points_program_id"})
        return super().unlink()

    def _forget_tills(self, names):
        """Have the tills of programs read again, now and after COMMIT."""
        if names & {"points_program_id", "active"}:
            self.env.registry.clear_cache()
            self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.depends("points_program_id")
    def _compute_local_data_integrity(self):
        """Tills that were opened before load everything anew: another program, other accounts."""
        return super()._compute_local_data_integrity()
