"""Breakage: which part of open points will expire, as those before them did."""

from collections import defaultdict
from typing import NamedTuple

MONTHS_OF_A_YEAR = 12


class Share(NamedTuple):
    """So many points expired of those that were there."""

    expired: int
    there: int


def count_months(first, last):
    """How many months it is from one day's month to that of another.

    >>> from datetime import date
    >>> count_months(date(2025, 11, 30), date(2026, 2, 1))
    3
    """
    return (last.year - first.year) * MONTHS_OF_A_YEAR + last.month - first.month


def get_curve(months):
    """Which share of the points that were there so many months before they were to expire did.

    Points are there in a month when they were open as it began, or came in it. Of 300 points that
    came 2 months before the month of their expiry, 100 were spent at once, 100 a month later, and
    100 expired:

    >>> from datetime import date
    >>> steps = [(date(2026, 3, 1), "earn", 300, 300), (date(2026, 3, 1), "redeem", 0, -100),
    ...          (date(2026, 4, 1), "redeem", 0, -100), (date(2026, 6, 1), "expire", 0, -100)]
    >>> curve = get_curve([(date(2026, 5, 1), 0, steps)])
    >>> [(to_go, share.expired, share.there) for to_go, share in curve.items()]
    [(2, 100, 300), (1, 100, 200), (0, 100, 100)]

    :param months: for each month in which points were to expire: that month, the points that are
        still open, and steps of a month, the kind of entry, points that came, and points that came
        less those that left
    :return dict: a ``Share`` by the months to go, from many to none
    """
    histories = [_add_up(month, left, steps) for month, left, steps in months]
    most = max((max(came) for _expired, _left, came, _moved in histories), default=-1)
    curve = {}
    for to_go in range(most, -1, -1):
        there = sum(_get_there(history, to_go) for history in histories)
        if there > 0:
            curve[to_go] = Share(sum(expired for expired, *_rest in histories), there)
    return curve


def _add_up(month, left, steps):
    """Points that expired, those still open, and by the months to go those that came and moved."""
    expired, came, moved = 0, defaultdict(int), defaultdict(int)
    for at, kind, arrived, points in steps:
        # Points expire once their month is over.
        to_go = max(0, count_months(at, month))
        came[to_go] += arrived
        moved[to_go] += points
        expired -= points if kind == "expire" else 0
    return expired, left, came, moved


def _get_there(history, to_go):
    """Points of one month that were there so many months before: those that left since then."""
    _expired, left, came, moved = history
    gone = -sum(points for months, points in moved.items() if months <= to_go)
    return left + gone + came.get(to_go, 0)


def get_loss(curve, points, month, today):
    """How many of open points will expire by a curve, rounded to whole points.

    Points that have longer to go than any before them are taken for the youngest that are known.

    >>> from datetime import date
    >>> curve = {1: Share(100, 200), 0: Share(100, 100)}
    >>> get_loss(curve, 30, date(2026, 7, 1), date(2026, 6, 12))
    15
    >>> get_loss(curve, 30, date(2027, 7, 1), date(2026, 6, 12)), get_loss({}, 30, None, None)
    (15, 0)

    :param dict curve: see ``get_curve``
    :param int points: open points that expire in one month
    :param date month: that month
    :param date today: in the shop's time zone
    :return int: points
    """
    if not curve:
        return 0
    to_go = max(0, count_months(today, month))
    known = [months for months in curve if months <= to_go] or [min(curve)]
    share = curve[max(known)]
    # More than were there can have expired where points came back later.
    return min(points, (2 * points * share.expired + share.there) // (2 * share.there))
