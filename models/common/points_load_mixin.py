from odoo import api, models


class PointsLoadMixin(models.AbstractModel):
    """What a till loads, found and read in one statement instead of two."""

    _name = "points.load.mixin"
    _description = "Loaded by Tills"
    _inherit = ["pos.load.mixin"]

    @api.model
    def _load_pos_data_search_read(self, data, config):
        domain = self._server_date_to_domain(self._load_pos_data_domain(data, config))
        if domain is False:
            return []
        records = self.search_fetch(domain, self._load_pos_data_fields(config))
        return self._load_pos_data_read(records, config)
