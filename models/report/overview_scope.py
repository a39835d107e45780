from datetime import timedelta
from typing import Any, NamedTuple

from ...points.periods import Days, get_start

#: Who sees what a program costs and brings.
MANAGER = "point_of_sale.group_pos_manager"
#: Entries that a figure adds up. What a figure of taken points counts is turned to be above zero.
KINDS = {
    "earned": ("earn", "bonus"),
    "spent": ("redeem", "restore"),
    "taken_back": ("clawback",),
    "expired": ("expire",),
}
TAKEN = ("spent", "taken_back", "expired")
#: How long before the end of the period a customer is asked about who stays away.
DAYS_OF_A_YEAR = 365
#: So many days without a visit, and a customer stays away.
DAYS_AWAY = 90


class Scope(NamedTuple):
    """What an overview is about: programs, shops and days."""

    programs: Any
    shops: Any
    #: Some points only: those of orders of the shops. A program is run by others, too.
    is_partial: bool
    tz: str
    days: Days
    before: Days
    today: Any

    def get_start(self, day):
        """When a day begins in the time zone, in UTC."""
        return get_start(day, self.tz)

    def get_bounds(self, days):
        """The moment at which days begin, and that after them, in UTC."""
        return self.get_start(days.first), self.get_start(days.end)

    def get_days_of_a_year(self):
        """The year that ends with the period."""
        return Days(self.days.end - timedelta(days=DAYS_OF_A_YEAR), self.days.last)

    def get_days_away(self):
        """The days in which somebody who stays away was not there."""
        return Days(self.days.end - timedelta(days=DAYS_AWAY), self.days.last)

    def get_value(self, points):
        """What points are worth at today's rates.

        :param dict points: by program
        :return float: in the currency of the company
        """
        return sum(program._points_value(points.get(program.id, 0)) for program in self.programs)
