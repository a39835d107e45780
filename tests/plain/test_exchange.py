import unittest

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import load_vectors, run_twin

from points.exchange import Rate

POINTS = st.integers(1, 10**6)
AMOUNTS = st.integers(0, 10**9)
RATES = st.builds(Rate, points=POINTS, amount=st.integers(1, 10**7))
# JSON and JavaScript's numbers are exact up to here.
EXACT = 2**53


class TestExchange(unittest.TestCase):
    def test_vectors(self):
        for vector in load_vectors("exchange"):
            with self.subTest(vector=vector):
                rate = Rate(**vector["rate"])
                if "value" in vector:
                    self.assertEqual(rate.value(vector["points"]), vector["value"])
                else:
                    self.assertEqual(rate.cost(vector["amount"]), vector["cost"])

    def test_javascript_meets_the_vectors(self):
        vectors = [vector for vector in load_vectors("exchange") if vector.get("value", 0) < EXACT]
        calls = [
            ["exchange", "valueOf", vector["rate"], vector["points"]]
            if "value" in vector
            else ["exchange", "costOf", vector["rate"], vector["amount"]]
            for vector in vectors
        ]
        expected = [vector["value"] if "value" in vector else vector["cost"] for vector in vectors]
        self.assertEqual(run_twin(calls), expected)

    @given(st.lists(st.tuples(RATES, st.integers(-(10**6), 10**6), AMOUNTS), min_size=50))
    def test_javascript_agrees_on_random_figures(self, cases):
        calls, expected = [], []
        for rate, points, amount in cases:
            ratio = {"points": rate.points, "amount": rate.amount}
            calls += [
                ["exchange", "valueOf", ratio, points],
                ["exchange", "costOf", ratio, amount],
            ]
            expected += [rate.value(points), rate.cost(amount)]
        self.assertEqual(run_twin(calls), expected)

    @given(RATES, AMOUNTS)
    def test_the_cost_covers_the_amount_and_not_a_point_more(self, rate, amount):
        cost = rate.cost(amount)
        self.assertGreaterEqual(cost * rate.amount, amount * rate.points)
        self.assertLess((cost - 1) * rate.amount, amount * rate.points)

    @given(RATES, AMOUNTS, AMOUNTS)
    def test_two_steps_never_cost_less_than_one(self, rate, first, second):
        self.assertGreaterEqual(rate.cost(first) + rate.cost(second), rate.cost(first + second))

    @given(RATES, POINTS)
    def test_points_never_buy_more_than_they_are_worth(self, rate, points):
        self.assertLessEqual(rate.cost(rate.value(points)), points)

    def test_impossible_rates_and_payments(self):
        for points, amount in [(0, 100), (100, 0), (-1, 100)]:
            with self.assertRaises(ValueError):
                Rate(points, amount)
        with self.assertRaises(ValueError):
            Rate(200, 2500).cost(-1)
