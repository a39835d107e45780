import unittest
from itertools import pairwise

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st

from points.shares import share

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1).filter(any)


class TestShare(unittest.TestCase):
    @given(st.integers(0, 10**9), WEIGHTS)
    def test_nothing_is_lost_and_nobody_is_wronged(self, total, weights):
        parts = share(total, weights)
        self.assertEqual(sum(parts), total)
        for part, weight in zip(parts, weights, strict=True):
            exact = total * weight
            self.assertLess(abs(part * sum(weights) - exact), sum(weights), "within one unit")

    @given(st.integers(0, 10**9), WEIGHTS)
    def test_a_larger_claim_never_gets_less(self, total, weights):
        parts = share(total, weights)
        pairs = sorted(zip(weights, parts, strict=True))
        for (lighter, less), (heavier, more) in pairwise(pairs):
            if lighter < heavier:
                self.assertLessEqual(less, more)

    def test_what_cannot_be_shared(self):
        for total, weights in [(1, []), (1, [0, 0]), (-1, [1]), (3, [5, -1])]:
            with self.subTest(total=total, weights=weights), self.assertRaises(ValueError):
                share(total, weights)
