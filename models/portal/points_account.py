from odoo import models
from odoo.tools.misc import format_date


#: Days of expiry that a statement lists; what expires later is one line.
MOST_EXPIRIES = 12


class PointsAccount(models.Model):
    """What a statement says of an account, in the language of the context."""

    _inherit = "points.account"

    def _prepare_statement_account(self):
        """Figures of one account, as texts.

        :return dict: ``program``, ``company``, ``balance``, ``value``, whether there are
            ``arrears``, and the ``expiries``, see ``_get_expiries``
        """
        self.ensure_one()
        return {
            "program": self.program_id.name,
            "company": self.company_id.name,
            "balance": self._format_points(),
            "value": self._format_value(),
            "arrears": self.balance < 0,
            "expiries": self._get_expiries(),
        }

    def _get_expiries(self):
        """When which points expire, the soonest first.

        :return list[dict]: ``points`` and the last ``day`` on which they can be used, as texts;
            no day for those that never expire, and for those after ``MOST_EXPIRIES``, which are
            ``later``
        """
        lots = self.lot_ids.filtered(lambda lot: lot.points > 0)
        dated = lots.filtered("expires_on").sorted("expires_on")
        rows = [
            {"points": self._format_points(lot.points), "day": format_date(self.env, lot.expires_on)}
            for lot in dated[:MOST_EXPIRIES]
        ]
        return [*rows, *self._sum_up(dated[MOST_EXPIRIES:], later=True), *self._sum_up(lots - dated)]

    def _sum_up(self, lots, later=False):
        points = sum(lots.mapped("points"))
        return [{"points": self._format_points(points), "day": "", "later": later}] if points else []
