import math
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...points.earning import get_outcome
from ...points.goods import Basket, Line
from ...points.rules import Terms
from ...points.units import to_quantity, to_units
from .points_rule import WEEKDAYS

MOST_PRODUCTS = 2


class PointsRule(models.Model):
    """An example of what a rule gives, computed by the engine itself while one types."""

    _inherit = "points.rule"

    example = fields.Html(compute="_compute_example", sanitize=False)

    @api.depends("display_name", "program_id.rule_ids")
    def _compute_example(self):
        for rule in self:
            rule.example = self.env["ir.qweb"]._render(
                "pos_customer_loyalty.points_rule_example", rule._prepare_example()
            )

    def _prepare_example(self):
        """Values of the example: rows of dictionaries, and the points in all."""
        products = self._is_possible() and self._get_example_products()
        if not products:
            return {"rows": [], "total": ""}
        quantity = self._get_example_quantity(products)
        basket = self._get_example_basket(products, quantity)
        outcome = get_outcome(basket, Terms(self._get_example_rules()))
        return {
            "rows": [
                {
                    "product": product.display_name,
                    "quantity": quantity,
                    "amount": self._format(product.lst_price * quantity),
                    "points": sum(
                        earning.points
                        for earning in outcome.earnings
                        if earning.line == str(product.id)
                    ),
                }
                for product in products
            ],
            "total": self._get_points_phrase(outcome.points),
        }

    def _get_example_products(self):
        """Products of the shop that the rule is about, and that cost something."""
        domain = Domain("list_price", ">", 0) & Domain("sale_ok", "=", True)
        domain &= Domain("product_tmpl_id.earns_points", "=", True)
        domain &= Domain("company_id", "in", [False, *self.company_id.ids])
        if self.basis == "product":
            domain &= Domain("product_tmpl_id.points_given", ">", 0)
        narrowing = {
            "id": ("in", self.product_ids),
            "categ_id": ("child_of", self.product_category_ids),
            "pos_categ_ids": ("child_of", self.pos_category_ids),
            "all_product_tag_ids": ("in", self.product_tag_ids),
        }
        for field, (operator, records) in narrowing.items():
            if records:
                domain &= Domain(field, operator, records.ids)
        products = self.env["product.product"]
        # Those of the company before those that all companies share.
        options = {"order": "company_id, id", "limit": MOST_PRODUCTS}
        found = products.search(domain & Domain("available_in_pos", "=", True), **options)
        return found or products.search(domain, **options)

    def _get_example_quantity(self, products):
        """So many of each product that the rule gives something."""
        price = sum(products.mapped("lst_price"))
        amount = max(self.least_amount, self.amount if self.basis == "amount" else 0)
        return max(
            1, math.ceil(self.least_quantity / len(products)), math.ceil(round(amount / price, 6))
        )

    def _get_example_basket(self, products, quantity):
        digits = self.currency_id.decimal_places
        groups = self._get_what_labels()
        return Basket(
            lines=tuple(
                Line(
                    key=str(product.id),
                    product=product.id,
                    quantity=to_quantity(quantity),
                    amount=to_units(product.lst_price * quantity, digits),
                    labels=self._get_labels("p", product).union(*groups),
                    product_points=product.points_given,
                )
                for product in products
            ),
            customer=self._get_who_labels(),
            day=fields.Date.to_string(self._get_example_day()),
            minute=self._get_when().from_minute,
        )

    def _get_example_day(self):
        """A day on which the rule counts."""
        first = self.date_from or fields.Date.context_today(self)
        days = [first + timedelta(days) for days in range(len(WEEKDAYS))]
        return next((day for day in days if self[WEEKDAYS[day.weekday()]]), first)

    def _get_example_rules(self):
        """The rule alone; a bonus on other points comes with the rules that give them."""
        rule = replace(self._to_earning_rule(), key=0)
        others = self.program_id._origin.rule_ids.filtered(
            lambda other: other.kind == "base" and other.state != "draft" and other._is_possible()
        )
        base = [other._to_earning_rule() for other in others] if self.basis == "base" else []
        return (*base, rule)
