"""What may be paid in points: by hand, by properties, and by the till's JavaScript."""

import unittest
from dataclasses import asdict

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import load_vectors, run_twin

from points.exchange import Rate
from points.spending import Sale, Spending, get_offer, get_refusal, get_room

AMOUNTS = st.integers(0, 10**7)
POINTS = st.integers(-(10**4), 10**7)
RATES = st.builds(Rate, points=st.integers(1, 5000), amount=st.integers(1, 10**5))
SPENDINGS = st.builds(
    Spending,
    rate=RATES,
    blocks_only=st.booleans(),
    least_balance=st.integers(0, 1000),
    most_amount=st.one_of(st.just(0), AMOUNTS),
    most_percent=st.integers(1, 100),
)
SALES = st.builds(
    Sale, total=st.integers(-(10**5), 10**7), payable=AMOUNTS, paid=st.one_of(st.just(0), AMOUNTS)
)


def spending_of(values):
    return Spending(**{**values, "rate": Rate(**values["rate"])})


class TestVectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vectors = load_vectors("spending")

    def test_python_meets_them(self):
        for vector in self.vectors:
            with self.subTest(why=vector["why"]):
                spending, sale = spending_of(vector["spending"]), Sale(**vector["sale"])
                offer = get_offer(spending, sale, vector["due"], vector["available"])
                self.assertEqual(offer, vector["offer"])

    def test_javascript_meets_them(self):
        names = ("spending", "sale", "due", "available")
        calls = [
            ["spending", "getOffer", *(vector[name] for name in names)] for vector in self.vectors
        ]
        self.assertEqual(run_twin(calls), [vector["offer"] for vector in self.vectors])


class TestTwin(unittest.TestCase):
    @given(st.lists(st.tuples(SPENDINGS, SALES, AMOUNTS, POINTS), min_size=20))
    def test_they_agree_on_random_figures(self, cases):
        calls, expected = [], []
        for spending, sale, due, available in cases:
            values = [asdict(spending), asdict(sale)]
            calls.append(["spending", "getOffer", *values, due, available])
            expected.append(get_offer(spending, sale, due, available))
            calls.append(["spending", "getRefusal", values[0], due, available, sale.paid])
            refusal = get_refusal(spending, due, available, sale.paid)
            expected.append(refusal and asdict(refusal))
        self.assertEqual(run_twin(calls), expected)


class TestOffer(unittest.TestCase):
    @given(SPENDINGS, SALES, AMOUNTS, POINTS)
    def test_what_is_offered_is_not_refused(self, spending, sale, due, available):
        offer = get_offer(spending, sale, due, available)
        self.assertLessEqual(offer, due)
        self.assertLessEqual(offer, get_room(spending, sale))
        if offer:
            self.assertIsNone(get_refusal(spending, offer, available, sale.paid))

    @given(SPENDINGS, SALES, AMOUNTS, POINTS)
    def test_not_a_cent_more_would_be_allowed(self, spending, sale, due, available):
        step = spending.rate.amount if spending.blocks_only else 1
        more = get_offer(spending, sale, due, available) + step
        allowed = more <= due and more <= get_room(spending, sale)
        self.assertFalse(allowed and not get_refusal(spending, more, available, sale.paid))

    @given(SPENDINGS, SALES, AMOUNTS, POINTS)
    def test_two_steps_never_spend_more_than_there_is(self, spending, sale, due, available):
        first = get_offer(spending, sale, due, available)
        left = available - spending.rate.cost(first)
        paid = Sale(sale.total, sale.payable, sale.paid + first)
        second = get_offer(spending, paid, due - first, left)
        self.assertLessEqual(first + second, due)
        self.assertGreaterEqual(left - spending.rate.cost(second), min(0, available))
