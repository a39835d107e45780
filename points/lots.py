"""Which points expire when: the lots of an account, and what an entry moves between them.

A lot is the points of one account that expire on one day. Here it is a pair of that day, as an
ISO date (``"2027-01-31"``) or ``None`` for never, and a number of points. What an entry moves is
a list of such pairs with signed numbers, kept with the entry as its *movements*.

The open lots of an account add up to its balance; an account in arrears has none.
"""

import calendar
from datetime import date

#: How a program lets points expire.
POLICIES = ("never", "day", "month", "activity")


def order_of(expires):
    """Sort key: the earliest day first, points that never expire last."""
    return expires is None, expires or ""


def debit(lots, points):
    """Take points, those that expire first.

    :param dict lots: the open lots, points by day
    :param int points: how many to take; what the lots do not cover becomes arrears
    :return list[tuple]: movements, with negative numbers

    >>> debit({"2027-03-31": 50, None: 100, "2027-01-31": 30}, 90)
    [('2027-01-31', -30), ('2027-03-31', -50), (None, -10)]
    >>> debit({None: 10}, 15)
    [(None, -10)]
    """
    movements = []
    for expires in sorted(lots, key=order_of):
        taken = min(points, lots[expires])
        if taken:
            movements.append((expires, -taken))
            points -= taken
    return movements


def credit(incoming, arrears=0):
    """Add points, after they have made up for arrears: those that expire first do.

    :param list[tuple] incoming: points by day
    :param int arrears: how far the balance is below zero, 0 or more
    :return list[tuple]: movements, with positive numbers

    >>> credit([("2027-01-31", 40)])
    [('2027-01-31', 40)]
    >>> credit([(None, 50), ("2027-01-31", 40)], arrears=60)
    [(None, 30)]
    """
    movements = []
    for expires, points in sorted(incoming, key=lambda lot: order_of(lot[0])):
        covering = min(points, arrears)
        arrears -= covering
        if points > covering:
            movements.append((expires, points - covering))
    return movements


def give_back(taken, returned, points):
    """Which lots points come back to that were taken from an account: the last taken first.

    :param list[tuple] taken: the movements that took them, with negative numbers
    :param int returned: how many of them came back before
    :param int points: how many come back now
    :return list[tuple]: points by day, as they were
    :raises ValueError: when more would come back than was taken

    Forty points were taken, from two lots. Twenty-five come back, then the others.

    >>> taken = [("2027-01-31", -30), (None, -10)]
    >>> give_back(taken, 0, 25), give_back(taken, 25, 15)
    ([(None, 10), ('2027-01-31', 15)], [('2027-01-31', 15)])
    """
    back = []
    for expires, movement in reversed(taken):
        before = min(returned, -movement)
        now = min(points, -movement - before)
        returned -= before
        points -= now
        if now:
            back.append((expires, now))
    if points or returned:
        raise ValueError("more points would come back than were taken")
    return back


def extend(lots, least):
    """Points that come back, none of which can be spent for less long than until a day.

    :param list[tuple] lots: points by day, as they were
    :param str least: an ISO date, or None to leave them so
    :return list[tuple]: points by day

    >>> extend([("2027-06-30", 10), ("2026-01-31", 15), (None, 5)], "2027-02-28")
    [('2027-06-30', 10), ('2027-02-28', 15), (None, 5)]
    """
    if not least:
        return lots
    return [(max(expires, least, key=order_of), points) for expires, points in lots]


def get_taken(steps, expires):
    """What several steps took from an account and did not give again.

    What was given again is what was taken last.

    :param list[tuple] steps: pairs of points and movements in their order, points below zero where
        they were taken
    :param str expires: the day of points that were not there, and became arrears
    :return list[tuple]: movements with negative numbers, the last taken last

    Forty points were taken, ten of which were not there. Fifteen of them came again.

    >>> get_taken([(-40, [("2027-01-31", -30)]), (15, [(None, 15)])], "2028-06-30")
    [('2027-01-31', -25)]
    """
    taken = []
    for points, movements in steps:
        if points < 0:
            arrears = points - sum(part for _day, part in movements)
            taken += [*map(tuple, movements), (expires, arrears)]
        else:
            taken = _without_last(taken, points)
    return [(day, points) for day, points in taken if points]


def _without_last(taken, points):
    left = []
    for day, part in reversed(taken):
        less = min(points, -part)
        points -= less
        left.append((day, part + less))
    return left[::-1]


def postpone(lots, expires):
    """Move the lots that expire before a day to that day: the customer came back.

    :param dict lots: the open lots, points by day
    :param str expires: the day to which they move
    :return list[tuple]: movements that add up to zero

    >>> postpone({"2027-01-31": 30, "2027-06-30": 5}, "2027-06-30")
    [('2027-01-31', -30), ('2027-06-30', 30)]
    """
    sooner = [day for day in sorted(lots, key=order_of) if order_of(day) < order_of(expires)]
    moved = [(day, -lots[day]) for day in sooner if lots[day]]
    return [*moved, (expires, -sum(points for _day, points in moved))] if moved else []


def merge(movements):
    """One movement a day, in their order; those that cancel out are left out.

    >>> merge([("2027-01-31", 30), (None, 5), ("2027-01-31", -30)])
    [(None, 5)]
    """
    total = {}
    for expires, points in movements:
        total[expires] = total.get(expires, 0) + points
    return [(day, total[day]) for day in sorted(total, key=order_of) if total[day]]


def next_to_expire(lots):
    """The lot that expires first.

    :param dict lots: points by day
    :return tuple: its day and its points; ``(None, 0)`` when no points ever expire

    >>> next_to_expire({None: 5, "2027-03-31": 50, "2027-01-31": 30})
    ('2027-01-31', 30)
    """
    days = [day for day in lots if day and lots[day]]
    return (min(days), lots[min(days)]) if days else (None, 0)


def expiry_date(day, policy, months):
    """The last day on which points of ``day`` can be spent.

    :param date day: when they were earned, or when the customer came last
    :param str policy: ``never``; ``day`` for so many months from the day; ``month`` for the end
        of that month; ``activity`` for so many months after the last purchase
    :param int months: how many, 1 or more; not used with ``never``
    :return date: or ``None`` for never

    >>> expiry_date(date(2027, 1, 31), "day", 1), expiry_date(date(2027, 1, 5), "month", 12)
    (datetime.date(2027, 2, 28), datetime.date(2028, 1, 31))
    >>> expiry_date(date(2027, 1, 31), "never", 0)
    """
    if policy == "never":
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if policy == "month" else min(day.day, last))
