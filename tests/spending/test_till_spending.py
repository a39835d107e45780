from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillSpending(TillCommon):
    """Points spent in a real browser: 200 points = 25.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["points.payment.setup"].create({"program_id": cls.program.id}).action_set_up()

    def get_points(self):
        """What moved on Marie's account since the beginning, in its order."""
        return self.get_entry(self.marie).sorted("sequence").mapped("points")

    def get_held(self):
        return self.marie.points_account_ids._get_held()

    def test_all_in_points_and_back(self):
        self.give(self.marie, 400)
        self.start("points_spending_all")
        self.assertEqual(self.get_points(), [-384, 384])

    def test_a_typed_amount_the_rest_in_cash_and_back(self):
        self.give(self.marie, 400)
        self.start("points_spending_part")
        self.assertEqual(self.get_points(), [-240, 18, 240, -13, -5])

    def test_the_points_of_a_household_which_is_not_loaded(self):
        family = self.env["res.partner"].create({"name": "ZZ Family Dupont"})
        self.give(family, 400)
        self.marie.points_partner_id = family
        self.start("points_spending_part", customers_loaded=1)
        self.assertFalse(self.get_points())
        points = self.get_entry(family).sorted("sequence").mapped("points")
        self.assertEqual(points, [-240, 18, 240, -13, -5])

    def test_points_as_a_discount(self):
        self.program.spend_as = "discount"
        self.give(self.marie, 400)
        self.start("points_spending_discount")
        self.assertEqual(self.get_points(), [-240, 18, 120, -9])

    def test_a_shirt_that_points_paid_for_another(self):
        self.env["product.product"].create(
            {
                "name": "Points Shirt",
                "list_price": 50.0,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )
        self.give(self.marie, 400)
        self.start("points_spending_exchange")
        self.assertEqual(self.get_points(), [-400], "no points move for the exchange")
        sale, order = self.main_pos_config.current_session_id.order_ids.sorted("id")
        self.assertEqual((order.state, order.amount_total, order.points_carried), ("paid", 0, 50))
        self.assertEqual((order.is_refund, order.is_pure_return), (False, False))
        self.assertFalse(order.payment_ids.filtered("amount"))
        self.assertEqual((sale.points_returnable, order.points_returnable), (0, 50))
        self.assertEqual(self.marie.points_account_ids.balance, 0)

    def test_whole_blocks_only(self):
        self.program.spend_blocks_only = True
        self.give(self.marie, 400)
        self.start("points_spending_blocks")
        self.assertEqual(self.get_points(), [-200, 23])

    def test_not_enough_points(self):
        self.give(self.marie, 40)
        self.start("points_spending_too_few")
        self.assertEqual(self.get_points(), [48])

    def test_what_was_typed_is_used_by_whoever_goes_on(self):
        self.give(self.marie, 400)
        self.start("points_spending_next_method")
        self.assertEqual(self.get_points(), [-240, 18, -96])

    def test_another_customer_gives_the_points_up(self):
        self.give(self.marie, 400)
        self.env["res.partner"].create({"name": "AAB Paul Martin"})
        self.start("points_spending_customer_changes")
        self.assertFalse(self.get_points())
        self.assertFalse(self.get_held())

    @mute_logger("odoo.http")
    def test_balances_are_true_while_a_manager_adjusts(self):
        self.pos_user.group_ids |= self.env.ref("pos_customer_loyalty.group_points_api")
        self.give(self.marie, 40)
        self.start("points_balance_is_true")
        self.assertEqual(self.get_points()[-1], 48)

    @mute_logger("odoo.http")
    def test_two_tills_at_once(self):
        self.give(self.marie, 400)
        self.start("points_spending_two_tills")
        self.assertEqual(self.get_points(), [-200, 23])

    def test_points_that_are_given_up_are_free(self):
        self.give(self.marie, 400)
        self.start("points_spending_cancel")
        self.assertFalse(self.get_points())
        self.assertFalse(self.get_held())
        holds = self.env["points.hold"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual(holds.mapped("state"), ["released"] * 3)

    def test_points_need_the_server(self):
        self.give(self.marie, 400)
        self.start("points_spending_offline")
        self.assertEqual(self.get_points(), [48])

    def test_points_set_aside_before_the_line_dropped(self):
        self.give(self.marie, 400)
        self.start("points_spending_line_drops")
        self.assertEqual(self.get_points(), [-240, 18])

    def test_some_points_without_connection(self):
        self.program.offline_most_amount = 20
        self.give(self.marie, 100)
        self.env["points.account"]._post(
            self.program, self.marie, key="test/elsewhere", kind="adjust", points=300
        )
        self.start("points_spending_offline_allowed")
        self.assertEqual(self.get_points(), [-160, 28])
