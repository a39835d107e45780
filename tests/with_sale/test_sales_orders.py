"""What wants Odoo's ``sale``; ``dev/test`` runs it in the database of the companions."""

from odoo import Command
from odoo.tests import tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestSalesOrders(PointsCommon):
    """Sales orders, in the one list of what a customer bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")

    def order(self):
        line = {
            "product_id": self.bread.id,
            "product_uom_qty": 3,
            "price_unit": 2.5,
            "tax_ids": False,
        }
        return self.env["sale.order"].create(
            {
                "partner_id": self.marie.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )

    def newest(self):
        self.env.invalidate_all()
        return self.marie.newest_purchase_ids

    def test_an_order_is_listed_from_its_confirmation(self):
        order = self.order()
        self.assertFalse(self.newest(), "a quotation is no purchase")
        order.action_confirm()
        purchase = self.newest()
        self.assertEqual(purchase.name, order.name)
        self.assertEqual(purchase.kind, "order")
        self.assertEqual(purchase.amount_total, 7.5)
        self.assertIn("3 × ", purchase.summary)
        self.assertIn("Bread", purchase.summary)
        self.assertEqual(purchase.action_open()["res_model"], "sale.order")
        self.assertEqual(purchase.action_open()["res_id"], order.id)

    def test_beside_sales_at_the_till_the_newest_is_first(self):
        self.open_new_session()
        sale = self.sell([(self.bread, 1)], self.marie)
        order = self.order()
        order.action_confirm()
        order.date_order = "2020-02-03"
        self.assertEqual(self.newest().mapped("name"), [sale.name, order.name])
        found = self.env["customer.purchase"].search(
            self.marie._get_purchases_domain(), limit=1, offset=1
        )
        self.assertEqual(found.name, order.name)

    def test_what_was_invoiced_is_listed_as_the_invoice(self):
        self.bread.invoice_policy = "order"
        order = self.order()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(self.newest().mapped("name"), [invoice.name])

    def test_a_cashier_without_rights_on_orders_reads_the_list(self):
        order = self.order()
        order.action_confirm()
        purchases = self.marie.with_user(self.cashier).newest_purchase_ids
        self.assertEqual(purchases.mapped("name"), [order.name])
        self.assertIn("Bread", purchases.summary)
