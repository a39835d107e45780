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


def get_curve(rows):
    """Which share of the points that were there so many months before they were to expire did.

    Points are there in a month when they were open as it began, or came in it. Of 300 points that
    came 2 months before the month of their expiry, 100 were spent at once and 100 expired:

    >>> get_curve([("May", 2, 300, 200, 0), ("May", 1, 0, -100, 0), ("May", 0, 0, -100, 100)])
    {2: Share(expired=100, there=300), 1: Share(expired=100, there=200), 0: Share(expired=100, there=100)}

    :param list rows: of points that were to expire in the same month: that month, the months that
        were to go then, points that came, points that came less those that left, those that
        expired
    :return dict: a ``Share`` by the months to go, from many to none
    """
    months = defaultdict(dict)
    for month, to_go, came, stayed, expired in rows:
        months[month][to_go] = (came, stayed, expired)
    most = max((row[1] for row in rows), default=-1)
    curve = {}
    for to_go in range(most, -1, -1):
        there = sum(_get_there(steps, to_go) for steps in months.values())
        if there > 0:
            expired = sum(step[2] for steps in months.values() for step in steps.values())
            curve[to_go] = Share(expired, there)
    return curve


def _get_there(steps, to_go):
    """Points of one month that were there so many months before."""
    open_before = sum(stayed for month, (_came, stayed, _expired) in steps.items() if month > to_go)
    return open_before + steps.get(to_go, (0, 0, 0))[0]


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
