from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestGrace(SpendingCommon):
    """Points that come back with goods, after their last day or shortly before it."""

    def setUp(self):
        super().setUp()
        self.program.write({"expiry": "day", "expiry_months": 1, "tz": "UTC"})
        self.jeanne = self.env["res.partner"].create({"name": "Jeanne Petit"})
        self.now = Datetime.now()
        self.post(400, "grace/old", self.jeanne, date=self.now)

    def get_lots(self):
        account = self.account_of(self.jeanne)
        account.invalidate_recordset()
        today = self.now.date()
        return {(lot.expires_on - today).days: lot.points for lot in account.lot_ids if lot.points}

    def bring_back_after(self, days, quantity=5):
        sale = self.buy([(self.wine, 5)], points=50, customer=self.jeanne)
        with freeze_time(self.now + timedelta(days=days)):
            return self.return_goods(sale, {sale.lines[0]: quantity}, points=10 * quantity)

    def days_of_a_month(self):
        return (self.account_of(self.jeanne).lot_ids.expires_on - self.now.date()).days

    def test_after_their_last_day(self):
        self.bring_back_after(45)
        self.assertEqual(self.get_lots(), {75: 400})
        with freeze_time(self.now + timedelta(days=75)):
            self.env["points.lot"]._expire()
        self.assertEqual(self.balance(self.jeanne), 400)
        with freeze_time(self.now + timedelta(days=76)):
            self.env["points.lot"]._expire()
        self.assertEqual(self.balance(self.jeanne), 0)
        self.check_deferred()

    def test_shortly_before_their_last_day(self):
        self.bring_back_after(20)
        self.assertEqual(self.get_lots(), {50: 400})

    def test_on_their_last_day(self):
        last = self.days_of_a_month()
        self.bring_back_after(last)
        self.assertEqual(self.get_lots(), {last + 30: 400})

    def test_on_their_last_day_without_a_grace_period(self):
        self.program.grace_days = 0
        last = self.days_of_a_month()
        self.bring_back_after(last)
        self.assertEqual(self.get_lots(), {last: 400})
        for days, balance in ((last, 400), (last + 1, 0)):
            with freeze_time(self.now + timedelta(days=days)):
                self.env["points.lot"]._expire()
            self.assertEqual(self.balance(self.jeanne), balance)
        self.check_deferred()

    def test_twice(self):
        """Points that came back are spent, and come back again after their new last day."""
        self.bring_back_after(45)
        with freeze_time(self.now + timedelta(days=60)):
            sale = self.buy([(self.wine, 5)], points=50, customer=self.jeanne)
        with freeze_time(self.now + timedelta(days=80)):
            self.return_goods(sale, {sale.lines[0]: 5}, points=50)
        self.assertEqual(self.get_lots(), {110: 400})
        for days, balance in ((110, 400), (111, 0)):
            with freeze_time(self.now + timedelta(days=days)):
                self.env["points.lot"]._expire()
            self.assertEqual(self.balance(self.jeanne), balance)
        self.check_deferred()

    def test_those_that_have_more_days_left_keep_them(self):
        self.program.grace_days = 5
        last = self.days_of_a_month()
        entry = self.entries_of(self.bring_back_after(3))
        self.assertEqual(self.get_lots(), {last: 400})
        self.assertFalse(entry.detail)

    def test_without_a_grace_period(self):
        self.program.grace_days = 0
        last = self.days_of_a_month()
        self.bring_back_after(45)
        self.assertEqual(self.get_lots(), {last: 400})
        with freeze_time(self.now + timedelta(days=45)):
            self.env["points.lot"]._expire()
        self.assertEqual(self.balance(self.jeanne), 0)

    def test_points_that_never_expire(self):
        self.program.expiry = "never"
        marie = self.account_of(self.marie)
        sale = self.buy([(self.wine, 5)], points=50)
        self.return_goods(sale, {sale.lines: 5}, points=50)
        self.assertEqual(marie.lot_ids.mapped("expires_on"), [False])

    def test_in_steps_each_has_its_grace_and_no_point_is_lost(self):
        last = self.days_of_a_month()
        self.program.grace_days = 10
        sale = self.buy([(self.wine, 5)], points=50, customer=self.jeanne)
        for days, quantity in ((1, 2), (25, 1), (60, 2)):
            with freeze_time(self.now + timedelta(days=days)):
                self.return_goods(sale, {sale.lines: quantity}, points=10 * quantity)
            sale.invalidate_recordset()
        self.assertEqual(self.get_lots(), {last: 160, 35: 80, 70: 160})
        self.check_deferred()

    def test_as_a_discount(self):
        self.program.spend_as = "discount"
        self.bring_back_after(45)
        self.assertEqual(self.get_lots(), {75: 400})

    def test_the_setting_is_that_of_the_moment_of_the_return(self):
        """A return of yesterday that arrives today."""
        sale = self.buy([(self.wine, 5)], points=50, customer=self.jeanne)
        self.env.cr.flush()
        versions = self.env["points.program.version"].sudo()
        before = versions.search([("program_id", "=", self.program.id)])
        before.since = self.now - timedelta(days=400)
        self.program.grace_days = 0
        self.env.cr.flush()
        newest = versions.search([("program_id", "=", self.program.id)], limit=1, order="id desc")
        self.assertNotIn(newest, before)
        newest.since = self.now + timedelta(days=44, hours=12)
        self.env.flush_all()
        self.env.registry.clear_cache()
        data = self.pay([(self.wine, -5)], [(-50.0, False)], customer=self.jeanne, is_refund=True)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        data["date_order"] = Datetime.to_string(self.now + timedelta(days=44))
        with freeze_time(self.now + timedelta(days=45)):
            self.sync_as_cashier(data)
        self.assertEqual(self.get_lots(), {75: 400})

    def test_the_explanation_says_so(self):
        entry = self.entries_of(self.bring_back_after(45))
        self.assertEqual(entry.detail, {"grace_days": 30})
        self.assertIn(
            "Points that had expired, or would have expired soon, can be redeemed for another 30",
            entry.explanation_page,
        )

    def test_the_ledger_can_be_proved(self):
        self.bring_back_after(45)
        self.check_deferred()
        self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")
