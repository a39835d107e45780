import unittest

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st

from points.earning import Line, Rule, earnings
from points.units import ONE_UNIT, to_quantity, to_units

PER_EURO = Rule(key=1, basis="amount", points=1, per=100)


def line(key, amount, quantity=1, product=1, categories=()):
    return Line(str(key), product, frozenset(categories), to_quantity(quantity), amount)


def points(lines, *rules):
    return {earning.line: earning.points for earning in earnings(lines, rules)}


LINES = st.lists(
    st.builds(
        Line,
        key=st.uuids().map(str),
        product=st.integers(1, 3),
        categories=st.frozensets(st.integers(1, 3)),
        quantity=st.integers(-5 * ONE_UNIT, 5 * ONE_UNIT),
        amount=st.integers(-20000, 20000),
    ),
    max_size=30,
)
SETS = st.frozensets(st.integers(1, 3), max_size=2)
RULES = st.lists(
    st.one_of(
        st.builds(
            Rule,
            key=st.integers(1, 10**6),
            basis=st.just("amount"),
            points=st.integers(1, 100),
            per=st.integers(1, 1000),
            products=SETS,
            categories=SETS,
        ),
        st.builds(
            Rule,
            key=st.integers(1, 10**6),
            basis=st.just("unit"),
            points=st.integers(1, 100),
            products=SETS,
            categories=SETS,
        ),
    ),
    max_size=5,
)


class TestEarning(unittest.TestCase):
    def test_the_lines_of_a_rule_are_counted_together(self):
        self.assertEqual(points([line("a", 50), line("b", 50), line("c", 50)], PER_EURO)["a"], 1)
        self.assertEqual(sum(points([line(n, 50) for n in range(3)], PER_EURO).values()), 1)

    def test_the_first_rule_that_matches_counts(self):
        special = Rule(key=2, basis="unit", points=50, products=frozenset({7}))
        basket = [line("box", 3900, product=7), line("bread", 250)]
        self.assertEqual(points(basket, special, PER_EURO), {"box": 50, "bread": 2})
        self.assertEqual(sum(points(basket, PER_EURO, special).values()), 41)

    def test_products_and_categories_narrow_a_rule(self):
        rule = Rule(1, "unit", 5, products=frozenset({7}), categories=frozenset({3}))
        self.assertEqual(points([line("a", 100, product=7)], rule), {})
        self.assertEqual(points([line("a", 100, categories={3})], rule), {})
        self.assertEqual(points([line("a", 100, product=7, categories={1, 3})], rule), {"a": 5})

    def test_returned_and_free_goods_earn_nothing(self):
        basket = [line("returned", -300, -1, product=2), line("free", 0), line("sold", 500)]
        self.assertEqual(points(basket, PER_EURO), {"sold": 2}, "2.00 are charged")

    def test_goods_keyed_in_and_out_again_earn_nothing(self):
        """The cashier's own +/- key: a thousand loaves, less a thousand loaves."""
        per_unit = Rule(key=2, basis="unit", points=10)
        for rule in (PER_EURO, per_unit):
            basket = [line("in", 250_000, quantity=1000), line("out", -250_000, quantity=-1000)]
            self.assertEqual(points(basket, rule), {})
        basket = [line("in", 250_000, quantity=1000), line("out", -249_750, quantity=-999)]
        self.assertEqual(points(basket, per_unit), {"in": 10})
        self.assertEqual(points(basket, PER_EURO), {"in": 2})

    def test_a_discount_of_any_sign_lowers_the_points(self):
        for quantity in (1, -1):
            basket = [line("sold", 1000), line("off", -400, quantity, product=9)]
            self.assertEqual(points(basket, PER_EURO), {"sold": 6})

    def test_a_discount_of_the_whole_order_leaves_nothing(self):
        self.assertEqual(points([line("sold", 500), line("voucher", -900)], PER_EURO), {})

    def test_weights_earn_by_the_whole_point(self):
        rule = Rule(key=1, basis="unit", points=10)
        self.assertEqual(points([line("honey", 390, quantity=0.325)], rule), {"honey": 3})

    @given(LINES, RULES)
    def test_every_line_earns_once_and_whole(self, lines, rules):
        granted = earnings(lines, rules)
        keys = [earning.line for earning in granted]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertTrue(all(isinstance(earning.points, int) for earning in granted))
        self.assertTrue(all(earning.points >= 0 for earning in granted))

    @given(LINES)
    def test_no_sale_earns_more_than_its_total(self, lines):
        charged = max(0, sum(line.amount for line in lines))
        self.assertLessEqual(sum(points(lines, PER_EURO).values()), charged // 100)

    @given(LINES.map(lambda lines: [line for line in lines if line.quantity > 0]))
    def test_with_one_rule_a_sale_earns_what_its_total_earns(self, lines):
        charged = max(0, sum(line.amount for line in lines))
        self.assertEqual(sum(points(lines, PER_EURO).values()), charged // 100)

    @given(LINES, st.integers(1, 3))
    def test_no_product_earns_for_more_than_is_kept(self, lines, product):
        rule = Rule(key=1, basis="unit", points=1, products=frozenset({product}))
        sold = sum(line.quantity for line in lines if line.product == product and line.is_sold)
        back = sum(line.quantity for line in lines if line.product == product and line.quantity < 0)
        self.assertLessEqual(sum(points(lines, rule).values()) * ONE_UNIT, max(0, sold + back))

    @given(LINES, RULES, st.randoms())
    def test_the_order_of_the_lines_does_not_matter(self, lines, rules, random):
        shuffled = list(lines)
        random.shuffle(shuffled)
        self.assertEqual(
            sum(earning.points for earning in earnings(lines, rules)),
            sum(earning.points for earning in earnings(shuffled, rules)),
        )


class TestUnits(unittest.TestCase):
    @given(st.integers(-(10**11), 10**11), st.integers(0, 3))
    def test_floats_of_odoo_come_back_exactly(self, units, digits):
        self.assertEqual(to_units(units / 10**digits, digits), units)
