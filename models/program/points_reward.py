from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ...points.rewards import Reward
from ...points.units import to_units

#: A reward costs no more than an entry of the ledger can say.
MOST_POINTS = 1_000_000


class PointsReward(models.Model):
    """What a customer gets for reaching a number of points: it lowers the price of a sale.

    What it takes off, and how several go together, is said by :mod:`~...points.rewards`.
    """

    _name = "points.reward"
    _description = "Loyalty Reward"
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
    name = fields.Char(
        "Reward", required=True, translate=True, help='What customers read, such as "A coffee".'
    )
    points = fields.Integer(required=True, default=100, help="What the reward costs.")
    kind = fields.Selection(
        [
            ("product", "Free product"),
            ("percent", "Percentage off"),
            ("amount", "Amount off"),
        ],
        "Reward Type",
        required=True,
        default="product",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        ondelete="restrict",
        domain=[("available_in_pos", "=", True)],
        help="One unit of one of these products is free.",
    )
    percent = fields.Integer(
        "Percentage", default=10, help="Of the products of an order that are payable with points."
    )
    most_amount = fields.Monetary(
        "Maximum Amount", help="Maximum that the percentage takes off. 0 for no limit."
    )
    amount = fields.Monetary("Amount Off")
    sentence = fields.Char("Description", compute="_compute_sentence")

    _points_are_sensible = models.Constraint(
        f"CHECK (points BETWEEN 1 AND {MOST_POINTS})",
        "A reward must cost between 1 and 1,000,000 points.",
    )
    _percent_is_sensible = models.Constraint(
        "CHECK (kind != 'percent' OR percent BETWEEN 1 AND 100)",
        "The percentage of a reward must be between 1 and 100.",
    )
    _amounts_are_sensible = models.Constraint(
        "CHECK (COALESCE(most_amount, 0) >= 0 AND (kind != 'amount' OR amount > 0))",
        "The amount of a reward must be positive, and its maximum cannot be negative. Set the "
        "maximum to 0 for no limit.",
    )

    @api.depends("name", "points", "kind", "product_ids", "percent", "most_amount", "amount")
    def _compute_sentence(self):
        for reward in self:
            reward.sentence = self.env._(
                "%(points)s: %(gift)s",
                points=reward._get_cost_phrase(),
                gift=reward._get_gift(),
            )

    @api.constrains("kind", "product_ids")
    def _check_products(self):
        for reward in self.filtered(lambda reward: reward.kind == "product"):
            reward._check_has_products()
            if unfit := reward.product_ids.filtered(
                lambda product: product.type == "combo" or product.points_not_accepted
            ):
                raise ValidationError(
                    self.env._(
                        "%(products)s cannot be a reward: points do not pay for it, or it is a "
                        "combo. Choose other products.",
                        products=", ".join(unfit.mapped("display_name")),
                    )
                )

    def _check_has_products(self):
        if not self.product_ids:
            raise ValidationError(
                self.env._(
                    'The reward "%(reward)s" has no product. Choose the product that is free.',
                    reward=self.name,
                )
            )

    @api.constrains("kind", "amount", "most_amount", "program_id")
    def _check_amounts(self):
        for reward in self:
            digits = reward.currency_id.decimal_places
            names = ["amount"] if reward.kind == "amount" else ["most_amount"]
            if any(reward[name] and not to_units(reward[name], digits) for name in names):
                raise ValidationError(
                    self.env._(
                        'The amount of the reward "%(reward)s" is less than the smallest unit of '
                        "%(currency)s. Enter an amount of at least one unit.",
                        reward=reward.name,
                        currency=reward.currency_id.name,
                    )
                )

    def _to_reward(self):
        """This reward as plain values, for :mod:`~...points.rewards`."""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        return Reward(
            key=self.id,
            points=self.points,
            kind=self.kind,
            products=frozenset(self.product_ids.ids if self.kind == "product" else []),
            percent=self.percent,
            most_amount=to_units(self.most_amount, digits),
            amount=to_units(self.amount, digits),
        )

    def _get_names(self):
        """How the reward is called in each language, for the ledger: it may be renamed later.

        :return dict: names by the code of their language
        """
        self.ensure_one()
        return dict(self._fields["name"]._get_stored_translations(self))

    def _get_cost_phrase(self):
        return self.env["points.rule"]._get_points_phrase(self.points)

    def _get_gift(self):
        """What it takes off, in words."""
        if self.kind == "amount":
            return self.env._("%(amount)s off the order", amount=self._format(self.amount))
        if self.kind == "product":
            names = ", ".join(filter(None, self.product_ids.mapped("name")))
            return self.env._("one free product (%(products)s)", products=names or "…")
        if not self.most_amount:
            return self.env._("%(percent)s %% off the order", percent=self.percent)
        return self.env._(
            "%(percent)s %% off the order, at most %(most)s",
            percent=self.percent,
            most=self._format(self.most_amount),
        )

    def _format(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
