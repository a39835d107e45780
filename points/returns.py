"""What a returned line takes back of the points that it had given."""


def get_share_to_take(points, sold, returned, taken):
    """Points that a return takes back.

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
