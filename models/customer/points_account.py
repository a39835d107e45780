from odoo import models


class PointsAccount(models.Model):
    """What messages to the customer say of an account, in the language of the context."""

    _inherit = "points.account"

    def _format_points(self, points=None):
        """A number of points with its unit, such as "412 points".

        :param int points: the balance unless given
        :return str: the sentence part, in the language of the context
        """
        self.ensure_one()
        return self.program_id._format_points(self.balance if points is None else points)

    def _format_expiring_points(self):
        """The points that expire next, with their unit."""
        return self._format_points(self.next_expiry_points)

    def _format_value(self):
        """What the balance is worth today, in the program's currency."""
        self.ensure_one()
        return self.currency_id.format(self.value)
