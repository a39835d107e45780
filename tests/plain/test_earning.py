import json
import unittest
from dataclasses import replace
from datetime import date

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st

from points.earning import get_earnings, get_outcome
from points.goods import KINDS, Basket, Line, get_goods, get_payable_goods
from points.rules import BASES, Rule, Terms, When, to_json
from points.units import ONE_UNIT, to_quantity, to_units

PER_EURO = Rule(key=1, basis="amount", points=1, per=100)


def line(key, amount, quantity=1, product=1, categories=(), **values):
    labels = frozenset([f"p{product}", *(f"c{category}" for category in categories)])
    return Line(str(key), product, to_quantity(quantity), amount, labels=labels, **values)


def about(*labels):
    """What a rule narrows itself to: one group of labels for each letter."""
    letters = sorted({label[0] for label in labels})
    return tuple(frozenset(x for x in labels if x[0] == letter) for letter in letters)


def earned(lines, *rules, **values):
    """Points by the key of the line, and by the key of the rule."""
    points = {}
    for earning in get_earnings(Basket(tuple(lines), **values), rules):
        points[earning.line] = points.get(earning.line, 0) + earning.points
    return points


def total(lines, *rules, **values):
    return sum(earned(lines, *rules, **values).values())


def label_sets(letters, **values):
    return st.frozensets(
        st.builds("{}{}".format, st.sampled_from(letters), st.integers(1, 3)), **values
    )


LINES = st.lists(
    st.builds(
        Line,
        key=st.uuids().map(str),
        product=st.integers(1, 3),
        quantity=st.integers(-5 * ONE_UNIT, 5 * ONE_UNIT),
        amount=st.integers(-20000, 20000),
        labels=label_sets("pck"),
        taxes=st.sampled_from(["", "1", "1,2"]),
        product_points=st.integers(0, 20),
    ),
    max_size=30,
)


@st.composite
def lines_of_all_kinds(draw):
    """Lines as a till may have them, some of them parts of combos."""
    lines = draw(LINES)
    heads = [replace(line, amount=0, quantity=abs(line.quantity) or ONE_UNIT) for line in lines[:2]]
    parts = [
        replace(
            line,
            kind=draw(st.sampled_from(["goods"] * len(KINDS) + list(KINDS))),
            head=draw(st.sampled_from(["", "", *(head.key for head in heads)])),
            earns=draw(st.booleans()),
            payable=draw(st.booleans()),
            price=draw(st.sampled_from([None, line.amount * 6 // 5])),
        )
        for line in lines[2:]
    ]
    return tuple(draw(st.permutations(heads + parts)))


MOMENTS = st.builds(
    When,
    first_day=st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(str),
    last_day=st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 31)).map(str),
    weekdays=st.frozensets(st.integers(1, 7)),
    from_minute=st.integers(0, 1439),
    to_minute=st.integers(0, 1440),
)
RULES = st.lists(
    st.builds(
        Rule,
        key=st.integers(1, 10**6),
        basis=st.sampled_from(BASES),
        points=st.integers(0, 100),
        per=st.integers(1, 1000),
        bonus=st.booleans(),
        what=st.lists(label_sets("pck", min_size=1), max_size=2).map(tuple),
        who=label_sets("g", max_size=2),
        when=st.just(When()) | MOMENTS,
        least_quantity=st.integers(0, 5 * ONE_UNIT),
        least_amount=st.integers(0, 5000),
    )
    .map(lambda rule: replace(rule, bonus=rule.bonus or rule.basis == "base"))
    .map(lambda rule: replace(rule, points=rule.points or int(rule.bonus))),
    max_size=5,
    unique_by=lambda rule: rule.key,
).map(tuple)
BASKETS = st.builds(
    Basket,
    lines=lines_of_all_kinds(),
    customer=label_sets("g"),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str),
    minute=st.integers(0, 1439),
    paid_in_points=st.integers(0, 50000),
)
TERMS = st.builds(
    Terms,
    rules=RULES,
    order_cap=st.integers(0, 200),
    day_cap=st.integers(0, 200),
    earns_on_points=st.booleans(),
)


