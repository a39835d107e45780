"""What a return takes back of what a line had given: in Python, and in the till."""

import unittest

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import run_twin

from points.returns import get_share_to_take

POINTS = st.integers(0, 10**9)
UNITS = st.integers(1, 10**10)
STEPS = st.lists(UNITS, min_size=1, max_size=5)


class TestReturns(unittest.TestCase):
    @given(POINTS, STEPS)
    def test_all_goods_take_back_all_points(self, points, steps):
        returned = taken = 0
        for step in steps:
            returned += step
            taken += get_share_to_take(points, sum(steps), returned, taken)
            self.assertEqual(taken, points * returned // sum(steps))
        self.assertEqual(taken, points)

    @given(st.lists(st.tuples(POINTS, UNITS, UNITS, POINTS), min_size=20))
    def test_the_till_agrees(self, cases):
        calls = [["returns", "getShareToTake", *case] for case in cases]
        self.assertEqual(run_twin(calls), [get_share_to_take(*case) for case in cases])
