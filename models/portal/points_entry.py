from odoo import models
from odoo.tools.misc import format_date

from ..common.labels import get_labels
from ..common.numbers import format_count


class PointsEntry(models.Model):
    """What a statement says of an entry. Reasons are the shop's own notes, and are not on it."""

    _inherit = "points.entry"

    def _describe_event(self):
        kind, reward = get_labels(self, "kind")[self.kind], self._get_reward_name()
        return self._label(kind, reward) if reward else kind

    def _describe_availability(self):
        """What was earned and is pending, in words; nothing where it counts."""
        if not self.available_on or self.program_id._get_today() >= str(self.available_on):
            return ""
        return self.env._(
            "%(event)s, can be redeemed from %(day)s",
            event=self._describe_event(),
            day=format_date(self.env, self.available_on),
        )

    def _prepare_statement_row(self):
        """One line of a statement, as texts in the language of the context.

        :return dict: ``day`` at the shop, ``event``, ``receipt``, ``points`` with their sign,
            ``is_less``, ``balance``, and the name of the ``program``
        """
        self.ensure_one()
        day = self.program_id._get_plan().get_local_date(self.date)
        return {
            "day": format_date(self.env, day),
            "event": self._describe_availability() or self._describe_event(),
            "receipt": self.order_id.pos_reference or "",
            "points": format_count(self.env, self.points, sign=True) if self.points else "0",
            "is_less": self.points < 0,
            "balance": format_count(self.env, self.balance_after),
            "program": self.program_id.name,
        }
