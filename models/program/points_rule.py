from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...points.rules import Rule, When
from ...points.units import ONE_UNIT, to_quantity, to_units

MINUTES_OF_AN_HOUR = 60
#: In the order of the ISO week: Monday is 1.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Fields that narrow a rule to what, and to whom, it is about.
NAMES = (
    "product_ids",
    "product_category_ids",
    "pos_category_ids",
    "product_tag_ids",
    "partner_category_ids",
)


class PointsRule(models.Model):
    """When a sale gives points, and how many.

    The first base rule that matches a line counts, and each bonus rule adds to it. The rule in
    words is in ``points_rule_sentence.py``.
    """

    _name = "points.rule"
    _description = "Earning Rule"
    _inherit = ["points.plan.part.mixin", "points.server.fields.mixin", "points.input.mixin"]
    _order = "program_id, sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("live", "Current"), ("draft", "Draft"), ("leaving", "To Remove")],
        required=True,
        default="live",
        help="Draft rules only count in simulations. Rules to remove still apply to sales, but "
        "simulations ignore them.",
    )
    name = fields.Char("Label", help="Shown instead of the automatic description of the rule.")

    kind = fields.Selection(
        [("base", "Base points"), ("bonus", "Bonus points, added to the base points")],
        "Rule Type",
        required=True,
        default="base",
        help="Base points come from the first rule that matches a line. All matching bonus rules "
        "are added.",
    )
    basis = fields.Selection(
        [
            ("amount", "Amount spent"),
            ("unit", "Quantity bought"),
            ("order", "Order"),
            ("product", "Points of the product"),
            ("base", "Percentage of the base points"),
        ],
        "Based On",
        required=True,
        default="amount",
    )
    points = fields.Integer(
        required=True,
        default=1,
        help="Set to 0 to exclude the matching products: they earn no points, from later rules and "
        "bonuses either.",
    )
    percent = fields.Integer(
        default=100, help="Percentage added to the base points: 100 doubles them, 50 adds half."
    )
    amount = fields.Monetary(
        "Per Amount Spent",
        default=1.0,
        help="Points are given for every whole multiple of this amount.",
    )

    # Whatever a rule names stays as long as it does: without it, it would be about everything.
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        check_company=True,
        ondelete="restrict",
        help="Only these products. Leave empty for all.",
    )
    product_category_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        ondelete="restrict",
        help="Only products in these categories and their subcategories. Leave empty for all.",
    )
    pos_category_ids = fields.Many2many(
        "pos.category",
        string="Point of Sale Categories",
        ondelete="restrict",
        help="Only products in these point of sale categories and their subcategories. Leave empty "
        "for all.",
    )
    product_tag_ids = fields.Many2many(
        "product.tag",
        string="Product Tags",
        ondelete="restrict",
        help="Only products with one of these tags. Leave empty for all.",
    )
    partner_category_ids = fields.Many2many(
        "res.partner.category",
        string="Customers",
        ondelete="restrict",
        help="Only customers in these categories and their subcategories. Leave empty for all.",
    )
    date_from = fields.Date("Start Date")
    date_to = fields.Date("End Date", help="The last day on which the rule applies.")
    mon = fields.Boolean("Monday")
    tue = fields.Boolean("Tuesday")
    wed = fields.Boolean("Wednesday")
    thu = fields.Boolean("Thursday")
    fri = fields.Boolean("Friday")
    sat = fields.Boolean("Saturday")
    sun = fields.Boolean("Sunday")
    hour_from = fields.Float("Start Time")
    hour_to = fields.Float(
        "End Time", help="In the program's time zone. An end before the start means the next day."
    )
    least_quantity = fields.Float(
        "Minimum Quantity",
        digits="Product Unit",
        help="Minimum total quantity of the matching products on the order. 0 for no minimum.",
    )
    least_amount = fields.Monetary(
        "Minimum Amount",
        help="Minimum total amount of the matching products on the order. 0 for no minimum.",
    )

    named_count = fields.Integer(
        "Number of Selected Records",
        compute="_compute_named_count",
        store=True,
        help="Number of products, tags and categories of the rule, to notice when one is deleted.",
    )

    _points_are_positive = models.Constraint(
        "CHECK (points >= 0 AND percent > 0)", "The points of an earning rule cannot be negative."
    )
    _none_is_no_bonus = models.Constraint(
        "CHECK (points > 0 OR (kind = 'base' AND basis IN ('amount', 'unit', 'order')))",
        "Only rules for base points per amount, quantity or order can give 0 points. Set at "
        "least 1 point.",
    )
    _points_are_sensible = models.Constraint(
        "CHECK (points <= 1000000 AND percent <= 100000)",
        "A rule can give at most 1,000,000 points at a time, or 100,000 percent.",
    )
    _amount_is_positive = models.Constraint(
        "CHECK (basis != 'amount' OR amount > 0)",
        "The amount of a rule based on the amount spent must be positive, such as 1.00.",
    )
    _percent_is_a_bonus = models.Constraint(
        "CHECK (basis != 'base' OR kind = 'bonus')",
        "A percentage of the base points can only be given as a bonus.",
    )
    _days_follow = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The end date of a rule cannot be before its start date.",
    )
    _hours_are_of_a_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "Times must be between 0:00 and 24:00.",
    )
    _least_is_not_negative = models.Constraint(
        "CHECK (least_quantity >= 0 AND least_amount >= 0)",
        "Minimum quantities and amounts cannot be negative. Leave 0 for no minimum.",
    )

    @api.depends(*NAMES)
    def _compute_named_count(self):
        for rule in self:
            rule.named_count = rule._count_named()

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "base" and self.basis == "base":
            self.basis = "amount"

    @api.constrains("basis", "amount", "program_id")
    def _check_amount(self):
        for rule in self.filtered(lambda rule: rule.basis == "amount"):
            if not to_units(rule.amount, rule.currency_id.decimal_places):
                raise ValidationError(
                    self.env._(
                        "%(amount)s is less than the smallest unit of %(currency)s. Enter an "
                        "amount of at least one unit.",
                        amount=rule.amount,
                        currency=rule.currency_id.name,
                    )
                )

    def _to_earning_rule(self):
        """This rule as plain values, for :mod:`~...points.earning`."""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        points, per = self._get_ratio(digits)
        return Rule(
            key=self.id,
            basis=self.basis,
            points=points,
            per=per,
            bonus=self.kind == "bonus",
            what=self._get_what_labels(),
            who=self._get_who_labels(),
            when=self._get_when(),
            least_quantity=to_quantity(self.least_quantity),
            least_amount=to_units(self.least_amount, digits),
        )

    def _get_ratio(self, digits):
        """So many points for so much of what the rule counts."""
        return {
            "amount": (self.points, to_units(self.amount, digits)),
            "base": (self.percent, 100),
            "product": (1, ONE_UNIT),
        }.get(self.basis, (self.points, ONE_UNIT))

    def _is_possible(self):
        """Whether the rule can be computed: what the database refuses, it may have been told
        while its checks were off."""
        self.ensure_one()
        days_follow = not (self.date_from and self.date_to) or self.date_from <= self.date_to
        amount = to_units(self.amount, self.currency_id.decimal_places)
        names_are_there = self.named_count == self._count_named()
        return days_follow and names_are_there and (self.basis != "amount" or amount > 0)

    def _count_named(self):
        rule = self.with_context(active_test=False)
        return sum(len(rule[name]) for name in NAMES)

    def _check_possible(self):
        """:raises ValidationError: when one of these rules cannot be computed"""
        for rule in self.exists():
            if not rule._is_possible():
                raise ValidationError(
                    self.env._(
                        'The earning rule "%(rule)s" cannot be computed. Correct its dates, its '
                        "amount or its products, then try again.",
                        rule=rule.display_name,
                    )
                )

    def _get_what_labels(self):
        """Groups of labels, see :mod:`~...points.goods`: a product needs one of each."""
        # What was archived is still what the rule names.
        rule = self.with_context(active_test=False)
        groups = (
            self._get_labels("p", rule.product_ids),
            self._get_labels("c", rule.product_category_ids),
            self._get_labels("k", rule.pos_category_ids),
            self._get_labels("t", rule.product_tag_ids),
        )
        return tuple(filter(None, groups))

    def _get_who_labels(self):
        return self._get_labels("g", self.with_context(active_test=False).partner_category_ids)

    @api.model
    def _get_labels(self, letter, records):
        return frozenset(f"{letter}{record_id}" for record_id in records.ids)

    def _get_when(self):
        return When(
            first_day=fields.Date.to_string(self.date_from) or None,
            last_day=fields.Date.to_string(self.date_to) or None,
            weekdays=frozenset(number for number, day in enumerate(WEEKDAYS, 1) if self[day]),
            from_minute=round(self.hour_from * MINUTES_OF_AN_HOUR),
            to_minute=round(self.hour_to * MINUTES_OF_AN_HOUR),
        )
