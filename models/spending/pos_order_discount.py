from odoo import models
from odoo.fields import Command

from ...points.rewards import share_out

#: The quantity of a line that takes a discount off. Odoo offers to return lines above zero only,
#: and this one comes back by itself, with the goods.
DISCOUNT_QUANTITY = -1


class PosOrder(models.Model):
    """Points as a discount: where the program says so, what was paid in points comes off the price
    and off the taxes of each rate, instead of being a means of payment.

    At the till it is a payment in points like any other, with the same holds and the same ledger.
    The paid order turns it into lines, one for the goods of each tax, before it is invoiced and
    booked. Odoo's own arithmetic for global discounts sees to it that each tax is right.
    """

    _inherit = "pos.order"

    def _turn_points_into_discount(self):
        """Take what is paid in points off the lines, where the program says so."""
        payments = self.payment_ids._filter_points()
        if (payments or self._get_units_carried()) and self._has_points_as_discount():
            self._turn_into_discount(payments)

    def _has_points_as_discount(self):
        """What returns goods that points paid for does as their sale did, whatever the program
        says meanwhile."""
        if sales := self._get_returned_sales():
            return bool(sales._get_discounted_lines())
        program = self.config_id.points_program_id.sudo()
        if program and self._get_points_plan(program).spend_as == "discount":
            return True
        return bool(self._get_points_payments()._filter_rewards())

    def _get_discounted_lines(self):
        """The goods of which a part was paid in points, as a discount."""
        return self.lines.filtered("points_discount")

    def _get_discount_lines(self):
        """The lines that take the points off, or give them back."""
        return self.lines.filtered("is_points_discount")

    def _get_discounts(self):
        """What each of these lines takes off, below zero where it gives back; in units."""
        return [-line._get_signed_units() for line in self._get_discount_lines()]

    def _turn_into_discount(self, payments):
        """Take payments in points off the lines instead.

        :param payments: the ``pos.payment`` in points of this order
        """
        shares = {**self._share_out_discount(), **self._get_shares_to_return()}
        payments.unlink()
        for line, part in shares.items():
            line.sudo().points_discount = part / 10**self.currency_id.decimal_places
        self._create_discount_lines(shares)
        # Odoo takes all money that goes out for change, which in a return it is not.
        change = self.amount_return
        self._compute_prices()
        self.amount_return = change

    def _share_out_discount(self):
        """What falls on each of the goods that may be paid in points of what points pay for.

        :return dict: amounts in units by ``pos.order.line``, below none
        """
        goods, claims = self._get_payable_goods(), self._get_claims()
        lines = self.lines.grouped("uuid")
        other = self._get_units_spent() - sum(claim.amount for claim in claims)
        parts = share_out(claims, goods, other)
        return {lines[line.key]: part for line, part in zip(goods, parts, strict=True) if part}

    def _get_shares_to_return(self):
        """What comes back in points with each of the goods of this return, below zero."""
        lines = self.lines.filtered(lambda line: line.refunded_orderline_id.points_discount)
        return {line: -line._get_discount_to_return() for line in lines}

    def _create_discount_lines(self, shares):
        """One line for the goods of each tax that are sold, and one for those that come back.

        :param dict shares: what comes off, in units, by ``pos.order.line``
        """
        lines = self.lines.filtered(shares.get)
        for same in lines.grouped(lambda line: (line.tax_ids, shares[line] > 0)).values():
            units = sum(shares[line] for line in same)
            for base_line in same._prepare_discount_base_lines(units):
                values = self._prepare_discount_line(base_line, same.tax_ids)
                self.sudo().lines = [Command.create(values)]

    def _prepare_discount_line(self, base_line, taxes):
        """Values of a line that takes a discount off.

        :param dict base_line: Odoo's, of the discount
        :param taxes: the ``account.tax`` of the goods, before the fiscal position
        """
        details = base_line["tax_details"]
        untaxed = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
        tax = sum(data["tax_amount_currency"] for data in details["taxes_data"])
        product = self.env.ref("pos_customer_loyalty.product_points_discount")
        return {
            "product_id": product.id,
            "full_product_name": product.display_name,
            "qty": DISCOUNT_QUANTITY,
            "price_unit": base_line["price_unit"] * base_line["quantity"] / DISCOUNT_QUANTITY,
            "price_subtotal": untaxed,
            "price_subtotal_incl": untaxed + tax,
            "tax_ids": [Command.set(taxes.ids)],
            "extra_tax_data": self._prepare_extra_tax_data(base_line),
            "is_points_discount": True,
        }

    def _prepare_extra_tax_data(self, base_line):
        """The taxes of a discount to the cent, as Odoo reads them again from the line.

        It turns the quantities of an order below zero around before it looks.
        """
        AccountTax = self.env["account.tax"]
        data = AccountTax._export_base_line_extra_tax_data(base_line)
        if "quantity" in data:
            data["price_unit"] *= base_line["quantity"] / DISCOUNT_QUANTITY
            data["quantity"] = DISCOUNT_QUANTITY
        if self.amount_total >= 0:
            return data
        return AccountTax._reverse_quantity_base_line_extra_tax_data(data)
