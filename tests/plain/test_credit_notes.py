"""What goods that came back and credit notes make due, in any order."""

import unittest
from dataclasses import replace

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import run_twin

from points.credit_notes import (
    BY_AMOUNT,
    ROUNDING_UNITS,
    Sold,
    get_points_due,
    get_points_due_of_kept,
)
from points.returns import limit_kept, share_what_to_take
from points.rules import to_json
from points.units import ONE_UNIT

POINTS = st.integers(0, 10**6)
AMOUNTS = st.integers(1, 10**7)
PIECES = st.integers(1, 12)
#: Pieces of a line of a credit note, and what it credits; a new invoice takes it off again.
CREDITED = st.tuples(st.integers(-3, 6), st.integers(-2000, 4000))


def sold(points=10, pieces=3, amount=1000, returned=0, credited=()):
    """A line of some pieces; what is credited are pairs of pieces and an amount."""
    pairs = tuple((number * ONE_UNIT, units) for number, units in credited)
    return Sold("line", points, pieces * ONE_UNIT, amount, returned * ONE_UNIT, pairs)


class TestCreditNotes(unittest.TestCase):
    def test_pieces_at_their_price_count_as_pieces(self):
        """Three for 10.00 gave ten points: one is 3.33."""
        self.assertEqual(sold(credited=[(1, 333)]).due, 3)
        self.assertEqual(sold(credited=[(2, 667)]).due, 6)
        self.assertEqual(sold(returned=1, credited=[(2, 667)]).due, 10)
        self.assertEqual(sold(returned=2, credited=[(1, 333)]).due, 10)
        self.assertEqual(sold(credited=[(1, 333), (1, 333), (1, 333)]).due, 10)

    def test_another_price_counts_as_its_amount(self):
        self.assertEqual(sold(credited=[(3, 500)]).due, 5)
        self.assertEqual(sold(credited=[(1, 500)]).due, 5)
        self.assertEqual(sold(credited=[(0, 500)]).due, 5)

    def test_all_money_is_all_points(self):
        self.assertEqual(sold(credited=[(1, 1000)]).due, 10)
        self.assertEqual(sold(returned=1, credited=[(1, 667)]).due, 10)
        self.assertEqual(sold(amount=999, credited=[(1, 299)] * 3 + [(1, 102)]).due, 10)

    def test_no_more_than_was_given(self):
        self.assertEqual(sold(returned=3, credited=[(3, 1000)]).due, 10)
        self.assertEqual(sold(credited=[(9, 3000)]).due, 10)

    def test_a_new_invoice_takes_it_off_again(self):
        self.assertEqual(sold(credited=[(3, 1000), (-3, -1000)]).due, 0)
        self.assertEqual(sold(credited=[(3, 1000), (-3, -800)]).due, 2)
        # But not off goods that came back.
        self.assertEqual(sold(returned=3, credited=[(-3, -1000)]).due, 10)

    def test_goods_without_a_price_count_as_pieces(self):
        self.assertEqual(sold(amount=0).due, 0)
        self.assertEqual(sold(amount=0, credited=[(3, 0)]).due, 10)
        self.assertEqual(sold(amount=0, credited=[(3, 500)]).due, 0)

    def test_an_amount_is_a_share_of_the_sale(self):
        lines = [sold(points=60, pieces=1, amount=6000), Sold("hat", 0, ONE_UNIT, 4000)]
        self.assertEqual(get_points_due(lines, 10000, 3000)[BY_AMOUNT], 18)
        self.assertEqual(get_points_due(lines, 10000, 90000)[BY_AMOUNT], 60)
        self.assertEqual(get_points_due(lines, 10000, -3000)[BY_AMOUNT], 0)
        self.assertEqual(get_points_due(lines, 0, 3000)[BY_AMOUNT], 0)
        self.assertEqual(get_points_due([], 100, 100), {BY_AMOUNT: 0})

    @given(POINTS, AMOUNTS, st.lists(AMOUNTS, max_size=5), st.integers(0, 3), AMOUNTS)
    def test_due_lies_between_nothing_and_what_was_given(
        self, points, amount, credits, returned, by_amount
    ):
        line = sold(points, 3, amount, returned, [(1, units) for units in credits])
        due = get_points_due([line], amount, by_amount)
        self.assertTrue(all(part >= 0 for part in due.values()))
        self.assertLessEqual(sum(due.values()), points)

    @given(POINTS, PIECES, AMOUNTS, st.data())
    def test_all_pieces_in_any_way_are_all_points(self, points, pieces, amount, data):
        returned = data.draw(st.integers(0, pieces))
        credits = []
        for piece in range(returned, pieces):
            # As an invoice rounds it, give or take a cent.
            units = amount * (piece + 1) // pieces - amount * piece // pieces
            credits.append((1, units + data.draw(st.integers(-1, ROUNDING_UNITS - 1))))
        self.assertEqual(sold(points, pieces, amount, returned, credits).due, points)

    @given(POINTS, POINTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
    def test_all_that_is_kept_is_all_points(self, coat, hat, kept):
        """The coat came back; the hat alone may earn more or less than it had given."""
        lines = [
            Sold("coat", coat, 1, 9000, returned=1),
            Sold("hat", hat, 1, 3000, credited=((1, 3000),)),
        ]
        given = {"coat": coat, "hat": hat}
        left = limit_kept(min(coat + hat, *kept), {"hat": kept[-1]})
        self.assertEqual(left["hat"], min(coat + hat, *kept))
        due = share_what_to_take(given, left, {})
        credited = get_points_due_of_kept(lines, due, left, 3000, 0)
        self.assertEqual(sum(credited.values()), coat + hat)

    @given(POINTS, st.lists(AMOUNTS, min_size=1, max_size=6))
    def test_all_money_in_any_parts_is_all_points(self, points, parts):
        credits = [(1, part) for part in parts]
        self.assertEqual(sold(points, 1, sum(parts), 0, credits).due, points)

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 300),
                PIECES,
                st.integers(-500, 3000),
                st.integers(0, 12),
                st.lists(CREDITED, max_size=3),
                st.integers(0, 300),
            ),
            max_size=4,
        ),
        st.integers(-100, 10**4),
        st.integers(-100, 10**4),
    )
    def test_the_till_agrees(self, cases, total, amount):
        lines = [
            replace(sold(points, pieces, units, min(back, pieces), credits), key=f"line {number}")
            for number, (points, pieces, units, back, credits, _due) in enumerate(cases)
        ]
        due = {line.key: min(line.points, case[5]) for line, case in zip(lines, cases, strict=True)}
        kept = {line.key: line.points - due[line.key] for line in lines}
        values = [to_json(line) for line in lines]
        of_all, of_kept = run_twin(
            [
                ["credit_notes", "getPointsDue", values, total, amount],
                ["credit_notes", "getPointsDueOfKept", values, due, kept, total, amount],
            ]
        )
        self.assertEqual(of_all, get_points_due(lines, total, amount))
        self.assertEqual(of_kept, get_points_due_of_kept(lines, due, kept, total, amount))
