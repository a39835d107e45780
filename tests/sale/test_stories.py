"""The ledger as a shop sees it: each test is a story with its figures."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestStories(PointsCommon):
    def move(self, kind, points, key=None, **values):
        """Post an entry of any kind for Marie."""
        key = key or f"story/{kind}/{points}/{self.account_of(self.marie).entry_count}"
        return self.env["points.account"]._post(
            self.program, self.marie, key=key, kind=kind, points=points, **values
        )

    def lots(self):
        """Marie's open lots: points by ISO date."""
        lots = self.account_of(self.marie).lot_ids.filtered("points")
        return {lot.expires_on and str(lot.expires_on): lot.points for lot in lots}

    def assertHas(self, balance, lots):
        account = self.account_of(self.marie)
        self.assertEqual(account.balance, balance)
        self.assertEqual(self.lots(), lots)
        expiring = min(filter(None, lots), default=False)
        self.assertEqual(account.next_expiry and str(account.next_expiry), expiring)
        self.assertEqual(account.next_expiry_points, lots.get(expiring, 0) if expiring else 0)
        self.check_deferred()

    def test_points_that_never_expire_are_one_lot(self):
        self.move("earn", 100)
        self.move("bonus", 20)
        self.move("redeem", -50)
        self.assertHas(70, {False: 70})

    def test_the_points_that_expire_first_are_spent_first(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        self.move("earn", 100, date=datetime(2026, 1, 10))
        self.move("earn", 50, date=datetime(2026, 3, 5))
        self.assertHas(150, {"2027-01-31": 100, "2027-03-31": 50})
        self.move("redeem", -120)
        self.assertHas(30, {"2027-03-31": 30})

    def test_the_day_is_the_shops_day(self):
        """A sale of half past eleven in the evening in UTC is one of tomorrow in Paris."""
        self.program.write({"expiry": "day", "expiry_months": 1, "tz": "Europe/Paris"})
        self.move("earn", 10, date=datetime(2026, 5, 31, 23, 30))
        self.assertHas(10, {"2026-07-01": 10})

    def test_each_purchase_keeps_all_points_alive(self):
        self.program.write({"expiry": "activity", "expiry_months": 6})
        self.move("earn", 100, date=datetime(2026, 1, 10))
        self.move("bonus", 5, date=datetime(2026, 2, 10))
        self.assertHas(105, {"2026-07-10": 100, "2026-08-10": 5})
        self.move("earn", 20, date=datetime(2026, 3, 10))
        self.assertHas(125, {"2026-09-10": 125})
        with self.subTest("a sale that was made before and arrives late shortens nothing"):
            self.move("earn", 1, date=datetime(2026, 1, 1))
            self.assertHas(126, {"2026-07-01": 1, "2026-09-10": 125})

    def test_nobody_spends_what_is_not_there(self):
        self.move("earn", 100)
        for kind in ("redeem", "adjust", "expire"):
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, "100 points available"):
                self.move(kind, -101)
        self.assertHas(100, {False: 100})

    def test_a_return_leads_into_arrears_and_the_next_sale_out_of_them(self):
        self.move("earn", 100)
        self.move("redeem", -80)
        self.move("clawback", -100)
        self.assertHas(-80, {})
        self.move("earn", 50)
        self.assertHas(-30, {})
        self.move("earn", 50, key="story/again")
        self.assertHas(20, {False: 20})

    def test_a_program_may_stop_at_zero(self):
        self.program.stop_at_zero = True
        self.move("earn", 100)
        self.move("redeem", -80)
        entry = self.move("clawback", -100, key="story/return")
        self.assertEqual((entry.points, entry.asked), (-20, -100))
        self.assertEqual(self.move("clawback", -100, key="story/return"), entry)
        nothing = self.move("clawback", -10, key="story/another")
        self.assertEqual(nothing.points, 0)
        self.move("earn", 100, key="story/later")
        self.assertEqual(self.move("clawback", -10, key="story/another"), nothing)
        self.assertHas(100, {False: 100})

    def test_points_come_back_with_the_day_that_they_had(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        self.move("earn", 30, date=datetime(2026, 1, 10))
        self.move("earn", 50, date=datetime(2026, 3, 5))
        spent = self.move("redeem", -60)
        self.assertHas(20, {"2027-03-31": 20})
        spent._restore(25, key="story/first")
        self.assertHas(45, {"2027-03-31": 45})
        spent._restore(35, key="story/rest")
        self.assertHas(80, {"2027-01-31": 30, "2027-03-31": 50})
        with self.assertRaisesRegex(UserError, "can still be refunded"):
            spent._restore(1, key="story/more")

    def test_a_return_in_steps_takes_back_what_was_earned(self):
        earned = self.move("earn", 7)
        for step, points in enumerate((3, 3, 1)):
            earned._claw_back(points, key=f"story/step/{step}")
        self.assertHas(0, {})
        with self.assertRaisesRegex(UserError, "can still be taken back"):
            earned._claw_back(1, key="story/more")
        self.assertEqual(earned._claw_back(1, key="story/step/2").points, -1)
        self.assertHas(0, {})

    def test_points_that_were_taken_back_come_again(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        earned = self.move("earn", 30, date=datetime(2026, 1, 10))
        self.move("earn", 50, date=datetime(2026, 3, 5))
        back = earned._claw_back(30, key="story/back")
        self.assertHas(50, {"2027-03-31": 50})
        for _delivery in range(2):
            earned._give_again(20, back, None, key="story/again")
            self.assertHas(70, {"2027-01-31": 20, "2027-03-31": 50})
        with self.assertRaisesRegex(UserError, "with other figures"):
            earned._give_again(21, back, None, key="story/again")
        self.assertEqual(earned._get_points_left(), 20)
        with self.assertRaisesRegex(UserError, "Only 20 of the points earned"):
            earned._claw_back(21, key="story/more")

    def test_a_hold_keeps_points_for_an_order(self):
        self.move("earn", 100)
        hold = self.authorise(80)
        with self.assertRaisesRegex(UserError, "20 points available"):
            self.move("redeem", -30)
        with self.assertRaisesRegex(UserError, "20 points available"):
            self.authorise(30, "story/other till")
        self.assertEqual(self.authorise(80), hold, "the same request again")
        hold._capture(key="story/order")
        self.assertHas(20, {False: 20})
        hold._capture(key="story/order")
        self.assertHas(20, {False: 20})

    def test_a_released_hold_frees_its_points(self):
        self.move("earn", 100)
        hold = self.authorise(80)
        hold._release()
        hold._release()
        self.move("redeem", -100)
        self.assertHas(0, {})
        with self.assertRaisesRegex(UserError, "Redeem them again"):
            hold._capture(key="story/order")

    def test_a_hold_ends_by_itself(self):
        with freeze_time("2026-11-22 10:00:00"):
            self.move("earn", 100)
            hold = self.authorise(80)
        with freeze_time("2026-11-22 10:15:01"):
            self.move("redeem", -30)
            with self.assertRaisesRegex(UserError, "70 points available"):
                hold._capture(key="story/order")
        self.assertHas(70, {False: 70})

    def authorise(self, points, key="story/till"):
        return self.set_aside(points, key)

    def test_what_is_due_expires_with_its_own_date(self):
        self.program.write({"expiry": "day", "expiry_months": 1, "tz": "Europe/Paris"})
        self.move("earn", 10, date=datetime(2026, 1, 10))
        self.move("earn", 20, date=datetime(2026, 1, 12))
        self.move("earn", 30, date=datetime(2026, 3, 12))
        with freeze_time("2026-02-20 03:00:00"):
            self.assertEqual(self.env["points.lot"]._expire(), 2)
            self.assertEqual(self.env["points.lot"]._expire(), 0)
        self.assertHas(30, {"2026-04-12": 30})
        expired = self.account_of(self.marie).entry_ids.filtered(lambda e: e.kind == "expire")
        self.assertEqual(
            {(str(entry.date), entry.points) for entry in expired},
            {("2026-02-10 23:00:00", -10), ("2026-02-12 23:00:00", -20)},
        )

    def test_points_can_be_spent_on_their_last_day(self):
        self.program.write({"expiry": "day", "expiry_months": 1, "tz": "UTC"})
        self.move("earn", 10, date=datetime(2026, 1, 10))
        with freeze_time("2026-02-10 23:59:00"):
            self.assertEqual(self.env["points.lot"]._expire(), 0)
            self.move("redeem", -4)
        with freeze_time("2026-02-11 00:01:00"):
            self.assertEqual(self.env["points.lot"]._expire(), 1)
        self.assertHas(0, {})

    def test_points_on_hold_do_not_expire(self):
        self.program.write({"expiry": "day", "expiry_months": 1, "tz": "UTC"})
        self.move("earn", 10, date=datetime(2026, 1, 10))
        with freeze_time("2026-02-10 23:55:00"):
            hold = self.authorise(8)
        with freeze_time("2026-02-11 00:05:00"):
            self.assertEqual(self.env["points.lot"]._expire(), 0)
            hold._capture(key="story/order")
            self.assertEqual(self.env["points.lot"]._expire(), 1)
        self.assertHas(0, {})
