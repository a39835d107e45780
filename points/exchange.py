"""Points and money, at a rate that is a ratio of two whole numbers (200 points = 25.00)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many points are worth so much money.

    :param int points: points of one block, 1 or more
    :param int amount: what the block is worth, in the currency's smallest unit, 1 or more
    :raises ValueError: when one of them is not positive

    >>> rate = Rate(points=200, amount=2500)
    >>> rate.value(200), rate.value(7), rate.cost(2500), rate.cost(1)
    (2500, 87, 200, 1)
    """

    points: int
    amount: int

    def __post_init__(self):
        if self.points <= 0 or self.amount <= 0:
            raise ValueError(f"a rate needs positive numbers, not {self.points} for {self.amount}")

    def value(self, points):
        """Money that ``points`` are worth, rounded towards zero.

        :param int points: a balance; below zero for arrears
        :return int: an amount in the currency's smallest unit

        >>> Rate(3, 1000).value(1), Rate(3, 1000).value(-1)
        (333, -333)
        """
        value = abs(points) * self.amount // self.points
        return value if points >= 0 else -value

    def cost(self, amount):
        """Points that it takes to pay ``amount``, rounded up to a whole point.

        :param int amount: what is paid, in the currency's smallest unit; not negative
        :return int: points
        :raises ValueError: when the amount is negative

        >>> Rate(3, 1000).cost(333), Rate(3, 1000).cost(334)
        (1, 2)
        """
        if amount < 0:
            raise ValueError(f"cannot pay {amount} with points")
        return -(-amount * self.points // self.amount)
