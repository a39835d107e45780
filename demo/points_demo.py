from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools.convert import convert_file

MODULE = "pos_customer_loyalty"
OWED = "out_invoice"


class PointsDemo(models.AbstractModel):
    """What the demo shop needs and data files cannot say: its books, and a year of sales."""

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
    def _ask_for_consents(self):
        """Most customers agree to some messages, as they do in a shop; some were never asked."""
        customers = self.env["res.partner"].search(
            [("company_id", "=", self.env.company.id), ("is_company", "=", False)], order="id"
        )
        asked = customers.filtered("email")
        (asked[::3] | asked[1::3])._give_consent("offers", True, "till")
        (asked[::3] | asked[2::6])._give_consent("points", True, "till")

    @api.model
    def _hand_over(self, record, name):
        """``record`` as a user of the demo shop sees it after logging in."""
        user = self.env.ref(f"{MODULE}.{name}")
        context = {"allowed_company_ids": user.company_id.ids, "tz": user.tz, "lang": user.lang}
        return record.with_user(user).with_context(**context)
