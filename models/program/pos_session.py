from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        names = super()._load_pos_data_models(config)
        names = [*names, "res.partner.category"]
        if config.points_program_id:
            # After res.partner: the accounts loaded are those of the customers loaded.
            names = [*names, "points.program", "points.account"]
        return names
