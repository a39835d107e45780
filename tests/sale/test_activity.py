from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from ..spending.spending_common import SpendingCommon
from .test_sql_count import MOST_STATEMENTS, CountingCommon


class ActivityCommon(SpendingCommon):
    """Marie's 400 points expire six months after her last purchase, which is a while ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"expiry": "activity", "expiry_months": 6})
        cls.jeanne = cls.env["res.partner"].create({"name": "Jeanne Petit"})
        cls.env["points.account"]._post(
            cls.program,
            cls.jeanne,
            key="test/300",
            kind="earn",
            points=300,
            date=cls.days_ago(100),
        )

    @staticmethod
    def days_ago(days):
        return Datetime.now() - timedelta(days=days)

    def last_day(self, days):
        return self.program._get_plan().get_expiry(self.days_ago(days))

    def lots(self, customer=None):
        lots = self.account_of(customer or self.jeanne).lot_ids.filtered("points")
        return {str(lot.expires_on): lot.points for lot in lots}


@tagged("post_install", "-at_install")
class TestActivity(ActivityCommon):
    """The last purchase is the newest one that was paid, whether it earned or not."""

    def check_alive(self, order, points=300):
        """The points live from today on, the ledger says why, and it still adds up."""
        self.assertEqual(self.lots(), {self.last_day(0): points})
        entry = self.entries_of(order).filtered(lambda entry: entry.kind == "activity")
        self.assertEqual((entry.points, entry.asked, len(entry)), (0, 0, 1))
        self.assertIn("extended the expiration", entry.explanation_page)
        self.check_deferred()
        self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")

    def test_a_sale_that_is_too_small_to_earn(self):
        self.check_alive(self.sell([(self.wine, 0.05)], self.jeanne))

    def test_a_sale_above_the_most_of_a_day(self):
        self.program.day_cap = 10
        self.sell([(self.wine, 1)], self.jeanne, date_order=str(self.days_ago(0)))
        account = self.account_of(self.jeanne)
        self.env["points.account"]._post(
            self.program,
            self.jeanne,
            key="test/bonus",
            kind="bonus",
            points=5,
            lots=[(self.last_day(50), 5)],
        )
        order = self.sell([(self.wine, 1)], self.jeanne)
        self.assertEqual(account.balance, 315)
        self.check_alive(order, 315)

    def test_a_sale_that_is_paid_in_points(self):
        order = self.buy([(self.wine, 1)], points=10.0, customer=self.jeanne)
        self.assertEqual(order.points_spent, 80)
        self.check_alive(order, 220)

    def test_the_next_small_sale_of_the_day_writes_nothing(self):
        self.sell([(self.wine, 0.05)], self.jeanne)
        self.assertFalse(self.entries_of(self.sell([(self.wine, 0.05)], self.jeanne)))

    def test_no_account_is_opened_for_it(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.sell([(self.wine, 0.05)], stranger)
        self.assertFalse(self.account_of(stranger))

    def test_a_return_is_no_purchase(self):
        order = self.sell([(self.wine, -1)], self.jeanne)
        self.assertFalse(self.entries_of(order))
        self.assertEqual(self.lots(), {self.last_day(100): 300})

    def test_other_ways_to_expire_know_no_activity(self):
        for expiry in ("never", "day", "month"):
            with self.subTest(expiry=expiry):
                self.program.expiry = expiry
                self.assertFalse(self.entries_of(self.sell([(self.wine, 0.05)], self.jeanne)))

    def test_a_sale_that_arrives_late_is_not_the_last(self):
        self.sell([(self.wine, 1)], self.jeanne)
        late = self.sell([(self.wine, 3)], self.jeanne, date_order=str(self.days_ago(3)))
        self.assertEqual(late.points_earned, 30)
        self.assertEqual(self.lots(), {self.last_day(0): 340})
        small = self.sell([(self.wine, 0.05)], self.jeanne, date_order=str(self.days_ago(3)))
        self.assertFalse(self.entries_of(small))

    def test_nor_where_the_last_one_left_no_trace_in_the_ledger(self):
        newcomer = self.env["res.partner"].create({"name": "Newcomer"})
        self.sell([(self.wine, 0.05)], newcomer)
        self.sell([(self.wine, 3)], newcomer, date_order=str(self.days_ago(3)))
        self.assertEqual(self.lots(newcomer), {self.last_day(0): 30})

    def test_a_late_sale_that_is_the_newest_counts_from_its_day(self):
        self.sell([(self.wine, 0.05)], self.jeanne, date_order=str(self.days_ago(3)))
        self.assertEqual(self.lots(), {self.last_day(3): 300})

    def test_a_sale_that_is_claimed(self):
        order = self.sell([(self.wine, 0.05)])
        self.env["pos.order"].with_user(self.cashier).claim_points(order.id, self.jeanne.id)
        self.check_alive(order)


@tagged("post_install", "-at_install")
class TestActivitySql(CountingCommon, ActivityCommon):
    def test_a_sale_that_earns_nothing_stays_within_the_same_few_statements(self):
        self.program.rule_ids.amount = 100
        self.sell([(self.wine, 1)], self.marie)
        counts = []
        for _sale in range(3):
            self.env["points.account"]._post(
                self.program,
                self.marie,
                key=f"test/{_sale}",
                kind="bonus",
                points=5,
                lots=[(self.last_day(50), 5)],
            )
            counts.append(self.count_sale(1, self.marie)[1])
        self.assertLessEqual(min(counts), MOST_STATEMENTS)
