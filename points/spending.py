"""What may be paid in points: from a balance, a sale and a program's terms to an amount of money.

Points pay for goods sold in this sale that they may pay for, see :mod:`points.goods`, and most of
a sale is a part of these: of what they cost, not of what the sale comes to. A tip, a deposit or a
book that is paid in money gives nobody more room for points, and goods that come back no less.
What is still due limits it besides: nothing is paid in points to be paid out in money.

The till computes the same in ``static/src/points/spending.js``, to propose an amount; the server
decides with this module.
"""

from dataclasses import dataclass

from .exchange import Rate

#: All of a sale, in hundredths of it.
WHOLE_SALE_PERCENT = 100


@dataclass(frozen=True)
class Spending:
    """A program's terms for spending.

    :param Rate rate: points and money
    :param bool blocks_only: only whole blocks of the rate, not any amount
    :param int least_balance: points that it takes to begin with
    :param int most_amount: most of a sale, in the currency's smallest unit; 0 for any amount
    :param int most_percent: most of what may be paid in points, in hundredths of it
    """

    rate: Rate
    blocks_only: bool = False
    least_balance: int = 0
    most_amount: int = 0
    most_percent: int = WHOLE_SALE_PERCENT


@dataclass(frozen=True)
class Sale:
    """What is paid; amounts in the currency's smallest unit.

    :param int total: what the sale comes to, less the goods that come back with it
    :param int payable: what the goods sold in it cost that may be paid in points
    :param int paid: what of it is paid in points already
    """

    total: int
    payable: int
    paid: int = 0


@dataclass(frozen=True)
class Refusal:
    """Why an amount cannot be paid in points.

    :param str reason: ``"least_balance"``, ``"blocks"`` or ``"balance"``
    :param int limit: the points or the amount that the reason is about
    """

    reason: str
    limit: int


def get_room(spending, sale):
    """How much more of a sale may be paid in points.

    :param Spending spending: the program's terms
    :param Sale sale: the sale
    :return int: an amount, 0 or more

    At most a third of a sale of 100.00, of which 20.00 are books that are paid in money.

    >>> third = Spending(Rate(200, 2500), most_percent=33)
    >>> get_room(third, Sale(10000, 8000)), get_room(third, Sale(10000, 8000, paid=2600))
    (2640, 40)

    A jumper of 60.00 for one of 50.00 that comes back: 10.00 are due.

    >>> get_room(Spending(Rate(200, 2500)), Sale(1000, 6000))
    1000
    """
    share = sale.payable * spending.most_percent // WHOLE_SALE_PERCENT
    most = min(share, max(0, sale.total))
    if spending.most_amount:
        most = min(most, spending.most_amount)
    return max(0, most - sale.paid)


def get_offer(spending, sale, due, available):
    """The most that can be paid in points now.

    :param Spending spending: the program's terms
    :param Sale sale: the sale
    :param int due: what is still to be paid of it
    :param int available: points that the customer can spend
    :return int: an amount, 0 or more

    >>> any_amount, blocks = Spending(Rate(200, 2500)), Spending(Rate(200, 2500), blocks_only=True)
    >>> get_offer(any_amount, Sale(6000, 6000), 6000, 500)
    6000
    >>> get_offer(blocks, Sale(6000, 6000), 6000, 500)
    5000
    >>> get_offer(Spending(Rate(200, 2500), least_balance=501), Sale(6000, 6000), 6000, 500)
    0
    """
    room = max(0, min(due, get_room(spending, sale)))
    rate = spending.rate
    if not sale.paid and available < spending.least_balance:
        return 0
    if spending.blocks_only:
        return min(max(0, available) // rate.points, room // rate.amount) * rate.amount
    return min(room, rate.value(max(0, available)))


def get_refusal(spending, amount, available, paid=0):
    """Why a customer cannot pay an amount in points, whatever the sale.

    :param Spending spending: the program's terms
    :param int amount: what is to be paid in points, 1 or more
    :param int available: points that the customer can spend
    :param int paid: what of the same sale is paid in points already
    :return Refusal: or None

    >>> blocks = Spending(Rate(200, 2500), blocks_only=True, least_balance=300)
    >>> get_refusal(blocks, 2500, 299), get_refusal(blocks, 2400, 300)
    (Refusal(reason='least_balance', limit=300), Refusal(reason='blocks', limit=2500))
    >>> get_refusal(blocks, 5000, 399), get_refusal(blocks, 5000, 400)
    (Refusal(reason='balance', limit=399), None)
    """
    rate = spending.rate
    if not paid and available < spending.least_balance:
        return Refusal("least_balance", spending.least_balance)
    if spending.blocks_only and amount % rate.amount:
        return Refusal("blocks", rate.amount)
    if rate.cost(amount) > available:
        return Refusal("balance", max(0, available))
    return None
