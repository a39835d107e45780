"""What wants OCA's ``partner_firstname``; ``dev/test`` runs it in a database of its own."""

from odoo.tests import Form, tagged

from ..common import PointsCommon

SHEET = "pos_customer_loyalty.res_partner_view_sheet"


@tagged("post_install", "-at_install")
class TestFirstname(PointsCommon):
    """Surname and first name, where they are fields of their own."""

    def test_the_sheet_asks_for_surname_and_first_name(self):
        with Form(self.env["res.partner"], view=SHEET) as sheet:
            sheet.firstname = "Hélène"
            sheet.lastname = "d'Arc"
        helene = self.env["res.partner"].search([("lastname", "=", "d'Arc")])
        self.assertIn("Hélène", helene.name)
        self.assertIn("d'Arc", helene.name)

    def test_a_company_has_one_name(self):
        with Form(self.env["res.partner"], view=SHEET) as sheet:
            sheet.company_type = "company"
            sheet.name = "Boulangerie Dupont"
        bakery = self.env["res.partner"].search([("name", "=", "Boulangerie Dupont")])
        self.assertFalse(bakery.firstname)

    def test_who_is_corrected_keeps_points_and_purchases(self):
        self.open_new_session()
        order = self.sell([(self.bread, 4)], self.marie)
        with Form(self.marie, view=SHEET) as sheet:
            sheet.lastname = "Martin"
        self.assertEqual(self.marie.newest_purchase_ids.mapped("name"), [order.name])
        self.assertEqual(self.marie.points_balance, 10)

    def test_messages_begin_with_the_first_name(self):
        helene = self.env["res.partner"].create({"firstname": "Hélène", "lastname": "d'Arc"})
        bakery = self.env["res.partner"].create({"name": "Boulangerie", "is_company": True})
        self.assertEqual(helene._get_salutation_name(), "Hélène")
        self.assertEqual(bakery._get_salutation_name(), "Boulangerie")
