import sys
import unittest
from datetime import date, timedelta
from pathlib import Path

import timeless  # noqa: F401
from hypothesis import example, given, settings
from hypothesis import strategies as st

# Not as the package, which loads Odoo.
sys.path.append(str(Path(__file__).parents[2] / "demo"))
from habits import MONDAY, Habits, at_market, at_night, at_opening, is_market

PRODUCTS = [("bread", 1.3), ("cheese", 9.0), ("wine", 14.0)]
CUSTOMERS = [f"customer {number}" for number in range(100)]
#: Leap days, ends of months and years, and the days on which clocks change.
ODD_DAYS = ("2028-02-29", "2029-02-28", "2027-01-01", "2026-12-31", "2026-03-29", "2026-10-25")


def tell(today):
    """A year as plain values: who came when and bought what."""
    habits = Habits(today, PRODUCTS, CUSTOMERS)
    return [
        (visit, habits.customer(visit), habits.basket(), habits.uuid())
        for days in habits.periods()
        for visit in habits.visits(days)
    ]


class TestDemoHabits(unittest.TestCase):
    """The year of the demo shop is told on whatever day it is loaded."""

    def check_year(self, today):
        sales = tell(today)
        visits = [visit for visit, *_sale in sales]
        self.assertEqual(visits, sorted(visits))
        self.assertLess(visits[-1].date(), today)
        self.assertGreaterEqual(visits[0].date(), today - timedelta(days=364))
        self.assertGreaterEqual(len({(visit.year, visit.month) for visit in visits}), 12)
        self.assertEqual({customer for _visit, customer, *_bought in sales}, {None, *CUSTOMERS})

    @settings(max_examples=20)
    @given(st.dates(date(2025, 1, 1), date(2040, 12, 31)))
    @example(date(2028, 2, 29))
    def test_a_year_ends_yesterday(self, today):
        self.check_year(today)

    def test_odd_days(self):
        for today in map(date.fromisoformat, ODD_DAYS):
            with self.subTest(today=today):
                self.check_year(today)

    def test_the_same_year_is_told_twice(self):
        self.assertEqual(tell(date(2028, 2, 29)), tell(date(2028, 2, 29)))

    def test_market_shop_and_night_follow_each_other(self):
        for number in range(366):
            day = date(2028, 1, 1) + timedelta(days=number)
            moments = [at_market(day), at_opening(day), at_night(day)]
            self.assertEqual(moments, sorted(moments))
            self.assertLess(moments[-1], at_market(day + timedelta(days=1)))

    def test_there_is_a_market_each_month(self):
        habits = Habits(date(2028, 2, 29), PRODUCTS, CUSTOMERS)
        days = [day for days in habits.periods() for day in days]
        self.assertNotIn(MONDAY, {day.weekday() for day in days})
        self.assertEqual(sum(map(is_market, days)), 12)

    def test_some_customers_sleep(self):
        sales, half = tell(date(2028, 2, 29)), date(2027, 8, 31)
        late = {customer for visit, customer, *_sale in sales if visit.date() > half}
        self.assertGreaterEqual(len(set(CUSTOMERS) - late), 10)


if __name__ == "__main__":
    unittest.main()
