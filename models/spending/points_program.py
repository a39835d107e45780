from odoo import api, fields, models
from odoo.exceptions import UserError

from ...points.rules import to_json
from ...points.spending import WHOLE_SALE_PERCENT, Spending
from ...points.units import to_units
from ..common.opening import open_action


class PointsProgram(models.Model):
    """What a program says about spending points at a till."""

    _inherit = "points.program"

    spend_as = fields.Selection(
        [
            ("payment", "A means of payment: the sale is taxed in full"),
            ("discount", "A discount: it lowers the price and its taxes"),
        ],
        "Points Are",
        required=True,
        default="payment",
        tracking=True,
        help="As a means of payment, closing the session books what was paid in points on an "
        "account of its own. As a discount, it comes off the goods of each tax when the sale is "
        "paid. Ask your accountant which one holds in your country.",
    )
    spend_blocks_only = fields.Boolean(
        "Only Whole Blocks",
        tracking=True,
        help="Points are spent in whole blocks of the exchange rate (200, 400, ...). Otherwise "
        "the customer may pay any amount.",
    )
    spend_least_balance = fields.Integer(
        "Points to Begin With",
        tracking=True,
        help="How many points a customer needs before any can be spent. 0 for any number.",
    )
    spend_most_amount = fields.Monetary(
        "Most of a Sale",
        tracking=True,
        help="Most of one sale that can be paid in points. 0 for any amount.",
    )
    spend_most_percent = fields.Integer(
        "Most of a Sale (%)",
        default=WHOLE_SALE_PERCENT,
        tracking=True,
        help="Most of one sale that can be paid in points, in per cent of it.",
    )
    hold_minutes = fields.Integer(
        "Points Stay Set Aside (Minutes)",
        default=15,
        tracking=True,
        help="Points that a till has set aside for a sale are free again after that, when the "
        "sale was not paid.",
    )
    offline_most_amount = fields.Monetary(
        "Without Connection, Most of a Sale",
        tracking=True,
        help="What a till that cannot reach the server may take in points for one sale. What the "
        "customer turns out not to have becomes arrears, and is listed under Points Not Covered. "
        "0 to take points only with a connection.",
    )
    spending = fields.Json(
        compute="_compute_spending", help="The terms for spending as plain values, for the till."
    )

    _spending_limits_make_sense = models.Constraint(
        f"""CHECK (spend_least_balance >= 0 AND spend_most_amount >= 0 AND offline_most_amount >= 0
              AND spend_most_percent BETWEEN 1 AND {WHOLE_SALE_PERCENT})""",
        "Limits for spending cannot be below zero, and the most of a sale is 1 to 100 per cent "
        "of it. Leave an amount at 0 for no limit.",
    )
    _hold_ends = models.Constraint(
        "CHECK (hold_minutes BETWEEN 1 AND 1440)",
        "Points stay set aside for at least one minute and at most a day (1440 minutes).",
    )

    @api.depends(
        "exchange_points",
        "exchange_amount",
        "spend_blocks_only",
        "spend_least_balance",
        "spend_most_amount",
        "spend_most_percent",
    )
    def _compute_spending(self):
        for program in self:
            program.spending = to_json(program._get_spending())

    def action_set_up_payment(self):
        """Have points taken as a payment at the tills of this program."""
        self.ensure_one()
        return open_action(
            self.env,
            "pos_customer_loyalty.points_payment_setup_action",
            context={"default_program_id": self.id},
        )

    def _get_spending(self):
        """The terms for spending, see :mod:`~...points.spending`."""
        self.ensure_one()
        return Spending(
            rate=self._get_rate(),
            blocks_only=self.spend_blocks_only,
            least_balance=self.spend_least_balance,
            most_amount=self._to_units(self.spend_most_amount),
            most_percent=self.spend_most_percent,
        )

    def _to_units(self, amount):
        """An amount in the smallest unit of the program's currency."""
        self.ensure_one()
        return to_units(amount, self.currency_id.decimal_places)

    def _check_currency(self, currency):
        """Points are worth money of one currency, and pay in no other.

        :param currency: the ``res.currency`` of a till or an order
        :raises UserError: when it is another one
        """
        if currency != self.currency_id:
            raise UserError(
                self.env._(
                    "The points of %(program)s are worth %(own)s, and this till takes %(other)s. "
                    "Choose another payment method.",
                    program=self.name,
                    own=self.currency_id.name,
                    other=currency.name,
                )
            )

    def _get_refusal_sentence(self, refusal):
        """Why an amount cannot be paid in points, in words.

        :param Refusal refusal: see :mod:`~...points.spending`
        """
        if refusal.reason == "least_balance":
            return self.env._(
                "Points can be spent from %(limit)s on. Choose another payment method.",
                limit=refusal.limit,
            )
        if refusal.reason == "blocks":
            return self.env._(
                "Points are spent in whole blocks of %(block)s. Change the amount.",
                block=self._format_amount(refusal.limit),
            )
        return self.env._(
            "The customer has only %(points)s points to spend, worth %(value)s. Take less, or "
            "choose another payment method.",
            points=refusal.limit,
            value=self._format_amount(self._get_rate().value(refusal.limit)),
        )
