"""What a return takes back of what a line had given: in Python, and in the till."""

import unittest

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from reference import get_points
from test_earning import BASKETS, PER_EURO, TERMS, line
from twin import run_twin

from points.earning import get_outcome
from points.goods import Basket
from points.returns import get_kept, get_share_to_take, limit_kept, share_what_to_take
from points.rules import Rule, Terms, to_json
from points.units import ONE_UNIT

POINTS = st.integers(0, 10**9)
UNITS = st.integers(1, 10**10)
KEYS = st.sampled_from(["a", "b", "c", "d"])
STEPS = st.lists(UNITS, min_size=1, max_size=5)


#: 50 points on top, for an order from 100.00.
FROM_A_HUNDRED = Rule(key=2, basis="order", points=50, bonus=True, least_amount=10000)
#: Six bottles and more give 5 points each.
FROM_SIX = Rule(key=3, basis="unit", points=5, least_quantity=6 * ONE_UNIT)


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


class TestWhatIsKept(unittest.TestCase):
    """A return that leaves what the goods kept would have earned alone. Points by hand."""

    def bring_back(self, lines, rules, *steps, in_points=(), **values):
        """How many points are left after each step.

        :param steps: how many units of each line come back, by its key
        :param in_points: what is paid in points of the sale, and what is left of it after each step
        """
        paid, *left = [*in_points, *[0] * (len(steps) + 1 - len(in_points))]
        basket, terms = Basket(tuple(lines), paid_in_points=paid), Terms(tuple(rules), **values)
        given, taken, returned, balance = get_outcome(basket, terms).by_line, {}, {}, []
        for step, units in zip(steps, left, strict=True):
            for key, quantity in step.items():
                returned[key] = returned.get(key, 0) + quantity * ONE_UNIT
            kept = get_outcome(get_kept(basket, returned, units), terms).by_line
            for key, points in share_what_to_take(given, kept, taken).items():
                taken[key] = taken.get(key, 0) + points
            balance.append(sum(given.values()) - sum(taken.values()))
        return balance

    def test_a_bonus_whose_condition_falls_away_goes(self):
        sale = [line("coat", 9000), line("hat", 3000)]
        left = self.bring_back(sale, [PER_EURO, FROM_A_HUNDRED], {"coat": 1}, {"hat": 1})
        self.assertEqual(left, [30, 0])

    def test_a_bonus_whose_condition_still_holds_stays_whole(self):
        sale = [line("coat", 11000), line("socks", 1000)]
        left = self.bring_back(sale, [PER_EURO, FROM_A_HUNDRED], {"socks": 1}, {"coat": 1})
        self.assertEqual(left, [160, 0])

    def test_a_bonus_for_any_order_stays_until_the_last_line(self):
        sale = [line("coat", 11000), line("socks", 1000)]
        left = self.bring_back(sale, [Rule(1, "order", 20)], {"coat": 1}, {"socks": 1})
        self.assertEqual(left, [20, 0])

    def test_the_next_rule_counts_for_too_few(self):
        """Six bottles of 4.00 at 5 points each; of three, 12.00 count by the general rule."""
        sale = [line("wine", 2400, quantity=6)]
        left = self.bring_back(sale, [FROM_SIX, PER_EURO], *[{"wine": 1}] * 6)
        self.assertEqual(left, [20, 16, 12, 8, 4, 0])

    def test_what_came_back_is_never_given_again(self):
        """From 100.00 nothing counts twice, below it does: less goods would earn more."""
        less = Rule(5, "amount", 1, 1000, least_amount=10000)
        sale = [line("coat", 9000), line("hat", 3000)]
        left = self.bring_back(sale, [less, PER_EURO], {"hat": 1}, {"coat": 1})
        self.assertEqual(left, [12, 0])

    def test_a_discount_stays_unless_it_comes_back(self):
        sale = [line("coat", 9000), line("hat", 3000), line("off", -2000, product=9)]
        left = self.bring_back(sale, [PER_EURO], {"coat": 1}, {"off": 1}, {"hat": 1})
        self.assertEqual(left, [10, 10, 0])

    def test_what_points_paid(self):
        """50.00 of 120.00 in points: they come back first, and money paid for what is kept."""
        sale = [line("coat", 9000), line("hat", 3000)]
        left = self.bring_back(sale, [PER_EURO], {"coat": 1}, {"hat": 1}, in_points=(5000, 0, 0))
        self.assertEqual(left, [30, 0])
        left = self.bring_back(sale, [PER_EURO], {"coat": 1}, {"hat": 1}, in_points=(5000, 2000, 0))
        self.assertEqual(left, [10, 0])

    def test_limits(self):
        sale = [line("coat", 9000), line("hat", 3000)]
        left = self.bring_back(sale, [PER_EURO], {"hat": 1}, {"coat": 1}, order_cap=100)
        self.assertEqual(left, [90, 0])
        left = self.bring_back(sale, [PER_EURO], {"hat": 1}, {"coat": 1}, order_cap=60)
        self.assertEqual(left, [60, 0])

    def test_a_menu(self):
        menu = [
            line("menu", 0, quantity=2),
            line("soup", 4000, quantity=2, product=2, head="menu"),
            line("coffee", 2000, quantity=2, product=3, head="menu"),
        ]
        lunch = Rule(1, "unit", 50, what=(frozenset({"p1"}),))
        one = {"menu": 1, "soup": 1, "coffee": 1}
        self.assertEqual(self.bring_back(menu, [lunch], one, one), [50, 0])

    def test_parts_of_a_unit(self):
        ham = line("ham", 1000)
        kept = get_kept(Basket((ham,)), {"ham": 333333}, 0).lines[0]
        self.assertEqual((kept.quantity, kept.amount), (666667, 667))

    def test_lines_that_are_below_zero_stay(self):
        back = line("back", -3000, quantity=-1)
        basket = Basket((back,))
        self.assertEqual(get_kept(basket, {"back": -ONE_UNIT}, 0), basket)

    @given(BASKETS, TERMS, st.lists(st.integers(0, 100), max_size=6), st.data())
    def test_all_goods_take_back_all_points_in_any_steps(self, basket, terms, percents, data):
        given, returned = get_outcome(basket, terms).by_line, {}
        taken, most = dict.fromkeys(given, 0), 0
        for percent in [*percents, 100]:
            for sold in basket.lines:
                if percent == 100 or data.draw(st.booleans()):
                    before = returned.get(sold.key, 0)
                    returned[sold.key] = max(before, sold.quantity * percent // 100)
            kept = get_kept(basket, returned, basket.paid_in_points * (100 - percent) // 100)
            by_line = get_outcome(kept, terms).by_line
            earning = {key: points for key, points in by_line.items() if points}
            self.assertEqual(earning, get_points(to_json(kept), to_json(terms)))
            for key, points in share_what_to_take(given, by_line, taken).items():
                self.assertGreaterEqual(points, 0)
                taken[key] += points
                self.assertLessEqual(taken[key], given[key])
            # What was due once stays taken, and no more than what was due at the most.
            most = max(most, sum(given.values()) - sum(by_line.values()))
            self.assertEqual(sum(taken.values()), most)
        self.assertEqual(taken, given)

    @given(BASKETS, st.lists(st.integers(0, 3 * ONE_UNIT), min_size=12, max_size=12), POINTS)
    def test_the_till_keeps_the_same(self, basket, units, paid_in_points):
        returned = {line.key: back for line, back in zip(basket.lines, units, strict=False)}
        call = ["returns", "getKept", to_json(basket), returned, paid_in_points]
        kept = get_kept(basket, returned, paid_in_points)
        self.assertEqual(run_twin([call]), [to_json(kept)])

    @given(
        st.dictionaries(KEYS, POINTS),
        st.dictionaries(KEYS, POINTS),
        st.dictionaries(KEYS, POINTS),
    )
    def test_the_till_shares_the_same_out(self, given, kept, shares):
        taken = {key: min(points, shares.get(key, 0)) for key, points in given.items()}
        call = ["returns", "shareWhatToTake", given, kept, taken]
        self.assertEqual(run_twin([call]), [share_what_to_take(given, kept, taken)])

    @given(POINTS, st.dictionaries(KEYS, POINTS))
    def test_the_till_limits_the_same(self, least, kept):
        call = ["returns", "limitKept", least, kept]
        self.assertEqual(run_twin([call]), [limit_kept(least, kept)])

    @given(BASKETS)
    def test_nothing_that_comes_back_changes_nothing(self, basket):
        self.assertEqual(get_kept(basket, {}, basket.paid_in_points), basket)
        self.assertEqual(Basket.from_json(to_json(basket)), basket)

    @given(BASKETS)
    def test_what_is_kept_is_what_was_sold_less_what_came_back(self, basket):
        halves = {sold.key: sold.quantity // 2 for sold in basket.lines}
        for sold, kept in zip(basket.lines, get_kept(basket, halves, 0).lines, strict=True):
            half = max(0, sold.quantity // 2)
            self.assertEqual(kept.quantity, sold.quantity - half)
            if half:
                # To the cent, whichever way it is rounded.
                exact = sold.amount * (sold.quantity - half) / sold.quantity
                self.assertLess(abs(kept.amount - exact), 1)
            rest = ("key", "product", "labels", "taxes", "kind", "head", "earns", "payable")
            self.assertEqual(*([getattr(x, name) for name in rest] for x in (sold, kept)))
