from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..spending.spending_common import SpendingCommon


class AlertsCommon(SpendingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write(
            {
                "alert_earnings": 0,
                "alert_own_points": False,
                "alert_customer_returns": 0,
                "alert_cashier_returns": 0,
            }
        )
        # What other tests of this run left in the ledger was seen.
        cls.env["points.alert.look"].sudo().search([]).unlink()
        cls.env["points.alert.look"].sudo()._get()
        cls.manager = cls.env["res.users"].create(
            {
                "name": "Claire Fontaine",
                "login": "claire",
                "company_id": cls.company.id,
                "company_ids": cls.company.ids,
                "group_ids": cls.env.ref("point_of_sale.group_pos_manager").ids,
            }
        )

    def look(self):
        """What the scheduled action does; return the alerts of the program."""
        self.env["points.alert.look"].sudo()._cron_look()
        return self.env["points.alert"].sudo().search([("program_id", "=", self.program.id)])

    def sell_as_cashier(self, customer=None, **values):
        data = self.order_data([(self.wine, 1)], customer or self.marie, **values)
        data["user_id"] = self.cashier.id
        return self.sync_as_cashier(data)

    def take_back(self, sale):
        order = self.return_goods(sale, {sale.lines: 1}, cash=10.0)
        order.user_id = self.cashier
        return order

    def activities_of(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", "points.alert"), ("user_id", "=", user.id)]
        )


@tagged("post_install", "-at_install")
class TestAlerts(AlertsCommon):
    def test_many_earnings_of_a_customer(self):
        self.program.alert_earnings = 2
        for _sale in range(2):
            self.sell_as_cashier()
        self.assertFalse(self.look())
        last = self.sell_as_cashier()
        alert = self.look()
        self.assertEqual((alert.kind, alert.count, alert.order_id), ("earnings", 3, last))
        self.assertEqual(alert.partner_id, self.marie)
        self.assertIn("Marie Dupont earned points on 3 orders", alert.sentence)

    def test_earnings_of_other_customers_and_days_do_not_add_up(self):
        self.program.alert_earnings = 2
        jean = self.env["res.partner"].create({"name": "Jean"})
        now = fields.Datetime.now()
        for days in range(1, 4):
            self.sell_as_cashier(date_order=fields.Datetime.to_string(now - timedelta(days=days)))
            self.sell_as_cashier(jean, date_order=fields.Datetime.to_string(now))
            if days == 2:
                self.assertFalse(self.look())
        self.assertEqual(self.look().partner_id, jean)

    def test_the_day_is_that_of_the_shop(self):
        """23:30 and 00:30 in Paris, which are one day in Greenwich."""
        self.program.write({"alert_earnings": 1, "tz": "Europe/Paris"})
        for moment in ("2026-01-15 22:30:00", "2026-01-15 23:30:00"):
            self.sell_as_cashier(date_order=moment)
        self.assertFalse(self.look())
        self.sell_as_cashier(date_order="2026-01-15 22:59:59")
        self.assertEqual(self.look().day, fields.Date.to_date("2026-01-15"))

    def test_no_limit_is_no_alert(self):
        self.cashier.partner_id.email = self.marie.email = "marie@example.com"
        for _sale in range(3):
            self.take_back(self.sell_as_cashier())
        self.assertFalse(self.look())

    def test_one_alert_and_one_activity_for_a_day(self):
        self.program.alert_earnings = 1
        for _look in range(3):
            self.sell_as_cashier()
            self.sell_as_cashier()
            alert = self.look()
            self.look()
        self.assertEqual(len(alert), 1)
        self.assertEqual(alert.count, 6)
        self.assertEqual(len(self.activities_of(self.manager)), 1)
        self.assertEqual(self.activities_of(self.manager).res_id, alert.id)

    def test_a_cashier_sells_to_himself(self):
        self.program.alert_own_points = True
        self.sell_as_cashier()
        self.assertFalse(self.look())
        order = self.sell_as_cashier(self.cashier.partner_id)
        alert = self.look()
        self.assertEqual((alert.kind, alert.user_id), ("own", self.cashier))
        self.assertEqual((alert.partner_id, alert.order_id), (self.cashier.partner_id, order))

    def test_a_second_card_with_the_same_phone_or_mail(self):
        self.program.alert_own_points = True
        own = self.cashier.partner_id
        own.write({"phone": "+33 6 12 34 56 78", "email": "Karim@Example.com"})
        for values in ({"phone": "+33612345678"}, {"email": "karim@example.com"}):
            customer = self.env["res.partner"].create({"name": "K. B.", **values})
            self.sell_as_cashier(customer)
            self.assertEqual(self.look()[0].partner_id, customer)

    def test_nobody_is_like_another_for_having_no_phone(self):
        self.program.alert_own_points = True
        self.cashier.partner_id.write({"phone": "-", "email": ""})
        self.marie.write({"phone": "", "email": "nonsense"})
        self.sell_as_cashier()
        self.marie.write({"phone": "-", "email": False})
        self.sell_as_cashier()
        self.assertFalse(self.look())

    def test_a_cashier_spends_for_himself(self):
        self.program.alert_own_points = True
        self.env["points.account"]._post(
            self.program, self.cashier.partner_id, key="test/own", kind="opening", points=400
        )
        self.assertFalse(self.look())
        self.buy([(self.wine, 1)], points=10, customer=self.cashier.partner_id)
        self.assertEqual(self.look().kind, "own")

    def test_a_cashier_claims_for_himself(self):
        self.program.alert_own_points = True
        sale = self.sync_as_cashier(self.order_data([(self.wine, 1)]))
        sale.user_id = self.manager
        self.env["pos.order"].with_user(self.cashier).claim_points(
            sale.id, self.cashier.partner_id.id
        )
        self.assertEqual(self.look().user_id, self.cashier)

    def test_adjusting_ones_own_points(self):
        self.program.alert_own_points = True
        self.env["points.account"].with_user(self.manager).sudo()._post(
            self.program, self.manager.partner_id, key="test/adjust", kind="adjust", points=5
        )
        self.assertEqual(self.look().user_id, self.manager)

    def test_the_account_that_ones_own_points_go_to(self):
        self.program.alert_own_points = True
        self.manager.partner_id.points_partner_id = self.marie
        self.env["points.account"].with_user(self.manager).sudo()._post(
            self.program, self.marie, key="test/adjust", kind="adjust", points=5
        )
        self.assertEqual(self.look().user_id, self.manager)

    def test_many_returns_of_a_customer(self):
        self.program.alert_customer_returns = 2
        sales = [self.sell_as_cashier() for _sale in range(3)]
        for sale in sales[:2]:
            self.take_back(sale)
        self.assertFalse(self.look())
        self.take_back(sales[2])
        alert = self.look()
        self.assertEqual((alert.kind, alert.count), ("customer_returns", 3))
        self.assertEqual(alert.partner_id, self.marie)

    def test_returns_of_long_ago_do_not_count(self):
        self.program.write({"alert_customer_returns": 1, "alert_return_days": 30})
        now = fields.Datetime.now()
        for days, is_alert in ((70, False), (31, False), (0, False), (29, True)):
            sale = self.sell_as_cashier()
            data = self.pay([(self.wine, -1)], cash=-10.0, is_refund=True)
            data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
            data["date_order"] = fields.Datetime.to_string(now - timedelta(days=days))
            self.sync_as_cashier(data)
            self.assertEqual(bool(self.look()), is_alert, days)

    def test_many_returns_by_a_cashier(self):
        self.program.alert_cashier_returns = 2
        customers = self.env["res.partner"].create([{"name": str(n)} for n in range(4)])
        orders = [self.take_back(self.sell_as_cashier(customer)) for customer in customers]
        orders[0].user_id = orders[1].user_id = self.manager
        self.assertFalse(self.look())
        orders[0].user_id = self.cashier
        alert = self.look()
        self.assertEqual((alert.kind, alert.count), ("cashier_returns", 3))
        self.assertEqual(alert.user_id, self.cashier)
        self.assertFalse(alert.partner_id)
        self.assertIn("Karim Benali processed 3 returns in 30 days, until", alert.sentence)

    def test_one_is_told_as_one(self):
        self.program.write({"alert_own_points": True, "alert_return_days": 1})
        self.sell_as_cashier(self.cashier.partner_id)
        self.assertIn("changed the points of Karim Benali on ", self.look().sentence)
        self.program.alert_cashier_returns = 1
        for _sale in range(2):
            self.take_back(self.sell_as_cashier())
        alert = self.look().filtered(lambda alert: alert.kind == "cashier_returns")
        self.assertIn("processed 2 returns on ", alert.sentence)

    def test_credit_notes_are_no_returns_of_a_cashier(self):
        self.program.alert_cashier_returns = 1
        for number in range(3):
            sale = self.sell_as_cashier()
            earned = self.entries_of(sale)
            detail = {"credit_note": number}
            earned._claw_back(1, key=f"test/{number}", order_id=sale.id, detail=detail)
        self.assertFalse(self.look())

    def test_seen_is_seen(self):
        self.program.alert_earnings = 1
        self.sell_as_cashier()
        self.sell_as_cashier()
        alert = self.look().with_user(self.manager)
        alert.action_mark_seen()
        self.assertEqual((alert.state, alert.seen_by_id), ("seen", self.manager))
        self.assertFalse(self.activities_of(self.manager))
        self.sell_as_cashier()
        self.look()
        self.assertEqual((alert.state, alert.count), ("seen", 3))
        self.assertFalse(self.activities_of(self.manager))

    def test_the_entries_behind_an_alert(self):
        self.program.write({"alert_earnings": 1, "alert_cashier_returns": 1})
        orders = [self.take_back(self.sell_as_cashier()) for _sale in range(2)]
        for alert in self.look():
            domain = alert.with_user(self.manager).action_view_entries()["domain"]
            entries = self.env["points.entry"].search(domain)
            self.assertTrue(set(orders) <= set(entries.order_id))

    def test_who_is_erased_leaves_no_alert(self):
        self.program.alert_earnings = 1
        self.sell_as_cashier()
        self.sell_as_cashier()
        self.assertTrue(self.look())
        self.env["points.erase"].create({"partner_id": self.marie.id}).action_erase()
        self.assertFalse(self.look())

    def test_impossible_limits(self):
        for name in ("alert_earnings", "alert_customer_returns", "confirm_from_amount"):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.program[name] = -1
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestAlertRights(AlertsCommon):
    def setUp(self):
        super().setUp()
        self.program.alert_earnings = 1
        self.sell_as_cashier()
        self.sell_as_cashier()
        self.alert = self.look()

    def test_a_cashier_sees_no_alert(self):
        alert = self.alert.with_user(self.cashier)
        for call in (
            lambda: alert.search([]),
            lambda: alert.read(["sentence"]),
            lambda: alert.action_mark_seen(),
            lambda: self.env["points.alert.look"].with_user(self.cashier).search([]),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.activities_of(self.cashier))

    def test_a_cashier_changes_no_limit(self):
        for name in ("confirm_from_amount", "alert_earnings", "alert_own_points"):
            with self.assertRaises(AccessError):
                self.program.with_user(self.cashier)[name] = 0

    def test_a_manager_neither_writes_nor_deletes_an_alert(self):
        alert = self.alert.with_user(self.manager)
        self.assertTrue(alert.sentence)
        for call in (
            lambda: alert.write({"state": "seen"}),
            lambda: alert.unlink(),
            lambda: alert.create([{}]),
        ):
            with self.assertRaises(UserError):
                call()

    def test_another_company_hears_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.manager.copy(
            {
                "login": "stranger",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        self.assertFalse(self.env["points.alert"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.alert.with_user(stranger).action_mark_seen()
        self.sell_as_cashier(self.env["res.partner"].create({"name": "Jean"}))
        self.assertFalse(self.activities_of(stranger))
