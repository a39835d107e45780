from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

import psycopg2
import pytz
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import format_date

from ...points.lots import Pending
from ..sale.test_credit_notes import CreditNotesCommon
from .spending_common import SpendingCommon

DAYS = 14
#: Where a day begins half a day before it does in UTC.
ZONE = pytz.timezone("Pacific/Auckland")


class PendingCommon(SpendingCommon, CreditNotesCommon):
    """A shop in New Zealand whose points count two weeks after the sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"tz": ZONE.zone, "pending_days": DAYS})
        cls.env.cr.flush()
        cls.jeanne, cls.paul = cls.env["res.partner"].create(
            [{"name": "Jeanne Petit"}, {"name": "Paul Martin"}]
        )
        # Programs say so from now on: the sales are of tomorrow.
        cls.today = pytz.utc.localize(Datetime.now()).astimezone(ZONE).date() + timedelta(1)
        cls.available_on = cls.today + timedelta(DAYS)

    def at(self, days=0, hour=10, minute=0):
        """Some days after the sale, by the clock of the shop: in the morning it is still the day
        before in UTC."""
        moment = datetime.combine(self.today + timedelta(days), time(hour, minute))
        return freeze_time(ZONE.localize(moment).astimezone(pytz.utc).replace(tzinfo=None))

    def sell_wine(self, quantity=5, customer=None, **values):
        """Ten points for each."""
        with self.at():
            return self.sell([(self.wine, quantity)], customer or self.jeanne, **values)

    def what_has(self, customer=None, days=0, **clock):
        """The balance, what of it can be spent, and what is pending by day."""
        account = self.account_of(customer or self.jeanne)
        account = account.filtered(lambda one: not one.merged_into_id)
        with self.at(days, **clock):
            return account.balance, account._get_available(), dict(account._get_pending())

    def assertHas(self, balance, available, pending=None, **where):
        expected = {self.available_on.isoformat(): pending} if pending else {}
        self.assertEqual(self.what_has(**where), (balance, available, expected))
        self.check_deferred()
        with self.at():
            self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")


@tagged("post_install", "-at_install")
class TestPending(PendingCommon):
    def test_a_sale(self):
        sale = self.sell_wine()
        entry = self.entries_of(sale)
        self.assertEqual((entry.kind, entry.available_on), ("earn", self.available_on))
        self.assertEqual(entry.movements, [[[None, self.available_on.isoformat()], 50]])
        self.assertHas(50, 0, 50)
        self.assertHas(50, 0, 50, days=DAYS - 1, hour=23, minute=59)
        self.assertHas(50, 50, days=DAYS, hour=0)

    def test_points_can_be_spent_from_midnight_at_the_shop(self):
        self.sell_wine()
        with (
            self.at(DAYS - 1, 23, 59),
            self.assertRaisesRegex(UserError, "only 0 points available"),
        ):
            self.authorise(5.0, customer=self.jeanne)
        with self.at(DAYS, 0, 0):
            self.assertEqual(Datetime.now().date(), self.available_on - timedelta(1))
            self.buy([(self.wine, 1)], points=5.0, cash=5.0, customer=self.jeanne)
        self.assertEqual(self.what_has(days=DAYS)[0], 50 - 40 + 5)
        self.check_deferred()

    def test_two_tills_cannot_take_more_than_counts(self):
        self.sell_wine(customer=self.marie)
        with self.at():
            self.authorise(30.0)
            self.authorise(20.0)
            with self.assertRaisesRegex(UserError, "only 0 points available"):
                self.authorise(1.0)

    def test_spending_leaves_what_is_pending(self):
        self.sell_wine(customer=self.marie)
        with self.at(1):
            self.buy([(self.wine, 5)], points=50.0)
        self.assertHas(50, 0, 50, customer=self.marie)

    def test_a_return_takes_what_its_sale_gave(self):
        sale = self.sell_wine(customer=self.marie)
        for days, kept in ((1, 30), (13, 0)):
            with self.at(days):
                quantity = sum(sale.lines.mapped("qty")) - kept / 10 - (0 if kept else 2)
                self.bring_back(sale, {sale.lines: quantity})
            self.assertHas(400 + kept, 400, kept, customer=self.marie)

    def test_a_return_after_the_day(self):
        sale = self.sell_wine(customer=self.marie)
        with self.at(DAYS):
            self.bring_back(sale, {sale.lines: 2})
        self.assertHas(430, 430, customer=self.marie, days=DAYS)

    def test_a_return_of_another_sale_takes_what_counts_first(self):
        old = self.post(45, "pending/old", self.jeanne)
        self.sell_wine()
        with self.at(1):
            old._claw_back(30, key="pending/back")
            self.assertHas(65, 15, 50)
            old._claw_back(15, key="pending/more")
        self.assertHas(50, 0, 50)

    def test_arrears_are_made_up_for_by_what_is_pending(self):
        old = self.post(400, "pending/old", self.jeanne)
        with self.at():
            self.buy([(self.wine, 5)], points=50.0, customer=self.jeanne)
            old._claw_back(30, key="pending/back")
        sale = self.sell_wine()
        self.assertHas(20, 0, 20)
        with self.at(1):
            self.bring_back(sale)
        self.assertHas(-30, 0)

    def test_points_that_come_again_are_pending_again(self):
        sale = self.sell_wine(to_invoice=True)
        with self.at(1):
            note = self.credit(sale.account_move)
            self.assertHas(0, 0)
            note.button_draft()
        self.assertHas(50, 0, 50)

    def test_what_made_up_for_arrears_does_not_count_sooner(self):
        """It was not there when it was taken back, and comes again before its day."""
        old = self.post(400, "pending/old", self.jeanne)
        with self.at():
            self.buy([(self.wine, 5)], points=50.0, customer=self.jeanne)
            old._claw_back(30, key="pending/back")
        sale = self.sell_wine(to_invoice=True)
        with self.at(1):
            note = self.credit(sale.account_move)
            self.post(30, "pending/bonus", self.jeanne)
            note.button_draft()
        self.assertHas(50, 0, 50)

    def test_a_claim_counts_by_the_moment_of_the_sale(self):
        for days, pending in ((3, 50), (DAYS, 0)):
            with self.at():
                sale = self.sell([(self.wine, 5)])
            with self.at(days):
                self.env["pos.order"].claim_points(sale.id, self.jeanne.id)
                entry = self.entries_of(sale)
            self.assertEqual(entry.available_on, self.available_on if pending else False)
        self.assertHas(100, 50, 50, days=3)

    def test_the_customer_is_corrected(self):
        self.post(20, "pending/paul", self.paul)
        sale = self.sell_wine()
        with self.at(2):
            sale.partner_id = self.paul
        self.assertHas(0, 0)
        self.assertHas(70, 20, 50, customer=self.paul)
        given = self.entries_of(sale).filtered(lambda entry: entry.kind == "transfer")[:1]
        self.assertEqual(given.available_on, self.available_on)
        with self.at(3):
            self.bring_back(sale, {sale.lines: 1})
        self.assertHas(60, 20, 40, customer=self.paul)

    def test_contacts_are_merged(self):
        sale = self.sell_wine()
        with self.at(1):
            wizard = self.env["base.partner.merge.automatic.wizard"]
            wizard._merge((self.jeanne | self.marie).ids, self.marie)
        self.assertHas(450, 400, 50, customer=self.marie)
        with self.at(2):
            self.entries_of(sale)._claw_back(50, key="pending/back")
        self.assertHas(400, 400, customer=self.marie)

    def test_an_adjustment_takes_pending_points_first(self):
        self.sell_wine(customer=self.marie)
        account = self.env["points.account"]
        with self.at():
            self.authorise(50.0)
            account._post(self.program, self.marie, key="less", kind="adjust", points=-45)
            self.assertHas(405, 0, 5, customer=self.marie)
            with self.assertRaisesRegex(UserError, "only 5 points available"):
                account._post(self.program, self.marie, key="more", kind="adjust", points=-6)

    def test_an_erased_customer_forfeits_all(self):
        self.sell_wine()
        account = self.account_of(self.jeanne)
        with self.at(1):
            account.sudo()._erase()
        self.assertEqual((account.balance, account._get_pending()), (0, []))
        self.check_deferred()

    def test_a_late_order_counts_by_the_program_of_its_day(self):
        data = self.order_data([(self.wine, 5)], self.jeanne)
        data["date_order"] = Datetime.to_string(Datetime.now())
        with self.at(1):
            self.program.pending_days = 60
            self.env.cr.flush()
            newest = self.env["points.program.version"].sudo().search([], limit=1)
            newest.since = Datetime.now()
            self.env.registry.clear_cache()
            self.sync(data)
            order = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        self.assertEqual(self.entries_of(order).available_on, self.available_on - timedelta(1))

    def test_lots_whose_day_has_come_become_one(self):
        for days in (0, 1, 2, DAYS + 1):
            with self.at(days):
                self.sell([(self.wine, 1)], self.jeanne)
        lots = self.account_of(self.jeanne).lot_ids.filtered("points")
        self.assertEqual(sorted(lots.mapped("points")), [10, 10, 20])
        pending = {(self.available_on + timedelta(days)).isoformat(): 10 for days in (2, DAYS + 1)}
        self.assertEqual(self.what_has(days=DAYS + 1), (40, 20, pending))
        newest = self.account_of(self.jeanne).entry_ids.sorted("id")[-1]
        self.assertNotIn("extended", str(newest.explanation_page))
        self.assertIn("can be redeemed from", str(newest.explanation_page))
        self.check_deferred()

    def test_lots_of_one_last_day_expire_together(self):
        self.program.write({"expiry": "month", "expiry_months": 3})
        self.env.cr.flush()
        first = self.today.replace(day=1) + timedelta(32)
        for day in range(2, 5):
            self.today = first.replace(day=day)
            self.sell_wine()
        account = self.account_of(self.jeanne)
        self.assertEqual(account.next_expiry_points, 150)
        with freeze_time(account.next_expiry + timedelta(2)):
            self.assertEqual(self.env["points.lot"]._expire(size=2), 3)
        account.invalidate_recordset()
        self.assertEqual((account.balance, account.next_expiry_points), (0, 0))
        self.check_deferred()
        self.assertEqual(self.env["points.proof"]._prove()["state"], "passed")

    def test_a_purchase_keeps_pending_points_alive(self):
        self.program.write({"expiry": "activity", "expiry_months": 2})
        self.env.cr.flush()
        self.sell_wine()
        with self.at(3):
            self.sell([(self.wine, 1)], self.jeanne)
        lots = self.account_of(self.jeanne).lot_ids.filtered("points")
        self.assertEqual(len(set(lots.mapped("expires_on"))), 1)
        self.assertEqual(set(lots.mapped("points")), {50, 10})
        self.check_deferred()

    def test_the_form_refuses_an_expiry_before_points_count(self):
        with Form(self.program) as form:
            form.expiry, form.expiry_months, form.pending_days = "day", 1, 28
        for values in ({"pending_days": 29}, {"expiry": "month", "pending_days": 29}):
            with self.assertRaisesRegex(ValidationError, "expire before they count"):
                self.program.write(values)
        with mute_logger("odoo.sql_db"):
            for days in (-1, 367):
                with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
                    self.program.write({"expiry": "never", "pending_days": days})
                    self.env.flush_all()

    def test_what_the_customer_and_the_shop_read(self):
        self.sell_wine(customer=self.jeanne)
        day = format_date(self.env, self.available_on)
        for days, pending, event in (
            (1, f"50 points from {day}", f"Earned, can be redeemed from {day}"),
            (DAYS, "", "Earned"),
        ):
            with self.subTest(days=days), self.at(days):
                self.env.invalidate_all()
                self.assertEqual(self.jeanne.points_pending, pending)
                self.assertEqual(self.account_of(self.jeanne).pending_points, 50 * bool(pending))
                statement = self.jeanne._prepare_statement()
                self.assertEqual(statement["accounts"][0]["pending"], [pending] * bool(pending))
                self.assertEqual(statement["rows"][0]["event"], event)
        accounts = self.env["points.account"].with_user(self.cashier)
        (told,) = accounts.read_at_till(self.config.id, self.jeanne.ids)["points.account"]
        self.assertEqual(told["pending"], [[self.available_on.isoformat(), 50]])

    def test_what_is_on_the_api(self):
        self.sell_wine()
        groups = "base.group_user,pos_customer_loyalty.group_points_api"
        user = new_test_user(self.env, "webshop", groups, company_id=self.company.id)
        api = self.env["points.api"].with_user(user)
        names = [self.program.id, self.jeanne.id]
        with self.at(1):
            self.assertEqual(
                call_kw(api, "balance", names, {}),
                {
                    "balance": 50,
                    "available": 0,
                    "pending": [{"points": 50, "available_on": self.available_on.isoformat()}],
                },
            )
            earned = call_kw(api, "earn", [*names, 10, "web/1"], {})
            self.assertEqual((earned["balance"], earned["available"]), (60, 10))
            less = call_kw(api, "adjust", [*names, -20, "web/2", "Typing error"], {})
            self.assertEqual((less["balance"], less["available"]), (40, 10))
        with self.at(DAYS):
            again = call_kw(api, "earn", [*names, 10, "web/1"], {})
            self.assertEqual(again, earned)

    def test_balances_of_the_past(self):
        sale = self.sell_wine(customer=self.marie)
        with self.at(2):
            self.bring_back(sale, {sale.lines: 2})
        values = {"program_id": self.program.id, "partner_id": self.marie.id}
        for days, figures in ((0, (450, 50)), (2, (430, 30)), (DAYS, (430, 0))):
            with self.at(days, hour=11):
                wizard = self.env["points.as.at"].create({**values, "instant": Datetime.now()})
                self.assertEqual((wizard.points, wizard.pending_points), figures)
                wizard.partner_id = False
                self.assertEqual(wizard.pending_points, figures[1])


@tagged("post_install", "-at_install")
class TestPendingAttacked(PendingCommon):
    """Nobody spends what does not count yet, and nobody changes when it does."""

    def assertNotSpent(self):
        self.assertFalse(self.entries("redeem", self.jeanne))
        self.assertHas(50, 0, 50)

    def test_a_payment_that_nobody_has_authorised(self):
        self.sell_wine()
        data = self.pay([(self.wine, 1)], [(5.0, str(uuid4()))], 5.0, self.jeanne)
        with self.at(1), self.assertRaisesRegex(UserError, "No points are on hold"):
            self.sync_as_cashier(data)
        self.assertNotSpent()

    def test_a_hold_of_another_customer(self):
        self.sell_wine()
        with self.at(1):
            key, uuid = self.authorise(5.0)
            data = self.pay([(self.wine, 1)], [(5.0, key)], 5.0, self.jeanne, uuid=uuid)
            with self.assertRaisesRegex(UserError, "belong to Marie"):
                self.sync_as_cashier(data)
        self.assertNotSpent()

    def test_points_as_a_discount(self):
        self.program.spend_as = "discount"
        self.env.cr.flush()
        self.test_a_payment_that_nobody_has_authorised()

    def test_a_draft_that_is_paid_later(self):
        self.sell_wine()
        data = self.pay([(self.wine, 1)], [(10.0, str(uuid4()))], 0, self.jeanne, state="draft")
        with self.at(1):
            order = self.sync_as_cashier(data)
            with self.assertRaises(UserError):
                order.with_user(self.cashier).action_pos_order_paid()
        self.assertNotSpent()

    def test_a_manager_without_a_hold(self):
        self.sell_wine()
        manager = self.env.ref("point_of_sale.group_pos_manager")
        self.cashier.group_ids |= manager
        data = self.pay([(self.wine, 1)], [(5.0, False)], 5.0, self.jeanne)
        with self.at(1), self.assertRaisesRegex(UserError, "only 0 points available"):
            self.sync_as_cashier(data)
        self.assertNotSpent()

    def test_a_till_without_connection_says_how_many_did_not_count(self):
        self.program.offline_most_amount = 10.0
        self.env.cr.flush()
        self.sell_wine()
        with self.at(1):
            order = self.sync_as_cashier(
                self.pay([(self.wine, 1)], [(5.0, False)], 5.0, self.jeanne)
            )
        self.assertEqual(order.points_uncovered, 40)
        self.check_deferred()

    def test_postgresql_refuses_too(self):
        """Whatever the code believes to be the day."""
        self.sell_wine()
        account = self.env["points.account"]
        with self.at(1):
            locked = account._lock(self.program, self.jeanne, "pending/early")
            locked = replace(locked, today=self.available_on.isoformat())
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.IntegrityError, "count only later"),
                self.env.cr.savepoint(),
            ):
                account._post_locked(locked, kind="redeem", points=-5)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.IntegrityError, "count only later"),
                self.env.cr.savepoint(),
            ):
                account._post_locked(
                    locked,
                    kind="earn",
                    points=1,
                    lots=[(Pending(None, (self.available_on + timedelta(1)).isoformat()), 1)],
                )

    def test_days_that_were_changed(self):
        self.sell_wine()
        self.check_deferred()
        account = self.account_of(self.jeanne)
        changes = {
            "points_entry": "available_on = available_on - 10",
            "points_lot": "available_on = NULL",
            "points_account": "pending = NULL",
        }
        sentences = {
            "points_entry": "its hash does not match",
            "points_lot": "its lots are",
            "points_account": "its pending points are 0, but its lots say 50",
        }
        for table, change in changes.items():
            where = "id" if table == "points_account" else "account_id"
            with self.subTest(table), self.env.cr.savepoint() as savepoint, self.at():
                self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                self.env.cr.execute(f"UPDATE {table} SET {change} WHERE {where} = {account.id}")
                self.env.invalidate_all()
                finding = self.env["points.proof"]._prove()["finding"]
                self.assertIn(sentences[table], self.env["points.proof"]._describe(finding))
                savepoint.rollback()
                self.env.invalidate_all()
