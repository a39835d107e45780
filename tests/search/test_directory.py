import ast
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import PointsCommon

SHEET = "pos_customer_loyalty.res_partner_view_sheet"


@tagged("post_install", "-at_install")
class TestDirectory(PointsCommon):
    """The filters of the directory find whom they name."""

    def setUp(self):
        super().setUp()
        self.open_new_session()
        self.paul = self.env["res.partner"].create({"name": "Paul Martin"})

    def filters(self):
        arch = self.env.ref("pos_customer_loyalty.res_partner_view_directory_search").arch
        return {
            node.get("name"): node.get("domain")
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }

    def found(self, name):
        self.env.flush_all()
        domain = ast.literal_eval(self.filters()[name])
        among = [("id", "in", (self.marie | self.paul).ids)]
        return self.env["res.partner"].with_user(self.cashier).search(domain + among)

    def test_each_filter_can_be_asked(self):
        for name in self.filters():
            if name != "archived":
                self.found(name)

    def read_page(self, customers):
        """How many statements a page of the directory takes, with nothing remembered."""
        arch = self.env.ref("pos_customer_loyalty.res_partner_view_directory_list").arch
        names = {node.get("name"): {} for node in etree.fromstring(arch).iter("field")}
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        customers.web_search_read([("id", "in", customers.ids)], names)
        return self.env.cr.sql_log_count - before

    def test_a_page_of_many_takes_no_more_statements(self):
        family = self.env["res.partner"].create({"name": "Family"})
        values = [{"name": f"Member {number}"} for number in range(12)]
        customers = self.env["res.partner"].create(values)
        for customer in customers:
            self.post(10, f"test/{customer.id}", customer)
        self.post(10, "test/family", family)
        customers[:2].points_partner_id = family
        self.read_page(customers)
        few, many = self.read_page(customers[:3]), self.read_page(customers)
        self.assertEqual(few, many)

    def test_points(self):
        self.post(30, "gift")
        self.assertEqual(self.found("with_points"), self.marie)
        self.assertFalse(self.found("arrears"))

    def test_turnover_and_visits(self):
        self.assertEqual(self.found("never"), self.marie | self.paul)
        self.sell([(self.cheese, 200)], self.marie)
        self.assertEqual(self.found("never"), self.paul)
        self.assertEqual(self.found("bought"), self.marie)
        self.assertEqual(self.found("best"), self.marie)
        self.assertFalse(self.found("missed"))

    def test_a_filter_sees_what_is_not_written_yet(self):
        order = self.sell([(self.cheese, 1)], self.marie)
        self.env.flush_all()
        order.sudo().date_order = fields.Datetime.now() - timedelta(days=200)
        found = self.env["res.partner"].search(
            [("id", "=", self.marie.id), ("last_visit", "<", "-6m")]
        )
        self.assertEqual(found, self.marie)
        spent = [("id", "=", self.marie.id), ("turnover_year", ">", 0)]
        self.assertEqual(self.env["res.partner"].search(spent), self.marie)
        order.sudo().date_order = fields.Datetime.now() - timedelta(days=400)
        self.assertFalse(self.env["res.partner"].search(spent))

    def sort(self, order):
        among = [("id", "in", (self.marie | self.paul | self.jean).ids)]
        found = self.env["res.partner"].with_user(self.cashier).search(among, order=order)
        return "".join(partner.name[0] for partner in found)

    def test_sorted_by_figures(self):
        self.jean = self.env["res.partner"].create({"name": "Jean Petit"})
        self.sell([(self.cheese, 100)], self.marie)
        old = self.sell([(self.cheese, 1)], self.paul)
        old.sudo().date_order = fields.Datetime.now() - timedelta(days=5)
        self.sell([(self.cheese, 1)], self.paul).sudo().date_order = old.date_order
        self.invoice(self.jean, 15.0)
        self.assertEqual(self.sort("turnover_year desc"), "MJP")
        self.assertEqual(self.sort("turnover_total"), "PJM")
        self.assertEqual(self.sort("visits_year desc"), "PMJ")
        self.assertEqual(self.sort("visits_total"), "JMP")
        self.assertEqual(self.sort("account_balance desc")[0], "J")
        self.assertEqual(self.sort("points_balance desc")[0], "M")
        # Who was never here is the last both ways.
        self.assertEqual(self.sort("last_visit"), "PMJ")
        self.assertEqual(self.sort("last_visit desc"), "MPJ")

    def test_sorted_by_name_unless_somebody_sorts(self):
        """Odoo's own mode would put those first who were invoiced."""
        self.paul.customer_rank = 5
        directory = self.env.ref("pos_customer_loyalty.res_partner_action_directory")
        partners = self.env["res.partner"].with_context(**ast.literal_eval(directory.context))
        among = [("id", "in", (self.marie | self.paul).ids)]
        for view in directory.view_ids.view_id.filtered(lambda view: view.type != "form"):
            order = etree.fromstring(view.arch).get("default_order")
            found = partners.search(among, order=order)
            self.assertEqual(found.mapped("name"), sorted(found.mapped("name")))

    def test_the_list_offers_to_sort_by_figures(self):
        figures = ["turnover_year", "last_visit", "points_balance", "account_balance"]
        for figure in self.env["res.partner"].fields_get(figures, ["sortable"]).values():
            self.assertTrue(figure["sortable"])

    def test_only_who_may_see_figures_sorts_by_them(self):
        clerk = self.env["res.users"].create({"name": "Clerk", "login": "directory-clerk"})
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(clerk).search([], order="turnover_year", limit=1)

    def test_birthday(self):
        self.paul.birthday = fields.Date.context_today(self.paul).replace(year=1980, day=1)
        self.assertEqual(self.found("birthday"), self.paul)

    def test_what_is_owed(self):
        self.invoice(self.paul, 40.0)
        self.assertEqual(self.found("owing"), self.paul)
        self.invoice(self.marie, 15.0, "out_refund")
        self.assertEqual(self.found("credit_notes"), self.marie)

    def test_expiring_points(self):
        today = fields.Date.context_today(self.marie)
        self.post(30, "gift", lots=[(today + timedelta(days=20), 30)])
        self.post(30, "gift of Paul", self.paul, lots=[(today + timedelta(days=50), 30)])
        self.assertEqual(self.found("expiring"), self.marie)

    def test_the_menu_opens_the_directory(self):
        menu = self.env.ref("pos_customer_loyalty.res_partner_menu_directory")
        visible = self.env["ir.ui.menu"].with_user(self.cashier)._visible_menu_ids()
        self.assertIn(menu.id, visible)
        self.assertNotIn(self.env.ref("point_of_sale.menu_point_of_sale_customer").id, visible)

    def test_a_new_customer_starts_on_an_empty_sheet(self):
        self.cashier.group_ids |= self.env.ref("base.group_partner_manager")
        partners = self.env["res.partner"].with_user(self.cashier)
        for is_company in (False, True):
            with Form(partners.with_context(default_is_company=is_company), view=SHEET) as sheet:
                self.assertFalse(len(sheet.newest_purchase_ids))
                self.assertFalse(len(sheet.newest_credit_note_ids))
                # With OCA's partner_firstname, a person's name is made of its two parts.
                is_split = not is_company and "lastname" in partners._fields
                sheet["lastname" if is_split else "name"] = "Nora Lang"
