from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


class TillCommon(TestPointOfSaleHttpCommon):
    """A till with a program of 1 point per whole unit of currency."""

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
        cls.bread, cls.cheese, cls.honey = cls.env["product.product"].create(
            [
                {"name": name, "list_price": price, "taxes_id": False, "available_in_pos": True}
                for name, price in [
                    ("Points Bread", 2.5),
                    ("Points Cheese", 3.9),
                    ("Points Honey", 12.0),
                ]
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


@tagged("post_install", "-at_install")
class TestTill(TillCommon):
    """Real sales in a real browser."""

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
        self.program.write({"receipt_code": False, "pending_days": 14})
        self.start("points_first_sale")
        entry = self.get_entry(self.marie)
        self.assertEqual(entry.balance_after, 6)
        self.assertTrue(entry.available_on)

    def test_a_sale_without_customer(self):
        self.start("points_sale_without_customer")
        self.assertFalse(self.env["points.entry"].search([("program_id", "=", self.program.id)]))

    def test_a_till_without_program(self):
        self.main_pos_config.points_program_id = False
        self.start("points_till_without_program")
        self.assertFalse(self.get_entry(self.marie))

    def test_the_preview_is_what_the_server_credits(self):
        gold = self.env["res.partner.category"].create({"name": "Gold"})
        self.marie.category_id = gold
        self.program.rule_ids = [
            Command.create(
                {"basis": "unit", "points": 10, "sequence": 1, "product_ids": self.honey.ids}
            ),
            Command.create({"basis": "base", "kind": "bonus", "partner_category_ids": gold.ids}),
        ]
        self.start("points_preview")
        self.assertEqual(self.get_entry(self.marie).points, 18)

    def test_the_preview_works_offline(self):
        self.start("points_preview_offline")
        self.assertEqual(self.get_entry(self.marie).points, 6)

    def test_returns_take_points_back(self):
        """odoo/odoo pull 257854: the stock module leaves them."""
        self.start("points_return")
        entries = self.get_entry(self.marie).sorted("sequence")
        self.assertEqual(entries.mapped("points"), [13, -4, -2])

    def test_a_return_into_arrears(self):
        self.start("points_sale_of_a_loaf")
        self.env["points.account"]._post(
            self.program, self.marie, key="test/spent", kind="redeem", points=-2
        )
        self.start("points_return_into_arrears")
        self.assertEqual(self.get_entry(self.marie)[0].balance_after, -2)

    def test_a_sale_is_claimed(self):
        self.start("points_claim")
        entry = self.get_entry(self.marie)
        self.assertEqual(entry.points, 6)
        self.assertEqual(entry.order_id.partner_id, self.marie)
