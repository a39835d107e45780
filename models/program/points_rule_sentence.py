from babel.dates import get_day_names

from odoo import api, models
from odoo.tools.misc import (
    babel_locale_parse,
    format_date,
    format_duration,
    formatLang,
    get_lang,
)

from ..common.numbers import format_count
from .points_rule import NAMES, WEEKDAYS


class PointsRule(models.Model):
    """A rule in words: "2 points for every 5.00 € spent on Bakery, on Tuesday"."""

    _inherit = "points.rule"

    @api.depends(
        "name",
        "kind",
        "basis",
        "points",
        "percent",
        "amount",
        "currency_id",
        *NAMES,
        "date_from",
        "date_to",
        *WEEKDAYS,
        "hour_from",
        "hour_to",
        "least_quantity",
        "least_amount",
        "program_id.partial_return",
    )
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.name or rule._get_sentence()

    def _get_sentence(self):
        """The rule in words, built from its fields."""
        self.ensure_one()
        parts = [self._get_gift(), self._get_days(), self._get_hours()]
        parts += [self._get_who(), self._get_least(), self._get_lasting()]
        return ", ".join(filter(None, parts))

    def _get_gift(self):
        """What it gives and for what: "2 points for every 5.00 € spent on Bakery"."""
        gift = self._get_points_for_what()
        return self.env._("bonus: %(gift)s", gift=gift) if self.kind == "bonus" else gift

    def _get_points_for_what(self):
        values = {
            "points": self._get_points_phrase(self.points),
            "what": self._get_what(),
            "percent": self.percent,
            "amount": self._format(self.amount),
        }
        if self._gives_nothing():
            return self.env._("no points for %(what)s", **values)
        if self.basis == "unit":
            return self.env._("%(points)s per unit of %(what)s", **values)
        if self.basis == "order":
            return self.env._("%(points)s for an order with %(what)s", **values)
        if self.basis == "product":
            return self.env._("the points of the product, for %(what)s", **values)
        if self.basis == "base":
            return self.env._("%(percent)s %% more points on %(what)s", **values)
        return self.env._("%(points)s for every %(amount)s spent on %(what)s", **values)

    def _gives_nothing(self):
        return not self.points and self.basis in ("amount", "unit", "order")

    @api.model
    def _get_points_phrase(self, points):
        if points == 1:
            return self.env._("1 point")
        return self.env._("%s points", format_count(self.env, points))

    def _get_what(self):
        """What the rule is about, in words; what narrows it further is in brackets."""
        groups = [self[name] for name in NAMES if name != "partner_category_ids"]
        first, *others = list(filter(None, map(self._list_names, groups))) or [""]
        what = first or self.env._("any product")
        return f"{what} ({'; '.join(others)})" if others else what

    @api.model
    def _list_names(self, records):
        return ", ".join(filter(None, records.mapped("name")))

    def _get_days(self):
        values = {
            "first": self.date_from and format_date(self.env, self.date_from),
            "last": self.date_to and format_date(self.env, self.date_to),
        }
        names = get_day_names(locale=babel_locale_parse(get_lang(self.env).code))
        days = ", ".join(names[i] for i, day in enumerate(WEEKDAYS) if self[day])
        days = days and self.env._("on %(days)s", days=days)
        if self.date_from and self.date_to:
            period = self.env._("from %(first)s to %(last)s", **values)
        elif self.date_from:
            period = self.env._("from %(first)s on", **values)
        else:
            period = self.date_to and self.env._("until %(last)s", **values)
        return ", ".join(filter(None, [days, period]))

    def _get_hours(self):
        values = {"first": format_duration(self.hour_from), "last": format_duration(self.hour_to)}
        if self.hour_to:
            return self.env._("between %(first)s and %(last)s", **values)
        return self.hour_from and self.env._("after %(first)s", **values)

    def _get_who(self):
        names = self._list_names(self.partner_category_ids)
        return names and self.env._("for customers: %(categories)s", categories=names)

    def _get_least(self):
        quantity = self.least_quantity and formatLang(
            self.env, self.least_quantity, dp="Product Unit"
        )
        amount = self.least_amount and self._format(self.least_amount)
        if quantity and amount:
            return self.env._(
                "for a quantity of at least %(quantity)s and at least %(amount)s",
                quantity=quantity,
                amount=amount,
            )
        if quantity:
            return self.env._("for a quantity of at least %(quantity)s", quantity=quantity)
        return amount and self.env._("for at least %(amount)s", amount=amount)

    def _get_lasting(self):
        """Whether its minimum must still be reached once something was returned."""
        if self.program_id.partial_return != "recompute":
            return None
        return (self.least_quantity or self.least_amount) and self.env._("also after returns")

    def _format(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
