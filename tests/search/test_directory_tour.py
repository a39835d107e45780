from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDirectoryTour(HttpCase):
    """The directory and the sheet in the back office, in a real browser."""

    def test_find_open_edit_and_create(self):
        program = self.env["points.program"].create(
            {"name": "Regulars", "rule_ids": [Command.create({"points": 1, "amount": 1.0})]}
        )
        marie = self.env["res.partner"].create({"name": "AAA Marie Dupont"})
        self.env["points.account"]._post(
            program, marie, key="test/directory", kind="earn", points=400
        )
        new_test_user(
            self.env,
            login="points_manager",
            groups="point_of_sale.group_pos_manager,base.group_partner_manager",
        )
        self.start_tour("/odoo/shop-customers", "customer_directory", login="points_manager")
        self.assertEqual(marie.phone, "06 39 98 74 07")
        created = self.env["res.partner"].search([("name", "=", "Marie Dupond")])
        self.assertEqual(created.phone, "06 39 98 11 11")
