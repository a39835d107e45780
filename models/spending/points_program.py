from odoo import api, fields, models
from odoo.exceptions import UserError

from ...points.rules import to_json
from ...points.spending import WHOLE_SALE_PERCENT, Spending
from ...points.units import to_units
from ..common.numbers import format_count
from ..common.opening import open_action


class PointsProgram(models.Model):
    """What a program says about spending points at a till."""

    _inherit = "points.program"

    spend_as = fields.Selection(
        [
            ("payment", "Payment (the sale is taxed in full)"),
            ("discount", "Discount (lowers the price and its taxes)"),
        ],
        "Redeem Points As",
        required=True,
        default="payment",
        tracking=True,
        help="As a payment, the closing entry of the session posts points redeemed to a separate "
        "account. As a discount, they reduce the price of the products per tax rate when the "
        "order is paid. Ask your accountant which applies in your country.",
    )
    spend_blocks_only = fields.Boolean(
        "Whole Multiples Only",
        tracking=True,
        help="Customers can only redeem whole multiples of the exchange rate, such as 200 or 400 "
        "points. Otherwise, they can redeem any amount.",
    )
    spend_least_balance = fields.Integer(
        "Minimum Balance",
        tracking=True,
        help="Points a customer must have before redeeming any. 0 for no minimum.",
    )
    spend_most_amount = fields.Monetary(
        "Maximum Amount per Order",
        tracking=True,
        help="Maximum amount of an order that can be paid in points. 0 for no limit.",
    )
    spend_most_percent = fields.Integer(
        "Maximum Share of an Order (%)",
        default=WHOLE_SALE_PERCENT,
        tracking=True,
        help="Maximum that can be paid in points, as a percentage of the products of an order that "
        "are payable with points.",
    )
    hold_minutes = fields.Integer(
        "Hold Duration (Minutes)",
        default=15,
        tracking=True,
        help="Time after which points on hold for an unpaid order are released.",
    )
    offline_most_amount = fields.Monetary(
        "Maximum Offline Amount per Order",
        tracking=True,
        help="Maximum amount that an offline point of sale accepts in points per order. Points "
        "that the customer turns out not to have make the balance negative and are listed under "
        '"Points Overdrawn Offline". 0 to accept points online only.',
    )
    spending = fields.Json(
        "Redemption Terms",
        compute="_compute_spending",
        help="The redemption terms as plain data for the point of sale.",
    )

    _spending_limits_make_sense = models.Constraint(
        f"""CHECK (spend_least_balance >= 0 AND spend_most_amount >= 0 AND offline_most_amount >= 0
              AND spend_most_percent BETWEEN 1 AND {WHOLE_SALE_PERCENT})""",
        "Redemption limits cannot be negative, and the maximum share of an order must be between "
        "1 and 100 percent. Set an amount to 0 for no limit.",
    )
    _hold_ends = models.Constraint(
        "CHECK (hold_minutes BETWEEN 1 AND 1440)",
        "The hold duration must be between one minute and one day (1440 minutes).",
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
        self.check_access("read")
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
                    "The points of %(program)s are in %(own)s, but this point of sale is in "
                    "%(other)s. Choose another payment method.",
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
                "Points can only be redeemed with a balance of at least %(limit)s. Choose "
                "another payment method.",
                limit=format_count(self.env, refusal.limit),
            )
        if refusal.reason == "blocks":
            return self.env._(
                "Points can only be redeemed in multiples of %(block)s. Change the amount.",
                block=self._format_amount(refusal.limit),
            )
        return self.env._(
            "The customer has only %(points)s points available, worth %(value)s. Enter a lower "
            "amount, or choose another payment method.",
            points=format_count(self.env, refusal.limit),
            value=self._format_amount(self._get_rate().value(refusal.limit)),
        )
