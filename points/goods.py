"""What is sold: the lines of a basket, and what was really charged for each.

What a product or a customer is, lines and rules say in *labels*, short texts such as ``"c12"``
for product category 12. A line carries those of what its categories lie in, too.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from .shares import share


@dataclass(frozen=True)
class Line:
    """One line of a basket.

    :param str key: names the line in what is returned
    :param int product: the product sold
    :param int quantity: in millionths of its unit; below zero on a return
    :param int amount: in the currency's smallest unit; below zero on a discount
    :param frozenset[str] labels: what the product is
    :param str taxes: names its taxes: a discount comes off the lines with the same ones
    :param int product_points: the points written on the product, for one unit
    """

    key: str
    product: int
    quantity: int
    amount: int
    labels: frozenset = frozenset()
    taxes: str = ""
    product_points: int = 0

    @property
    def is_sold(self):
        return self.quantity > 0 and self.amount > 0

    def less(self, quantity):
        """This line without some of its quantity, and without that part of its amount."""
        amount = self.amount - self.amount * quantity // self.quantity
        return replace(self, quantity=self.quantity - quantity, amount=amount)


@dataclass(frozen=True)
class Basket:
    """A sale, at the moment when it is made.

    :param tuple[Line] lines: its lines
    :param frozenset[str] customer: what the customer is
    :param str day: the date at the shop, in ISO format
    :param int minute: the time at the shop, in minutes since midnight
    :param int total: what is to be paid, in the currency's smallest unit
    :param int paid_in_points: the part of ``total`` that is paid in points
    """

    lines: tuple
    customer: frozenset = frozenset()
    day: str = "1970-01-01"
    minute: int = 0
    total: int = 0
    paid_in_points: int = 0


def take_off_returns(lines):
    """Take what is brought back in a sale off what is sold in it.

    :param list[Line] lines: a basket; returns are lines with a negative quantity
    :return list[Line]: the lines sold, less the same products brought back

    Three loaves less one that comes back are two loaves.

    >>> from points.units import ONE_UNIT
    >>> loaves, back = Line("1", 1, 3 * ONE_UNIT, 900), Line("2", 1, -ONE_UNIT, -300)
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
    coming_back = [line for line in sold if line.product in back]
    for line in sorted(
        coming_back, key=lambda line: (-Fraction(line.amount, line.quantity), line.key)
    ):
        returned = min(back[line.product], line.quantity)
        back[line.product] -= returned
        kept[line.key] = line.less(returned)
    return [line for line in kept.values() if line.is_sold]


def take_off(lines, amount):
    """Take an amount off lines, each its share.

    :param list[Line] lines: lines that are sold
    :param int amount: 0 or more, and no more than they have
    :return list[Line]: those that have something left
    """
    parts = share(amount, [line.amount for line in lines])
    return [
        replace(line, amount=line.amount - part) if part else line
        for line, part in zip(lines, parts, strict=True)
        if part < line.amount
    ]


def get_goods(lines):
    """The lines that are sold, each with what was really charged for it.

    What is brought back comes off first. A discount comes off the lines with its taxes, and
    what these do not cover off all lines. Together they never have more than was charged.

    :param tuple[Line] lines: a basket; discounts are lines with a negative amount
    :return list[Line]: what may earn

    >>> bread, cheese = Line("1", 1, 1000000, 300), Line("2", 2, 1000000, 700)
    >>> voucher = Line("3", 3, 1000000, -100)
    >>> [line.amount for line in get_goods([bread, cheese, voucher])]
    [270, 630]

    Ten per cent off what has the taxes of wine is no discount on bread.

    >>> wine = Line("4", 4, 1000000, 1000, taxes="20")
    >>> discount = Line("5", 3, 1000000, -100, taxes="20")
    >>> [line.amount for line in get_goods([bread, wine, discount])]
    [300, 900]
    """
    kept = take_off_returns(lines)
    if len(kept) == len(lines):
        return kept
    for taxes in dict.fromkeys(line.taxes for line in lines if line.amount < 0):
        others = [line for line in kept if line.taxes != taxes]
        same = [line for line in kept if line.taxes == taxes]
        kept = others + _charge(same, [line for line in lines if line.taxes == taxes])
    order = {line.key: number for number, line in enumerate(lines)}
    return sorted(_charge(kept, lines), key=lambda line: order[line.key])


def _charge(kept, lines):
    """Goods that have together no more than what was charged for these lines."""
    have = sum(line.amount for line in kept)
    charged = max(0, sum(line.amount for line in lines))
    return take_off(kept, max(0, have - charged))