class TestRules(unittest.TestCase):
    """What a rule is about, and what it gives."""

    def test_the_lines_of_a_rule_are_counted_together(self):
        self.assertEqual(earned([line("a", 50), line("b", 50), line("c", 50)], PER_EURO)["a"], 1)
        self.assertEqual(total([line(n, 50) for n in range(3)], PER_EURO), 1)

    def test_the_first_rule_that_matches_counts(self):
        special = Rule(key=2, basis="unit", points=50, what=about("p7"))
        basket = [line("box", 3900, product=7), line("bread", 250)]
        self.assertEqual(earned(basket, special, PER_EURO), {"box": 50, "bread": 2})
        self.assertEqual(total(basket, PER_EURO, special), 41)

    def test_products_and_categories_narrow_a_rule(self):
        rule = Rule(1, "unit", 5, what=about("p7", "c3"))
        self.assertEqual(earned([line("a", 100, product=7)], rule), {})
        self.assertEqual(earned([line("a", 100, categories={3})], rule), {})
        self.assertEqual(earned([line("a", 100, product=7, categories={1, 3})], rule), {"a": 5})

    def test_weights_earn_by_the_whole_point(self):
        rule = Rule(key=1, basis="unit", points=10)
        self.assertEqual(earned([line("honey", 390, quantity=0.325)], rule), {"honey": 3})

    def test_every_bonus_adds_to_the_points(self):
        boxes = Rule(2, "unit", points=5, bonus=True, what=about("p7"))
        whole = Rule(3, "order", points=20, bonus=True)
        basket = [line("box", 900, product=7), line("bread", 100)]
        self.assertEqual(total(basket, PER_EURO, boxes, whole), 10 + 5 + 20)
        self.assertEqual(total(basket, boxes, whole, PER_EURO), 10 + 5 + 20)

    def test_percent_of_the_points_count_base_points_only(self):
        double = Rule(2, "base", points=100, per=100, bonus=True)
        half = Rule(3, "base", points=50, per=100, bonus=True, what=about("p7"))
        boxes = Rule(4, "unit", points=5, bonus=True)
        basket = [line("box", 700, product=7), line("bread", 300)]
        self.assertEqual(total(basket, PER_EURO, double, half, boxes), 10 + 10 + 3 + 10)

    def test_an_order_earns_once_and_the_points_belong_to_its_lines(self):
        rule = Rule(1, "order", points=10)
        self.assertEqual(
            earned([line("a", 300), line("b", 100), line("c", 600)], rule),
            {"a": 3, "b": 1, "c": 6},
        )
        self.assertEqual(earned([], rule), {})

    def test_points_written_on_the_product(self):
        rule = Rule(1, "product")
        basket = [
            line("wine", 900, quantity=2, product_points=30),
            line("honey", 390, quantity=0.325, product_points=10),
            line("bread", 250),
        ]
        self.assertEqual(earned(basket, rule, PER_EURO), {"wine": 60, "honey": 3, "bread": 2})

    def test_goods_that_are_too_few_fall_to_the_next_rule(self):
        crate = Rule(1, "unit", points=9, what=about("p7"), least_quantity=6 * ONE_UNIT)
        self.assertEqual(total([line("a", 500, quantity=5, product=7)], crate, PER_EURO), 5)
        basket = [line("a", 500, quantity=5, product=7), line("b", 100, product=7)]
        self.assertEqual(total(basket, crate, PER_EURO), 54)
        dear = Rule(1, "amount", points=2, per=100, least_amount=2000)
        self.assertEqual(total([line("a", 1999)], dear), 0)
        self.assertEqual(total([line("a", 1999), line("b", 1)], dear), 40)

    def test_who_and_when(self):
        gold = Rule(1, "order", points=7, who=frozenset({"g4"}))
        self.assertEqual(total([line("a", 100)], gold), 0)
        self.assertEqual(total([line("a", 100)], gold, customer=frozenset({"g4", "g9"})), 7)
        tuesday = Rule(1, "order", points=7, when=When(weekdays=frozenset({2})))
        self.assertEqual(total([line("a", 100)], tuesday, day="2026-11-24"), 7)
        self.assertEqual(total([line("a", 100)], tuesday, day="2026-11-25"), 0)

    def test_days_and_hours_include_their_ends(self):
        when = When("2026-11-01", "2026-11-30", from_minute=9 * 60, to_minute=12 * 60)
        for day, minute, included in [
            ("2026-10-31", 600, False),
            ("2026-11-01", 540, True),
            ("2026-11-30", 719, True),
            ("2026-11-30", 720, False),
            ("2026-11-15", 539, False),
            ("2026-12-01", 600, False),
        ]:
            self.assertEqual(when.includes(day, minute), included, (day, minute))
        night = When(from_minute=22 * 60, to_minute=2 * 60)
        self.assertTrue(night.includes("2026-11-01", 0) and night.includes("2026-11-01", 1439))
        self.assertFalse(night.includes("2026-11-01", 120))
        self.assertTrue(When(from_minute=18 * 60).includes("2026-11-01", 1439))
        self.assertFalse(When(from_minute=18 * 60).includes("2026-11-01", 1079))


