from odoo.tests import tagged

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillConfirmation(TillCommon):
    """From 30.00 on, spending is confirmed; in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["points.payment.setup"].create({"program_id": cls.program.id}).action_set_up()
        cls.program.confirm_from_amount = 30
        # Who else is a manager in this database has no PIN.
        cls.env["points.code"].sudo().search([]).unlink()
        cls.claire = cls.env["res.users"].create(
            {
                "name": "AAA Claire Fontaine",
                "login": "claire",
                "company_id": cls.main_pos_config.company_id.id,
                "company_ids": cls.main_pos_config.company_id.ids,
                "group_ids": cls.env.ref("point_of_sale.group_pos_manager").ids,
            }
        )
        # A zero in front is a digit too.
        cls.claire.with_user(cls.claire).points_pin = "027182"

    def setUp(self):
        super().setUp()
        self.give(self.marie, 400)

    def get_points(self):
        return self.get_entry(self.marie).sorted("sequence").mapped("points")

    def test_the_customer_confirms(self):
        self.marie.points_code = "3141"
        self.start("points_confirmation_customer")
        self.assertEqual(self.get_points(), [-384])
        hold = self.env["points.hold"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual((hold.state, hold.confirmed_by), ("captured", "customer"))

    def test_a_manager_confirms(self):
        self.start("points_confirmation_manager")
        self.assertEqual(self.get_points(), [-384])
        hold = self.env["points.hold"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual(hold.confirmed_user_id, self.claire)

    def test_nobody_confirms(self):
        self.start("points_confirmation_cancelled")
        self.assertEqual(self.get_points(), [-232, 19])
        hold = self.env["points.hold"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual((hold.state, hold.confirmed_by), ("captured", False))

    def test_too_many_wrong_codes(self):
        self.start("points_confirmation_too_many")
        self.assertEqual(self.get_points(), [48])

    def test_nobody_has_a_code(self):
        self.env["points.code"].sudo().search([]).unlink()
        self.start("points_confirmation_nobody")
        self.assertEqual(self.get_points(), [48])

    def test_nobody_can_confirm_without_connection(self):
        self.program.offline_most_amount = 40
        self.start("points_confirmation_offline")
        self.assertEqual(self.get_points(), [48])
