"""What a till must do with points, by the plainest arithmetic: the model of the random histories.

It shares no code with the module. Money is in whole units, 8 points pay one of them, and a program
gives so many points for each that money paid, and 50 more from 100.
"""

from dataclasses import dataclass, field
from fractions import Fraction

#: Points that pay one unit of money.
COST = 8
BONUS, BONUS_FROM = 50, 100


@dataclass(frozen=True)
class Article:
    """What lies on the counter; a part of a menu is one, too.

    :param bool is_goods: whether it can earn, be paid in points, and come back
    """

    price: int
    earns: bool = True
    payable: bool = True
    is_goods: bool = True


ARTICLES = {
    "shirt": Article(50),
    "wine": Article(10),
    "book": Article(50, payable=False),
    "tobacco": Article(20, earns=False),
    "soup": Article(20),
    "coffee": Article(10),
    "tip": Article(10, False, False, False),
    "deposit": Article(30, False, False, False),
    "settled": Article(-30, False, False, False),
}
#: What is rung up by one name.
MENU = ("soup", "coffee")


@dataclass(eq=False)
class Sold:
    """One line of a sale, of which some may have come back; two may say the same."""

    name: str
    quantity: int = 1
    back: int = 0
    given: int = 0

    @property
    def article(self):
        return ARTICLES[self.name]

    @property
    def kept(self):
        return self.quantity - self.back


@dataclass(eq=False)
class Note:
    """A credit note of accounting; or an invoice made anew after one, with amounts below zero.

    :param dict amounts: what it credits of each line of the sale
    :param int amount: what it credits of the sale by none of its lines
    """

    amounts: dict
    amount: int = 0
    is_posted: bool = True
    record: object = field(default=None, repr=False)


@dataclass
class Terms:
    """What the program says at one time."""

    rate: int
    recomputes: bool


@dataclass(eq=False)
class Sale:
    """A sale, and what has become of it.

    :param int paid: what points paid of it, or what points had paid of what was given for it
    """

    who: int
    terms: Terms
    lines: list
    paid: int = 0
    points_back: int = 0
    money_back: int = 0
    taken: int = 0
    notes: list = field(default_factory=list)
    order: object = field(default=None, repr=False)

    def __post_init__(self):
        for line, points in zip(self.lines, self.earn(self.paid, "quantity"), strict=True):
            line.given = points
        self.least_kept = self.given

    @property
    def total(self):
        return sum(line.article.price * line.quantity for line in self.lines)

    @property
    def given(self):
        return sum(line.given for line in self.lines)

    @property
    def points(self):
        return self.given - self.taken

    @property
    def points_left(self):
        return self.paid - self.points_back

    @property
    def money_left(self):
        return max(0, self.total - self.paid - self.money_back)

    @property
    def payable(self):
        return sum(
            line.article.price * line.quantity for line in self.lines if line.article.payable
        )

    def earn(self, paid, measure):
        """Points of each line, of what was sold or of what is kept.

        :param int paid: what points paid
        :param str measure: which number of a line counts
        """
        amounts = [
            line.article.price * getattr(line, measure) * line.article.earns for line in self.lines
        ]
        by_points = sum(
            amount for line, amount in zip(self.lines, amounts, strict=True) if line.article.payable
        )
        part = Fraction(max(0, by_points - paid), by_points) if by_points else 1
        money = [
            amount * (part if line.article.payable else 1)
            for line, amount in zip(self.lines, amounts, strict=True)
        ]
        points = divide(int(sum(money)) * self.terms.rate, money)
        if sum(amounts) >= BONUS_FROM:
            bonus = divide(int(BONUS * sum(money) / sum(amounts)), money)
            points = [sum(both) for both in zip(points, bonus, strict=True)]
        return points

    def bring_back(self, lines, in_points, value):
        """Take one of each of some lines back; return how many points go back for them."""
        for line in lines:
            line.back += 1
        self.points_back += in_points
        self.money_back += value - in_points
        # What a return has taken is not given again by the next one.
        kept = sum(self.earn(self.points_left, "kept"))
        self.least_kept = min(self.least_kept, kept)
        return self.settle(max(self.taken, self.get_due()))

    def credit(self):
        """Have credit notes count as they are now; return how many points go back for them."""
        return self.settle(self.get_due())

    def settle(self, due):
        before, self.taken = self.taken, due
        return due - before

    def get_due(self):
        """Points that go back in all, of goods that came back and of what is credited."""
        parts, total, gone = self.get_parts()
        points = sum(part for part, _units, _back in parts)
        by_line = sum(
            int(part * min(units, back + self.get_credited(line)) / units)
            for line, (part, units, back) in zip(self.lines, parts, strict=True)
            if units
        )
        amount = max(0, sum(note.amount for note in self.notes if note.is_posted))
        by_amount = points * min(amount, total) // total if total > 0 else 0
        return gone + min(points, by_line + by_amount)

    def get_parts(self):
        """What credit notes take of: points, units and those that are back, of each line; what was
        charged for all of them; and points that are gone before."""
        if not self.terms.recomputes:
            parts = [(line.given, line.quantity, line.back) for line in self.lines]
            return parts, self.total, 0
        points = divide(self.least_kept, self.earn(self.points_left, "kept"))
        parts = [(part, line.kept, 0) for part, line in zip(points, self.lines, strict=True)]
        total = sum(line.article.price * line.kept for line in self.lines)
        return parts, total, self.given - self.least_kept

    def get_credited(self, line):
        """How many units of a line are credited, and parts of them."""
        amount = sum(note.amounts.get(line, 0) for note in self.notes if note.is_posted)
        return max(0, Fraction(amount, line.article.price))


def divide(total, claims):
    """Whole parts of a total, as the claims are; what is left over goes to the largest rests."""
    if not total:
        return [0] * len(claims)
    exact = [total * Fraction(claim) / sum(claims) for claim in claims]
    parts = [int(share) for share in exact]
    rests = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in rests[: total - sum(parts)]:
        parts[index] += 1
    return parts
