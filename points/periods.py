"""Periods of days: what a manager looks at, and what it is compared with."""

import calendar
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import pytz

MONTHS_OF_A_QUARTER = 3
MONTHS_OF_A_YEAR = 12
#: How many months before the one that it is compared with lies; of these names periods are known.
MONTHS_BACK = {
    "month": 1,
    "last_month": 1,
    "quarter": MONTHS_OF_A_QUARTER,
    "year": MONTHS_OF_A_YEAR,
    "twelve": MONTHS_OF_A_YEAR,
}


class Days(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def count(self):
        return (self.last - self.first).days + 1

    @property
    def end(self):
        """The day after."""
        return self.last + timedelta(days=1)


def get_start(day, timezone):
    """When a day begins somewhere.

    :param date day: there
    :param str timezone: of that place
    :return datetime: in UTC

    >>> get_start(date(2026, 4, 1), "Europe/Paris")
    datetime.datetime(2026, 3, 31, 22, 0)
    """
    midnight = pytz.timezone(timezone).localize(datetime.combine(day, time()))
    return midnight.astimezone(pytz.utc).replace(tzinfo=None)


def shift(day, months):
    """The same day some months later, or the last one of that month.

    >>> shift(date(2026, 3, 31), -1), shift(date(2026, 1, 5), -12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 1, 5))
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def get_period(name, today):
    """The days of a period that has a name, up to today where it is not over.

    >>> get_period("quarter", date(2026, 5, 12)).first
    datetime.date(2026, 4, 1)
    >>> get_period("last_month", date(2026, 3, 31))
    Days(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    >>> get_period("twelve", date(2026, 5, 12)).first
    datetime.date(2025, 5, 13)

    :param str name: one of ``MONTHS_BACK``
    :param date today: in the shop's time zone
    """
    month = today.replace(day=1)
    if name == "last_month":
        return Days(shift(month, -1), month - timedelta(days=1))
    if name == "twelve":
        return Days(shift(today, -MONTHS_OF_A_YEAR) + timedelta(days=1), today)
    into_quarter = (today.month - 1) % MONTHS_OF_A_QUARTER
    back = {"month": 0, "quarter": into_quarter, "year": today.month - 1}[name]
    return Days(shift(month, -back), today)


def get_before(name, days):
    """The period that comes before: the same days of the month, quarter or year before, and of
    days of one's own as many as there are.

    >>> get_before("month", Days(date(2026, 3, 1), date(2026, 3, 31)))
    Days(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    >>> get_before("last_month", Days(date(2026, 2, 1), date(2026, 2, 28)))
    Days(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 1, 31))
    >>> get_before("own", Days(date(2026, 3, 10), date(2026, 3, 12)))
    Days(first=datetime.date(2026, 3, 7), last=datetime.date(2026, 3, 9))

    :param str name: one of ``MONTHS_BACK``, or another for days of one's own
    :param Days days: the period
    """
    the_day_before = days.first - timedelta(days=1)
    if name in ("last_month", "twelve"):
        return Days(shift(days.first, -MONTHS_BACK[name]), the_day_before)
    if name in MONTHS_BACK:
        back = -MONTHS_BACK[name]
        return Days(shift(days.first, back), shift(days.last, back))
    return Days(days.first - timedelta(days=days.count), the_day_before)


def get_weeks(days):
    """The first days of the weeks of a period, from Monday on; the first is where it begins.

    >>> [day.day for day in get_weeks(Days(date(2026, 4, 1), date(2026, 4, 14)))]
    [1, 6, 13]
    """
    mondays = range(-days.first.weekday() % 7, days.count, 7)
    starts = [days.first + timedelta(days=after) for after in mondays]
    return starts if starts[:1] == [days.first] else [days.first, *starts]


def get_months(last, count):
    """The first days of so many months; that of the day is the last.

    >>> [day.month for day in get_months(date(2026, 2, 12), 3)]
    [12, 1, 2]
    """
    month = last.replace(day=1)
    return [shift(month, -ago) for ago in range(count - 1, -1, -1)]
