from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .pos_order import PAID_STATES

#: So far may the clock of a till be from the server's.
CLOCK_TOLERANCE = timedelta(minutes=15)
#: A sale made without connection may arrive so long after its session was closed.
LATE_TOLERANCE = timedelta(days=7)
#: What the ledger was computed from, and who sells it. Points follow the customer of an order in
#: ways of their own, see ``_check_customer_may_change``.
FROZEN_FIELDS = frozenset(
    {
        "amount_paid",
        "amount_return",
        "amount_tax",
        "amount_total",
        "company_id",
        "config_id",
        "currency_rate",
        "date_order",
        "session_id",
        "uuid",
    }
)


class PosOrder(models.Model):
    """What a till says is a claim, not a fact: it is checked here, and frozen once it has counted.

    Any user of the point of sale may write orders, lines and payments, by any call.
    """

    _inherit = "pos.order"

    points_date = fields.Datetime(
        readonly=True,
        copy=False,
        groups="point_of_sale.group_pos_user",
        help="Date used for points when it differs from the order date: the order date is outside "
        "the hours of its session, so the server date is used.",
    )

    def _get_points_moment(self):
        """The moment of a sale for rules, limits, expiry and claims, in UTC."""
        self.ensure_one()
        return self.sudo().points_date or self.date_order

    @api.model
    def _drop_impossible_date(self, order):
        """An order that says no moment is of the moment when it arrives.

        :param dict order: what a till sends, changed in place
        """
        try:
            moment = fields.Datetime.to_datetime(order.get("date_order"))
        except (TypeError, ValueError):
            moment = None
        if not moment:
            order.pop("date_order", None)

    def _fix_points_moment(self):
        """Decide which moment counts, before anything is computed from it.

        Odoo moves an order that arrives late to the session that is open then, so that a sale of
        last night is before its hours: the sessions of the last days at that till count too.
        """
        if not self.config_id.points_program_id or self._is_moment_of_session():
            return
        self.sudo().points_date = fields.Datetime.now()

    def _is_moment_of_session(self):
        """Whether the date of the order lies in the hours in which its till was open."""
        now, moment = fields.Datetime.now(), self.date_order
        if not moment or moment > now + CLOCK_TOLERANCE:
            return False
        start = self.session_id.start_at
        if start and moment >= start - CLOCK_TOLERANCE:
            return True
        return bool(
            moment >= now - LATE_TOLERANCE
            and self.env["pos.session"]
            .sudo()
            .search_count(
                [
                    ("config_id", "=", self.config_id.id),
                    ("start_at", "<=", moment + CLOCK_TOLERANCE),
                    ("stop_at", ">=", moment - CLOCK_TOLERANCE),
                ],
                limit=1,
            )
        )

    def _check_frozen(self, vals):
        """Once an order is paid, what its points were computed from stays.

        :param dict vals: what somebody is about to write
        :raises UserError: when it would change
        """
        if self.env.su or not vals.keys() & (FROZEN_FIELDS | {"partner_id"}):
            return
        for order in self._filter_counting():
            if changed := order._get_changed(FROZEN_FIELDS, vals):
                order._refuse_change(order, changed)
            if order._get_changed({"partner_id"}, vals):
                order._check_customer_may_change()

    def _filter_counting(self):
        """Those of these orders that are paid at a till with a program: points depend on them."""
        return self.filtered(
            lambda order: order.state in PAID_STATES and order.config_id.points_program_id
        )

    def _refuse_change(self, record, names):
        """:raises UserError: saying which fields of an order or of a line of it are frozen"""
        labels = record.fields_get(names, ["string"]).values()
        raise UserError(
            self.env._(
                "You cannot change %(fields)s of the paid order %(order)s: its points have been "
                "computed. Return the products, then sell them again.",
                order=self.name,
                fields=", ".join(sorted(label["string"] for label in labels)),
            )
        )

    def _check_customer_may_change(self):
        """Who is not a manager may name the customer of a sale that has none, to invoice it.

        :raises UserError: when points would be cut off from their customer
        """
        is_manager = self.env.user.has_group("point_of_sale.group_pos_manager")
        if self.partner_id and not is_manager:
            raise UserError(
                self.env._(
                    "The points of %(order)s belong to %(customer)s. Ask a manager to correct "
                    "the customer.",
                    order=self.name,
                    customer=self.partner_id.display_name,
                )
            )

    def _check_returned_goods(self):
        """What comes back is what was sold and has not come back yet, at no more than its price.

        This holds for each return that touches points, or is made where points are earned; the
        others are Odoo's affair.

        :raises UserError: saying what is left to return
        """
        returned = self.sudo().lines.filtered("refunded_orderline_id")
        sales = returned.refunded_orderline_id.order_id
        if not sales or not (self.config_id.points_program_id or sales._have_points()):
            return
        sales._begin_return()
        self._check_figures()
        for sold, lines in returned.grouped("refunded_orderline_id").items():
            lines._check_return_of(sold)

    def _have_points(self):
        """Whether there are entries of these orders in the ledger, or what points had paid went
        over to their goods."""
        entries = self.env["points.entry"].sudo()
        has_entries = entries.search_count([("order_id", "in", self.ids)], limit=1)
        return bool(has_entries or any(order._get_units_carried() for order in self))

    def _begin_return(self):
        """Of two tills that return goods of one sale at once, the second begins again and sees
        the first."""
        self.env.cr.execute(
            SQL("UPDATE pos_order SET write_date = write_date WHERE id = ANY(%s)", self.ids)
        )

    def _check_figures(self):
        """The till computes the amounts of lines and payments: the server adds them up again.

        :raises UserError: when a line, their sum, or what was paid is more than rounding apart
        """
        total, tolerance = self.amount_total, self._get_tolerance()
        lines = sum(line._get_signed_amount() for line in self.lines)
        self._check_adds_up(self.env._("The lines"), lines, abs(lines - total) <= tolerance)
        paid = sum(self.payment_ids.mapped("amount"))
        self._check_adds_up(self.env._("The payments"), paid, total - paid <= tolerance)
        self.lines._check_amounts()

    def _check_still_paid(self):
        """Payments of a paid order may be exchanged, as Odoo allows, but still cover it.

        :raises UserError: when less was paid than points were given for
        """
        for order in self.exists()._filter_counting():
            paid = sum(order.payment_ids.mapped("amount"))
            if order.amount_total - paid > order._get_tolerance():
                raise UserError(
                    self.env._(
                        "You cannot reduce the payments of the paid order %(order)s below "
                        "%(total)s: its points have been computed. Return the products instead.",
                        order=order.name,
                        total=order.currency_id.format(order.amount_total),
                    )
                )

    def _get_tolerance(self):
        """How far rounding can move the sum of an order, in its currency."""
        tolerance = self.currency_id.rounding * (len(self.lines) + 1)
        if self.config_id.cash_rounding:
            tolerance += self.config_id.rounding_method.rounding
        return tolerance

    def _check_adds_up(self, what, amount, fits):
        if not fits:
            raise UserError(
                self.env._(
                    "%(what)s of order %(order)s total %(amount)s, but the order total is "
                    "%(total)s. Check the order before crediting its points.",
                    what=what,
                    order=self.name,
                    amount=self.currency_id.format(amount),
                    total=self.currency_id.format(self.amount_total),
                )
            )
