"""What is sold: the lines of a basket, and what was really charged for each.

What a product or a customer is, lines and rules say in *labels*, short texts such as ``"c12"``
for product category 12. A line carries those of what its categories lie in, too.

**Which lines count** is decided here and nowhere else (:data:`KINDS`); the table in
``doc/lines.rst`` says it for the shop, and is tested against this module.

* Only *goods* that are sold in this very order earn, and only goods are paid in points. Tips,
  deposits, settlements, gift cards and top-ups are money that changes its shape: what they pay
  for earns when it is sold, or did. So they stay apart *whatever their sign*: a deposit of 30.00
  that is settled takes nothing off the goods of 100.00 that it pays for.
* Goods that come back *with their sale* stay apart, too: they take back what that sale gave them,
  line by line. Taken off the goods sold beside them, they would lose their points twice.
* Goods that come back *without their sale* have none to take from. They come off the same product
  in this order first (keyed in and out again), and then lower the other goods: the shop earned
  that much less. An article that earns nothing lowers nothing that earns when it comes back
  (returned empties), since it gave nothing when it was sold.
* A *discount* belongs to all goods, whether they earn or not, since all of them became cheaper;
  a discount on goods of one tax belongs to the goods with that tax.
* A *combo* is one thing whose money lies in its parts, see :class:`Menu`.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from .shares import share

#: What a line can be. All but the first two stay apart: they neither earn nor are paid in points.
KINDS = (
    "goods",
    "discount",
    # Goods of another sale, which take back what that one gave.
    "returned",
    "tip",
    # Paid before the goods are there, and taken off when they are.
    "deposit",
    # A customer account or an invoice that is paid: its goods earned when they were sold.
    "settlement",
    # Sold, it is no purchase yet; what is paid with it is paid in money.
    "gift_card",
    "top_up",
    # A gift of another loyalty program, whose points paid for it.
    "reward",
    # What points took off as a discount: it is a payment, see ``Basket.paid_in_points``.
    "points",
)
#: Kinds of lines from which it follows what was charged for goods.
CHARGED = ("goods", "discount")


def get_kind(amount, returned=False, in_points=False, reward=None, article=None):
    """What a line is.

    :param int amount: what was charged for it
    :param bool returned: whether it is goods of another sale
    :param bool in_points: whether it is what points took off
    :param str reward: of a reward of another loyalty program, the kind of that program's cards,
        empty where they are no money; None for no reward
    :param str article: what its article is to the till, one of :data:`KINDS`; None for goods
    :return str: one of :data:`KINDS`

    >>> get_kind(500), get_kind(-500, article="deposit"), get_kind(-500, returned=True)
    ('goods', 'deposit', 'returned')
    >>> get_kind(-500, reward="gift_card"), get_kind(-500, reward=""), get_kind(500, reward="")
    ('gift_card', 'discount', 'reward')
    """
    if returned or in_points:
        return "returned" if returned else "points"
    if reward is not None:
        return reward or ("discount" if amount < 0 else "reward")
    return article or "goods"


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
    :param str kind: one of :data:`KINDS`
    :param str head: the key of the combo that it is a part of; empty for none
    :param bool earns: whether the article earns points; those of a combo follow it, too
    :param bool payable: whether points may pay for the article, likewise
    :param int price: the amount with taxes, where ``amount`` is without them
    """

    key: str
    product: int
    quantity: int
    amount: int
    labels: frozenset = frozenset()
    taxes: str = ""
    product_points: int = 0
    kind: str = "goods"
    head: str = ""
    earns: bool = True
    payable: bool = True
    price: int = None

    @property
    def is_sold(self):
        return self.kind == "goods" and self.quantity > 0 and self.amount > 0

    @property
    def is_back(self):
        """Whether it is goods that come back without their sale."""
        return self.kind == "goods" and self.quantity < 0

    @property
    def is_discount(self):
        """Whether it takes something off the goods, or is such a line that is taken out again."""
        is_negative = self.amount < 0 <= self.quantity or self.quantity <= 0 < self.amount
        return self.kind == "discount" or (self.kind == "goods" and is_negative)

    def less(self, quantity):
        """This line without some of its quantity, and without that part of its amount."""
        amount = self.amount - self.amount * quantity // self.quantity
        return replace(self, quantity=self.quantity - quantity, amount=amount)

    def with_taxes(self):
        """This line with what it costs with taxes as its amount."""
        return self if self.price is None else replace(self, amount=self.price)


@dataclass(frozen=True)
class Basket:
    """A sale, at the moment when it is made.

    :param tuple[Line] lines: its lines
    :param frozenset[str] customer: what the customer is
    :param str day: the date at the shop, in ISO format
    :param int minute: the time at the shop, in minutes since midnight
    :param int paid_in_points: what is paid in points, in the currency's smallest unit
    """

    lines: tuple
    customer: frozenset = frozenset()
    day: str = "1970-01-01"
    minute: int = 0
    paid_in_points: int = 0

    @classmethod
    def from_json(cls, values):
        """The basket that :func:`~points.rules.to_json` has written."""
        lines = [{**line, "labels": frozenset(line["labels"])} for line in values["lines"]]
        customer = frozenset(values["customer"])
        return cls(
            **{**values, "lines": tuple(Line(**line) for line in lines), "customer": customer}
        )


