from odoo import api, models
from odoo.exceptions import UserError


class PointsReward(models.Model):
    """A reward that customers have redeemed stays: their history names it."""

    _inherit = "points.reward"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_redeemed(self):
        holds = self.env["points.hold"].sudo()
        if holds.search_count([("reward_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "You cannot delete a reward that customers have redeemed. Archive it instead."
                )
            )