class TestGoods(unittest.TestCase):
    """What is sold, returned and discounted."""

    def test_returned_and_free_goods_earn_nothing(self):
        basket = [line("returned", -300, -1, product=2), line("free", 0), line("sold", 500)]
        self.assertEqual(earned(basket, PER_EURO), {"sold": 2}, "2.00 are charged")

    def test_goods_keyed_in_and_out_again_earn_nothing(self):
        """The cashier's own +/- key: a thousand loaves, less a thousand loaves."""
        per_unit = Rule(key=2, basis="unit", points=10)
        for rule in (PER_EURO, per_unit):
            basket = [line("in", 250_000, quantity=1000), line("out", -250_000, quantity=-1000)]
            self.assertEqual(earned(basket, rule), {})
        basket = [line("in", 250_000, quantity=1000), line("out", -249_750, quantity=-999)]
        self.assertEqual(earned(basket, per_unit), {"in": 10})
        self.assertEqual(earned(basket, PER_EURO), {"in": 2})

    def test_a_discount_of_any_sign_lowers_the_points(self):
        for quantity in (1, -1):
            basket = [line("sold", 1000), line("off", -400, quantity, product=9)]
            self.assertEqual(earned(basket, PER_EURO), {"sold": 6})

    def test_a_discount_of_the_whole_order_leaves_nothing(self):
        self.assertEqual(earned([line("sold", 500), line("voucher", -900)], PER_EURO), {})

    def test_a_discount_comes_off_the_lines_with_its_taxes(self):
        wine = Rule(1, "amount", points=1, per=100, what=about("p7"))
        basket = [
            line("wine", 1000, product=7, taxes="20"),
            line("bread", 1000, taxes="5"),
            line("off", -500, -1, product=9, taxes="5"),
        ]
        self.assertEqual(total(basket, wine), 10)
        basket[2] = replace(basket[2], amount=-1500)
        self.assertEqual(total(basket, wine), 5, "what bread does not cover comes off wine")


class TestLimits(unittest.TestCase):
    def outcome(self, basket_values=None, earned_today=0, **terms):
        basket = Basket((line("a", 600), line("b", 400)), **(basket_values or {}))
        return get_outcome(basket, Terms((PER_EURO,), **terms), earned_today)

    def test_what_is_paid_in_points_earns_nothing(self):
        part = {"paid_in_points": 250}
        self.assertEqual(self.outcome(part).points, 7)
        self.assertEqual(self.outcome({"paid_in_points": 1000}).points, 0)
        self.assertEqual(self.outcome(part, earns_on_points=True).points, 10)

    def test_caps(self):
        self.assertEqual(self.outcome(order_cap=4).points, 4)
        self.assertEqual(self.outcome(order_cap=40).points, 10)
        self.assertEqual(self.outcome(day_cap=15, earned_today=12).points, 3)
        self.assertEqual(self.outcome(day_cap=15, earned_today=99).points, 0)
        outcome = self.outcome({"paid_in_points": 5}, 1, order_cap=4, day_cap=3)
        self.assertEqual(
            [cut.reason for cut in outcome.cuts], ["paid_in_points", "order_cap", "day_cap"]
        )
        self.assertEqual(outcome.points, 2)
        self.assertEqual(sum(earning.points for earning in outcome.granted), 10)


