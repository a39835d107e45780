"""What a sale earns: from a basket and a program's terms to whole points per line.

The rules are tried in their order. The first *base* rule that matches a line gives its points;
every *bonus* rule that matches adds to them. The lines of one rule are counted together, so that
three lines of 0.50 earn the point that 1.50 earns, and the points are then shared out over the
lines to the last one. What an order or a customer may earn at most comes off in the end.

The till computes the same in ``static/src/points/earning.js``.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from .goods import get_goods
from .shares import share


@dataclass(frozen=True)
class Earning:
    """What one line earns by one rule.

    :param str line: the key of the line
    :param int rule: the key of the rule
    :param int amount: what was charged for the line
    :param int measure: what the rule counted of the line, see :meth:`Rule.measure`
    :param int points: points, 0 or more
    """

    line: str
    rule: int
    amount: int
    measure: int
    points: int


@dataclass(frozen=True)
class Cut:
    """Points that a limit has taken off a whole order.

    :param str reason: ``"paid_in_points"``, ``"order_cap"`` or ``"day_cap"``
    :param int before: points before it
    :param int after: points after it
    """

    reason: str
    before: int
    after: int


@dataclass(frozen=True)
class Outcome:
    """What a sale earns.

    :param tuple[Earning] granted: what the rules give
    :param tuple[Earning] earnings: the same after the cuts
    :param tuple[Cut] cuts: the limits that the sale has met
    """

    granted: tuple
    earnings: tuple
    cuts: tuple = ()

    @property
    def points(self):
        return sum(earning.points for earning in self.earnings)


def get_earnings(basket, rules):
    """Points that the rules give, line by line.

    :param Basket basket: the sale; returned and free lines earn nothing
    :param tuple[Rule] rules: the program's rules in their order
    :return list[Earning]: one for each rule that a line earns by

    >>> from points.goods import Basket, Line
    >>> from points.rules import Rule, Terms
    >>> from points.units import ONE_UNIT

    "1 point per euro", on 2.50 of bread and 3.90 of cheese: 6.40 is six points.

    >>> per_euro = Rule(key=1, basis="amount", points=1, per=100)
    >>> bread = Line("bread", 10, ONE_UNIT, 250, labels=frozenset({"p10"}))
    >>> cheese = Line("cheese", 11, 325000, 390, labels=frozenset({"p11"}))
    >>> show = lambda earnings: [(earning.line, earning.points) for earning in earnings]
    >>> show(get_earnings(Basket((bread, cheese)), [per_euro]))
    [('bread', 2), ('cheese', 4)]

    With "the gift box gives 50 points" before it, the box earns those and no others.

    >>> boxes = Rule(key=2, basis="unit", points=50, what=(frozenset({"p12"}),))
    >>> box = Line("box", 12, 2 * ONE_UNIT, 7800, labels=frozenset({"p12"}))
    >>> show(get_earnings(Basket((box, bread)), [boxes, per_euro]))
    [('box', 100), ('bread', 2)]

    "Double points for Gold customers" adds what the other rules give once more.

    >>> gold = Rule(3, "base", points=100, per=100, bonus=True, who=frozenset({"g7"}))
    >>> show(get_earnings(Basket((bread,), customer=frozenset({"g7"})), [per_euro, gold]))
    [('bread', 2), ('bread', 2)]
    """
    goods = get_goods(basket.lines)
    earnings, base_points, left = [], defaultdict(int), {line.key for line in goods}
    for rule in (rule for rule in rules if not rule.bonus):
        chosen = [line for line in rule.choose(basket, goods) if line.key in left]
        left.difference_update(line.key for line in chosen)
        earnings += _grant(rule, chosen, base_points)
    base_points.update((earning.line, earning.points) for earning in earnings)
    for rule in (rule for rule in rules if rule.bonus):
        earnings += _grant(rule, rule.choose(basket, goods), base_points)
    return earnings


def _grant(rule, lines, base_points):
    """The points of one rule for the lines that it matches."""
    if not lines:
        return []
    measures = [rule.measure(line, base_points[line.key]) for line in lines]
    parts = share(rule.count(sum(measures)), measures)
    return [
        Earning(line=line.key, rule=rule.key, amount=line.amount, measure=measure, points=part)
        for line, measure, part in zip(lines, measures, parts, strict=True)
    ]


def get_outcome(basket, terms, earned_today=0):
    """What a sale earns, with the limits of the program.

    :param Basket basket: the sale
    :param Terms terms: the program's
    :param int earned_today: points that the customer earned on the same day before
    :return Outcome: points per line, what the rules gave, and what was cut

    >>> from points.goods import Basket, Line
    >>> from points.rules import Rule, Terms

    Half of the sale is paid in points, which earns nothing.

    >>> per_euro = Rule(key=1, basis="amount", points=1, per=100)
    >>> bread = Line("bread", 10, 1000000, 1000)
    >>> outcome = get_outcome(Basket((bread,), total=1000, paid_in_points=500), Terms((per_euro,)))
    >>> outcome.points, outcome.cuts
    (5, (Cut(reason='paid_in_points', before=10, after=5),))

    At most 12 points a day, and 8 of them were earned in the morning.

    >>> get_outcome(Basket((bread,)), Terms((per_euro,), day_cap=12), earned_today=8).points
    4
    """
    granted = earnings = tuple(get_earnings(basket, terms.rules))
    cuts = []
    for reason, get_most in _LIMITS.items():
        before = sum(earning.points for earning in earnings)
        after = min(before, get_most(before, basket, terms, earned_today))
        if after < before:
            cuts.append(Cut(reason, before, after))
            parts = share(after, [earning.points for earning in earnings])
            earnings = tuple(map(_with_points, earnings, parts))
    return Outcome(granted, earnings, tuple(cuts))


def _with_points(earning, points):
    return replace(earning, points=points)


def _get_most_unpaid(points, basket, terms, _earned_today):
    """What the part of a sale earns that is not paid in points."""
    if terms.earns_on_points or not basket.paid_in_points > 0:
        return points
    return points * max(0, basket.total - basket.paid_in_points) // max(1, basket.total)


def _get_most_of_order(points, _basket, terms, _earned_today):
    return terms.order_cap or points


def _get_most_of_day(points, _basket, terms, earned_today):
    return max(0, terms.day_cap - earned_today) if terms.day_cap else points


# In the order in which they come off.
_LIMITS = {
    "paid_in_points": _get_most_unpaid,
    "order_cap": _get_most_of_order,
    "day_cap": _get_most_of_day,
}
