"""What of the sales stands for points that are still to be redeemed (IFRS 15).

A sale that gives points sells two things: goods, and the right to others later. Its price is
shared between the two by their stand-alone values. With S what the sales of a period came to
without taxes, P the points that they gave, less those taken back, v what a point buys without
taxes, and b the share of points that nobody will ever redeem (breakage):

    W = P x v x (1 - b)                the stand-alone value of the points
    A = S x W / (S + W)                what of the sales stands for them

What is deferred at the end of the period is A / P for each point that customers have then. Amounts
are whole numbers of the currency's smallest unit and nothing is rounded before the end.
"""

from dataclasses import dataclass

from .exchange import Rate

#: All of something, in ten-thousandths: a percentage has two decimals.
WHOLE = 10_000


@dataclass(frozen=True)
class Period:
    """The sales of a period that gave points, less what came back of such.

    :param Rate rate: what points buy, taxes included
    :param int breakage: the share of points that are never redeemed, in ten-thousandths
    :param int untaxed: what the sales came to without taxes, in the currency's smallest unit
    :param int total: the same with taxes
    :param int earned: points that they gave, less those taken back
    :raises ValueError: when the breakage is no share
    """

    rate: Rate
    breakage: int
    untaxed: int
    total: int
    earned: int

    def __post_init__(self):
        if not 0 <= self.breakage <= WHOLE:
            raise ValueError(f"{self.breakage} ten-thousandths are no share of points")

    @property
    def has_sales(self):
        return self.untaxed > 0 and self.total > 0 and self.earned > 0


def get_deferred(points, period):
    """What is deferred for points that customers have.

    :param int points: their balances at the end of the period; nothing is deferred below zero
    :param Period period: the sales that say what a point stands for; where there were none, a point
        stands for what it buys
    :return int: an amount in the currency's smallest unit, half a unit rounded up

    Sales of 10,000.00 without taxes, 12,000.00 with, gave 12,000 points; 200 points buy for 25.00
    with taxes, and one point in five is never redeemed. W is 12,000 x 0.125 / 1.2 x 0.8 = 1,000.00,
    and A = 10,000.00 x 1,000.00 / 11,000.00 = 909.09.

    >>> period = Period(Rate(200, 2500), 2000, 1_000_000, 1_200_000, 12_000)
    >>> get_deferred(12_000, period), get_deferred(6_000, period), get_deferred(-5, period)
    (90909, 45455, 0)

    Without sales, 6,000 points stand for 6,000 x 0.125 x 0.8.

    >>> get_deferred(6_000, Period(Rate(200, 2500), 2000, 0, 0, 0))
    60000
    """
    points = max(points, 0)
    worth, per = period.rate.amount * (WHOLE - period.breakage), period.rate.points * WHOLE
    if period.has_sales:
        # Taxes are no revenue, and what comes in is shared with the goods.
        worth, per = (
            worth * period.untaxed,
            per * period.total + worth * period.earned,
        )
    return (2 * points * worth + per) // (2 * per)


def get_allocated(period):
    """What of the sales of a period stands for the points that they gave.

    :param Period period: the sales
    :return int: an amount in the currency's smallest unit; 0 without sales

    >>> get_allocated(Period(Rate(200, 2500), 2000, 1_000_000, 1_200_000, 12_000))
    90909
    """
    return get_deferred(period.earned, period) if period.has_sales else 0


def get_breakage(expired, spent):
    """The share of points that nobody redeems, from those whose last day has passed.

    :param int expired: how many of them expired
    :param int spent: how many were redeemed, less those refunded
    :return int: in ten-thousandths, rounded down; 0 where none has passed yet

    >>> get_breakage(300, 900), get_breakage(0, 0), get_breakage(5, -5)
    (2500, 0, 10000)
    """
    given = expired + max(spent, 0)
    return expired * WHOLE // given if given > 0 and expired > 0 else 0
