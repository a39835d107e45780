from odoo import api, models
from odoo.exceptions import UserError

from ...points.units import ONE_UNIT, to_quantity
from ..common import limits
from .pos_order import PAID_STATES

#: What points were computed from.
FROZEN_FIELDS = frozenset(
    {
        "combo_parent_id",
        "discount",
        "order_id",
        "price_subtotal",
        "price_subtotal_incl",
        "price_unit",
        "product_id",
        "qty",
        "refunded_orderline_id",
        "tax_ids",
        "uuid",
    }
)


class PosOrderLine(models.Model):
    """What a till says of a line is checked before it counts, and frozen once it has."""

    _inherit = "pos.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            limits.check_scalars(self, vals)
        lines = super().create(vals_list)
        if not self.env.su:
            # A restaurant adds the tip once the customer has left.
            added = lines.filtered(lambda line: line.refunded_orderline_id or not line._is_tip())
            for order in added.order_id._filter_counting():
                order._refuse_change(order, {"lines"})
        return lines

    def write(self, vals):
        limits.check_scalars(self, vals)
        if vals.keys() & FROZEN_FIELDS and not self.env.su:
            for line in self.filtered(lambda line: line.order_id._filter_counting()):
                if changed := line._get_changed(FROZEN_FIELDS, vals):
                    line.order_id._refuse_change(line, changed)
        result = super().write(vals)
        if "order_id" in vals and not self.env.su:
            for order in self.order_id._filter_counting():
                order._refuse_change(order, {"lines"})
        return result

    def _is_tip(self):
        config = self.order_id.config_id
        return self.product_id == config.tip_product_id and self._get_signed_amount() >= 0

    def _check_return_of(self, sold):
        """Whether these lines can be a return of what was sold by one line.

        :param sold: the ``pos.order.line`` that they claim to return
        :raises UserError: saying what is left to return
        """
        product = sold.product_id.display_name
        if sold.order_id.state not in PAID_STATES or self.product_id != sold.product_id:
            raise UserError(
                self.env._(
                    "This line can only return the product that was sold, %(product)s. Return "
                    "the order line of the product instead.",
                    product=product,
                )
            )
        if any(line.qty * sold.qty >= 0 for line in self):
            raise UserError(
                self.env._(
                    "The line %(product)s refers to a return but does not return anything. "
                    "Remove the line, then add the product again.",
                    product=product,
                )
            )
        self._check_quantity_left(sold)
        self._check_price_left(sold)

    def _check_quantity_left(self, sold):
        sold_quantity = abs(to_quantity(sold.qty))
        left = sold_quantity - abs(sold._get_returned(besides=self.order_id))
        if abs(sum(to_quantity(line.qty) for line in self)) > left:
            raise UserError(
                self.env._(
                    "Only %(left)s of %(product)s can still be returned for this order. Correct "
                    "the quantity.",
                    left=f"{max(0, left) / ONE_UNIT:g}",
                    product=sold.product_id.display_name,
                )
            )

    def _check_price_left(self, sold):
        """What comes back costs at most its share of what was paid, but for rounding.

        A return that is taken back is paid for by the customer, at any price.
        """
        if sold.qty < 0:
            return
        quantity = -sum(to_quantity(line.qty) for line in self)
        units = sold._get_signed_units()
        most = -(-units * quantity // to_quantity(sold.qty)) + len(self)
        if -sum(line._get_signed_units() for line in self) > most:
            raise UserError(
                self.env._(
                    "At most %(most)s can be refunded for %(product)s, the price at which it was "
                    "sold. Correct the price.",
                    product=sold.product_id.display_name,
                    most=sold.currency_id.format(most / 10**sold.currency_id.decimal_places),
                )
            )

    def _check_amounts(self):
        """The amounts of lines are what price, quantity, discount and taxes come to.

        :raises UserError: when the till says otherwise, by more than rounding
        """
        for line in self.filtered(lambda line: not line.is_points_discount):
            line._check_amount(line._compute_tax_details())

    def _compute_tax_details(self):
        """What Odoo computes for this line. Its accounts, which take statements of their own, do
        not matter to that."""
        AccountTax = self.env["account.tax"]
        base_line = AccountTax._prepare_base_line_for_taxes_computation(
            None,
            currency_id=self.currency_id,
            discount=self.discount,
            extra_tax_data=self.extra_tax_data,
            price_unit=self.price_unit,
            product_id=self.product_id,
            quantity=self.qty,
            tax_ids=self.tax_ids_after_fiscal_position,
        )
        AccountTax._add_tax_details_in_base_line(base_line, self.order_id.company_id)
        return base_line["tax_details"]

    def _check_amount(self, details):
        """:param dict details: what Odoo computes for this line"""
        pairs = (
            (details["raw_total_included_currency"], self.price_subtotal_incl),
            (details["raw_total_excluded_currency"], self.price_subtotal),
        )
        # Each tax is rounded, and what is left of the order's may be put on any of its lines.
        tolerance = self.currency_id.rounding * (len(self.tax_ids_after_fiscal_position) + 2)
        if any(abs(abs(computed) - abs(said)) > tolerance for computed, said in pairs):
            raise UserError(
                self.env._(
                    "The line %(product)s amounts to %(computed)s, but the point of sale sent "
                    "%(said)s. Check the order before crediting its points.",
                    product=self.full_product_name or self.product_id.display_name,
                    computed=self.currency_id.format(abs(pairs[0][0])),
                    said=self.currency_id.format(abs(self.price_subtotal_incl)),
                )
            )
