from odoo import models


class PointsAccount(models.Model):
    """Who is erased from loyalty leaves no code and no alert behind."""

    _inherit = "points.account"

    def _erase(self):
        self.env["points.alert"].sudo().search([("account_id", "in", self.ids)]).unlink()
        self.env["points.code"].sudo()._find(self.partner_id).unlink()
        return super()._erase()
