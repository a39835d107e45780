"""The chain that makes a ledger provable: each entry carries a hash over what it says and over
the hash of the entry before it in the same account.

PostgreSQL computes the hashes when an entry is written (``models/ledger/points_entry.sql``). This
module computes them a second time, from what is read back, and replays balances and lots meanwhile.
"""

import json
import math
from hashlib import sha256
from itertools import groupby
from operator import attrgetter

from .lots import get_pending, next_to_expire, order_of, read

#: Between the parts of an entry: the unit separator, which no key or text may contain.
SEPARATOR = "\x1f"


class Misfit(Exception):
    """What does not fit.

    :param str what: which of the facts, a word that the caller makes a sentence of
    :param values: what the sentence needs, such as ``expected`` and ``found``
    """

    def __init__(self, what, **values):
        super().__init__(what, values)
        self.what = what
        self.values = values


def link(previous, content):
    """The hash of an entry.

    :param str previous: the hash of the entry before it in its account; empty for the first
    :param str content: what the entry says, its parts joined by :data:`SEPARATOR`
    :return str: 64 hexadecimal digits

    >>> first = link("", "earn 10")
    >>> link(first, "redeem -5") == link("", "redeem -5")
    False
    """
    return sha256(f"{previous}{SEPARATOR}{content}".encode()).hexdigest()


class Replay:
    """One account's entries, gone through in their order.

    :param int program: the program that all of them must be in

    >>> replay = Replay(7)
    >>> replay.follow(7, 1, 10, 10, "[[null, 10]]", link("", "earn 10"), "earn 10")
    >>> replay.count, replay.balance, replay.lots
    (1, 10, {None: 10})
    >>> replay.follow(7, 2, 5, 99, "[[null, 5]]", "", "earn 5")
    Traceback (most recent call last):
    points.chain.Misfit: ('balance_after', {'expected': 15, 'found': 99})
    """

    def __init__(self, program):
        self.program = program
        self.count = 0
        self.balance = 0
        self.lots = {}
        self.head = ""

    def follow(self, program, sequence, points, balance_after, movements, entry_hash, content):
        """Take the next entry. A proof is here once for each row of the ledger.

        :param int program: the program that it is in
        :param int sequence: its number in the account
        :param int points: what it adds, or below zero takes
        :param int balance_after: the balance that it says is left
        :param str movements: pairs of a day and points, see :mod:`.lots`, as JSON; or None
        :param str entry_hash: the hash that it carries
        :param str content: what it says, see :func:`link`
        :raises Misfit: when it does not follow from those before it
        """
        self.count += 1
        self.balance += points
        if sequence != self.count:
            raise Misfit("sequence", expected=self.count, found=sequence)
        if program != self.program:
            raise Misfit("program", expected=self.program, found=program)
        if balance_after != self.balance:
            raise Misfit("balance_after", expected=self.balance, found=balance_after)
        if entry_hash != link(self.head, content):
            raise Misfit("hash")
        self.head = entry_hash
        if movements:
            self._move(json.loads(movements))
        left, expected = sum(self.lots.values()), max(self.balance, 0)
        if left != expected:
            raise Misfit("movements", expected=expected, found=left)

    def _move(self, movements):
        lots = self.lots
        for day, points in read(movements):
            left = lots.pop(day, 0) + points
            if left < 0:
                raise Misfit("lot", expected=-points, found=left - points)
            if left:
                lots[day] = left

    def agree(self, count, balance, lots, next_expiry, pending=(), today=""):
        """Compare what the account says with what its entries leave.

        :param int count: how many entries it says that it has
        :param int balance: its balance, in points
        :param list lots: its open lots, pairs of a day and points
        :param tuple next_expiry: the day and the points that it says expire first
        :param list pending: the points that it says count only later, pairs of a day and points
        :param str today: an ISO date: what it says of days before is past
        :raises Misfit: when it is not the same

        >>> Replay(7).agree(0, 10, [], (None, 0))
        Traceback (most recent call last):
        points.chain.Misfit: ('balance', {'expected': 0, 'found': 10})
        """
        said = {
            "count": (self.count, count),
            "balance": (self.balance, balance),
            "lots": (in_order(self.lots.items()), in_order(lots)),
            "next_expiry": (next_to_expire(self.lots), next_expiry),
            "pending": (
                list(get_pending(self.lots, today).items()),
                [(day, points) for day, points in pending if day > today],
            ),
        }
        for what, (expected, found) in said.items():
            if expected != found:
                raise Misfit(what, expected=expected, found=found)


