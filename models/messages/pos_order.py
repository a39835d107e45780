from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _format_told_points(self):
        """The points that the customer of an order has earned with it, or nothing."""
        self.ensure_one()
        program = self.config_id.points_program_id
        accounts = self.partner_id._get_told_accounts()
        account = accounts.filtered(lambda account: account.program_id == program)[:1]
        if not account or self.points_earned <= 0:
            return False
        return account._format_points(self.points_earned)
