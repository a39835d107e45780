from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..spending.spending_common import SpendingCommon

MANAGER = "point_of_sale.group_pos_manager"
ADJUSTER = "pos_customer_loyalty.group_points_adjust"


class AttentionCommon(SpendingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.offline_most_amount = 60
        cls.manager = cls.create_user("claire", MANAGER)
        cls.reason = cls.env.ref("pos_customer_loyalty.points_reason_goodwill")
        # What is there already is not what these tests are about.
        cls.before = cls.env["points.attention"].with_user(cls.manager).get_count()

    @classmethod
    def create_user(cls, login, groups):
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, f"base.group_user,{groups}", **companies)

    def overdraw(self, customer=None):
        """Six bottles for 480 points, 80 of which Marie does not have."""
        data = self.pay([(self.wine, 6)], [(60.0, False)], customer=customer)
        return self.sync_as_cashier(data)

    def read_counts(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["points.attention"].with_user(user or self.manager).search([])
        return {row.kind: row.count for row in rows}


@tagged("post_install", "-at_install")
class TestAttention(AttentionCommon):
    def create_alert(self):
        return (
            self.env["points.alert"]
            .sudo()
            .create(
                {
                    "key": "test/attention",
                    "kind": "earnings",
                    "program_id": self.program.id,
                    "partner_id": self.marie.id,
                    "day": fields.Date.today(),
                    "count": 3,
                }
            )
        )

    def test_each_kind_has_a_row_as_long_as_there_is_something(self):
        rows = self.read_counts()
        order = self.sell([(self.wine, 1)], self.marie)
        order.sudo().points_issue = "The rule cannot be computed."
        self.overdraw()
        alert = self.create_alert()
        self.env["points.proof"].sudo().create({"state": "failed", "date": fields.Datetime.now()})
        for kind in ("issue", "uncovered", "alert", "proof"):
            with self.subTest(kind=kind):
                self.assertEqual(self.read_counts().get(kind), rows.get(kind, 0) + 1)
        attention = self.env["points.attention"].with_user(self.manager)
        self.assertEqual(attention.get_count(), self.before + 4)
        order.with_user(self.manager).action_dismiss_points()
        alert.with_user(self.manager).action_mark_seen()
        self.env["points.proof"].sudo().create({"state": "passed", "date": fields.Datetime.now()})
        self.assertEqual(attention.get_count(), self.before - rows.get("proof", 0) + 1)
        self.assertNotIn("proof", self.read_counts())

    def test_a_row_opens_what_it_counts(self):
        order = self.overdraw()
        self.create_alert()
        for row in self.env["points.attention"].with_user(self.manager).search([]):
            action = row.action_open()
            found = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
            self.assertEqual(len(found), row.count)
            self.assertTrue(row.advice)
            if row.kind == "uncovered":
                self.assertIn(order, found)

    def test_a_manager_of_another_company_has_nothing_of_it(self):
        company = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        stranger = new_test_user(self.env, "else", f"base.group_user,{MANAGER}", **values)
        before = self.read_counts(stranger)
        self.overdraw()
        self.create_alert()
        self.assertEqual(self.read_counts(stranger), before)

    def test_a_cashier_has_nothing_to_do_with_it(self):
        attention = self.env["points.attention"].with_user(self.cashier)
        for call in (attention.get_count, lambda: attention.search([])):
            with self.assertRaises(AccessError):
                call()


@tagged("post_install", "-at_install")
class TestOverdraft(AttentionCommon):
    """Points overdrawn offline are settled with the customer, or written off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adjuster = cls.create_user("odile", f"{MANAGER},{ADJUSTER}")

    def close(self, orders, outcome, user=None, **values):
        """The dialog, as the list of these orders opens it."""
        wizard = self.env["points.overdraft"].with_user(user or self.adjuster)
        with Form(wizard.with_context(default_order_ids=orders.ids)) as form:
            form.outcome = outcome
            form.reason_id = values.get("reason_id", self.reason)
            form.note = "agreed by phone"
        form.record.action_confirm()
        return form.record

    def is_listed(self, order):
        return order in self.env["pos.order"].search(order._get_overdrawn_domain())

    def test_what_is_settled_leaves_the_list_and_the_balance(self):
        order = self.overdraw()
        self.close(order, "settle", self.manager)
        self.assertFalse(self.is_listed(order))
        self.assertEqual(self.account_of(self.marie).balance, -80)
        said = order.message_ids.mapped("body")
        self.assertTrue(
            any("80 points settled. Goodwill: agreed by phone" in body for body in said)
        )

    def test_what_is_written_off_is_in_the_ledger(self):
        order = self.overdraw()
        wizard = self.close(order, "write_off")
        self.assertEqual((wizard.points_uncovered, self.account_of(self.marie).balance), (80, 0))
        entry = self.entries("adjust")
        self.assertEqual((entry.points, entry.order_id), (80, order))
        self.assertEqual(entry.reason, "Goodwill: agreed by phone")
        self.assertEqual(entry.user_id, self.adjuster)
        self.assertFalse(self.is_listed(order))
        self.check_deferred()

    def test_what_purchases_have_offset_is_not_written_off(self):
        order = self.overdraw()
        self.env["points.account"]._post(
            self.program, self.marie, key="test/later", kind="earn", points=50
        )
        self.assertEqual(self.close(order, "write_off").points_uncovered, 80)
        self.assertEqual(self.entries("adjust").points, 30)
        self.assertEqual(self.account_of(self.marie).balance, 0)

    def test_two_orders_of_a_customer_are_written_off_together(self):
        orders = self.overdraw() + self.overdraw()
        self.assertEqual(self.account_of(self.marie).balance, -560)
        self.program.sudo().adjust_limit = 1000
        self.close(orders, "write_off")
        self.assertEqual(self.account_of(self.marie).balance, 0)

    def test_what_a_household_owes_by_now_is_missing(self):
        order = self.overdraw()
        family = self.env["res.partner"].create({"name": "Family"})
        self.marie.points_partner_id = family
        wizard = self.env["points.overdraft"].with_user(self.adjuster)
        self.assertEqual(wizard.create({"order_ids": order.ids}).points_missing, 80)
        self.close(order, "write_off")
        self.assertEqual(self.account_of(family).balance, 0)

    def test_a_second_confirmation_changes_nothing(self):
        wizard = self.close(self.overdraw(), "write_off")
        wizard.action_confirm()
        self.assertEqual(len(self.entries("adjust")), 1)

    def test_who_may_not_adjust_points_writes_nothing_off(self):
        order = self.overdraw()
        with self.assertRaisesRegex(UserError, "users who may adjust points"):
            self.close(order, "write_off", self.manager)
        self.program.sudo().adjust_limit = 79
        with self.assertRaisesRegex(UserError, "maximum of 79"):
            self.close(order, "write_off")
        with self.assertRaises(AccessError):
            self.close(order, "settle", self.cashier)
        self.assertTrue(self.is_listed(order))

    def test_a_reason_is_asked_for(self):
        order = self.overdraw()
        wizard = self.env["points.overdraft"].with_user(self.adjuster)
        wizard = wizard.create({"order_ids": order.ids})
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestAttentionTour(AttentionCommon, HttpCase):
    def test_the_menu_has_a_count_only_while_something_waits(self):
        order = self.sell([(self.wine, 1)], self.marie)
        self.env["pos.order"].sudo().search([("points_issue", "!=", False)]).points_issue = False
        self.env["points.alert"].sudo().search([]).state = "seen"
        self.env["points.proof"].sudo().create({"state": "passed", "date": fields.Datetime.now()})
        self.env["pos.order"].sudo().search(
            [("points_uncovered", ">", 0)]
        ).points_overdraft_closed = True
        order.sudo().points_issue = "The rule cannot be computed."
        self.manager.sudo().password = "claire"
        url = "/odoo/action-pos_customer_loyalty.points_account_action"
        self.start_tour(url, "points_attention", login="claire")
        self.assertFalse(order.points_issue)
