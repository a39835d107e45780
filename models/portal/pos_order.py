import re

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ...points.earning import get_outcome
from ...points.units import to_quantity
from ..common.attempt import attempt
from ..sale.pos_order import PAID_STATES

#: What the till calls a sale in links: a random UUID. Nothing else is looked for.
TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PosOrder(models.Model):
    """The code on the receipt: by it a customer opens the statement, or claims the sale."""

    _inherit = "pos.order"

    _access_token = models.Index("(access_token) WHERE access_token IS NOT NULL")

    @api.model
    def _find_by_receipt(self, token):
        """The sale of a receipt, as the shop itself sees it.

        :param str token: of the link, ``access_token`` of the order
        :return: the ``pos.order``; none where the link leads nowhere: it is no such link, the sale
            is not paid, its goods came back, or the program has no code on receipts
        """
        if not TOKEN.fullmatch(token):
            return self.browse()
        orders = self.sudo().search([("access_token", "=", token)], limit=2)
        # A token comes from a till: one that is not its order's alone is nobody's.
        return (
            orders._as_shop() if len(orders) == 1 and orders._has_live_receipt() else self.browse()
        )

    def _as_shop(self):
        """These orders with all rights, in their company, by nobody in particular."""
        company = self.company_id
        shop = self.with_user(SUPERUSER_ID).with_context(allowed_company_ids=company.ids)
        return shop.sudo()

    def _has_live_receipt(self):
        """Whether the link on the receipt leads anywhere."""
        program = self.config_id.points_program_id
        is_open = self.state in PAID_STATES and program.active and program.receipt_code
        return bool(is_open and self._has_goods_kept())

    def _has_goods_kept(self):
        """Whether any goods were sold that did not come back."""
        sold = self.lines.filtered(lambda line: line.qty > 0)
        return any(to_quantity(line.qty) > line._get_returned() for line in sold)

    def _can_be_claimed_online(self):
        """Whether the points of the sale are anybody's still."""
        return not (self._get_refusal_of_sale() or self._get_refusal_of_program())

    def _get_points_to_claim(self):
        """What whoever claims the sale will get, as far as can be told.

        :return int: points; None where goods came back, or the rules cannot be computed
        """
        plan = self._get_points_plan(self.config_id.points_program_id)
        if any(line._get_returned() for line in self.lines):
            return None
        nobody = self.env["res.partner"]
        outcome, _error = attempt(
            self.env, lambda: get_outcome(self._to_basket(plan, nobody), plan.terms, 0)
        )
        return outcome and outcome.points

    def _claim_online(self, find_customer):
        """Have a customer who has the link of the receipt claim the sale.

        Of two at once, one begins again and finds that the sale has a customer.

        :param find_customer: a function that finds or makes the ``res.partner``, whose address was
            proven; what it makes is undone where the points cannot be given
        :return: the ``res.partner``; none where the points are somebody's, or nobody's any more
        """
        nobody = self.env["res.partner"]
        if not (self._has_live_receipt() and self._can_be_claimed_online()):
            return nobody
        customer, error = attempt(self.env, lambda: self._claim_for(find_customer()))
        if error and not isinstance(error, UserError):
            raise error
        return customer or nobody

    def _claim_for(self, customer):
        if refusal := self._get_refusal_of_customer(customer):
            raise UserError(refusal)
        self._give_to(customer)
        return customer