class TestAnyBasket(unittest.TestCase):
    @given(BASKETS, TERMS, st.integers(0, 300))
    def test_points_are_whole_and_within_the_limits(self, basket, terms, earned_today):
        outcome = get_outcome(basket, terms, earned_today)
        pairs = [(earning.line, earning.rule) for earning in outcome.earnings]
        self.assertEqual(len(pairs), len(set(pairs)))
        self.assertTrue(all(type(earning.points) is int for earning in outcome.earnings))
        self.assertTrue(all(earning.points >= 0 for earning in outcome.earnings))
        if terms.order_cap:
            self.assertLessEqual(outcome.points, terms.order_cap)
        if terms.day_cap:
            self.assertLessEqual(outcome.points, max(0, terms.day_cap - earned_today))

    @given(BASKETS, RULES)
    def test_each_line_earns_by_one_base_rule(self, basket, rules):
        base = {rule.key for rule in rules if not rule.bonus}
        lines = [earning.line for earning in get_earnings(basket, rules) if earning.rule in base]
        self.assertEqual(len(lines), len(set(lines)))

    @given(LINES)
    def test_no_sale_earns_more_than_its_total(self, lines):
        charged = max(0, sum(line.amount for line in lines))
        self.assertLessEqual(total(lines, PER_EURO), charged // 100)

    @given(LINES.map(lambda lines: [line for line in lines if line.quantity > 0]))
    def test_with_one_rule_a_sale_earns_what_its_total_earns(self, lines):
        charged = max(0, sum(line.amount for line in lines))
        self.assertEqual(total(lines, PER_EURO), charged // 100)

    @given(LINES, st.integers(1, 3))
    def test_no_product_earns_for_more_than_is_kept(self, lines, product):
        lines = [replace(line, labels=frozenset({f"p{line.product}"})) for line in lines]
        rule = Rule(key=1, basis="unit", points=1, what=about(f"p{product}"))
        sold = sum(line.quantity for line in lines if line.product == product and line.is_sold)
        back = sum(line.quantity for line in lines if line.product == product and line.quantity < 0)
        self.assertLessEqual(total(lines, rule) * ONE_UNIT, max(0, sold + back))

    @given(BASKETS, RULES, st.randoms())
    def test_the_order_of_the_lines_does_not_matter(self, basket, rules, random):
        shuffled = list(basket.lines)
        random.shuffle(shuffled)
        same = replace(basket, lines=tuple(shuffled))
        # A discount's last cent may fall on another line, so only what counts all lines is equal.
        rules = [
            replace(rule, what=(), who=frozenset(), when=When(), least_amount=0)
            for rule in rules
            if not rule.bonus
        ]
        self.assertEqual(
            sum(line.amount for line in get_goods(basket.lines)),
            sum(line.amount for line in get_goods(same.lines)),
        )
        first = next((rule for rule in rules if rule.basis in ("amount", "unit")), PER_EURO)
        self.assertEqual(total(basket.lines, first), total(same.lines, first))

    @given(TERMS)
    def test_terms_survive_json(self, terms):
        self.assertEqual(Terms.from_json(json.loads(json.dumps(to_json(terms)))), terms)


PER_CENT = Rule(key=1, basis="amount", points=1, per=1)


class TestMoney(unittest.TestCase):
    """A sale never earns for a cent that points paid, and never loses points for a cent that
    money paid."""

    def earn(self, basket, *rules):
        return get_outcome(basket, Terms(rules or (PER_CENT,))).points

    @given(BASKETS)
    def test_a_point_for_each_cent_that_money_paid(self, basket):
        lines = [replace(line, price=None) for line in basket.lines]
        goods = get_goods(lines)
        payable = sum(line.amount for line in goods if line.payable)
        expected = sum(line.amount for line in goods) - min(payable, basket.paid_in_points)
        self.assertEqual(self.earn(replace(basket, lines=tuple(lines))), expected)

    @given(BASKETS, st.integers(0, 5000))
    def test_each_cent_in_points_earns_no_more(self, basket, more):
        """By every kind of rule but a bonus in percent, which rounds what others gave."""
        dearer = replace(basket, paid_in_points=basket.paid_in_points + more)
        for basis in ("amount", "unit", "order", "product"):
            rule = Rule(1, basis, points=7, per=50)
            self.assertLessEqual(self.earn(dearer, rule), self.earn(basket, rule))

    @given(BASKETS, TERMS)
    def test_what_stays_apart_changes_nothing(self, basket, terms):
        """Tips, deposits, exchanges: whatever their sign, and whatever paid for them."""
        goods = [line for line in basket.lines if line.kind in ("goods", "discount")]
        apart = {line.key for line in basket.lines} - {line.key for line in goods}
        goods = [replace(line, head="" if line.head in apart else line.head) for line in goods]
        alone = replace(basket, lines=tuple(goods))
        self.assertEqual(get_outcome(basket, terms).earnings, get_outcome(alone, terms).earnings)

    @given(BASKETS, TERMS)
    def test_points_in_full_leave_what_they_may_not_buy(self, basket, terms):
        terms = replace(terms, earns_on_points=False)
        outcome = get_outcome(replace(basket, paid_in_points=10**9), terms)
        lines = {line.key: line for line in get_goods(basket.lines)}
        percent = {rule.key for rule in terms.rules if rule.basis == "base"}
        for earning in outcome.earnings:
            if outcome.cuts and outcome.cuts[0].reason == "paid_in_points":
                paid = lines[earning.line].payable and earning.rule not in percent
                self.assertFalse(paid and earning.points)

    @given(LINES, st.integers(0, 20000))
    def test_an_exchange_earns_what_the_money_bought(self, lines, paid):
        """Whatever comes back with its sale: the new goods cost what they cost."""
        back = [replace(line, key=f"back/{line.key}", kind="returned") for line in lines]
        sold = sum(line.amount for line in get_goods(lines))
        basket = Basket((*lines, *back), paid_in_points=min(sold, paid))
        self.assertEqual(self.earn(basket), sold - min(sold, paid))

    @given(LINES)
    def test_goods_cost_the_same_to_points_as_to_rules(self, lines):
        self.assertEqual(get_payable_goods(lines), get_goods(lines))


class TestMenus(unittest.TestCase):
    MENU = Line("menu", 20, ONE_UNIT, 0, labels=frozenset({"p20"}))
    PARTS = st.lists(st.integers(1, 2000), min_size=1, max_size=6)

    def parts(self, amounts, quantity=1):
        return [
            line(f"part-{n}", amount, quantity, product=21, head="menu")
            for n, amount in enumerate(amounts)
        ]

    @given(PARTS, st.integers(1, 5), st.integers(1, 100))
    def test_one_menu_is_one_unit(self, amounts, count, points):
        menu = replace(self.MENU, quantity=count * ONE_UNIT)
        basket = [menu, *self.parts(amounts, count)]
        for what in ((), about("p20")):
            rule = Rule(1, "unit", points, what=what)
            self.assertEqual(total(basket, rule), points * count)
        self.assertEqual(total(basket, PER_CENT), sum(amounts))

    @given(PARTS, st.integers(1, 100))
    def test_one_part_is_one_unit_to_a_rule_about_parts(self, amounts, points):
        rule = Rule(1, "unit", points, what=about("p21"))
        self.assertEqual(total([self.MENU, *self.parts(amounts)], rule), points * len(amounts))

    @given(PARTS)
    def test_a_menu_in_and_out_again_earns_nothing(self, amounts):
        out = [
            replace(part, key=f"out/{part.key}", quantity=-part.quantity, amount=-part.amount)
            for part in (self.MENU, *self.parts(amounts))
        ]
        out = [replace(part, head="out/menu") if part.head else part for part in out]
        basket = [self.MENU, *self.parts(amounts), *out]
        self.assertEqual(total(basket, Rule(1, "unit", 50)), 0)


class TestUnits(unittest.TestCase):
    @given(st.integers(-(10**11), 10**11), st.integers(0, 3))
    def test_floats_of_odoo_come_back_exactly(self, units, digits):
        self.assertEqual(to_units(units / 10**digits, digits), units)
