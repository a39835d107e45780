"""What a program says, as plain values: what its sales and entries are computed from."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property

import pytz

from .lots import expiry_date
from .rules import Terms, to_json


@dataclass(frozen=True)
class Plan:
    """A program at one moment; see the fields of ``points.program``.

    :param int currency: the id of the currency that amounts are counted in
    :param int digits: its decimals
    :param Terms terms: what it says about earning
    :param dict labels: the labels that its rules have been given, by their keys
    :param tuple[int] impossible: rules that cannot be computed, by their keys
    :param str timezone: where the day of a sale is looked up
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

    @cached_property
    def label_letters(self):
        """First letters of the labels that the rules ask for, see :mod:`points.goods`."""
        groups = [group for rule in self.terms.rules for group in (*rule.what, rule.who)]
        return frozenset(label[0] for group in groups for label in group)

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

    def get_local_time(self, moment):
        """A moment (in UTC) as the clock at the shop shows it."""
        zone = pytz.timezone(self.timezone)
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)

    def get_day_bounds(self, moment):
        """When the day of a moment begins and ends at the shop.

        :param datetime moment: in UTC
        :return tuple[datetime]: the beginning and the end of the day, in UTC
        """
        zone, midnight = pytz.timezone(self.timezone), time()
        day = self.get_local_date(moment)
        bounds = (datetime.combine(day + timedelta(days), midnight) for days in (0, 1))
        return tuple(
            zone.localize(bound).astimezone(pytz.utc).replace(tzinfo=None) for bound in bounds
        )

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
        return cls(
            **{
                **values,
                "terms": Terms.from_json(values["terms"]),
                "labels": dict(values["labels"]),
                "impossible": tuple(values["impossible"]),
            }
        )
