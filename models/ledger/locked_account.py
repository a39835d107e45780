from dataclasses import dataclass, replace
from typing import Any

from ...points.lots import get_pending


@dataclass(frozen=True)
class LockedAccount:
    """An account that nobody else can post to until the transaction ends, and what it holds.

    ``points.account._lock`` makes it, with all that an entry needs to know.

    :param account: the ``points.account``
    :param program: its ``points.program``
    :param str key: the idempotency key that was looked for, or None
    :param int posted_id: the ``points.entry`` that has this key, or None
    :param int balance: points
    :param int held: points set aside by active holds
    :param int entry_count: its entries, whose next one has the number that follows
    :param dict lots: open points by day, see :mod:`~...points.lots`
    :param int earned: points kept of those earned on the day that was asked for
    :param str today: the day at the shop, an ISO date
    """

    account: Any
    program: Any
    key: str | None
    posted_id: int | None
    balance: int
    held: int
    entry_count: int
    lots: dict
    earned: int
    today: str

    @property
    def pending(self):
        """Points that count only later, by the day from which they do."""
        return get_pending(self.lots, self.today)

    @property
    def unheld(self):
        """Points that are not set aside, also those that count only later."""
        return self.balance - self.held

    @property
    def available(self):
        """Points that can be spent, below zero in arrears."""
        return self.unheld - sum(self.pending.values())

    @property
    def arrears(self):
        """Points that the next ones earned make up for."""
        return max(0, -self.balance)

    def without_hold(self, points):
        """The same account, once so many points are no longer set aside."""
        return replace(self, held=self.held - points)
