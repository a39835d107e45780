"""How far a customer is from the next tier: plain Python, no database, no clock.

A tier is a category with a level, which a customer reaches by turnover, visits or points.

>>> silver = Tier(key=1, measures=(Measure("turnover", 100.0, 365),))
>>> gold = Tier(key=2, measures=(Measure("turnover", 500.0, 365),))
>>> standing = {1: Standing(values=(300.0,), held=True), 2: Standing(values=(300.0,))}
>>> next_step((silver, gold), standing)
Step(tier=2, reached=1, kind='turnover', days=365, target=500.0, value=300.0)
>>> next_step((silver, gold), standing).missing
200.0
>>> next_step((silver, gold), standing).share
0.6
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """What a tier asks for at least: ``target`` of ``kind`` within the last ``days``.

    ``kind`` is ``turnover``, ``visits``, ``earned`` points or ``points``, the balance, which has no
    days.
    """

    kind: str
    target: float
    days: int = 0


@dataclass(frozen=True)
class Tier:
    """A category with its measures; tiers are given in the order of their levels."""

    key: int
    measures: tuple


@dataclass(frozen=True)
class Standing:
    """One customer before one tier.

    ``values`` has what he has of each measure, ``possible`` says whether he meets the tier's
    other conditions, ``held`` whether he is in the category, by hand or not.
    """

    values: tuple
    possible: bool = True
    held: bool = False


@dataclass(frozen=True)
class Step:
    """The next tier, and the measure of which the most is missing; ``reached`` is the highest
    tier that the customer has."""

    tier: int
    reached: int | None
    kind: str
    days: int
    target: float
    value: float

    @property
    def missing(self):
        """How much is missing, never below zero."""
        return max(self.target - self.value, 0)

    @property
    def share(self):
        """The part of the way that is done, from 0 to 1."""
        return min(max(self.value / self.target, 0), 1)


def next_step(tiers, standing):
    """The way to the next tier.

    :param tiers: each ``Tier``, from the lowest level to the highest
    :param dict standing: a ``Standing`` by the key of each tier
    :return Step: or None at the top, and where no tier can be reached

    A customer who is in no tier has the lowest before him:

    >>> bronze = Tier(key=1, measures=(Measure("visits", 5, 90), Measure("points", 100)))
    >>> step = next_step((bronze,), {1: Standing(values=(4, 20))})
    >>> step.reached, step.kind, step.missing
    (None, 'points', 80)

    >>> next_step((bronze,), {1: Standing(values=(5, 100))}) is None
    True
    >>> next_step((bronze,), {1: Standing(values=(4, 20), possible=False)}) is None
    True
    """
    reached, ahead = None, []
    for tier in tiers:
        if is_reached(tier, standing[tier.key]):
            reached, ahead = tier.key, []
        elif standing[tier.key].possible:
            ahead.append(tier)
    if not ahead:
        return None
    measure, value = furthest(ahead[0], standing[ahead[0].key])
    return Step(ahead[0].key, reached, measure.kind, measure.days, measure.target, value)


def is_reached(tier, state):
    """Whether a customer has a tier: is in it, or will be as soon as it is evaluated.

    >>> is_reached(Tier(1, (Measure("points", 100),)), Standing(values=(20,), held=True))
    True
    """
    return state.held or (state.possible and is_met(tier, state))


def is_met(tier, state):
    """Whether a customer has all that a tier asks for.

    >>> is_met(Tier(1, (Measure("points", 100),)), Standing(values=(100,)))
    True
    """
    pairs = zip(tier.measures, state.values, strict=True)
    return all(value >= measure.target for measure, value in pairs)


def furthest(tier, state):
    """The measure of a tier of which the smallest part is done, with its value."""
    pairs = zip(tier.measures, state.values, strict=True)
    return min(pairs, key=lambda pair: pair[1] / pair[0].target)


def highest(tiers, standing):
    """The key of the highest tier that a customer has, or None.

    >>> silver, gold = Tier(1, ()), Tier(2, ())
    >>> highest((silver, gold), {1: Standing((), held=True), 2: Standing((), possible=False)})
    1
    """
    keys = [tier.key for tier in tiers if is_reached(tier, standing[tier.key])]
    return keys[-1] if keys else None
