from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.mail.tests.common import mail_new_test_user

from ...models.customer.pos_order import PURCHASES_PER_PAGE
from ..common import PointsCommon

STATEMENTS_OF_A_SHEET = 60


@tagged("post_install", "-at_install")
class TestTillSheet(PointsCommon):
    """What the till reads of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie.comment = "<p>Likes her cheese ripe.</p>"

    def setUp(self):
        super().setUp()
        self.open_new_session()

    def read_sheet(self, customer=None, user=None):
        partners = self.env["res.partner"].with_user(user or self.cashier)
        return partners.read_customer_sheet((customer or self.marie).id, self.config.id)

    def read_more(self, before_id):
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners.read_customer_purchases(self.marie.id, self.config.id, before_id)

    def make_orders(self, count, **values):
        """Paid orders of a loaf each, a minute apart, the last one being the newest."""
        start = datetime(2026, 3, 2, 9)
        line = {
            "product_id": self.bread.id,
            "full_product_name": "Bread",
            "qty": 1,
            "price_unit": 2.5,
            "price_subtotal": 2.5,
            "price_subtotal_incl": 2.5,
        }
        common = {
            "session_id": self.pos_session.id,
            "company_id": self.company.id,
            "partner_id": self.marie.id,
            "state": "paid",
            "amount_total": 2.5,
            "amount_tax": 0,
            "amount_paid": 2.5,
            "amount_return": 0,
            **values,
        }
        return self.env["pos.order"].create(
            [
                {
                    **common,
                    "date_order": start + timedelta(minutes=number),
                    "lines": [Command.create(line)],
                }
                for number in range(count)
            ]
        )

    def test_the_sheet_says_what_was_bought(self):
        order = self.sell([(self.bread, 2), (self.cheese, 1)], self.marie)
        sheet = self.read_sheet()
        self.assertEqual(sheet["notes"], "Likes her cheese ripe.")
        self.assertFalse(sheet["purchases"]["more"])
        (purchase,) = sheet["purchases"]["orders"]
        self.assertEqual(purchase["id"], order.id)
        self.assertEqual(purchase["shop"], self.config.name)
        lines = {line["product_id"]: line for line in purchase["lines"]}
        self.assertEqual(lines[self.bread.id]["quantity"], 2)
        self.assertAlmostEqual(lines[self.bread.id]["total"], 5.0)
        self.assertTrue(lines[self.cheese.id]["is_sold"])

    def test_it_brings_the_points_and_the_categories(self):
        gold = self.env["res.partner.category"].create({"name": "Gold"})
        self.marie.category_id = gold
        self.post(400, "test/1")
        records = self.read_sheet()["records"]
        self.assertEqual(records["points.account"][0]["balance"], 400)
        self.assertEqual(records["res.partner"][0]["category_id"], gold.ids)

    def test_it_says_what_the_customer_is_worth_to_the_shop(self):
        self.marie.birthday = "1984-05-17"
        self.sell([(self.bread, 2)], self.marie)
        # The sheet is a call of its own; the database dated her.
        self.env.flush_all()
        self.env.invalidate_all()
        sheet = self.read_sheet()
        self.assertAlmostEqual(sheet["figures"]["turnover_year"], 5.0)
        self.assertEqual(sheet["figures"]["visits_year"], 1)
        self.assertEqual(sheet["currency_id"], self.company.currency_id.id)
        self.assertEqual(sheet["birthday"], "1984-05-17")
        self.assertEqual(sheet["customer_since"], fields.Date.to_string(fields.Date.today()))

    def test_pages_follow_each_other_without_gap(self):
        orders = self.make_orders(PURCHASES_PER_PAGE * 2 + 3)
        # Of one second, as orders of two tills may be.
        orders[5:15].sudo().date_order = orders[10].date_order
        expected = orders.sorted(lambda order: (order.date_order, order.id), reverse=True).ids
        page = self.read_sheet()["purchases"]
        found = [order["id"] for order in page["orders"]]
        while page["more"]:
            page = self.read_more(found[-1])
            found += [order["id"] for order in page["orders"]]
        self.assertEqual(found, expected)

    def test_the_history_does_not_cost(self):
        """As many statements, and no more orders read, for a long history as for a short one."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet = self.read_sheet()
            return self.env.cr.sql_log_count - before, len(sheet["purchases"]["orders"])

        self.make_orders(PURCHASES_PER_PAGE)
        # The first reading after a change fills the caches of the registry.
        count()
        short = count()
        self.make_orders(PURCHASES_PER_PAGE * 10)
        count()
        self.assertEqual(count(), short)
        self.assertLessEqual(short[0], STATEMENTS_OF_A_SHEET)

    def test_the_last_purchases_are_read_from_the_index(self):
        self.make_orders(30)
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        query = self.env["pos.order"]._get_newest_query(self.marie, self.company, False, 11)
        plan = self.env.execute_query(SQL("EXPLAIN SELECT * FROM %s newest", query))
        text = "\n".join(row[0] for row in plan)
        self.assertIn("pos_order_newest_of_customer", text)
        self.assertNotIn("Sort", text)

    def test_a_company_has_what_its_contacts_bought(self):
        company = self.env["res.partner"].create({"name": "Les Halles", "is_company": True})
        self.marie.parent_id = company
        orders = self.make_orders(3)
        orders |= self.make_orders(1, partner_id=company.id)
        found = [order["id"] for order in self.read_sheet(company)["purchases"]["orders"]]
        self.assertCountEqual(found, orders.ids)

    def test_drafts_and_other_customers_are_left_out(self):
        self.make_orders(1, state="draft")
        self.make_orders(1, partner_id=self.customer.id)
        self.assertEqual(self.read_sheet()["purchases"], {"orders": [], "more": False})

    def test_what_the_till_does_not_sell_any_more(self):
        self.sell([(self.bread, 1), (self.cheese, 1)], self.marie)
        self.bread.available_in_pos = False
        (purchase,) = self.read_sheet()["purchases"]["orders"]
        sold = {line["product_id"]: line["is_sold"] for line in purchase["lines"]}
        self.assertEqual(sold, {self.bread.id: False, self.cheese.id: True})

    def test_an_archived_product_is_still_named(self):
        self.sell([(self.bread, 1)], self.marie)
        self.bread.product_tmpl_id.active = False
        (purchase,) = self.read_sheet()["purchases"]["orders"]
        (line,) = purchase["lines"]
        self.assertIn("Bread", line["name"])
        self.assertFalse(line["is_sold"])

    def test_goods_of_another_company_s_today_do_not_stop_the_sheet(self):
        self.sell([(self.bread, 1)], self.marie)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute(
            "UPDATE product_template SET company_id = %s WHERE id = %s",
            [other.id, self.bread.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        (purchase,) = self.read_sheet()["purchases"]["orders"]
        self.assertFalse(purchase["lines"][0]["is_sold"])

    def test_a_return_shows_as_one(self):
        order = self.sell([(self.bread, 2)], self.marie)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        refund.state = "paid"
        newest = self.read_sheet()["purchases"]["orders"][0]
        self.assertEqual(newest["lines"][0]["quantity"], -2)
        self.assertAlmostEqual(newest["lines"][0]["total"], -5.0)

    def test_who_is_no_cashier_reads_nothing(self):
        clerk = mail_new_test_user(self.env, "clerk", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.read_sheet(user=clerk)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(clerk).read_customer_purchases(
                self.marie.id, self.config.id, 1
            )

    def test_a_till_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = mail_new_test_user(
            self.env,
            "stranger",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            self.read_sheet(user=stranger)

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": other.id})
        with self.assertRaises(AccessError):
            self.read_sheet(theirs)

    def test_purchases_in_another_company_are_not_told(self):
        orders = self.make_orders(2)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute(
            "UPDATE pos_order SET company_id = %s WHERE id = %s", [other.id, orders[0].id]
        )
        self.env.invalidate_all()
        self.cashier.company_ids += other
        sheet = self.read_sheet()
        found = [order["id"] for order in sheet["purchases"]["orders"]]
        self.assertEqual(found, orders[1].ids)
        self.assertAlmostEqual(sheet["figures"]["turnover_total"], 2.5)
