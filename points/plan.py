"""What a program says, as plain values: what its sales and entries are computed from."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import pytz

from .exchange import Rate
from .lots import Pending, expiry_date, settle
from .periods import get_start, shift
from .rewards import Reward
from .rules import Terms, to_json
from .spending import Spending


@dataclass(frozen=True)
class Plan:
    """A program at one moment; see the fields of ``points.program``.

    :param int currency: the id of the currency that amounts are counted in
    :param int digits: its decimals
    :param Terms terms: what it says about earning
    :param dict labels: the labels that its rules have been given, by their keys
    :param tuple[int] impossible: rules that cannot be computed, by their keys
    :param str timezone: where the day of a sale is looked up
    :param int grace_days: so long can points be spent that come back with returned goods
    :param int pending_days: so many days after a sale its points count, 0 for at once
    :param int welcome_bonus: points for the first purchase of a customer whom nobody referred,
    :param int referred_bonus: whom somebody did, and
    :param int referrer_bonus: for who did,
    :param int referrals_most: at most so many times a month, 0 for no limit
    :param bool recomputes: whether a partial return leaves what the goods kept would earn
    :param tuple[Reward] rewards: what customers get for reaching a number of points
    :param Spending spending: what it says about spending
    :param str spend_as: ``payment`` or ``discount``
    :param int offline_most: most that a till without connection takes in points of one sale, and
    :param int confirm_from: from which amount it takes a confirmation, 0 for none; both in the
        currency's smallest unit
    """

    active: bool
    tax_included: bool
    currency: int
    digits: int
    terms: Terms
    labels: dict
    impossible: tuple
    expiry: str
    expiry_months: int
    stop_at_zero: bool
    timezone: str
    spending: Spending | None = None
    spend_as: str = "payment"
    offline_most: int = 0
    confirm_from: int = 0
    grace_days: int = 0
    recomputes: bool = False
    pending_days: int = 0
    rewards: tuple = ()
    welcome_bonus: int = 0
    referred_bonus: int = 0
    referrer_bonus: int = 0
    referrals_most: int = 0

    @cached_property
    def label_letters(self):
        """First letters of the labels that the rules ask for, see :mod:`points.goods`."""
        groups = [group for rule in self.terms.rules for group in (*rule.what, rule.who)]
        return frozenset(label[0] for group in groups for label in group)

    @property
    def has_discounts(self):
        """Whether points lower prices: all that are spent, or those for rewards."""
        return self.spend_as == "discount" or bool(self.rewards)

    @cached_property
    def rewards_by_key(self):
        """The rewards by the ids of their records."""
        return {reward.key: reward for reward in self.rewards}

    @property
    def gives_first_bonus(self):
        return bool(self.welcome_bonus or self.referred_bonus or self.referrer_bonus)

    def get_expiry(self, moment):
        """The last day on which points of a moment can be spent.

        :param datetime moment: in UTC
        :return str: an ISO date, or None for never

        >>> from datetime import datetime
        >>> plan = Plan(True, True, 1, 2, Terms(), {}, (), "day", 12, False, "Europe/Paris")
        >>> plan.get_expiry(datetime(2026, 12, 31, 23, 30)), "already 2027 in Paris"
        ('2028-01-01', 'already 2027 in Paris')
        """
        expires = expiry_date(self.get_local_date(moment), self.expiry, self.expiry_months)
        return expires and expires.isoformat()

    def get_day(self, expires, moment, now):
        """The day of the lot of a sale's points.

        :param str expires: the last day on which they can be spent, or None for never
        :param datetime moment: of the sale, in UTC
        :param datetime now: in UTC; what counts by then is not pending
        :return: an ISO date, None for never, or a :class:`~.lots.Pending`

        >>> from datetime import datetime
        >>> plan = Plan(True, True, 1, 2, Terms(), {}, (), "never", 0, False, "Europe/Paris",
        ...     pending_days=14)
        >>> sale = datetime(2026, 11, 27, 23, 30)
        >>> plan.get_day(None, sale, sale), "already the 28th in Paris"
        (Pending(expires=None, available='2026-12-12'), 'already the 28th in Paris')
        >>> plan.get_day(None, sale, datetime(2026, 12, 11, 23)), "midnight in Paris"
        (None, 'midnight in Paris')
        """
        if not self.pending_days:
            return expires
        available = self.get_local_date(moment) + timedelta(self.pending_days)
        day = Pending(expires, available.isoformat())
        return settle(day, self.get_local_date(now).isoformat())

    def get_grace(self, moment):
        """The day until which points can be spent at least that come back at a moment.

        :param datetime moment: in UTC
        :return str: an ISO date, or None where they come back with the day that they had

        >>> from datetime import datetime
        >>> plan = Plan(True, True, 1, 2, Terms(), {}, (), "day", 12, False, "UTC", grace_days=30)
        >>> plan.get_grace(datetime(2026, 12, 31, 12)), replace(plan, grace_days=0).get_grace(None)
        ('2027-01-30', None)
        """
        if not self.grace_days:
            return None
        return (self.get_local_date(moment) + timedelta(self.grace_days)).isoformat()

    def get_local_time(self, moment):
        """A moment (in UTC) as the clock at the shop shows it."""
        zone = pytz.timezone(self.timezone)
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)

    def needs_confirmation(self, units):
        """Whether so much of one sale takes a confirmation.

        :param int units: all that is paid in points, in the currency's smallest unit
        """
        return bool(self.confirm_from) and units >= self.confirm_from

    def get_day_bounds(self, moment):
        """When the day of a moment begins and ends at the shop.

        :param datetime moment: in UTC
        :return tuple[datetime]: the beginning and the end of the day, in UTC
        """
        day = self.get_local_date(moment)
        return tuple(get_start(day + timedelta(days), self.timezone) for days in (0, 1))

    def get_month_bounds(self, moment):
        """When the month of a moment begins and ends at the shop.

        :param datetime moment: in UTC
        :return tuple[datetime]: the beginning and the end of the month, in UTC

        >>> from datetime import datetime
        >>> plan = Plan(True, True, 1, 2, Terms(), {}, (), "never", 12, False, "Europe/Paris")
        >>> [str(bound) for bound in plan.get_month_bounds(datetime(2026, 3, 31, 22, 30))]
        ['2026-03-31 22:00:00', '2026-04-30 22:00:00']
        """
        first = self.get_local_date(moment).replace(day=1)
        return tuple(get_start(shift(first, months), self.timezone) for months in (0, 1))

    def get_local_date(self, moment):
        """The date of a moment (in UTC) at the shop."""
        return self.get_local_time(moment).date()

    def to_json(self):
        """The plan as JSON.

        >>> plan = Plan(True, True, 1, 2, Terms(), {7: "Bread"}, (), "never", 12, False, "UTC")
        >>> Plan.from_json(plan.to_json()) == plan
        True
        """
        labels = [[key, label] for key, label in self.labels.items()]
        return {**to_json(replace(self, labels=None)), "labels": labels}

    @classmethod
    def from_json(cls, values):
        """The plan that :meth:`to_json` has written."""
        spending = values["spending"]
        return cls(
            **{
                **values,
                "terms": Terms.from_json(values["terms"]),
                "spending": spending and Spending(**{**spending, "rate": Rate(**spending["rate"])}),
                "labels": dict(values["labels"]),
                "impossible": tuple(values["impossible"]),
                "rewards": tuple(map(Reward.from_json, values["rewards"])),
            }
        )
