"""What a sale has to give back of its points: for goods that came back, and for credit notes.

Goods come back at the till, and money on a credit note in accounting, in any order. What is due
follows from all of it together, so that each point is taken back once, and comes again where a
credit note is withdrawn:

* A line of a credit note that leads to a line of the sale counts as so many units coming back,
  where they are priced as they were sold. At another price, it counts by its amount.
* A line has come back wholly once all its units, or all its money, have.
* What is credited by no line of the sale takes its share of all points of the sale, but no more
  than the lines leave.
* Where returns are computed by what is kept (:mod:`points.returns`), credit notes take their
  shares of that.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from .returns import get_share_to_take

#: What takes points back by the amount alone has this key instead of a line's.
BY_AMOUNT = ""
#: Two prices are the same where they differ by no more than rounding, in the smallest unit.
ROUNDING_UNITS = 2


@dataclass(frozen=True)
class Sold:
    """A line of a sale that gave points, and what came back of it.

    :param str key: names the line in what is returned
    :param int points: what it gave
    :param int quantity: units sold, in millionths; above zero
    :param int amount: what was charged for it, in the currency's smallest unit
    :param int returned: units that came back as goods, in millionths
    :param tuple credited: a quantity and an amount for each line of credit notes about it; below
        zero where a new invoice charges for it again
    """

    key: str
    points: int
    quantity: int
    amount: int
    returned: int = 0
    credited: tuple = ()

    def keep(self, points):
        """The line as if only what was kept of its goods had been sold.

        :param int points: what that has given
        :return Sold: None where all of it came back
        """
        left = self.quantity - self.returned
        if left <= 0:
            return None
        amount = self.amount * left // self.quantity
        return replace(self, points=points, quantity=left, amount=amount, returned=0)

    @property
    def due(self):
        """Points to take back of this line in all."""
        return get_share_to_take(self.points, self.quantity, self._get_back(), 0)

    def _get_back(self):
        money = max(0, sum(amount for _quantity, amount in self.credited))
        if self.amount > 0 and money + self.amount * self.returned // self.quantity >= self.amount:
            return self.quantity
        return self.returned + max(0, sum(self._get_units(*line) for line in self.credited))

    def _get_units(self, quantity, amount):
        """How many of its units a line of a credit note is about, in millionths and their parts."""
        price = self.amount * quantity
        if abs(amount * self.quantity - price) <= ROUNDING_UNITS * self.quantity:
            return quantity
        return Fraction(amount * self.quantity, self.amount) if self.amount > 0 else 0


def get_points_due(lines, total, amount):
    """Points that a sale has to give back in all.

    :param list[Sold] lines: those that gave points
    :param int total: what was charged for the sale, in the currency's smallest unit
    :param int amount: what is credited by no line of the sale, likewise
    :return dict: points by the key of the line, and by :data:`BY_AMOUNT`

    Ten loaves for 25.00 gave 25 points. Two came back, three are credited as they were sold.

    >>> loaves = Sold("bread", 25, 10, 2500, returned=2, credited=((3, 750),))
    >>> get_points_due([loaves], 2500, 0)
    {'bread': 12, '': 0}

    Then 10.00 are credited for all the trouble, which is 40 % of the sale; then 20.00.

    >>> get_points_due([loaves], 2500, 1000), get_points_due([loaves], 2500, 2000)
    ({'bread': 12, '': 10}, {'bread': 12, '': 13})
    """
    given, due = sum(line.points for line in lines), {line.key: line.due for line in lines}
    share = given * min(max(0, amount), total) // total if total > 0 else 0
    return {**due, BY_AMOUNT: min(share, given - sum(due.values()))}


def get_points_due_of_kept(lines, due, kept, total, amount):
    """What :func:`get_points_due` says where returns are computed by what is kept.

    :param list[Sold] lines: those that gave points, or would have without those that came back
    :param dict due: points that goods that came back have to give back, by the key of the line
    :param dict kept: points that are left for the goods that are kept, likewise
    :param int total: what was charged for the goods that are kept, in the smallest unit
    :param int amount: what is credited by no line of the sale, likewise
    :return dict: points by the key of the line, and by :data:`BY_AMOUNT`

    Of a coat of 90.00 and a hat of 30.00 that gave 170 points, 50 of them from 100.00, the coat
    came back. Then half of the hat's price is credited.

    >>> coat, hat = Sold("coat", 127, 1, 9000, returned=1), Sold("hat", 43, 1, 3000)
    >>> get_points_due_of_kept([coat, hat], {"coat": 127, "hat": 13}, {"hat": 30}, 3000, 1500)
    {'coat': 127, 'hat': 13, '': 15}
    """
    left = [line.keep(kept.get(line.key, 0)) for line in lines]
    credited = get_points_due([line for line in left if line], total, amount)
    return {key: due.get(key, 0) + credited.get(key, 0) for key in {**due, **credited}}
