import json
import unittest
from datetime import date

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import run_twin

from points.lots import (
    POLICIES,
    Pending,
    credit,
    debit,
    expiry_date,
    extend,
    get_pending,
    get_taken,
    give_back,
    is_pending,
    mature,
    merge,
    next_to_expire,
    order_of,
    postpone,
    read,
    shortest_life,
)

DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str))
POINTS = st.integers(1, 1000)
LOTS = st.dictionaries(DAYS, POINTS, max_size=8)
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str)
MIXED = st.dictionaries(st.one_of(DAYS, st.builds(Pending, DAYS, DATES)), POINTS, max_size=8)


def total(movements):
    return sum(points for _day, points in movements)


class TestLots(unittest.TestCase):
    @given(LOTS, st.integers(0, 10_000))
    def test_a_debit_takes_what_there_is_and_the_earliest_first(self, lots, points):
        movements = debit(lots, points)
        self.assertEqual(total(movements), -min(points, sum(lots.values())))
        left = {**lots}
        for day, moved in movements:
            left[day] += moved
        self.assertTrue(all(points >= 0 for points in left.values()))
        emptied = [day for day, _moved in movements][:-1]
        self.assertTrue(all(left[day] == 0 for day in emptied), "one lot at most is cut in two")
        untouched = [day for day in lots if day not in dict(movements)]
        if movements and untouched:
            last = movements[-1][0]
            self.assertTrue(all(order_of(day) > order_of(last) for day in untouched))

    @given(MIXED, st.integers(0, 10_000), DATES, st.sets(DATES, max_size=2))
    def test_what_counts_is_spent_before_what_is_pending(self, lots, points, today, first):
        later = sum(get_pending(lots, today).values())
        for taken_first in ((), first):
            movements = debit(lots, points, today, taken_first)
            self.assertEqual(total(movements), -min(points, sum(lots.values())))
            early = [(day, moved) for day, moved in movements if is_pending(day, today)]
            own = [moved for day, moved in early if day.available in taken_first]
            free = sum(lots.values()) - later
            self.assertEqual(
                total(early) - sum(own), -max(0, min(points, sum(lots.values())) + sum(own) - free)
            )
            asked = sum(
                lots[day] for day in lots if is_pending(day, today) and day.available in taken_first
            )
            self.assertEqual(-sum(own), min(points, asked))

    @given(MIXED, DATES)
    def test_the_till_says_the_same_of_what_is_pending(self, lots, today):
        kept = list(get_pending(lots, "").items())
        (told,) = run_twin([["lots", "getPending", kept, today]])
        self.assertEqual(dict(map(tuple, told)), get_pending(lots, today))

    @given(MIXED, DATES, DAYS)
    def test_lots_that_mature_or_are_postponed_lose_no_point(self, lots, today, expires):
        for movements in (mature(lots, today), postpone(lots, expires) if expires else []):
            self.assertEqual(total(movements), 0)
            moved = dict(merge([*lots.items(), *movements]))
            self.assertTrue(all(points > 0 for points in moved.values()))
            self.assertEqual(get_pending(moved, today), get_pending(lots, today))
        self.assertFalse(mature(dict(merge([*lots.items(), *mature(lots, today)])), today))

    @given(MIXED)
    def test_lots_come_back_from_json(self, lots):
        movements = list(lots.items())
        self.assertEqual(read(json.loads(json.dumps(movements))), movements)

    @given(DAYS.filter(bool), st.sampled_from(POLICIES), st.integers(1, 36))
    def test_no_points_live_shorter_than_is_said(self, day, policy, months):
        day = date.fromisoformat(day)
        last, least = expiry_date(day, policy, months), shortest_life(policy, months)
        self.assertTrue(last is None if least is None else (last - day).days >= least)

    @given(st.lists(st.tuples(DAYS, POINTS)), st.integers(0, 3000))
    def test_a_credit_makes_up_for_arrears_first(self, incoming, arrears):
        movements = credit(incoming, arrears)
        self.assertEqual(total(movements), max(0, total(incoming) - arrears))
        self.assertTrue(all(points > 0 for _day, points in movements))

    @given(st.lists(st.tuples(DAYS, POINTS)), DAYS)
    def test_points_that_come_back_live_until_a_day_at_least(self, lots, least):
        extended = extend(lots, least)
        self.assertEqual(total(extended), total(lots))
        for (day, _points), (before, _same) in zip(extended, lots, strict=True):
            self.assertIn(day, (before, least))
            self.assertTrue(order_of(day) >= order_of(before))
            self.assertTrue(not least or order_of(day) >= order_of(least))

    @given(LOTS, st.integers(1, 5000), st.lists(st.integers(1, 400), max_size=12))
    def test_what_comes_back_in_steps_is_what_was_taken(self, lots, points, steps):
        taken = debit(lots, points)
        returned, back = 0, []
        for step in [*steps, -total(taken)]:
            step = min(step, -total(taken) - returned)
            back += give_back(taken, returned, step)
            returned += step
        self.assertEqual(merge([*taken, *back]), [])
        with self.assertRaises(ValueError):
            give_back(taken, returned, 1)

    @given(LOTS, st.lists(st.integers(-300, 300), max_size=12))
    def test_what_is_taken_and_given_again_adds_up(self, lots, steps):
        """Each step takes from the lots what they have, or gives again what was taken last."""
        done, missing = [], 0
        for points in steps:
            outstanding = -total(get_taken(done, "2029-01-01"))
            if points < 0:
                movements = debit(lots, -points)
            else:
                points = min(points, outstanding)
                movements = give_back(get_taken(done, "2029-01-01"), 0, points)
            lots = dict(merge([*lots.items(), *movements]))
            done.append((points, movements))
            missing += points
        self.assertEqual(total(get_taken(done, "2029-01-01")), missing)

    @given(LOTS, st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str))
    def test_postponing_moves_and_loses_nothing(self, lots, day):
        movements = postpone(lots, day)
        self.assertEqual(total(movements), 0)
        after = dict(merge([*lots.items(), *movements]))
        self.assertEqual(sum(after.values()), sum(lots.values()))
        self.assertTrue(all(order_of(kept) >= order_of(day) for kept in after))

    @given(LOTS)
    def test_what_expires_next(self, lots):
        day, points = next_to_expire(lots)
        dated = [expires for expires in lots if expires]
        self.assertEqual(day, min(dated) if dated else None)
        self.assertEqual(points, lots[day] if dated else 0)

    @given(st.dates(), st.sampled_from(POLICIES[1:]), st.integers(1, 48))
    def test_points_last_for_their_months(self, day, policy, months):
        if day.year > 9990:
            return
        expires = expiry_date(day, policy, months)
        passed = (expires.year - day.year) * 12 + expires.month - day.month
        self.assertEqual(passed, months)
        self.assertTrue(policy == "month" or expires.day <= day.day)

    def test_leap_days_and_ends_of_months(self):
        self.assertEqual(expiry_date(date(2028, 2, 29), "day", 12), date(2029, 2, 28))
        self.assertEqual(expiry_date(date(2027, 8, 31), "activity", 6), date(2028, 2, 29))
        self.assertEqual(expiry_date(date(2027, 12, 1), "month", 2), date(2028, 2, 29))
