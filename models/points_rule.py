from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..points.earning import Rule
from ..points.units import ONE_UNIT, to_units


class PointsRule(models.Model):
    """When a sale gives points, and how many: the first rule that matches a line counts."""

    _name = "points.rule"
    _description = "Earning Rule"
    _order = "program_id, sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char("Label", help="Shown instead of the rule's own sentence.")
    basis = fields.Selection(
        [("amount", "Amount spent"), ("unit", "Units bought")],
        "Points for",
        required=True,
        default="amount",
    )
    points = fields.Integer(required=True, default=1)
    amount = fields.Monetary(
        "For Each", default=1.0, help="The points are given for each whole amount of this size."
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        check_company=True,
        # A rule that loses its products would be one for everything.
        ondelete="restrict",
        help="Only these products. Leave empty for all.",
    )
    product_category_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        ondelete="restrict",
        help="Only products of these categories and of those below them. Leave empty for all.",
    )

    _points_are_positive = models.Constraint(
        "CHECK (points > 0)", "An earning rule gives at least 1 point."
    )
    _amount_is_positive = models.Constraint(
        "CHECK (basis != 'amount' OR amount > 0)",
        "A rule on the amount spent needs an amount above zero, for instance 1.00.",
    )

    @api.depends(
        "name", "basis", "points", "amount", "currency_id", "product_ids", "product_category_ids"
    )
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.name or rule._get_sentence()

    @api.constrains("basis", "amount", "program_id")
    def _check_amount(self):
        for rule in self.filtered(lambda rule: rule.basis == "amount"):
            if not to_units(rule.amount, rule.currency_id.decimal_places):
                raise ValidationError(
                    self.env._(
                        "%(amount)s is less than the smallest coin of %(currency)s. "
                        "Give points for each whole amount of at least one coin.",
                        amount=rule.amount,
                        currency=rule.currency_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["points.program"]._forget_plans()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env["points.program"]._forget_plans()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["points.program"]._forget_plans()
        return result

    def _to_earning_rule(self):
        """This rule as plain values, for :mod:`~..points.earning`."""
        self.ensure_one()
        per_amount = self.basis == "amount"
        return Rule(
            key=self.id,
            basis=self.basis,
            points=self.points,
            per=to_units(self.amount, self.currency_id.decimal_places) if per_amount else ONE_UNIT,
            # A product that was archived is still the one that the rule names.
            products=frozenset(self.with_context(active_test=False).product_ids.ids),
            categories=frozenset(self.product_category_ids.ids),
        )

    def _get_sentence(self):
        """The rule in words: "2 points per whole 5.00 € spent on Bakery"."""
        self.ensure_one()
        points, what = self._get_points_phrase(self.points), self._get_what()
        if self.basis == "unit":
            return self.env._("%(points)s per unit of %(what)s", points=points, what=what)
        return self.env._(
            "%(points)s per whole %(amount)s spent on %(what)s",
            points=points,
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            what=what,
        )

    @api.model
    def _get_points_phrase(self, points):
        return self.env._("1 point") if points == 1 else self.env._("%s points", points)

    def _get_what(self):
        """What the rule is about, in words."""
        names = (self.product_ids or self.product_category_ids).mapped("name")
        return ", ".join(filter(None, names)) or self.env._("anything")
