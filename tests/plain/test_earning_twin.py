"""Server and till earn the same: the till's JavaScript beside the server's Python."""

import os
import unittest

import timeless  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import get_points
from test_earning import BASKETS, TERMS
from twin import load_vectors, run_twin

from points.earning import get_outcome
from points.goods import KINDS, Basket, Line
from points.rules import Terms, to_json

#: Random baskets that are compared.
EXAMPLES = int(os.environ.get("POINTS_TWIN_EXAMPLES", "500"))


def basket_from_json(values):
    lines = tuple(Line(**{**line, "labels": frozenset(line["labels"])}) for line in values["lines"])
    return Basket(**{**values, "lines": lines, "customer": frozenset(values["customer"])})


def call(basket, terms, earned_today):
    return ["earning", "getOutcome", basket, terms, earned_today]


def by_line(outcome):
    points = {}
    for earning in outcome["earnings"]:
        points[earning["line"]] = points.get(earning["line"], 0) + earning["points"]
    return {key: number for key, number in points.items() if number}


class TestVectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vectors = load_vectors("earning")

    def test_there_are_enough(self):
        self.assertGreaterEqual(len(self.vectors), 200)
        self.assertTrue(any(len(vector["basket"]["lines"]) >= 300 for vector in self.vectors))
        by_hand = [vector for vector in self.vectors if vector["by_hand"]]
        self.assertGreaterEqual(len(by_hand), len(self.vectors) // 3)
        lines = [line for vector in by_hand for line in vector["basket"]["lines"]]
        self.assertEqual({line["kind"] for line in lines}, set(KINDS))

    def test_the_reference_meets_them(self):
        for vector in self.vectors:
            with self.subTest(why=vector["why"]):
                points = get_points(vector["basket"], vector["terms"], vector["earned_today"])
                self.assertEqual(points, vector["points"])

    def test_python_meets_them(self):
        for vector in self.vectors:
            with self.subTest(why=vector["why"]):
                outcome = get_outcome(
                    basket_from_json(vector["basket"]),
                    Terms.from_json(vector["terms"]),
                    vector["earned_today"],
                )
                self.assertEqual(by_line(to_json(outcome)), vector["points"])

    def test_javascript_meets_them(self):
        outcomes = run_twin(
            [
                call(vector["basket"], vector["terms"], vector["earned_today"])
                for vector in self.vectors
            ]
        )
        for vector, outcome in zip(self.vectors, outcomes, strict=True):
            with self.subTest(why=vector["why"]):
                self.assertEqual(by_line(outcome), vector["points"])


class TestTwin(unittest.TestCase):
    @settings(max_examples=EXAMPLES)
    @given(BASKETS, TERMS, st.integers(0, 300))
    def test_they_agree_on_random_baskets(self, basket, terms, earned_today):
        case = (to_json(basket), to_json(terms), earned_today)
        expected = to_json(get_outcome(basket, terms, earned_today))
        self.assertEqual(run_twin([call(*case)]), [expected])
