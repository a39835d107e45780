from odoo import api, fields, models
from odoo.tools.misc import format_date


class PointsAccount(models.Model):
    """What messages to the customer say of an account, in the language of the context."""

    _inherit = "points.account"

    pending_text = fields.Char(
        "Pending",
        compute="_compute_pending_text",
        help="Points of the balance that can only be redeemed from a later day.",
    )

    def _format_points(self, points=None):
        """A number of points with its unit, such as "412 points".

        :param int points: the balance unless given
        :return str: the sentence part, in the language of the context
        """
        self.ensure_one()
        return self.program_id._format_points(self.balance if points is None else points)

    @api.depends("pending", "program_id.tz", "program_id.unit_name")
    @api.depends_context("lang")
    def _compute_pending_text(self):
        for account in self:
            account.pending_text = ", ".join(account._format_pending())

    def _format_pending(self):
        """Points that can only be redeemed from a later day, such as "58 points from 12/12/2026".

        :return list[str]: the soonest first
        """
        return [
            self.env._(
                "%(points)s from %(day)s",
                points=self._format_points(points),
                day=format_date(self.env, day),
            )
            for day, points in self._get_pending()
        ]

    def _format_expiring_points(self):
        """The points that expire next, with their unit."""
        return self._format_points(self.next_expiry_points)

    def _format_value(self):
        """What the balance is worth today, in the program's currency."""
        self.ensure_one()
        return self.currency_id.format(self.value)
