"""Sharing a whole number out, to the last unit: the method of the largest remainder (Hamilton)."""


def share(total, weights):
    """Share ``total`` out in proportion to ``weights``.

    Each part is rounded down, then the units left over go to the largest remainders; where
    remainders are equal, to the first.

    :param int total: what is shared out; not negative
    :param list[int] weights: the claims; none negative
    :return list[int]: the parts, which add up to ``total``
    :raises ValueError: when there is something to share and nobody to take it

    >>> share(100, [1, 1, 1])
    [34, 33, 33]
    >>> share(5, [10, 0, 30])
    [1, 0, 4]
    >>> share(0, [])
    []
    """
    weight = sum(weights)
    if not total:
        return [0] * len(weights)
    if total < 0 or weight <= 0 or min(weights) < 0:
        raise ValueError(f"cannot share {total} out over {weights}")
    parts = [total * claim // weight for claim in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % weight))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts
