from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_points_program_id = fields.Many2one(
        related="pos_config_id.points_program_id", readonly=False
    )
