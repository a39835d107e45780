from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..common.numbers import format_count
from .res_partner_category_condition import CONDITIONS


class ResPartnerCategory(models.Model):
    """The conditions in words: "private customers, turnover of at least 500.00 € in the last
    365 days"."""

    _inherit = "res.partner.category"

    sentence = fields.Char("Conditions", compute="_compute_sentence")

    @api.depends(*CONDITIONS, "currency_id")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for category in self:
            category.sentence = category._get_sentence()

    def _get_sentence(self):
        """The conditions in words, or an empty text where there are none."""
        self.ensure_one()
        parts = [
            self._get_kind_phrase(),
            self._get_created_phrase(),
            self._get_turnover_phrase(),
            self._get_visits_phrase(),
            self._get_last_visit_phrase(),
            self._get_last_purchase_phrase(),
            self.points_least
            and self.env._(
                "points balance of at least %(points)s",
                points=format_count(self.env, self.points_least),
            ),
            self.earned_least
            and self.env._(
                "at least %(points)s points earned in the last %(days)s",
                points=format_count(self.env, self.earned_least),
                days=self._count_days("earned_days"),
            ),
            self._get_place_phrase(),
            self.birthday_month and self.env._("birthday this month"),
            self.domain and self.env._("other conditions"),
        ]
        sentence = ", ".join(filter(None, parts))
        return sentence[:1].upper() + sentence[1:]

    def _get_kind_phrase(self):
        phrases = {
            "private": self.env._("individuals"),
            "professional": self.env._("professionals"),
        }
        return phrases.get(self.customer_kind)

    def _get_created_phrase(self):
        days = self._count_days("created_days")
        return self.created_days and self.env._("customer for less than %(days)s", days=days)

    def _get_turnover_phrase(self):
        values = {
            "least": formatLang(self.env, self.turnover_least, currency_obj=self.currency_id),
            "most": formatLang(self.env, self.turnover_most, currency_obj=self.currency_id),
            "days": self._count_days("turnover_days"),
        }
        if self.turnover_test == "least":
            return self.env._("turnover of at least %(least)s in the last %(days)s", **values)
        if self.turnover_test == "most":
            return self.env._("turnover of at most %(most)s in the last %(days)s", **values)
        return self.turnover_test and self.env._(
            "turnover of %(least)s to %(most)s in the last %(days)s", **values
        )

    def _get_visits_phrase(self):
        values = {
            "least": self.visits_least,
            "most": self.visits_most,
            "days": self._count_days("visits_days"),
        }
        if self.visits_test == "least":
            return self.env._("at least %(least)s visits in the last %(days)s", **values)
        if self.visits_test == "most":
            return self.env._("at most %(most)s visits in the last %(days)s", **values)
        return self.visits_test and self.env._(
            "%(least)s to %(most)s visits in the last %(days)s", **values
        )

    def _get_last_visit_phrase(self):
        days = self._count_days("last_visit_days")
        if self.last_visit_test == "least":
            return self.env._("last visit at least %(days)s ago", days=days)
        return self.last_visit_test and self.env._("last visit at most %(days)s ago", days=days)

    def _get_last_purchase_phrase(self):
        days = self._count_days("last_purchase_days")
        if self.last_purchase_test == "least":
            return self.env._("last purchase at least %(days)s ago", days=days)
        return self.last_purchase_test and self.env._(
            "last purchase at most %(days)s ago", days=days
        )

    def _get_place_phrase(self):
        places = [
            self.country_id.name,
            self.zip_prefixes
            and self.env._("ZIP codes starting with %(prefixes)s", prefixes=self.zip_prefixes),
            self.cities,
        ]
        names = ", ".join(filter(None, places))
        return names and self.env._("from %(places)s", places=names)

    def _count_days(self, name):
        """The days of a period in words."""
        days = self[name]
        return self.env._("1 day") if days == 1 else self.env._("%s days", days)
