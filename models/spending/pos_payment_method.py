from odoo import api, models
from odoo.exceptions import ValidationError

#: What ``use_payment_terminal`` says of the method that takes points.
POINTS_TERMINAL = "points"


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    def _get_payment_terminal_selection(self):
        return [
            *super()._get_payment_terminal_selection(),
            (POINTS_TERMINAL, self.env._("Loyalty Points")),
        ]

    @api.constrains("use_payment_terminal", "journal_id", "outstanding_account_id")
    def _check_points_have_an_account(self):
        for method in self:
            is_booked = method.type == "bank" and method.outstanding_account_id
            if method.use_payment_terminal == POINTS_TERMINAL and not is_booked:
                raise ValidationError(
                    self.env._(
                        "%(method)s needs its own bank journal, and the account of points "
                        'redeemed as outstanding account. The button "Pay with Points" of the '
                        "loyalty program sets this up.",
                        method=method.name,
                    )
                )
