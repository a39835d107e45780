"""Adjusting one customer by hand, and who may."""

from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..common import PointsCommon


class AdjustCommon(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adjuster = cls.create_user("claire", "group_points_adjust")
        cls.owner = cls.create_user("odile", "group_points_adjust_unlimited")
        cls.reason = cls.env.ref("pos_customer_loyalty.points_reason_goodwill")

    @classmethod
    def create_user(cls, login, group):
        """A manager of the point of sale who is in a group of this module."""
        manager = cls.env.ref("point_of_sale.group_pos_manager")
        group = cls.env.ref(f"pos_customer_loyalty.{group}")
        return cls.env["res.users"].create(
            {
                "name": login.title(),
                "login": login,
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set((manager + group).ids)],
            }
        )

    @classmethod
    def create_customers(cls, count):
        return cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(count)]
        )

    def open_for(self, records, user=None, **values):
        """The dialog, as the action on customers opens it, filled in."""
        user = user or self.adjuster
        action = self.env["points.adjust"].with_user(user)._open_for(records.with_user(user))
        adjustment = self.env["points.adjust"].with_user(user).browse(action["res_id"])
        adjustment.write({"program_id": self.program.id, "reason_id": self.reason.id, **values})
        return adjustment

    def adjust(self, points, customers=None, user=None, **values):
        """Adjust by hand; return the action that follows."""
        adjustment = self.open_for(customers or self.marie, user, points=points, **values)
        return adjustment.action_confirm()

    def messages_of(self, customer):
        messages = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", customer.id)]
        )
        return [message.body.striptags() for message in messages if "points" in message.body]


