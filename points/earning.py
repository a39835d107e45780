"""What a sale earns: from a basket and a program's rules to whole points per line.

The rules are tried in their order, and the first one that matches a line gives its points.
The lines of one rule are counted together, so that three lines of 0.50 earn the point that
1.50 earns, and the points are then shared out over the lines to the last one.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from .shares import share
from .units import ONE_UNIT


@dataclass(frozen=True)
class Line:
    """One line of a basket.

    :param str key: names the line in what is returned
    :param int product: the product sold
    :param frozenset[int] categories: its product category and all those above
    :param int quantity: in millionths of its unit; below zero on a return
    :param int amount: in the currency's smallest unit; below zero on a discount
    """

    key: str
    product: int
    categories: frozenset
    quantity: int
    amount: int

    @property
    def is_sold(self):
        return self.quantity > 0 and self.amount > 0

    def less(self, quantity):
        """This line without some of its quantity, and without that part of its amount."""
        amount = self.amount - self.amount * quantity // self.quantity
        return replace(self, quantity=self.quantity - quantity, amount=amount)


@dataclass(frozen=True)
class Rule:
    """So many points for each whole amount spent, or for each unit bought.

    :param int key: names the rule in what is returned
    :param str basis: ``"amount"`` or ``"unit"``
    :param int points: points for each ``per``
    :param int per: an amount in the currency's smallest unit, or a quantity in millionths
    :param frozenset[int] products: only these products; empty for any
    :param frozenset[int] categories: only products of these categories; empty for any
    """

    key: int
    basis: str
    points: int
    per: int = ONE_UNIT
    products: frozenset = frozenset()
    categories: frozenset = frozenset()

    def matches(self, line):
        return (not self.products or line.product in self.products) and (
            not self.categories or bool(self.categories & line.categories)
        )

    def measure(self, line):
        """What this rule counts of a line: its amount or its quantity."""
        return line.amount if self.basis == "amount" else line.quantity


@dataclass(frozen=True)
class Earning:
    """What one line earns: ``points`` by ``rule`` (their keys), and on what ``amount``.

    :param int measure: what the rule counted of the line, see :meth:`Rule.measure`
    """

    line: str
    rule: int
    amount: int
    measure: int
    points: int


def take_off_returns(lines):
    """Take what is brought back in a sale off what is sold in it.

    :param list[Line] lines: a basket; returns are lines with a negative quantity
    :return list[Line]: the lines sold, less the same products brought back

    Three loaves less one that comes back are two loaves.

    >>> loaves = Line("1", 1, frozenset(), 3 * ONE_UNIT, 900)
    >>> back = Line("2", 1, frozenset(), -ONE_UNIT, -300)
    >>> [(line.quantity // ONE_UNIT, line.amount) for line in take_off_returns([loaves, back])]
    [(2, 600)]
    """
    back = defaultdict(int)
    for line in lines:
        if line.quantity < 0:
            back[line.product] -= line.quantity
    sold = [line for line in lines if line.is_sold]
    kept = {line.key: line for line in sold}
    # The dearest first, wherever it stands in the basket.
    for line in sorted(sold, key=lambda line: (Fraction(-line.amount, line.quantity), line.key)):
        returned = min(back[line.product], line.quantity)
        back[line.product] -= returned
        kept[line.key] = line.less(returned)
    return [line for line in kept.values() if line.is_sold]


def spread_discounts(lines):
    """Take discounts, and what is brought back, off the lines that are sold.

    Together the lines never have more than was charged for the basket.

    :param list[Line] lines: a basket; discounts are lines with a negative amount
    :return list[Line]: the lines sold, each with what was really charged for it

    >>> bread, cheese = Line("1", 1, frozenset(), ONE_UNIT, 300), Line("2", 2, frozenset(), 1, 700)
    >>> voucher = Line("3", 3, frozenset(), ONE_UNIT, -100)
    >>> [line.amount for line in spread_discounts([bread, cheese, voucher])]
    [270, 630]
    """
    sold = take_off_returns(lines)
    kept = sum(line.amount for line in sold)
    charged = max(0, sum(line.amount for line in lines))
    parts = share(max(0, kept - charged), [line.amount for line in sold])
    return [
        replace(line, amount=line.amount - part)
        for line, part in zip(sold, parts, strict=True)
        if part < line.amount
    ]


def earnings(lines, rules):
    """Points that a basket earns, line by line.

    :param list[Line] lines: the basket; returned and free lines earn nothing
    :param list[Rule] rules: the program's rules in their order
    :return list[Earning]: one for each line that a rule matches

    "1 point per euro", on 2.50 of bread and 3.90 of cheese: 6.40 is six points.

    >>> per_euro = Rule(key=1, basis="amount", points=1, per=100)
    >>> bread = Line("bread", 10, frozenset(), ONE_UNIT, 250)
    >>> cheese = Line("cheese", 11, frozenset(), 325000, 390)
    >>> [(earning.line, earning.points) for earning in earnings([bread, cheese], [per_euro])]
    [('bread', 2), ('cheese', 4)]

    With "the gift box gives 50 points" before it, the box earns those and no others.

    >>> boxes = Rule(key=2, basis="unit", points=50, products=frozenset({12}))
    >>> box = Line("box", 12, frozenset(), 2 * ONE_UNIT, 7800)
    >>> [(earning.line, earning.points) for earning in earnings([box, bread], [boxes, per_euro])]
    [('box', 100), ('bread', 2)]
    """
    by_rule = defaultdict(list)
    for line in spread_discounts(lines):
        rule = next((rule for rule in rules if rule.matches(line)), None)
        if rule:
            by_rule[rule].append(line)
    return [earning for rule, matched in by_rule.items() for earning in _grant(rule, matched)]


def _grant(rule, lines):
    """The points of one rule for the lines that it matches."""
    measures = [rule.measure(line) for line in lines]
    if rule.basis == "amount":
        # "1 point per whole euro": cents left over earn nothing.
        points = sum(measures) // rule.per * rule.points
    else:
        # 10 points a kilogram are 3 points for 325 grams.
        points = sum(measures) * rule.points // rule.per
    return [
        Earning(line=line.key, rule=rule.key, amount=line.amount, measure=measure, points=part)
        for line, measure, part in zip(lines, measures, share(points, measures), strict=True)
    ]
