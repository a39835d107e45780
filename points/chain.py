"""The chain that makes a ledger provable: each entry carries a hash over what it says and over
the hash of the entry before it in the same account.

PostgreSQL computes the hashes when an entry is written (``models/points_entry.sql``). This module
computes them a second time, from what is read back, and replays balances and lots meanwhile.
"""

import hashlib

#: Between the parts of an entry: the unit separator, which no key or text may contain.
SEPARATOR = "\x1f"


def link(previous, parts):
    """The hash of an entry.

    :param str previous: the hash of the entry before it in its account; empty for the first
    :param parts: what the entry says, as the texts that :mod:`models.points_proof` reads
    :return str: 64 hexadecimal digits

    >>> first = link("", ["7", "1", "earn", "10"])
    >>> link(first, ["7", "2", "redeem", "-5"]) == link("", ["7", "2", "redeem", "-5"])
    False
    """
    return hashlib.sha256(SEPARATOR.join([previous, *parts]).encode()).hexdigest()


class Replay:
    """One account's entries, gone through in their order.

    >>> replay = Replay()
    >>> parts = ["7", "1", "earn", "10"]
    >>> replay.follow(1, 10, 10, [[None, 10]], link("", parts), parts)
    >>> replay.balance, replay.lots
    (10, {None: 10})
    >>> replay.follow(2, 5, 99, [[None, 5]], "", parts)
    'the balance after it should be 15, not 99'
    """

    def __init__(self):
        self.count = 0
        self.balance = 0
        self.lots = {}
        self.head = ""

    def follow(self, sequence, points, balance_after, movements, entry_hash, parts):
        """Take the next entry.

        :param int sequence: its number in the account
        :param int points: what it adds, or below zero takes
        :param int balance_after: the balance that it says is left
        :param list movements: pairs of a day and points, see :mod:`.lots`
        :param str entry_hash: the hash that it carries
        :param parts: what it says, see :func:`link`
        :return str: what does not fit, in English, or None
        """
        expected = link(self.head, parts)
        self.count += 1
        self.balance += points
        self.head = entry_hash
        if sequence != self.count:
            return f"its number should be {self.count}, not {sequence}"
        if balance_after != self.balance:
            return f"the balance after it should be {self.balance}, not {balance_after}"
        if entry_hash != expected:
            return "its content does not match its hash"
        return self._move(movements)

    def _move(self, movements):
        for expires, points in movements:
            left = self.lots.get(expires, 0) + points
            if left < 0:
                return f"it takes {-points} points of a lot that has {left - points}"
            if left:
                self.lots[expires] = left
            else:
                self.lots.pop(expires, None)
        if sum(self.lots.values()) != max(self.balance, 0):
            return f"lots of {sum(self.lots.values())} do not add up to {self.balance}"
        return None
