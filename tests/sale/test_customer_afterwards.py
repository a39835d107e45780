from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestCustomerAfterwards(ReturnsCommon):
    """A sale that is claimed later, or was written to the wrong customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.env["res.partner"].create({"name": "Jeanne d'Arc"})
        cls.env.user.group_ids |= cls.env.ref("point_of_sale.group_pos_manager")

    def claim(self, order, customer, user=None):
        orders = self.env["pos.order"].with_user(user or self.cashier)
        return orders.claim_points(order.id, customer.id)

    def test_a_sale_without_customer_is_claimed_at_the_till(self):
        sale = self.sell([(self.bread, 4)])
        answer = self.claim(sale, self.marie)
        self.assertEqual(sale.partner_id, self.marie)
        self.assertEqual(self.balance(), 10)
        self.assertEqual(answer["pos.order"][0]["points_earned"], 10)
        self.assertEqual(answer["points.account"][0]["balance"], 10)
        self.assertIn("Points claimed by Marie Dupont", sale.message_ids[0].body)
        self.check_deferred()

    def test_a_sale_is_claimed_once(self):
        sale = self.sell([(self.bread, 4)])
        self.claim(sale, self.marie)
        for customer in (self.marie, self.jeanne):
            with self.assertRaisesRegex(UserError, "belongs to Marie Dupont"):
                self.claim(sale, customer)
        self.assertEqual(self.balance(), 10)

    def test_a_claim_earns_by_the_rules_of_its_day(self):
        sale = self.sell([(self.bread, 4)])
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE points_program_version SET since = since - interval '2 days'"
            " WHERE program_id = %s",
            [self.program.id],
        )
        sale.sudo().date_order = Datetime.now() - timedelta(days=1)
        self.program.rule_ids.points = 100
        self.claim(sale, self.marie)
        self.assertEqual(self.balance(), 10)
        entry = self.entries_of(sale)
        self.assertEqual(entry.date, sale.date_order)

    def test_what_was_returned_before_the_claim_does_not_count(self):
        sale = self.sell([(self.bread, 4)])
        self.bring_back(sale, {sale.lines: 3})
        self.claim(sale, self.marie)
        self.assertEqual(self.balance(), 3)

    def test_claims_that_are_refused(self):
        sale = self.sell([(self.bread, 4)])
        draft = self.sync(self.order_data([(self.bread, 1)], state="draft"))["pos.order"][0]
        counter = self.env["res.partner"].create({"name": "Counter", "points_excluded": True})
        with self.assertRaisesRegex(UserError, "a paid order"):
            self.claim(self.env["pos.order"].browse(draft["id"]), self.marie)
        with self.assertRaisesRegex(UserError, "a paid order"):
            self.claim(self.env["pos.order"].browse(10**8), self.marie)
        with self.assertRaisesRegex(UserError, "does not earn points"):
            self.claim(sale, counter)
        self.program.active = False
        with self.assertRaisesRegex(UserError, "no active loyalty program"):
            self.claim(sale, self.marie)
        self.program.active = True
        sale.sudo().date_order = Datetime.now() - timedelta(days=31)
        with self.assertRaisesRegex(UserError, "within 30 days"):
            self.claim(sale, self.marie)
        self.program.claim_days = 0
        just_now = self.sell([(self.bread, 4)])
        with self.assertRaisesRegex(UserError, "A manager can set the customer"):
            self.claim(just_now, self.marie)
        clerk = self.env["res.users"].create({"name": "Clerk", "login": "clerk"})
        with self.assertRaises(AccessError):
            self.claim(sale, self.marie, clerk)
        self.assertFalse(self.account_of(self.marie))
        self.assertFalse(sale.partner_id)

    def test_a_till_that_is_closed_has_nothing_claimed(self):
        sale = self.sell([(self.bread, 4)])
        self.pos_session.action_pos_session_closing_control()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.claim(sale, self.marie)

    def test_a_manager_chooses_the_customer_of_an_old_sale(self):
        sale = self.sell([(self.bread, 4)])
        sale.sudo().date_order = Datetime.now() - timedelta(days=300)
        sale.partner_id = self.marie
        self.assertEqual(self.balance(), 10)

    def test_a_wrong_customer_is_corrected(self):
        """The stock module leaves the points with the wrong one."""
        sale = self.sell([(self.bread, 4)], self.marie)
        self.sell([(self.cheese, 10)], self.marie)
        sale.partner_id = self.jeanne
        self.assertEqual((self.balance(), self.balance(self.jeanne)), (39, 10))
        kinds = self.entries_of(sale).sorted("id").mapped("kind")
        self.assertEqual(kinds, ["earn", "transfer", "transfer"])
        self.assertEqual((sale.points_earned, sale.points_balance), (10, 10))
        self.check_deferred()

    def test_a_correction_and_back_again(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        for customer in (self.jeanne, self.marie, self.jeanne):
            sale.partner_id = customer
            other = self.marie if customer == self.jeanne else self.jeanne
            self.assertEqual((self.balance(customer), self.balance(other)), (10, 0))
        self.check_deferred()

    def test_a_correction_moves_what_was_not_returned(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.bring_back(sale, {sale.lines: 1})
        sale.partner_id = self.jeanne
        self.assertEqual((self.balance(), self.balance(self.jeanne)), (0, 8))
        self.bring_back(sale, {sale.lines: 3})
        self.assertEqual((self.balance(), self.balance(self.jeanne)), (0, 0))

    def test_a_correction_of_points_that_were_spent(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        self.env["points.account"]._post(
            self.program, self.marie, key="afterwards/spent", kind="redeem", points=-8
        )
        sale.partner_id = self.jeanne
        self.assertEqual((self.balance(), self.balance(self.jeanne)), (-8, 10))

    def test_points_that_expire_keep_the_day_of_the_sale(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.env.cr.flush()
        sale = self.sell([(self.bread, 4)], self.marie, date_order="2026-01-15 10:00:00")
        sale.partner_id = self.jeanne
        lot = self.account_of(self.jeanne).lot_ids
        self.assertEqual(str(lot.expires_on), "2027-01-15")

    def test_points_do_not_stay_behind_without_a_customer(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        with self.assertRaisesRegex(UserError, "belong to Marie Dupont"):
            sale.partner_id = False

    def test_a_sale_that_is_invoiced_later_earns(self):
        sale = self.sell([(self.bread, 4)])
        sale.with_user(self.cashier).sudo().partner_id = self.marie
        sale.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertEqual(self.balance(), 10)

    def test_a_cashier_who_writes_a_customer_moves_nothing(self):
        sale = self.sell([(self.bread, 4)], self.marie)
        for customer in (self.jeanne, self.jeanne.browse()):
            with self.assertRaisesRegex(UserError, "Ask a manager to correct the customer"):
                sale.with_user(self.cashier).partner_id = customer
        self.assertEqual((self.balance(), self.balance(self.jeanne)), (10, 0))

    def test_an_order_that_is_paid_in_the_back_office_earns(self):
        data = self.order_data([(self.bread, 4)], self.marie, state="draft")
        data["payment_ids"] = []
        data["amount_paid"] = 0
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        self.assertFalse(self.account_of(self.marie))
        payment = self.env["pos.make.payment"].with_context(
            active_ids=order.ids, active_id=order.id
        )
        payment.create({"amount": 10, "payment_method_id": self.cash_pm1.id}).check()
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.balance(), 10)

    def test_an_order_that_is_paid_online_earns(self):
        """pos_online_payment and pos_self_order end in ``_process_saved_order``."""
        data = self.order_data([(self.bread, 4)], self.marie, state="draft")
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        order._process_saved_order(False)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.balance(), 10)

    def test_a_cancelled_order_never_earns(self):
        data = self.order_data([(self.bread, 4)], self.marie, state="draft")
        data["payment_ids"] = []
        order = self.env["pos.order"].browse(self.sync(data)["pos.order"][0]["id"])
        order.action_pos_order_cancel()
        order.sudo().points_issue = "forged"
        order.action_retry_points()
        self.assertFalse(self.account_of(self.marie))