@dataclass(frozen=True)
class Menu:
    """A combo: one thing to a rule that names it, whose money lies in its parts.

    A rule about the menu is about the menu: it counts as many units as there are menus, and all
    of its money. A rule about a part is about the part. Where a rule names both (food, anything),
    it is about the menu, so that one lunch is not a lunch, a soup and a coffee besides.

    :param Line head: the line of the menu itself, mostly without an amount
    :param tuple[Line] parts: what is sold of it, with what was charged
    """

    head: Line
    parts: tuple

    def keep(self, keys):
        """The menu with those parts only that are named."""
        return Menu(self.head, tuple(part for part in self.parts if part.key in keys))

    def as_one(self):
        """The parts as lines that stand for the menu, to a rule about it.

        Its units are shared out over what carries its money, so that a part that comes back takes
        its share of the points with it.

        >>> from points.units import ONE_UNIT
        >>> head = Line("menu", 1, ONE_UNIT, 0, product_points=40)
        >>> soup, cake = (Line(key, 2, ONE_UNIT, 500, head="menu") for key in ("soup", "cake"))
        >>> [(part.quantity, part.product_points) for part in Menu(head, (soup, cake)).as_one()]
        [(500000, 40), (500000, 40)]
        """
        if not self.parts:
            return []
        quantities = share(self.head.quantity, [part.amount for part in self.parts])
        return [
            replace(part, quantity=quantity, product_points=self.head.product_points)
            for part, quantity in zip(self.parts, quantities, strict=True)
        ]


def get_menus(lines, goods):
    """The goods as what they are sold as: single lines, and combos with their parts.

    :param tuple[Line] lines: the basket
    :param list[Line] goods: what is sold of it, see :func:`get_goods`
    :return list[Menu]: a single line is one without parts but itself
    """
    heads = _get_heads(lines)
    quantities = {line.key: line.quantity for line in take_off_returns(lines)}
    parts = defaultdict(list)
    for line in goods:
        parts[line.head if line.head in heads else line.key].append(line)
    menus = []
    for key, members in parts.items():
        quantity = quantities.get(key, 0)
        if key not in heads:
            menus.append(Menu(members[0], tuple(members)))
        elif quantity > 0:
            menus.append(Menu(replace(heads[key], quantity=quantity), tuple(members)))
        else:
            # The menu came back, and something of it stayed.
            menus += [Menu(member, (member,)) for member in members]
    return menus


def _get_heads(lines):
    """Lines of combos, by their keys."""
    keys = {line.head for line in lines if line.head}
    return {line.key: line for line in lines if line.key in keys}


def with_menus(lines):
    """The lines, with what is said of a combo said of its parts, too.

    >>> menu = Line("menu", 1, 1000000, 0, payable=False)
    >>> soup = Line("soup", 2, 1000000, 500, head="menu")
    >>> [line.payable for line in with_menus([menu, soup])]
    [False, False]
    """
    heads = _get_heads(lines)
    if not heads:
        return list(lines)
    return [
        replace(line, earns=line.earns and head.earns, payable=line.payable and head.payable)
        for line in lines
        for head in [heads.get(line.head, line)]
    ]


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
        if line.is_back:
            back[line.product] -= line.quantity
    heads = _get_heads(lines)
    sold = [
        line
        for line in lines
        if line.is_sold or (line.key in heads and line.kind == "goods" and line.quantity > 0)
    ]
    kept = {line.key: line for line in sold}
    # The dearest first, wherever it stands in the basket.
    coming_back = [line for line in sold if line.product in back]
    for line in sorted(
        coming_back, key=lambda line: (-Fraction(line.amount, line.quantity), line.key)
    ):
        returned = min(back[line.product], line.quantity)
        back[line.product] -= returned
        kept[line.key] = line.less(returned)
    return [line for line in kept.values() if line.quantity > 0]


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
    """The lines that are sold and earn, each with what was really charged for it.

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

    A tip, and a deposit that is settled, are nothing to it.

    >>> tip = Line("6", 6, 1000000, 500, kind="tip")
    >>> deposit = Line("7", 7, 1000000, -3000, kind="deposit")
    >>> [line.amount for line in get_goods([bread, tip, deposit])]
    [300]
    """
    return _get_charged(with_menus(lines), lambda line: line.earns)


def get_payable_goods(lines):
    """The lines that points may pay for, each with what was charged for it, taxes included.

    :param tuple[Line] lines: a basket
    :return list[Line]: likewise; whether they earn does not matter

    >>> bread = Line("1", 1, 1000000, 300, price=316)
    >>> book = Line("2", 2, 1000000, 700, price=739, payable=False)
    >>> [line.amount for line in get_payable_goods([bread, book])]
    [316]
    """
    priced = [line.with_taxes() for line in with_menus(lines)]
    return _get_charged(priced, lambda line: line.payable)


def _get_charged(lines, counts):
    """What was charged for the lines that are sold and count.

    :param counts: says of a line whether it does; goods that come back without their sale lower
        only those of which the same can be said
    """
    lines = [line for line in lines if line.kind in CHARGED]
    kept = []
    for value in (True, False):
        goods = [line for line in lines if counts(line) == value]
        sold = [line for line in take_off_returns(goods) if line.is_sold]
        kept += _fit(sold, [line for line in goods if not line.is_discount])
    kept = _fit(kept, [*kept, *(line for line in lines if line.is_discount)])
    order = {line.key: number for number, line in enumerate(lines)}
    return sorted(filter(counts, kept), key=lambda line: order[line.key])


def _fit(kept, lines):
    """Goods that have together no more than what was charged for these lines: first those of each
    tax that something came off, then all."""
    for taxes in dict.fromkeys(line.taxes for line in lines if line.amount < 0):
        others = [line for line in kept if line.taxes != taxes]
        same = [line for line in kept if line.taxes == taxes]
        kept = others + _charge(same, [line for line in lines if line.taxes == taxes])
    return _charge(kept, lines)


def _charge(kept, lines):
    have = sum(line.amount for line in kept)
    charged = max(0, sum(line.amount for line in lines))
    return take_off(kept, max(0, have - charged))
