"""When a sale gives points, and how many: a program's terms as plain values."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from .units import ONE_UNIT

#: What a rule counts: amounts spent, units bought, the order as such, the points that are
#: written on the products, or (bonus rules only) the points of the base rules, in percent.
BASES = ("amount", "unit", "order", "product", "base")


@dataclass(frozen=True)
class When:
    """Days and hours at the shop; what is empty does not narrow them.

    :param str first_day: an ISO date
    :param str last_day: an ISO date, the last one included
    :param frozenset[int] weekdays: from 1 for Monday to 7 for Sunday
    :param int from_minute: in minutes since midnight
    :param int to_minute: in minutes since midnight, itself not included; a time that is not after
        ``from_minute`` is one of the next morning

    >>> happy_hour = When(weekdays=frozenset({2}), from_minute=17 * 60, to_minute=19 * 60)
    >>> happy_hour.includes("2026-11-24", 18 * 60), happy_hour.includes("2026-11-25", 18 * 60)
    (True, False)
    >>> When(from_minute=22 * 60, to_minute=2 * 60).includes("2026-11-24", 60)
    True
    """

    first_day: str = None
    last_day: str = None
    weekdays: frozenset = frozenset()
    from_minute: int = 0
    to_minute: int = 0

    def includes(self, day, minute):
        return (
            (not self.first_day or self.first_day <= day)
            and (not self.last_day or day <= self.last_day)
            and (not self.weekdays or date.fromisoformat(day).isoweekday() in self.weekdays)
            and self._includes_minute(minute)
        )

    def _includes_minute(self, minute):
        if self.from_minute < self.to_minute:
            return self.from_minute <= minute < self.to_minute
        # Until midnight, over midnight, or the whole day.
        return minute >= self.from_minute or minute < self.to_minute


@dataclass(frozen=True)
class Rule:
    """So many points for each whole amount spent, for each unit bought, ...

    :param int key: names the rule in what is returned
    :param str basis: what it counts, one of :data:`BASES`
    :param int points: points for each ``per``, 0 for none; for ``"base"`` percent of the base
        points
    :param int per: an amount in the currency's smallest unit, or a quantity in millionths
    :param bool bonus: whether it adds to what the base rules give
    :param tuple[frozenset[str]] what: a line needs one label of each group
    :param frozenset[str] who: the customer needs one of these labels; empty for everybody
    :param When when: days and hours
    :param int least_quantity: of all goods that it names, in millionths
    :param int least_amount: of all goods that it names, in the currency's smallest unit
    """

    key: int
    basis: str
    points: int = 1
    per: int = ONE_UNIT
    bonus: bool = False
    what: tuple = ()
    who: frozenset = frozenset()
    when: When = When()
    least_quantity: int = 0
    least_amount: int = 0

    def names(self, line):
        """Whether the rule is about what this line sells."""
        if self.basis == "product" and not line.product_points:
            return False
        return all(not group.isdisjoint(line.labels) for group in self.what)

    @property
    def gives_nothing(self):
        """Whether it keeps what it is about from earning: "tobacco: none"."""
        return self.basis != "product" and not self.points

    def choose(self, basket, menus, left=None):
        """The lines that the rule matches: none on another day, or where there is too little.

        :param Basket basket: the sale
        :param list[Menu] menus: its goods, see :func:`~points.goods.get_menus`
        :param set[str] left: the lines that no other rule has taken; None for all
        :return list[Line]: those that it is about
        """
        if self.who and self.who.isdisjoint(basket.customer):
            return []
        if not self.when.includes(basket.day, basket.minute):
            return []
        named = self._find(menus)
        is_enough = (
            sum(line.quantity for line in named) >= self.least_quantity
            and sum(line.amount for line in named) >= self.least_amount
        )
        if not is_enough:
            return []
        return named if left is None else self._find([menu.keep(left) for menu in menus])

    def _find(self, menus):
        """What the rule is about: menus as one, or some of their parts."""
        return [
            line
            for menu in menus
            for line in (menu.as_one() if self.names(menu.head) else filter(self.names, menu.parts))
        ]

    def measure(self, line, base_points=0):
        """What the rule counts of a line.

        :param int base_points: what the base rules give for the line
        :return int: an amount, a quantity or points; for ``"product"`` millionths of points
        """
        if self.basis == "unit":
            return line.quantity
        if self.basis == "product":
            return line.quantity * line.product_points
        return base_points if self.basis == "base" else line.amount

    def count(self, total):
        """Points for what was counted of all its lines.

        >>> Rule(1, "amount", points=2, per=500).count(1999)
        6
        >>> Rule(1, "unit", points=10).count(325000)
        3
        >>> Rule(1, "order", points=20).count(1999)
        20
        >>> Rule(1, "base", points=50, per=100, bonus=True).count(7)
        3

        :param total: the sum of the measures, an int or a fraction
        :return int: points
        """
        if self.basis == "order":
            return self.points
        if self.basis == "amount":
            # "1 point per whole euro": cents left over earn nothing.
            return total // self.per * self.points
        # 10 points a kilogram are 3 points for 325 grams.
        return total * self.points // self.per


@dataclass(frozen=True)
class Terms:
    """What a program says about earning.

    :param tuple[Rule] rules: in their order
    :param int order_cap: most points of one order; 0 for any number
    :param int day_cap: most points of one customer and day; 0 for any number
    :param bool earns_on_points: whether what is paid in points earns, too
    """

    rules: tuple = ()
    order_cap: int = 0
    day_cap: int = 0
    earns_on_points: bool = False

    @classmethod
    def from_json(cls, values):
        """The terms that :func:`to_json` has written."""
        return cls(**{**values, "rules": tuple(map(_rule_from_json, values["rules"]))})


def to_json(value):
    """Baskets and terms as JSON: what the till and old versions of a program are made of.

    :param value: a :class:`Basket`, :class:`Terms`, or a part of one
    :return: dictionaries, lists, texts and numbers

    >>> to_json(When(weekdays=frozenset({7, 6})))["weekdays"]
    [6, 7]
    >>> terms = Terms((Rule(1, "unit", what=(frozenset({"p1"}),)),))
    >>> Terms.from_json(to_json(terms)) == terms
    True
    """
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    return list(map(to_json, value)) if isinstance(value, tuple) else value


def _rule_from_json(values):
    when = {**values["when"], "weekdays": frozenset(values["when"]["weekdays"])}
    return Rule(
        **{
            **values,
            "what": tuple(map(frozenset, values["what"])),
            "who": frozenset(values["who"]),
            "when": When(**when),
        }
    )
