"""Which points expire when, and count from when: the lots of an account, and what an entry moves
between them.

A lot is the points of one account that expire on one day. Here it is a pair of that day, as an
ISO date (``"2027-01-31"``) or ``None`` for never, and a number of points. Points that count only
from a day on are lots of their own, whose day is a :class:`Pending`. What an entry moves is
a list of such pairs with signed numbers, kept with the entry as its *movements*.

The open lots of an account add up to its balance, pending ones too; an account in arrears has none.
Nothing moves when a day comes: whoever asks compares it with today.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

#: How a program lets points expire.
POLICIES = ("never", "day", "month", "activity")


class Pending(NamedTuple):
    """The days of a lot that counts only from one of them on; both are ISO dates."""

    expires: str | None
    available: str


def read(movements):
    """Lots or movements as JSON keeps them, where a :class:`Pending` is a list.

    >>> read([["2027-01-31", 30], [[None, "2026-12-12"], 58]])
    [('2027-01-31', 30), (Pending(expires=None, available='2026-12-12'), 58)]
    >>> read(None)
    []
    """
    return [
        (Pending(*day) if isinstance(day, (list, tuple)) else day, points)
        for day, points in movements or []
    ]


def expires_of(day):
    """The last day of a lot, pending or not: an ISO date, or None for never."""
    return day.expires if isinstance(day, Pending) else day


def available_of(day):
    """From when a lot counts: an ISO date, or None for at once."""
    return day.available if isinstance(day, Pending) else None


def settle(day, today):
    """A lot's day, which says nothing of availability once that has come.

    >>> settle(Pending(None, "2026-12-12"), "2026-12-12"), settle("2027-01-31", "2026-12-12")
    (None, '2027-01-31')
    """
    return day if is_pending(day, today) else expires_of(day)


def is_pending(day, today):
    """Whether points of a lot count only later.

    :param day: of the lot
    :param str today: an ISO date, of the day at the shop
    """
    return isinstance(day, Pending) and day.available > today


def get_pending(lots, today):
    """The points that count only later.

    :param dict lots: the open lots, points by day
    :param str today: an ISO date
    :return dict: points by the day from which they count, the soonest first

    >>> lots = {None: 10, Pending(None, "2026-12-12"): 58, Pending("2027-01-31", "2026-12-12"): 2}
    >>> get_pending(lots, "2026-12-11"), get_pending(lots, "2026-12-12")
    ({'2026-12-12': 60}, {})
    """
    total = {}
    for day, points in sorted(lots.items(), key=lambda lot: available_of(lot[0]) or ""):
        if points and is_pending(day, today):
            total[day.available] = total.get(day.available, 0) + points
    return total


def order_of(day):
    """Sort key: the earliest last day first, points that never expire last."""
    expires = expires_of(day)
    return expires is None, expires or "", available_of(day) or ""


def debit(lots, points, today="", first=()):
    """Take points, those that expire first; points that count only later come last.

    :param dict lots: the open lots, points by day
    :param int points: how many to take; what the lots do not cover becomes arrears
    :param str today: an ISO date, which says what counts only later
    :param first: ISO dates: what counts only from then on is taken before all others
    :return list[tuple]: movements, with negative numbers

    >>> debit({"2027-03-31": 50, None: 100, "2027-01-31": 30}, 90)
    [('2027-01-31', -30), ('2027-03-31', -50), (None, -10)]
    >>> debit({None: 10}, 15)
    [(None, -10)]

    Fifty-eight points are pending. A return of their sale takes these.

    >>> lots = {Pending(None, "2026-12-12"): 58, None: 10}
    >>> debit(lots, 15, "2026-12-01")
    [(None, -10), (Pending(expires=None, available='2026-12-12'), -5)]
    >>> debit(lots, 15, "2026-12-01", first=["2026-12-12"])
    [(Pending(expires=None, available='2026-12-12'), -15)]
    >>> debit(lots, 15, "2026-12-12", first=["2026-12-12"])
    [(None, -10), (Pending(expires=None, available='2026-12-12'), -5)]
    """

    def turn_of(day):
        later = available_of(day) if is_pending(day, today) else ""
        return later not in first, later, order_of(day)

    movements = []
    for day in sorted(lots, key=turn_of):
        taken = min(points, lots[day])
        if taken:
            movements.append((day, -taken))
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
    return [
        (_until(day, max(expires_of(day), least, key=order_of)), points) for day, points in lots
    ]


def _until(day, expires):
    """The day of a lot that expires on another day."""
    return Pending(expires, day.available) if isinstance(day, Pending) else expires


def get_taken(steps, expires):
    """What several steps took from an account and did not give again.

    What was given again is what was taken last.

    :param list[tuple] steps: pairs of points and movements in their order, points below zero where
        they were taken
    :param expires: the day of points that were not there, and became arrears
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
    sooner = {
        day: points
        for day, points in lots.items()
        if points and order_of(expires_of(day)) < order_of(expires)
    }
    moved = [(_until(day, expires), points) for day, points in sooner.items()]
    return merge([(day, -points) for day, points in sooner.items()] + moved)


def mature(lots, today):
    """Move the lots whose day of availability has come to those that count at once: it changes
    nothing but how many lots there are.

    :param dict lots: the open lots, points by day
    :param str today: an ISO date
    :return list[tuple]: movements that add up to zero

    >>> mature({None: 10, Pending(None, "2026-12-12"): 58}, "2026-12-12")
    [(None, 58), (Pending(expires=None, available='2026-12-12'), -58)]
    >>> mature({Pending(None, "2026-12-12"): 58}, "2026-12-11")
    []
    """
    due = [(day, points) for day, points in lots.items() if settle(day, today) != day]
    return merge(
        [(day, -points) for day, points in due] + [(expires_of(day), points) for day, points in due]
    )


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
    """The points that expire first.

    :param dict lots: points by day
    :return tuple: their last day and how many; ``(None, 0)`` when no points ever expire

    >>> next_to_expire({None: 5, "2027-03-31": 50, "2027-01-31": 30})
    ('2027-01-31', 30)
    """
    total = {}
    for day, points in lots.items():
        if points and (expires := expires_of(day)):
            total[expires] = total.get(expires, 0) + points
    return min(total.items(), default=(None, 0))


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


def shortest_life(policy, months):
    """For how many days points can be spent at least, from the day on which they were earned.

    :param str policy: one of :data:`POLICIES`
    :param int months: how many, 1 or more; not used with ``never``
    :return int: days; None for ever

    >>> shortest_life("day", 1), shortest_life("month", 1), shortest_life("never", 0)
    (28, 28, None)
    """
    if policy == "never":
        return None
    start = date(2025, 1, 1)
    days = (start + timedelta(number) for number in range(366))
    return min((expiry_date(day, policy, months) - day).days for day in days)