@tagged("post_install", "-at_install")
class TestAdjust(AdjustCommon):
    def test_points_are_added_and_removed_with_a_reason(self):
        self.adjust(50, note="broken\njar\x1f of \x07honey ")
        self.adjust(-20)
        entries = self.account_of(self.marie).entry_ids.sorted("sequence")
        self.assertEqual(entries.mapped("points"), [50, -20])
        self.assertEqual(entries.mapped("kind"), ["adjust", "adjust"])
        self.assertEqual(entries.mapped("reason"), ["Goodwill: broken jar of honey", "Goodwill"])
        self.assertEqual(entries.user_id, self.adjuster)
        self.check_deferred()

    def test_the_customers_page_tells_of_it_and_not_how_many_points_there_are(self):
        """Whoever reads contacts reads messages, and may not know of points."""
        self.adjust(50, note="broken jar")
        self.assertEqual(
            self.messages_of(self.marie),
            ["Regulars: points adjusted. Goodwill: broken jar"],
        )

    def test_a_confirmation_twice_counts_once(self):
        adjustment = self.open_for(self.marie, points=50)
        for _click in range(2):
            self.assertEqual(adjustment.action_confirm(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.account_of(self.marie).balance, 50)
        self.assertEqual(len(self.messages_of(self.marie)), 1)
        with self.subTest("with other figures"), self.assertRaisesRegex(UserError, "other figures"):
            adjustment.points = 60
            adjustment.action_confirm()

    def test_the_value_is_shown_as_the_number_is_typed(self):
        dialog = self.open_for(self.marie)
        with Form(dialog) as form:
            form.points = 100
            self.assertEqual(form.value, self.program._points_value(100))
            form.points = -40
            self.assertEqual(form.value, -self.program._points_value(40))

    def test_what_is_missing_is_asked_for(self):
        for values, question in [
            ({"reason_id": False}, "Choose a reason"),
            ({"points": 0}, "number of points"),
            ({"program_id": False}, "Choose the program"),
        ]:
            with self.subTest(values=values), self.assertRaisesRegex(UserError, question):
                self.adjust(**{"points": 50, **values})
        self.assertFalse(self.account_of(self.marie))

    def test_more_than_there_is_is_refused(self):
        self.post(30, "test/adjust")
        with self.assertRaisesRegex(UserError, "30 points available; 31 are needed"):
            self.adjust(-31)
        self.adjust(-30)
        self.assertEqual(self.account_of(self.marie).balance, 0)

    def test_points_on_hold_are_not_removed(self):
        self.post(30, "test/adjust")
        self.set_aside(20, "test/hold")
        self.assertEqual(self.open_for(self.marie).balance, 10)
        with self.assertRaisesRegex(UserError, "10 points available"):
            self.adjust(-11)

    def test_each_user_has_a_limit(self):
        self.adjust(500)
        for points in (501, -501):
            with (
                self.subTest(points=points),
                self.assertRaisesRegex(UserError, "maximum of 500"),
            ):
                self.adjust(points)
        self.adjust(501, user=self.owner)
        with self.assertRaisesRegex(UserError, "maximum of 1,000,000,000"):
            self.adjust(1_000_000_001, user=self.owner)
        self.assertEqual(self.account_of(self.marie).balance, 1001)

    def test_only_who_has_no_limit_sets_it(self):
        self.program.with_user(self.owner).adjust_limit = 100
        with self.assertRaises(AccessError):
            self.program.with_user(self.adjuster).adjust_limit = 10_000
        values = {"name": "Mine", "company_id": self.company.id}
        programs = self.env["points.program"].with_user(self.adjuster)
        with self.assertRaises(AccessError):
            programs.create({**values, "adjust_limit": 10_000})
        self.assertEqual(programs.create(values).sudo().adjust_limit, 500)
        self.assertEqual(self.program.with_user(self.adjuster).copy().sudo().adjust_limit, 500)

    def test_the_outcome_is_shown_before(self):
        self.post(30, "test/adjust")
        form = Form(self.open_for(self.marie))
        form.points = 20
        self.assertEqual((form.balance, form.balance_after), (30, 50))
        form.points = 501
        self.assertIn("maximum of 500", form.problem)
        with self.subTest("of many"):
            others = self.create_customers(2)
            form = Form(self.open_for(self.marie + others))
            form.points = -10
            self.assertEqual(
                (form.customer_count, form.total_points, form.short_count), (3, -10, 2)
            )
            form.points = 10
            self.assertEqual((form.total_points, form.short_count), (30, 0))

    def test_the_program_is_proposed(self):
        self.post(30, "test/adjust")
        other = self.program.copy()
        account = self.account_of(self.marie)
        Adjust = self.env["points.adjust"].with_user(self.adjuster)
        for records, program in [(account, self.program), (self.marie, other.browse())]:
            with self.subTest(records=records):
                action = Adjust._open_for(records.with_user(self.adjuster))
                self.assertEqual(Adjust.browse(action["res_id"]).program_id, program)
        other.active = False
        action = Adjust._open_for(self.marie.with_user(self.adjuster))
        self.assertEqual(Adjust.browse(action["res_id"]).program_id, self.program)

    def test_the_actions_open_the_dialog(self):
        self.post(30, "test/adjust")
        for name, records in [("partner", self.marie), ("account", self.account_of(self.marie))]:
            with self.subTest(name=name):
                action = self.env.ref(f"pos_customer_loyalty.points_adjust_action_{name}")
                action = action.with_user(self.adjuster).with_context(
                    active_model=records._name, active_ids=records.ids, active_id=records.id
                )
                dialog = self.env["points.adjust"].browse(action.run()["res_id"])
                self.assertEqual(dialog.partner_ids, self.marie)
                with self.assertRaises(AccessError):
                    action.with_user(self.cashier).run()

    def test_nobody_to_adjust_is_said(self):
        with self.assertRaisesRegex(UserError, "accounts have no customer"):
            self.env["points.adjust"]._open_for(self.env["res.partner"])

    def test_a_customer_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["res.partner"].create({"name": "Else", "company_id": company.id})
        adjustment = self.open_for(self.marie, points=10)
        adjustment.sudo().partner_ids = stranger
        with self.assertRaisesRegex(UserError, "different companies"):
            adjustment.sudo().action_confirm()

    def test_a_program_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        program = self.env["points.program"].create({"name": "Other", "company_id": company.id})
        with self.assertRaises(AccessError):
            self.adjust(10, program_id=program.id)

    def test_a_cashier_adjusts_nothing(self):
        """Neither does a manager without the group."""
        adjustment = self.open_for(self.marie, points=10)
        manager = self.adjuster.copy({"login": "without"})
        manager.group_ids -= self.env.ref("pos_customer_loyalty.group_points_adjust")
        values = {"partner_ids": self.marie.ids, "program_id": self.program.id, "points": 10}
        calls = [
            ("points.adjust", "create", [values]),
            ("points.adjust", "action_confirm", [adjustment.ids]),
            ("points.adjust", "write", [adjustment.ids, {"points": 1000}]),
            ("points.adjust", "web_save", [adjustment.ids, {"points": 1000}, {}]),
            ("points.take.over", "create", [{"batch_id": 1}]),
            ("points.take.over", "action_take_over", [1]),
        ]
        for user in (self.cashier, manager):
            for model, method, args in calls:
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    call_kw(self.env[model].with_user(user), method, args, {})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.open_for(self.marie, user=user)

    def test_who_may_adjust_need_not_be_a_manager(self):
        self.cashier.group_ids += self.env.ref("pos_customer_loyalty.group_points_adjust")
        self.adjust(10, user=self.cashier)
        self.adjust(10, self.marie + self.create_customers(1), user=self.cashier)
        self.assertEqual(self.account_of(self.marie).balance, 20)

    def test_a_colleagues_dialog_is_not_mine(self):
        adjustment = self.open_for(self.marie, points=10)
        with self.assertRaises(AccessError):
            adjustment.with_user(self.owner).action_confirm()

    def test_the_shop_keeps_its_reasons(self):
        reasons = self.env["points.reason"]
        self.assertGreaterEqual(reasons.search_count([]), 4)
        mine = reasons.with_user(self.adjuster).create({"name": f"Draw {uuid4()}"})
        mine.active = False
        with self.assertRaises(AccessError):
            reasons.with_user(self.cashier).create({"name": "Mine"})
        with self.assertRaises(AccessError):
            reasons.with_user(self.cashier).search([])
