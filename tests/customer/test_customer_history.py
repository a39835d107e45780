import json

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ...models.customer.res_partner_sheet import NEWEST
from ..common import PointsCommon

SHEET = "pos_customer_loyalty.res_partner_view_sheet"
#: More rows than this, in one step of a statement, are a history that was read.
FEW_ROWS = 200


@tagged("post_install", "-at_install")
class TestCustomerHistory(PointsCommon):
    """Purchases are read from the documents by their indexes, however many there are."""

    def setUp(self):
        super().setUp()
        self.open_new_session()

    def open_sheet(self, user):
        """What a browser reads when it opens the sheet, and how many statements that takes."""
        marie = self.marie.with_user(user)
        specification = Form(marie, view=SHEET)._view["fields_spec"]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        (values,) = marie.web_read(specification)
        return values, self.env.cr.sql_log_count - before

    def copy_order(self, order, times):
        """Sales like one, each an hour older than the one before, as raw rows."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO pos_order (name, uuid, partner_id, company_id, config_id, session_id,
                                   state, date_order, amount_tax, amount_total, amount_paid,
                                   amount_return, currency_rate)
            SELECT name || n, gen_random_uuid(), partner_id, company_id, config_id, session_id,
                   state, date_order - n * interval '1 hour', amount_tax, amount_total,
                   amount_paid, amount_return, currency_rate
              FROM pos_order, generate_series(1, %s) n WHERE id = %s
            """,
            [times, order.id],
        )

    def test_an_invoiced_sale_is_listed_once(self):
        order = self.sell([(self.bread, 2)], self.marie)
        invoice = self.invoice(self.marie, 5.0)
        order.account_move = invoice
        self.assertEqual(self.newest().mapped("name"), [order.name])

    def test_what_is_not_paid_is_not_bought(self):
        self.sell([(self.bread, 2)], self.marie, state="draft")
        self.assertFalse(self.newest())

    def test_purchases_by_id_are_those(self):
        order = self.sell([(self.bread, 1)], self.marie)
        invoice = self.invoice(self.marie, 5.0, invoice_date="2020-02-03")
        self.sell([(self.bread, 3)], self.marie)
        _newest, older, oldest = self.newest()
        found = self.env["customer.purchase"].search([("id", "in", (oldest | older).ids)])
        self.assertEqual(found.mapped("name"), [order.name, invoice.name])

    def test_a_cashier_reads_the_sheet_and_writes_no_history(self):
        order = self.sell([(self.bread, 4)], self.marie)
        values, _statements = self.open_sheet(self.cashier)
        self.assertEqual(values["newest_purchase_ids"][0]["name"], order.name)
        self.assertNotIn("newest_entry_ids", values)
        purchase = self.marie.newest_purchase_ids.with_user(self.cashier)
        with self.assertRaises(AccessError):
            purchase.write({"name": "Nothing"})
        with self.assertRaises(AccessError):
            self.env["customer.purchase"].with_user(self.cashier).create({"name": "Nothing"})

    def newest(self):
        self.env.invalidate_all()
        return self.marie.newest_purchase_ids

    def test_a_long_history_takes_no_more_statements(self):
        order = self.sell([(self.bread, 4)], self.marie)
        self.open_sheet(self.cashier)
        _values, short = self.open_sheet(self.cashier)
        self.copy_order(order, 300)
        values, long = self.open_sheet(self.cashier)
        self.assertEqual(long, short)
        self.assertEqual(len(values["newest_purchase_ids"]), NEWEST)
        self.assertEqual(values["newest_purchase_ids"][0]["name"], order.name)

    def nodes(self, plan):
        yield plan
        for below in plan.get("Plans", ()):
            yield from self.nodes(below)

    def most_rows(self, query):
        """The most rows that one step of a statement gave."""
        self.env.flush_all()
        self.env.cr.execute("ANALYZE pos_order, account_move")
        explained = SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", query)
        ((plan,),) = self.env.execute_query(explained)
        plan = plan if isinstance(plan, list) else json.loads(plan)
        return max(node["Actual Rows"] for node in self.nodes(plan[0]["Plan"]))

    def test_the_newest_are_read_by_an_index(self):
        self.copy_order(self.sell([(self.bread, 4)], self.marie), 3000)
        purchases = self.env["customer.purchase"]
        newest = purchases._get_newest_query(self.marie, self.company, NEWEST)
        self.assertLess(self.most_rows(newest), FEW_ROWS)

    def test_a_page_of_all_purchases_is_read_by_an_index(self):
        self.copy_order(self.sell([(self.bread, 4)], self.marie), 3000)
        domain = self.marie.action_view_purchases()["domain"]
        page = self.env["customer.purchase"]._search(domain, limit=80, order="date desc, id desc")
        self.assertLess(self.most_rows(page.select()), FEW_ROWS)

    def test_purchases_by_id_are_read_by_an_index(self):
        self.copy_order(self.sell([(self.bread, 4)], self.marie), 3000)
        ids = self.marie.newest_purchase_ids.ids
        page = self.env["customer.purchase"]._search([("id", "in", ids)])
        self.assertLess(self.most_rows(page.select()), FEW_ROWS)