class Ownership:
    """One account's events of ownership, gone through in their order.

    >>> ownership = Ownership()
    >>> ownership.follow(1, "ab", None, link("", "opened ab"), "opened ab")
    >>> ownership.agree("ab", None)
    >>> ownership.agree("cd", None)
    Traceback (most recent call last):
    points.chain.Misfit: ('owner', {})
    """

    def __init__(self):
        self.count = 0
        self.owner = None
        self.target = None
        self.head = ""

    def follow(self, sequence, owner, target, event_hash, content):
        """Take the next event.

        :param int sequence: its number in the account
        :param str owner: the salted hash of the customer, or None for nobody
        :param int target: the account that took over, or None
        :param str event_hash: the hash that it carries
        :param str content: what it says, see :func:`link`
        :raises Misfit: when it does not follow from those before it
        """
        self.count += 1
        if sequence != self.count:
            raise Misfit("owner_sequence", expected=self.count, found=sequence)
        if event_hash != link(self.head, content):
            raise Misfit("owner_hash", number=sequence)
        self.owner, self.target, self.head = owner, target, event_hash

    def agree(self, owner, target):
        """Compare whose the account is with what its events say.

        :param str owner: the salted hash of its customer, or None for nobody
        :param int target: the account that took over, or None
        :raises Misfit: when it is not the same

        >>> Ownership().agree("ab", None)
        Traceback (most recent call last):
        points.chain.Misfit: ('unowned', {})
        """
        if not self.count:
            raise Misfit("unowned")
        if owner != self.owner:
            raise Misfit("owner")
        if target != self.target:
            raise Misfit("owner_target", expected=self.target or "-", found=target or "-")


class Total:
    """The accounts of a ledger added up, in the order of their ids.

    >>> total = Total()
    >>> total.add(3, 40, "ab")
    >>> total.add(1, -5, "cd")
    >>> total.accounts, total.entries, total.points, total.head == sha256(b"abcd").hexdigest()
    (2, 4, 35, True)
    """

    def __init__(self):
        self.accounts = 0
        self.entries = 0
        self.points = 0
        self._heads = sha256()

    def add(self, count, balance, head):
        """Take the next account.

        :param int count: how many entries it has
        :param int balance: its points
        :param str head: the hash of its last entry; empty for none
        """
        self.accounts += 1
        self.entries += count
        self.points += balance
        self._heads.update(head.encode())

    @property
    def head(self):
        """One hash over the last ones of all accounts."""
        return self._heads.hexdigest()


def side_by_side(accounts, entries, row="entry"):
    """Each account with its entries, or with other rows that are in order.

    :param accounts: rows with an ``id``, in that order
    :param entries: rows with an ``id`` and an ``account_id``, in the order of the latter
    :param str row: what these are, for the misfit
    :return: pairs of an account and an iterator of its entries, to be used before the next pair
    :raises Misfit: when entries are left that have no account

    >>> from types import SimpleNamespace as Row
    >>> accounts = [Row(id=7), Row(id=8), Row(id=9)]
    >>> entries = [Row(id=1, account_id=7), Row(id=3, account_id=7), Row(id=2, account_id=9)]
    >>> for account, its_entries in side_by_side(accounts, entries):
    ...     print(account.id, [entry.id for entry in its_entries])
    7 [1, 3]
    8 []
    9 [2]
    """
    # The rows come in order, one at a time: nothing is collected.
    ledgers = groupby(  # pylint: disable=bad-builtin-groupby
        entries, key=attrgetter("account_id")
    )
    none_left = (math.inf, iter(()))
    owner, its_entries = next(ledgers, none_left)
    for account in accounts:
        if owner < account.id:
            break
        if owner == account.id:
            yield account, its_entries
            owner, its_entries = next(ledgers, none_left)
        else:
            yield account, iter(())
    for entry in its_entries:
        raise Misfit(f"stray_{row}", account=owner, **{row: entry.id})


def in_order(lots):
    """Lots as a list, the earliest day first; two of one day stay two.

    >>> in_order([[None, 5], ["2027-01-31", 30]])
    [('2027-01-31', 30), (None, 5)]
    """
    return sorted(read(lots), key=lambda lot: order_of(lot[0]))
