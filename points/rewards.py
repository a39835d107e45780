"""What a reward takes off a sale, and which one comes next.

A reward costs a number of points that the program says, and lowers the price of goods sold in this
sale that points may pay for, see :mod:`points.goods`. Several go together: one after the other
each takes its part, and all of them no more than these goods cost.

* A free product takes one unit, the dearest of those that no other reward has taken; where less
  than one is sold (0.4 kg of cheese), all of it. So a reward counts as often as there are units.
* An amount off counts as often as the customer likes.
* A percentage is one of all these goods, as they are without rewards, and counts once in a sale.

The till computes the same in ``static/src/points/rewards.js``; the server decides with this
module.
"""

from dataclasses import dataclass

from .shares import share
from .units import ONE_UNIT

#: All of the goods, in hundredths of them.
ALL_PERCENT = 100


@dataclass(frozen=True)
class Reward:
    """What a customer gets for reaching a number of points; amounts in the smallest unit.

    :param int key: names the reward
    :param int points: what it costs
    :param str kind: ``"product"``, ``"percent"`` or ``"amount"``
    :param frozenset[int] products: of which one is free
    :param int percent: what comes off the goods, in hundredths of them
    :param int most_amount: most that the percentage comes to; 0 for any amount
    :param int amount: what comes off
    """

    key: int
    points: int
    kind: str
    products: frozenset = frozenset()
    percent: int = 0
    most_amount: int = 0
    amount: int = 0

    @classmethod
    def from_json(cls, values):
        """The reward that :func:`~points.rules.to_json` has written."""
        return cls(**{**values, "products": frozenset(values["products"])})


@dataclass(frozen=True)
class Claim:
    """A reward that a sale has been given.

    :param Reward reward: the reward
    :param int amount: what it takes off, at most :func:`get_worth` of the claims before it
    """

    reward: Reward
    amount: int


def get_worth(reward, goods, room, claims=()):
    """The most that a reward takes off a sale.

    :param Reward reward: the reward
    :param list[Line] goods: the goods that points may pay for, each with what was charged for it
    :param int room: what may come off the sale in all; what is paid in points counts against it
    :param tuple[Claim] claims: rewards that the sale has been given before
    :return int: an amount, 0 where it takes nothing off

    >>> from points.goods import Line
    >>> goods = [Line("1", 7, 2 * ONE_UNIT, 500), Line("2", 8, ONE_UNIT, 3000)]
    >>> coffee = Reward(1, 200, "product", products=frozenset({7}))
    >>> get_worth(coffee, goods, 3500), get_worth(coffee, goods, 3500, [Claim(coffee, 250)] * 2)
    (250, 0)
    >>> tenth = Reward(2, 500, "percent", percent=10, most_amount=300)
    >>> get_worth(tenth, goods, 3500), get_worth(tenth, goods, 3500, [Claim(tenth, 300)])
    (300, 0)
    """
    left = room - sum(claim.amount for claim in claims)
    return max(0, min(left, _get_own_worth(reward, goods, claims)))


def _get_own_worth(reward, goods, claims):
    if reward.kind == "amount":
        return reward.amount
    if reward.kind == "product":
        quantities, _parts = _take_units(claims, goods)
        number = _find_unit(reward, goods, quantities)
        return 0 if number is None else _get_price(goods[number], quantities[number])
    if any(claim.reward.kind == "percent" for claim in claims):
        return 0
    worth = sum(line.amount for line in goods) * reward.percent // ALL_PERCENT
    return min(worth, reward.most_amount) if reward.most_amount else worth


def share_out(claims, goods, other=0):
    """What of the rewards of a sale falls on each of its goods: a free product on its line, other
    rewards on all, in proportion to what is left of them.

    :param tuple[Claim] claims: the rewards
    :param list[Line] goods: see :func:`get_worth`
    :param int other: what else comes off all goods
    :return list[int]: the part of each

    >>> from points.goods import Line
    >>> goods = [Line("1", 7, 2 * ONE_UNIT, 500), Line("2", 8, ONE_UNIT, 750)]
    >>> coffee = Reward(1, 200, "product", products=frozenset({7}))
    >>> share_out([Claim(coffee, 250), Claim(Reward(2, 100, "amount", amount=100), 100)], goods)
    [275, 75]
    """
    _quantities, parts = _take_units(claims, goods)
    shared = other + sum(claim.amount for claim in claims if claim.reward.kind != "product")
    left = [line.amount - part for line, part in zip(goods, parts, strict=True)]
    return [one + more for one, more in zip(parts, share(shared, left), strict=True)]


def _take_units(claims, goods):
    """What free products leave of the quantity of each of the goods, and what they take off it."""
    quantities, parts = [line.quantity for line in goods], [0] * len(goods)
    for claim in claims:
        is_product = claim.reward.kind == "product"
        number = _find_unit(claim.reward, goods, quantities) if is_product else None
        if number is not None:
            quantities[number] -= min(ONE_UNIT, quantities[number])
            parts[number] += claim.amount
    return quantities, parts


def _find_unit(reward, goods, quantities):
    """The number of the goods whose next unit a reward takes: the dearest, of these the first."""
    numbers = [
        number
        for number, line in enumerate(goods)
        if line.product in reward.products and quantities[number] > 0
    ]
    return max(
        numbers, key=lambda number: _get_price(goods[number], quantities[number]), default=None
    )


def _get_price(line, left):
    """What one unit costs, or as much of it as is left."""
    return line.amount * min(ONE_UNIT, left) // line.quantity


def get_next(rewards, available):
    """The reward that a customer reaches next.

    :param list[Reward] rewards: those of the program, in its order
    :param int available: points that the customer can spend
    :return Reward: the cheapest of those not reached, of these the first; None where all are

    >>> coffee, cake = Reward(1, 200, "product"), Reward(2, 300, "product")
    >>> get_next([cake, coffee], 165).key, get_next([cake, coffee], 200).key
    (1, 2)
    """
    later = [reward for reward in rewards if reward.points > available]
    return min(later, key=lambda reward: reward.points, default=None)
