import unittest
from fractions import Fraction

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st

from points.deferral import WHOLE, Period, get_allocated, get_breakage, get_deferred
from points.exchange import Rate

POINTS = st.integers(-(10**6), 10**9)
AMOUNTS = st.integers(-(10**6), 10**10)
RATES = st.builds(Rate, points=st.integers(1, 10**5), amount=st.integers(1, 10**6))
PERIODS = st.builds(
    Period,
    rate=RATES,
    breakage=st.integers(0, WHOLE),
    untaxed=AMOUNTS,
    total=AMOUNTS,
    earned=POINTS,
)


def compute(points, period):
    """The formula of the documentation, as fractions."""
    worth = Fraction(period.rate.amount, period.rate.points)
    worth *= 1 - Fraction(period.breakage, WHOLE)
    if period.untaxed <= 0 or period.total <= 0 or period.earned <= 0:
        return points * worth
    of_points = period.earned * worth * Fraction(period.untaxed, period.total)
    share = period.untaxed * of_points / (period.untaxed + of_points)
    return points * share / period.earned


class TestDeferral(unittest.TestCase):
    @given(POINTS, PERIODS)
    def test_it_is_the_formula_rounded_once(self, points, period):
        difference = get_deferred(points, period) - compute(max(points, 0), period)
        self.assertLessEqual(abs(difference), Fraction(1, 2))

    @given(PERIODS)
    def test_the_share_of_sales_is_less_than_the_sales(self, period):
        self.assertLessEqual(get_allocated(period), max(period.untaxed, 0))
        self.assertGreaterEqual(get_allocated(period), 0)

    @given(POINTS, st.integers(0, 10**6), PERIODS)
    def test_more_points_never_defer_less(self, points, more, period):
        self.assertLessEqual(get_deferred(points, period), get_deferred(points + more, period))

    @given(st.integers(0, 10**9), st.integers(-(10**6), 10**9))
    def test_breakage_is_a_share(self, expired, spent):
        share = get_breakage(expired, spent)
        self.assertTrue(0 <= share <= WHOLE)

    def test_no_share(self):
        for breakage in (-1, WHOLE + 1):
            with self.subTest(breakage=breakage), self.assertRaises(ValueError):
                Period(Rate(1, 1), breakage, 0, 0, 0)
