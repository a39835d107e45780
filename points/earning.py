"""What a sale earns: from a basket and a program's terms to whole points per line.

The rules are tried in their order. The first *base* rule that matches a line gives its points;
every *bonus* rule that matches adds to them. A base rule of 0 points keeps what it takes from
earning anything, by the bonus rules too. The lines of one rule are counted together, so that
three lines of 0.50 earn the point that 1.50 earns, and the points are then shared out over the
lines to the last one. What an order or a customer may earn at most comes off in the end.

**What was paid in points earns nothing**, unless the program says so. It belongs to the goods
sold in this order that points may pay for and that earn, each of them its share:

* never to a tip, a deposit, a gift card or an article that points may not buy, since points did
  not and could not pay for these: a sale of bread paid in points earns nothing for the tip;
* never to goods that come back: they were paid by another order, and lower what is due, not what
  the new goods cost. What paid for them is settled where they were sold;
* to goods that earn before those that do not: otherwise something that earns nothing, bought
  beside it, would have a sale earn for what points paid. What is more than these goods cost paid
  for the others.

The rules then count what money paid: of each of these goods the same part of its amount, its
units and its own points. Whether a rule matches (from 20.00, from six pieces) depends on the whole
purchase, however it is paid. So a sale never earns for a cent that points paid, and never loses
points for a cent that money paid (``tests/plain/test_earning.py``).

The till computes the same in ``static/src/points/earning.js``.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from .goods import get_goods, get_menus
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
class Money:
    """What money paid, where points paid for a part of a sale.

    :param frozenset[str] lines: the keys of the goods that points paid for
    :param int part: what of them money paid, in the currency's smallest unit
    :param int whole: what they cost, above zero
    """

    lines: frozenset
    part: int
    whole: int

    def weigh(self, line, measure):
        """What counts of a measure of a line, in units of one ``whole``-th."""
        return measure * (self.part if line.key in self.lines else self.whole)


#: Money paid for everything.
ALL_MONEY = Money(frozenset(), 1, 1)


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
        return _sum(self.earnings)

    @property
    def by_line(self):
        """Points of each line that earns, by its key."""
        points = defaultdict(int)
        for earning in self.earnings:
            points[earning.line] += earning.points
        return dict(points)


def get_earnings(basket, rules, money=ALL_MONEY):
    """Points that the rules give, line by line.

    :param Basket basket: the sale; returned and free lines earn nothing
    :param tuple[Rule] rules: the program's rules in their order
    :param Money money: what of the sale counts
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
    menus, left = get_menus(basket.lines, goods), {line.key for line in goods}
    earnings, base_points = [], defaultdict(int)
    for rule in (rule for rule in rules if not rule.bonus):
        chosen = rule.choose(basket, menus, left)
        left.difference_update(line.key for line in chosen)
        if rule.gives_nothing:
            others = {line.key for line in goods}.difference(line.key for line in chosen)
            goods = [line for line in goods if line.key in others]
            menus = [menu.keep(others) for menu in menus]
        else:
            earnings += _grant(rule, chosen, base_points, money)
    base_points.update((earning.line, earning.points) for earning in earnings)
    for rule in (rule for rule in rules if rule.bonus):
        earnings += _grant(rule, rule.choose(basket, menus), base_points, money)
    return earnings


def _grant(rule, lines, base_points, money):
    """The points of one rule for the lines that it matches."""
    if not lines:
        return []
    measures = [rule.measure(line, base_points[line.key]) for line in lines]
    # Percent are those of base points, which money was seen to already.
    money = ALL_MONEY if rule.basis == "base" else money
    weights = list(map(money.weigh, lines, measures))
    points = rule.count(Fraction(sum(weights), money.whole))
    if rule.basis == "order":
        points = points * sum(weights) // (sum(measures) * money.whole)
    parts = share(points, weights)
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
    >>> outcome = get_outcome(Basket((bread,), paid_in_points=500), Terms((per_euro,)))
    >>> outcome.points, outcome.cuts
    (5, (Cut(reason='paid_in_points', before=10, after=5),))

    At most 12 points a day, and 8 of them were earned in the morning.

    >>> get_outcome(Basket((bread,)), Terms((per_euro,), day_cap=12), earned_today=8).points
    4
    """
    granted = earnings = tuple(get_earnings(basket, terms.rules))
    cuts = []
    for reason, limit in _LIMITS.items():
        before = _sum(earnings)
        earnings = limit(earnings, basket, terms, earned_today)
        after = _sum(earnings)
        if after < before:
            cuts.append(Cut(reason, before, after))
    return Outcome(granted, earnings, tuple(cuts))


def _sum(earnings):
    return sum(earning.points for earning in earnings)


def _get_earned_by_money(granted, basket, terms, _earned_today):
    """What the part of a sale earns that is not paid in points; never more than all of it."""
    if terms.earns_on_points or basket.paid_in_points <= 0:
        return granted
    earnings = tuple(get_earnings(basket, terms.rules, get_money(basket, granted)))
    return earnings if _sum(earnings) < _sum(granted) else granted


def get_money(basket, granted):
    """What money paid of the goods that points may pay for and that earn.

    :param Basket basket: the sale
    :param tuple[Earning] granted: what the rules give for all of it
    :return Money: the goods that points paid for, and what of them money paid

    >>> from points.goods import Basket, Line
    >>> bread, book = Line("bread", 10, 1, 5000), Line("book", 11, 1, 5000, payable=False)
    >>> earnings = [Earning(key, 1, 5000, 5000, 50) for key in ("bread", "book")]
    >>> money = get_money(Basket((bread, book), paid_in_points=2000), earnings)
    >>> sorted(money.lines), money.part, money.whole
    (['bread'], 3000, 5000)
    """
    earning = {earning.line for earning in granted if earning.measure}
    goods = get_goods([line.with_taxes() for line in basket.lines])
    paid = [line for line in goods if line.payable and line.key in earning]
    whole = sum(line.amount for line in paid)
    if not whole:
        return ALL_MONEY
    keys = frozenset(line.key for line in paid)
    return Money(keys, max(0, whole - basket.paid_in_points), whole)


def _cap_order(earnings, _basket, terms, _earned_today):
    return _cap(earnings, terms.order_cap) if terms.order_cap else earnings


def _cap_day(earnings, _basket, terms, earned_today):
    return _cap(earnings, max(0, terms.day_cap - earned_today)) if terms.day_cap else earnings


def _cap(earnings, most):
    """Earnings of at most so many points in all."""
    if _sum(earnings) <= most:
        return earnings
    parts = share(most, [earning.points for earning in earnings])
    return tuple(
        replace(earning, points=part) for earning, part in zip(earnings, parts, strict=True)
    )


# What takes points off, in this order.
_LIMITS = {
    "paid_in_points": _get_earned_by_money,
    "order_cap": _cap_order,
    "day_cap": _cap_day,
}
