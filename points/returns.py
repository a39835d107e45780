"""What returned goods take back of the points that their sale gave.

A program chooses one of two ways, and a sale keeps that of its own moment:

* **by share**: each line that comes back takes its share of what it gave, and no more. What a rule
  gave for the whole sale (from 100.00: 50 points) lies in its lines, and goes with them bit by bit.
  A customer never loses more than what comes back gave, whatever it does to a condition;
* **by what is kept**: the customer has what the goods kept would have earned alone, by the rules
  of the sale. Where a condition falls away, so does all that it gave; where it still holds, all of
  that stays.

In both, all goods take back all points, to the last one, in whatever steps they come. What was
taken back is not given again by a later return.
"""

from dataclasses import replace

from .shares import share


def get_share_to_take(points, sold, returned, taken):
    """Points that a return takes back, by share.

    The share is that of everything that has come back so far, rounded down, less what was taken
    before: however many steps there are, and in whatever order, all goods take back all points.

    :param int points: what the line had given
    :param int sold: how many units were sold, in millionths; above zero
    :param int returned: how many of them have come back, this time included
    :param int taken: points that were taken back before
    :return int: points to take back now, 0 or more

    Three bottles gave ten points, and come back one by one.

    >>> first, second = get_share_to_take(10, 3, 1, 0), get_share_to_take(10, 3, 2, 3)
    >>> first, second, get_share_to_take(10, 3, 3, 6)
    (3, 3, 4)

    More than was sold does not take more than was given.

    >>> get_share_to_take(10, 3, 4, 6)
    4
    """
    due = points * min(returned, sold) // sold
    return max(0, due - taken)


def get_kept(basket, returned, paid_in_points):
    """A sale as if only what was kept of it had been bought.

    :param Basket basket: the sale as it was
    :param dict returned: how many units of each line have come back, by its key, in millionths
    :param int paid_in_points: what points paid and has not come back in points
    :return Basket: what is kept; a discount is, unless it was returned itself

    >>> from points.goods import Basket, Line
    >>> wine, bread = Line("wine", 1, 6000000, 10000, price=12000), Line("bread", 2, 1000000, 300)
    >>> kept = get_kept(Basket((wine, bread), paid_in_points=5000), {"wine": 4000000}, 1000)
    >>> [(line.quantity, line.amount, line.price) for line in kept.lines], kept.paid_in_points
    ([(2000000, 3334, 4000), (1000000, 300, None)], 1000)
    """
    lines = (_keep(line, returned.get(line.key, 0)) for line in basket.lines)
    return replace(basket, lines=tuple(lines), paid_in_points=paid_in_points)


def _keep(line, returned):
    # What comes back itself, or is taken off by a quantity below zero, stays as it is.
    if line.quantity <= 0:
        return line
    back = max(0, min(returned, line.quantity))
    amount, price = (
        value and value - value * back // line.quantity for value in (line.amount, line.price)
    )
    return replace(line, quantity=line.quantity - back, amount=amount, price=price)


def limit_kept(least, kept):
    """What the goods kept count for: no return gives points, though what is kept may earn more
    without what came back last. They may have been paid in points that came back with it.

    :param int least: points that all goods kept counted for before, the least after any return
    :param dict kept: what the goods kept would have earned, by the key of the line
    :return dict: points by line, for what is kept now

    Of a jumper, a hat and wine, the jumper came back, then the wine with the points that paid it.

    >>> limit_kept(30, {"hat": 40})
    {'hat': 30}
    """
    points = min(least, sum(kept.values()))
    return dict(zip(kept, share(points, list(kept.values())), strict=True))


def share_what_to_take(given, kept, taken):
    """Points that a return takes back, by what is kept.

    They come off the lines that would have earned less, also of goods that are kept.

    :param dict given: what each line had given, by its key
    :param dict kept: what the goods kept would have earned, likewise
    :param dict taken: points that were taken back before, likewise
    :return dict: points to take back now, by line, 0 or more; never more than are left of it

    From 100.00 there were 50 points on top. Of 120.00, 90.00 come back.

    >>> share_what_to_take({"coat": 127, "hat": 43}, {"hat": 30}, {})
    {'coat': 127, 'hat': 13}
    >>> share_what_to_take({"coat": 127, "hat": 43}, {}, {"coat": 127, "hat": 13})
    {'coat': 0, 'hat': 30}
    """
    left = {line: points - taken.get(line, 0) for line, points in given.items()}
    due = max(0, sum(left.values()) - sum(kept.values()))
    claims = [max(0, points - kept.get(line, 0)) for line, points in left.items()]
    return dict(zip(left, share(due, claims), strict=True))
