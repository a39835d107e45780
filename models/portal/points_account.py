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
            ``arrears``, what is ``pending``, and the ``expiries``, see ``_get_expiries``
        """
        self.ensure_one()
        return {
            "program": self.program_id.name,
            "company": self.company_id.name,
            "balance": self._format_points(),
            "value": self._format_value(),
            "arrears": self.balance < 0,
            "pending": self._format_pending(),
            "expiries": self._get_expiries(),
        }

    def _get_expiries(self):
        """When which points expire, the soonest first, what never does at the end.

        :return list[dict]: ``points`` and ``when``, as texts; after ``MOST_EXPIRIES`` days one row
            for all that is later
        """
        lots = self.lot_ids.filtered(lambda lot: lot.points > 0)
        dated = lots.filtered("expires_on").sorted("expires_on")
        days = list(dated.grouped("expires_on").items())
        rows = [
            (lots_of_day, self.env._("until %(day)s", day=format_date(self.env, day)))
            for day, lots_of_day in days[:MOST_EXPIRIES]
        ]
        later = dated.browse().union(*(lots_of_day for _day, lots_of_day in days[MOST_EXPIRIES:]))
        rows.append((later, self.env._("later")))
        rows.append((lots - dated, self.env._("never expire")))
        return [
            {"points": self._format_points(sum(lots.mapped("points"))), "when": when}
            for lots, when in rows
            if lots
        ]
