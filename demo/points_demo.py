from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools.convert import convert_file

from .habits import Habits, at_closing, at_opening

MODULE = "pos_customer_loyalty"
FLOAT = 150.0
OWED = "out_invoice"


class PointsDemo(models.AbstractModel):
    """What the demo shop needs and data files cannot say: its books, and a month of sales."""

    _name = "points.demo"
    _description = "Demo shop"

    @api.model
    def _load_accounts(self):
        """Give the current company the generic chart of accounts, made French.

        No localisation is installed for it. The American taxes and fiscal positions of the
        chart go: the shop has its own VAT, and its customers are at home.
        """
        company = self.env.company
        if company.chart_template:
            return
        currency = company.currency_id
        self.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
        company.write(
            {"account_fiscal_country_id": company.country_id.id, "currency_id": currency.id}
        )
        for model in ("account.tax", "account.tax.group", "account.fiscal.position"):
            self.env[model].search([("company_id", "=", company.id)]).unlink()

    @api.model
    def _install_french(self):
        """Offer French beside English. This module's own texts follow when it is loaded."""
        self.env["res.lang"]._activate_and_install_lang("fr_FR")

    @api.model
    def _name_in_french(self, names):
        """Translate names of records of the demo shop.

        :param dict names: the French name, by the record's XML ID
        """
        for xml_id, name in names.items():
            self.env.ref(f"{MODULE}.{xml_id}").with_context(lang="fr_FR").name = name

    @api.model
    def _load_table(self, filename):
        """Load a CSV file as the current company: barcodes and costs are kept per company."""
        convert_file(self.env, MODULE, filename, None, mode="init", noupdate=True)

    @api.model
    def _take_points(self):
        """Points pay at the till, as the button of the program sets it up."""
        program = self._hand_over(self.env.ref(f"{MODULE}.points_program_demo"), "user_manager")
        if not program.config_ids.payment_method_ids.filtered("use_payment_terminal"):
            program.env["points.payment.setup"].create({"program_id": program.id}).action_set_up()

    @api.model
    def _sell_for_a_month(self):
        """Sell, week after week, through the methods that a till calls; once only."""
        shop = self._hand_over(self.env.ref(f"{MODULE}.shop_demo"), "user_cashier")
        if shop.session_ids:
            return
        habits = self._get_habits(shop)
        for days in habits.weeks(fields.Date.context_today(shop)):
            session = self._open_session(shop, days[0])
            orders = [
                self._ring_up(session, habits, visit)
                for day in days
                for visit in habits.visits(day)
            ]
            shop.env["pos.order"].sync_from_ui(orders)
            self._close_session(session, days[-1])

    @api.model
    def _write_invoices(self):
        """A company that buys on account, and customers with a credit note; once only."""
        shop = self._hand_over(self.env.ref(f"{MODULE}.shop_demo"), "user_manager")
        invoices = shop.env["account.move"]
        customers = shop.env["res.partner"].search([("company_id", "=", shop.company_id.id)])
        companies = customers.filtered("is_company").sorted("id")
        people = (customers - companies).sorted("id")
        if invoices.search_count([("partner_id", "in", customers.ids), ("move_type", "=", OWED)]):
            return
        for move_type, customer, label, amount in [
            (OWED, companies[0], "Buffet for 12 persons", 186.0),
            (OWED, companies[1], "Breakfast baskets", 94.5),
            ("out_refund", people[0], "Cheese platter that was not collected", 18.4),
            ("out_refund", people[2], "Bottle with a bad cork", 12.9),
        ]:
            invoices |= invoices.create(self._get_invoice(move_type, customer, label, amount))
        invoices.action_post()

    @api.model
    def _get_invoice(self, move_type, customer, label, amount):
        line = {"name": label, "price_unit": amount, "tax_ids": []}
        return {
            "move_type": move_type,
            "partner_id": customer.id,
            "invoice_date": fields.Date.context_today(customer) - timedelta(days=12),
            "invoice_line_ids": [Command.create(line)],
        }

    @api.model
    def _name_first_names_first(self):
        """Where a surname is a field of its own: the shop writes "Marie Dupont"."""
        if "firstname" in self.env["res.partner"]._fields:
            self.env["ir.config_parameter"].set_param("partner_names_order", "first_last")

    @api.model
    def _hand_over(self, record, name):
        """``record`` as a user of the demo shop sees it after logging in."""
        user = self.env.ref(f"{MODULE}.{name}")
        context = {"allowed_company_ids": user.company_id.ids, "tz": user.tz, "lang": user.lang}
        return record.with_user(user).with_context(**context)

    @api.model
    def _get_habits(self, shop):
        here = [("company_id", "=", shop.company_id.id)]
        products = shop.env["product.product"].search(here, order="id")
        customers = shop.env["res.partner"].search(here, order="id")
        return Habits([(product, product.lst_price) for product in products], list(customers))

    @api.model
    def _open_session(self, shop, day):
        shop.open_ui()
        session = shop.current_session_id
        session.set_opening_control(FLOAT, "")
        session.sudo().start_at = at_opening(day)
        return session

    @api.model
    def _close_session(self, session, day):
        """The manager brings the takings to the bank, counts the drawer and closes."""
        session = self._hand_over(session, "user_manager")
        takings = session.currency_id.round(session.cash_register_balance_end - FLOAT)
        extras = {"translatedType": "out"}
        session.try_cash_in_out("out", takings, "Takings to the bank", False, extras)
        # A till asks in separate requests: nothing is remembered from one to the next.
        session.env.invalidate_all()
        session.post_closing_cash_details(FLOAT)
        session.update_closing_control_state_session("")
        session.sudo().stop_at = at_closing(day)
        session.close_session_from_ui()

    @api.model
    def _ring_up(self, session, habits, visit):
        """The sale of one basket, as the dictionary that a till sends.

        :param datetime visit: when the customer pays, in UTC
        """
        customer = habits.customer()
        lines = self._get_base_lines(session, habits)
        tax_totals = self._compute_taxes(session, lines)
        total = tax_totals["total_amount_currency"]
        return {
            "uuid": habits.uuid(),
            "session_id": session.id,
            "user_id": session.user_id.id,
            "partner_id": customer and customer.id,
            "date_order": fields.Datetime.to_string(visit),
            "state": "paid",
            "to_invoice": False,
            "fiscal_position_id": False,
            "pricelist_id": False,
            "last_order_preparation_change": "{}",
            "amount_tax": tax_totals["tax_amount_currency"],
            "amount_total": total,
            "amount_paid": total,
            "amount_return": 0.0,
            "lines": [Command.create(self._get_line(habits, line)) for line in lines],
            "payment_ids": [Command.create(self._get_payment(habits, total, visit))],
        }

    @api.model
    def _get_base_lines(self, session, habits):
        """A basket, as the lines that taxes are computed on."""
        return [
            self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                None,
                product_id=product,
                tax_ids=product.taxes_id,
                price_unit=product.lst_price,
                quantity=habits.kilos() if product.to_weight else habits.units(),
                currency_id=session.currency_id,
            )
            for product in habits.basket()
        ]

    @api.model
    def _compute_taxes(self, session, base_lines):
        """Put the taxes on the lines, and return the totals."""
        tax = self.env["account.tax"]
        tax._add_tax_details_in_base_lines(base_lines, session.company_id)
        tax._round_base_lines_tax_details(base_lines, session.company_id)
        return tax._get_tax_totals_summary(base_lines, session.currency_id, session.company_id)

    @api.model
    def _get_line(self, habits, base_line):
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
    def _get_payment(self, habits, total, visit):
        method = "cash" if habits.pays_cash(total) else "card"
        return {
            "uuid": habits.uuid(),
            "payment_method_id": self.env.ref(f"{MODULE}.payment_method_{method}").id,
            "payment_date": fields.Datetime.to_string(visit),
            "amount": total,
        }
