from odoo import models

from ..adjustment.points_batch_line import CLUES


class PointsAccount(models.Model):
    """Who is erased from loyalty leaves nothing behind that names them."""

    _inherit = "points.account"

    def _erase(self):
        """Cut accounts from their customer: points left are forfeited, the ledger stays."""
        self.env["points.alert"].sudo().search([("account_id", "in", self.ids)]).unlink()
        self.env["points.code"].sudo()._find(self.partner_id).unlink()
        for account in self.filtered(lambda account: not account.merged_into_id):
            account._forfeit()
        self._get_batch_lines().write(
            {**dict.fromkeys(CLUES, False), "partner_id": False, "note": False}
        )
        self._change_owner("erased", {"partner_id": False})

    def _get_batch_lines(self):
        """Lines of batches that are about the customers of these accounts."""
        return (
            self.env["points.batch.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("batch_id.program_id", "in", self.program_id.ids),
                ]
            )
        )
