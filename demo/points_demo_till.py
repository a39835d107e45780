from odoo import Command, api, fields, models

MODULE = "pos_customer_loyalty"
FLOAT = 150.0


class PointsDemo(models.AbstractModel):
    """The tills of the demo shop: what is called here is what a till in a browser calls."""

    _inherit = "points.demo"

    @api.model
    def _open_session(self, till):
        till.open_ui()
        session = till.current_session_id
        session.set_opening_control(FLOAT, "")
        return session

    @api.model
    def _close_session(self, session):
        """The manager brings the takings to the bank, counts the drawer and closes."""
        session = self._hand_over(session, "user_manager")
        takings = session.currency_id.round(session.cash_register_balance_end - FLOAT)
        extras = {"translatedType": "out"}
        session.try_cash_in_out("out", takings, "Takings to the bank", False, extras)
        # A till asks in separate requests: nothing is remembered from one to the next.
        session.env.invalidate_all()
        session.post_closing_cash_details(FLOAT)
        session.update_closing_control_state_session("")
        session.close_session_from_ui()

    @api.model
    def _sell(self, session, habits, customer, lines=None):
        """Ring a basket up and have it paid now.

        :param customer: the ``res.partner``, or None
        :param list lines: see ``_get_base_lines``; without it, what the customer's habits are
        :return: the ``pos.order``
        """
        lines = lines or self._get_base_lines(session, habits)
        sale = self._prepare_sale(session, habits, customer, lines)
        spent = self._spend_points(session, habits, customer, sale)
        rest = session.currency_id.round(sale["amount_total"] - sum(spent.values()))
        payments = [self._prepare_points(habits, *payment) for payment in spent.items()]
        if rest:
            payments.append(
                self._prepare_payment(habits, self._get_method(session, habits, rest), rest)
            )
        return self._send(session, sale, payments)

    @api.model
    def _spend_points(self, session, habits, customer, sale):
        """Set points aside for a sale, as far as whole euros are there; mostly none.

        :return dict: amounts by the attempt that authorised them
        """
        if not customer or not habits.spends_points():
            return {}
        amount = min(self._get_worth(session, customer), int(sale["amount_total"]))
        if amount < 2:
            return {}
        attempt = habits.uuid()
        session.authorise_points(attempt, sale["uuid"], customer.id, amount)
        return {attempt: float(amount)}

    @api.model
    def _get_worth(self, session, customer):
        """What a customer can pay in points, in whole euros."""
        program = session.config_id.points_program_id.sudo()
        account = self.env["points.account"].sudo()._get_of(program, customer)
        return int(program._points_value(account._get_available())) if account else 0

    @api.model
    def _give_back(self, session, habits, sale):
        """Take all goods of a sale back: what was paid in points comes back in points.

        :return: the ``pos.order`` that returns them
        """
        lines = [
            self._prepare_base_line(session, line.product_id, -line.qty) for line in sale.lines
        ]
        data = self._prepare_sale(session, habits, sale.partner_id, lines)
        for command, line in zip(data["lines"], sale.lines, strict=True):
            command[2]["refunded_orderline_id"] = line.id
        payments = [
            self._prepare_payment(habits, payment.payment_method_id, -payment.amount)
            for payment in sale.payment_ids
        ]
        return self._send(session, {**data, "is_refund": True}, payments)

    @api.model
    def _send(self, session, sale, payments):
        """What a till does when a sale is validated."""
        total = sum(payment["amount"] for payment in payments)
        commands = [Command.create(payment) for payment in payments]
        order = {**sale, "amount_paid": total, "payment_ids": commands}
        orders = session.env["pos.order"]
        orders.sync_from_ui([order])
        return orders.search([("uuid", "=", sale["uuid"])])

    @api.model
    def _prepare_sale(self, session, habits, customer, base_lines):
        """A sale that is not paid yet, as the dictionary that a till sends."""
        tax_totals = self._compute_taxes(session, base_lines)
        return {
            "uuid": habits.uuid(),
            "session_id": session.id,
            "user_id": session.env.uid,
            "partner_id": customer and customer.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "state": "paid",
            "to_invoice": False,
            "fiscal_position_id": False,
            "pricelist_id": False,
            "last_order_preparation_change": "{}",
            "amount_tax": tax_totals["tax_amount_currency"],
            "amount_total": tax_totals["total_amount_currency"],
            "amount_return": 0.0,
            "lines": [Command.create(self._prepare_line(habits, line)) for line in base_lines],
        }

    @api.model
    def _get_base_lines(self, session, habits):
        """A basket, as the lines that taxes are computed on."""
        return [
            self._prepare_base_line(
                session, product, habits.kilos() if product.to_weight else habits.units()
            )
            for product in habits.basket()
        ]

    @api.model
    def _prepare_base_line(self, session, product, quantity):
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            product_id=product,
            tax_ids=product.taxes_id,
            price_unit=product.lst_price,
            quantity=quantity,
            currency_id=session.currency_id,
        )

    @api.model
    def _compute_taxes(self, session, base_lines):
        """Put the taxes on the lines, and return the totals."""
        tax = self.env["account.tax"]
        tax._add_tax_details_in_base_lines(base_lines, session.company_id)
        tax._round_base_lines_tax_details(base_lines, session.company_id)
        return tax._get_tax_totals_summary(base_lines, session.currency_id, session.company_id)

    @api.model
    def _prepare_line(self, habits, base_line):
        details = base_line["tax_details"]
        return {
            "uuid": habits.uuid(),
            "product_id": base_line["product_id"].id,
            "full_product_name": base_line["product_id"].name,
            "qty": base_line["quantity"],
            "price_unit": base_line["price_unit"],
            "discount": 0.0,
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            "price_subtotal": details["total_excluded_currency"],
            "price_subtotal_incl": details["total_included_currency"],
            "pack_lot_ids": [],
        }

    @api.model
    def _get_method(self, session, habits, amount):
        """Cash or card; each till has a drawer of its own."""
        is_cash = habits.pays_cash(amount)
        return session.payment_method_ids.filtered(
            lambda method: (
                method.type == ("cash" if is_cash else "bank") and not method.use_payment_terminal
            )
        )

    @api.model
    def _prepare_points(self, habits, attempt, amount):
        method = self.env["pos.payment.method"].search(
            [("use_payment_terminal", "=", "points"), ("company_id", "=", self._get_company().id)]
        )
        return {**self._prepare_payment(habits, method, amount), "transaction_id": attempt}

    @api.model
    def _get_company(self):
        return self.env.ref(f"{MODULE}.company_demo")

    @api.model
    def _prepare_payment(self, habits, method, amount):
        return {
            "uuid": habits.uuid(),
            "payment_method_id": method.id,
            "payment_date": fields.Datetime.to_string(fields.Datetime.now()),
            "amount": amount,
        }
