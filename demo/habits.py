"""What the customers of the demo shop do: who comes when, and with what in the basket."""

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

import pytz

PARIS = pytz.timezone("Europe/Paris")
MONDAY, TUESDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 4, 5, 6
#: The year that the shop sells, which ends yesterday.
PERIODS, DAYS_OF_PERIOD = 26, 14
#: Customers of a week, from January on: the town is away in August, and back before Christmas.
SEASON = (5, 5, 6, 7, 7, 7, 6, 3, 7, 7, 8, 13)
#: Customers who had a card before there were points.
OLD_CARDS = 30
#: The day of the year until which all have come once who ever come.
LAST_NEWCOMER = 330
#: Customers of one market.
MARKET = 4
#: One out of so many comes no more after that day of the year.
SLEEPER, FALLS_ASLEEP = 5, 150


class Habits:
    """Chance with a fixed seed: the same shop sells the same year each time it is loaded.

    :param date today: the day after the year
    :param list products: pairs of a product and its price
    :param list customers: who has a name at the counter: the most loyal one, then the others in no
        particular order
    """

    def __init__(self, today, products, customers):
        self._random = Random(19)
        self._first = today - timedelta(days=PERIODS * DAYS_OF_PERIOD)
        self._products = [product for product, _price in products]
        # The cheaper, the more often it is bought.
        self._appeal = [price**-0.5 for _product, price in products]
        most_loyal, *others = customers
        self.people = [most_loyal, *self._random.sample(others, len(others))]
        self.old_cards = self.people[:OLD_CARDS]
        self._newcomers = list(enumerate(self.people))
        self._known = []

    def periods(self):
        """The days of the year on which the shop is open, a list for each period."""
        return [
            [day for day in self._days(number) if day.weekday() != MONDAY]
            for number in range(PERIODS)
        ]

    def _days(self, number):
        first = number * DAYS_OF_PERIOD
        return [self._first + timedelta(days=first + after) for after in range(DAYS_OF_PERIOD)]

    def visits(self, days):
        """When customers come to the shop on some of its days, in UTC and in order."""
        wanted = round(SEASON[days[0].month - 1] * len(days) / 6)
        minutes = [(day, minute) for day in days for minute in range(opening_minutes(day))]
        chosen = sorted(self._random.sample(minutes, wanted))
        return [at_opening(day) + timedelta(minutes=minute) for day, minute in chosen]

    def market_visits(self, day):
        """When customers come to the stall: it packs up before the shop opens."""
        chosen = self._random.sample(range(20, 120), MARKET)
        return [at_opening(day) - timedelta(minutes=before) for before in sorted(chosen)[::-1]]

    def customer(self, visit):
        """Who stands at the counter; ``None`` for one out of ten, who gives no name.

        :param datetime visit: when
        """
        age = (visit.date() - self._first).days
        if self._random.random() < 0.1:
            return None
        if self._newcomers and self._comes_first(self._newcomers[0][0]) <= age:
            self._known.append(self._newcomers.pop(0))
            return self._known[-1][1]
        awake = [(rank, customer) for rank, customer in self._known if self._is_awake(rank, age)]
        # Some of them come nearly every day, others once a year.
        loyalty = [1 / (2 + rank) for rank, _customer in awake]
        return self._random.choices(awake, loyalty)[0][1] if awake else None

    def _comes_first(self, rank):
        """The day of the year from which on the customer is expected."""
        return LAST_NEWCOMER * rank // (len(self._known) + len(self._newcomers))

    def _is_awake(self, rank, age):
        return age < FALLS_ASLEEP or rank % SLEEPER != SLEEPER - 1

    def basket(self):
        """The different products that one customer buys."""
        wanted = self._random.choices(self._products, self._appeal, k=self._random.randint(1, 6))
        return list(dict.fromkeys(wanted))

    def units(self):
        """How many of one thing."""
        return self._random.choices([1, 2, 3], [7, 2, 1])[0]

    def kilos(self):
        """What the scale shows for one thing, to the ten grams that a till counts by."""
        return self._random.randint(12, 65) / 100

    def old_points(self):
        """What was on a card of before."""
        return self._random.randint(2, 14) * 5

    def pays_cash(self, total):
        """Small sales are mostly paid in cash, large ones by card."""
        return self._random.random() < (0.6 if total < 10 else 0.2)

    def spends_points(self):
        """Whether somebody who has points pays with them."""
        return self._random.random() < 0.2

    def uuid(self):
        """The name a till gives to a record before the server knows it."""
        return str(UUID(int=self._random.getrandbits(128), version=4))


def is_market(day):
    """Whether the market is held, where the shop has a stall: each first Saturday of a month."""
    return day.weekday() == SATURDAY and day.day <= 7


def is_post_day(day):
    """Whether the shop looks for whom to write to: twice a week is often enough here."""
    return day.weekday() in (TUESDAY, FRIDAY)


def at_market(day):
    """When the stall is set up, as naive UTC."""
    return at_opening(day) - timedelta(minutes=150)


def opening_minutes(day):
    """How long the shop is open: from nine to seven, on Sunday till half past twelve."""
    return 210 if day.weekday() == SUNDAY else 600


def at_opening(day):
    """Nine in the morning in Paris, as naive UTC."""
    opening = PARIS.localize(datetime.combine(day, time(9)))
    return opening.astimezone(pytz.utc).replace(tzinfo=None)


def at_closing(day):
    """When the drawer is counted, ten minutes after the last customer, as naive UTC."""
    return at_opening(day) + timedelta(minutes=opening_minutes(day) + 10)


def at_night(day):
    """When scheduled actions run after a day, as naive UTC."""
    return at_opening(day) + timedelta(hours=18)
