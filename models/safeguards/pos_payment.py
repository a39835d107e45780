from odoo import models
from odoo.exceptions import UserError


class PosPayment(models.Model):
    """A payment in points that takes a confirmation."""

    _inherit = "pos.payment"

    def _prepare_redemption(self, program, **detail):
        if program.confirm_from_amount:
            hold = self.env["points.hold"]._find_payment(self.transaction_id)
            detail = {**hold._get_confirmation_detail(), **detail}
        return super()._prepare_redemption(program, **detail)

    def _redeem_offline(self, program):
        paid = self.pos_order_id._get_points_payments()._get_units()
        if program._needs_confirmation(paid):
            raise UserError(
                self.env._(
                    "%(amount)s or more in points takes a confirmation, which a till without "
                    "connection cannot ask for. Take less, or choose another payment method.",
                    amount=program._format_amount(program._to_units(program.confirm_from_amount)),
                )
            )
        return super()._redeem_offline(program)
