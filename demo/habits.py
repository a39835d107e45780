"""What the customers of the demo shop do: who comes when, and with what in the basket."""

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

import pytz

PARIS = pytz.timezone("Europe/Paris")
MONDAY, SUNDAY = 0, 6


class Habits:
    """Chance with a fixed seed: the same shop sells the same month each time it is loaded.

    :param list products: pairs of a product and its price
    :param list customers: who has a name at the counter, in no particular order
    """

    def __init__(self, products, customers):
        self._random = Random(19)
        self._products = [product for product, _price in products]
        # The cheaper, the more often it is bought.
        self._appeal = [price**-0.5 for _product, price in products]
        self._newcomers = self._random.sample(customers, len(customers))
        self._regulars = self._random.sample(customers, 20)
        # Some of them come nearly every day, others once a week.
        self._loyalty = [1 / rank for rank in range(2, 22)]

    def weeks(self, today):
        """The days before ``today`` on which the shop was open, a list for each week."""
        days = [today - timedelta(days=ago) for ago in range(30, 0, -1)]
        weeks = {}
        for day in days:
            if day.weekday() != MONDAY:
                weeks.setdefault(day.isocalendar()[:2], []).append(day)
        return list(weeks.values())

    def visits(self, day):
        """When customers came to the counter on ``day``, in UTC and in order."""
        minutes = opening_minutes(day)
        chosen = sorted(self._random.sample(range(minutes), self._random.randint(6, 8)))
        return [at_opening(day) + timedelta(minutes=minute) for minute in chosen]

    def customer(self):
        """Who stands at the counter; ``None`` for one out of ten, who gives no name.

        Regulars come often, and everybody comes at least once while there is time.
        """
        if self._random.random() < 0.1:
            return None
        if self._newcomers and self._random.random() < 0.75:
            return self._newcomers.pop()
        return self._random.choices(self._regulars, self._loyalty)[0]

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

    def pays_cash(self, total):
        """Small sales are mostly paid in cash, large ones by card."""
        return self._random.random() < (0.6 if total < 10 else 0.2)

    def uuid(self):
        """The name a till gives to a record before the server knows it."""
        return str(UUID(int=self._random.getrandbits(128), version=4))


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
