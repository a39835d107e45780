from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestTill(TestPointOfSaleHttpCommon):
    """Real sales in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["points.program"].create(
            {
                "name": "Regulars",
                "company_id": cls.main_pos_config.company_id.id,
                "rule_ids": [Command.create({"basis": "amount", "points": 1, "amount": 1.0})],
            }
        )
        cls.main_pos_config.points_program_id = cls.program
        cls.bread, cls.cheese = cls.env["product.product"].create(
            [
                {"name": name, "list_price": price, "taxes_id": False, "available_in_pos": True}
                for name, price in [("Points Bread", 2.5), ("Points Cheese", 3.9)]
            ]
        )
        cls.marie = cls.env["res.partner"].create({"name": "AAA Marie Dupont"})

    def give(self, customer, points):
        self.env["points.account"]._post(
            self.program, customer, key=f"test/{customer.id}", kind="earn", points=points
        )

    def get_entry(self, customer):
        return self.env["points.entry"].search(
            [("partner_id", "=", customer.id), ("order_id", "!=", False)]
        )

    def start(self, tour, customers_loaded=None):
        self.main_pos_config.with_user(self.pos_user).open_ui()
        if customers_loaded:
            self.env["ir.config_parameter"].sudo().set_param(
                "point_of_sale.limited_customer_count", customers_loaded
            )
        self.start_pos_tour(tour)

    def test_a_sale_earns_points(self):
        self.give(self.marie, 400)
        self.start("points_sale")
        entry = self.get_entry(self.marie)
        self.assertEqual(entry.points, 6)
        self.assertEqual(entry.balance_after, 406)
        self.assertTrue(entry.order_id.pos_reference)

    def test_a_customer_that_was_not_preloaded(self):
        zoe = self.env["res.partner"].create({"name": "ZZZ Zoé Lefèvre"})
        self.give(zoe, 150)
        self.start("points_sale_customer_found", customers_loaded=1)
        self.assertEqual(self.get_entry(zoe).balance_after, 156)

    def test_the_first_sale_to_a_customer(self):
        self.start("points_first_sale")
        self.assertEqual(self.get_entry(self.marie).balance_after, 6)

    def test_a_sale_without_customer(self):
        self.start("points_sale_without_customer")
        self.assertFalse(self.env["points.entry"].search([("program_id", "=", self.program.id)]))

    def test_a_till_without_program(self):
        self.main_pos_config.points_program_id = False
        self.start("points_till_without_program")
        self.assertFalse(self.get_entry(self.marie))
