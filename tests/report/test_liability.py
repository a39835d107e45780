from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

import pytz
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .liability_common import APRIL, FEBRUARY, JANUARY, MARCH, LiabilityCommon

KINDS = {
    "earned": {"earn"},
    "spent": {"redeem", "restore"},
    "taken_back": {"clawback"},
    "expired": {"expire"},
    "adjusted": {"adjust"},
    "bonus": {"bonus"},
    "taken_over": {"opening"},
    "transferred": {"transfer"},
}


@tagged("post_install", "-at_install")
class TestLiability(LiabilityCommon):
    """Each figure is what plain Python adds up from the raw entries and orders."""

    def read_entries(self, program):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT kind, points, date, posted_on, order_id FROM points_entry
                WHERE program_id = %s""",
            [program.id],
        )
        zone = pytz.timezone(program.tz)
        for kind, points, moment, posted_on, order in self.env.cr.fetchall():
            days = (pytz.utc.localize(day).astimezone(zone).date() for day in (moment, posted_on))
            yield kind, points, *days, order

    def compute(self, program, before, last):
        """The figures of the page, added up entry by entry."""
        figures = defaultdict(int)
        for kind, points, day, posted_on, _order in self.read_entries(program):
            if posted_on <= before:
                figures["opening"] += points
            if posted_on <= last:
                figures["closing"] += points
            elif day <= last:
                figures["late"] += points
            if before < posted_on <= last:
                for name, kinds in KINDS.items():
                    figures[name] += points if kind in kinds else 0
        return figures

    def assertRow(self, row):
        expected = self.compute(row.program_id, row.closing_before, row.closing_on)
        names = ["opening", *KINDS, "closing", "late"]
        self.assertEqual({name: row[name] for name in names}, {n: expected[n] for n in names})
        moved = sum(row[name] for name in KINDS)
        self.assertEqual(row.opening + moved, row.closing)

    def test_each_figure_of_each_month(self):
        self.live_through_march()
        rows = [
            self.get_row(before=before, last=last)
            for before, last in ((JANUARY, FEBRUARY), (FEBRUARY, MARCH), (MARCH, APRIL))
        ]
        for row in rows:
            with self.subTest(day=row.closing_on):
                self.assertRow(row)
        self.assertEqual(rows[1].opening, rows[0].closing)
        self.assertEqual(rows[2].opening, rows[1].closing)
        march = rows[1]
        self.assertEqual((rows[0].earned, march.taken_back, march.bonus), (60, -27, 20))
        self.assertEqual((march.adjusted, march.taken_over, march.transferred), (7, 11, 0))
        # A sale came in later, and points of 28 February expired in a night that was made up for.
        self.assertEqual((march.spent, march.late), (-20, 30))
        self.assertLess(march.expired, 0)

    def test_it_is_the_ledger_as_of_that_day(self):
        self.live_through_march()
        row = self.get_row()
        midnight = self.program._get_midnight(MARCH + timedelta(days=1))
        self.assertEqual(str(midnight), "2026-03-31 11:00:00")
        totals = self.program._get_totals_at(midnight - timedelta(seconds=1))
        self.assertEqual(row.closing + row.late, totals[self.program.id][0])

    def test_what_comes_in_late_changes_no_closing(self):
        before = self.get_row()
        self.give("2026-04-02 01:00:00", 40, date="2026-03-30 01:00:00")
        after = self.get_row()
        self.assertEqual((after.closing, after.late), (before.closing, 40))
        self.assertEqual(self.get_row(before=MARCH, last=APRIL).earned, 40)

    def test_the_sales_that_gave_points(self):
        orders = self.live_through_march()
        row = self.get_row()
        of_march = {
            order
            for kind, _points, _day, posted_on, order in self.read_entries(self.program)
            if kind in ("earn", "clawback") and FEBRUARY < posted_on <= MARCH
        }
        lines = orders.filtered(lambda order: order.id in of_march).lines
        untaxed = sum(round(line.price_subtotal * 100) for line in lines)
        self.assertEqual(round(row.sales_untaxed * 100), untaxed)
        self.assertEqual(
            round(row.sales_total * 100),
            sum(round(line.price_subtotal_incl * 100) for line in lines),
        )
        self.assertEqual(len(of_march), 5)

    def test_what_is_deferred(self):
        self.live_through_march()
        row = self.get_row(breakage=10)
        worth = Fraction(25, 200) * Fraction(9, 10) * self.exact(row.sales_untaxed)
        worth = worth / self.exact(row.sales_total)
        sales, points = self.exact(row.sales_untaxed), row.earned + row.taken_back
        share = sales * points * worth / (sales + points * worth)
        self.assertEqual(self.exact(row.allocated), Fraction(round(share * 100), 100))
        liability = share * row.closing / points
        self.assertEqual(self.exact(row.liability), Fraction(round(liability * 100), 100))
        self.assertEqual(self.exact(row.value), Fraction(row.closing * 25 * 100 // 200, 100))

    def exact(self, amount):
        return Fraction(round(amount * 100), 100)

    def test_credit_notes_in_accounting(self):
        sale = self.sell_at("2026-03-06 01:00:00", [(self.wine, 5)])
        entry = self.env["points.entry"].search([("order_id", "=", sale.id)])
        note = self.invoice(self.jeanne, 20.0, "out_refund")
        for number, asked in enumerate((-20, 20, -20)):
            self.give(
                f"2026-03-07 0{number}:00:00",
                asked,
                "clawback",
                origin_id=entry.id,
                order_id=sale.id,
                detail={"credit_note": note.id},
            )
            self.assertEqual(self.get_row().sales_untaxed, (30.0, 50.0)[number % 2])

    def test_a_till_of_another_currency(self):
        self.pos_session.action_pos_session_closing_control()
        self.config = self.other_currency_config
        self.config.points_program_id = self.program
        with freeze_time("2026-03-06 00:00:00"):
            self.open_new_session()
        sale = self.sell_at("2026-03-06 01:00:00", [(self.wine, 5)])
        self.assertNotEqual(sale.currency_rate, 1)
        self.assertEqual(self.get_row().sales_total, 50)

    def test_breakage_is_what_expired_of_points_whose_day_has_passed(self):
        self.give("2026-02-10 01:00:00", 100)
        self.assertEqual(self.get_row(before=JANUARY, last=FEBRUARY).breakage, 0)
        self.give("2026-02-20 01:00:00", -60, "redeem")
        self.give("2026-02-21 01:00:00", 50, customer=self.paul)
        self.give("2026-02-22 01:00:00", -50, "redeem", customer=self.paul)
        for day in ("2026-03-12", "2026-03-25"):
            with self.subTest(day=day):
                self.give(f"{day} 01:00:00", 1000)
        self.env["points.lot"].flush_model()
        with freeze_time("2026-03-28 01:00:00"):
            self.env["points.lot"]._expire()
        # Of 150 points whose day was in March, 40 expired; those of later days do not count yet.
        self.assertEqual(self.get_row().breakage, 26.66)

    def test_breakage_of_points_that_were_pending(self):
        self.program.pending_days = 2
        self.env.cr.flush()
        with freeze_time("2026-02-10 01:00:00"):
            self.sell([(self.wine, 10)], self.jeanne)
        self.give("2026-02-20 01:00:00", -60, "redeem")
        with freeze_time("2026-03-28 01:00:00"):
            self.env["points.lot"]._expire()
        self.assertEqual(self.get_row().breakage, 40.0)

    def test_the_accountant_overrules_the_breakage(self):
        self.give("2026-03-10 01:00:00", 100)
        row = self.get_row()
        self.assertEqual(row.liability, 12.5)
        with Form(row) as form:
            form.breakage = 20
            self.assertEqual(form.liability, 10.0)
        self.assertEqual(row.liability, 10.0)
        for share in (-1, 101):
            with self.subTest(share=share), self.assertRaisesRegex(ValidationError, "0 and 100"):
                row.breakage = share

    def test_the_rate_is_that_of_the_closing(self):
        self.give("2026-03-10 01:00:00", 200)
        versions = self.env["points.program.version"].sudo()
        of_program = versions.search([("program_id", "=", self.program.id)])
        of_program.since = "2020-01-01 00:00:00"
        self.program.exchange_amount = 50.0
        self.env.cr.flush()
        versions.search(
            [("program_id", "=", self.program.id)], limit=1
        ).since = "2026-04-01 00:00:00"
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.assertEqual(self.get_row().value, 25.0)
        self.assertEqual(self.get_row(before=MARCH, last=APRIL).value, 50.0)

    def test_programs_and_companies_are_kept_apart(self):
        company = self.setup_other_company(name="Elsewhere")["company"]
        second = self.create_program(self.company, "Second")
        foreign = self.create_program(company)
        self.give("2026-03-10 01:00:00", 30, program=second)
        customer = self.env["res.partner"].create({"name": "Zoe", "company_id": company.id})
        self.give("2026-03-10 01:00:00", 70, program=foreign, customer=customer)
        self.live_through_march()
        for program in self.program + second + foreign:
            with self.subTest(program=program.name):
                self.assertRow(self.get_row(program))
        self.assertEqual([self.get_row(p).closing for p in second + foreign], [30, 70])
        shown = self.open_period(self.env["points.liability.period"].create({}))
        self.assertIn(second, shown.program_id)
        self.assertNotIn(foreign, shown.program_id)
        accountant = self.create_accountant()
        with self.assertRaises(AccessError):
            self.env["points.liability"].with_user(accountant).create(
                {"program_id": foreign.id, "closing_before": FEBRUARY, "closing_on": MARCH}
            )
        forced = self.get_row(foreign)
        for method in ("action_view_entries", "action_draft_entry"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(forced.with_user(accountant), method)()

    def open_period(self, period):
        return self.env["points.liability"].search(period.action_show()["domain"])

    def test_the_month_that_has_ended_is_proposed(self):
        with freeze_time("2026-04-10 12:00:00"):
            period = self.env["points.liability.period"].create({})
        self.assertEqual((period.closing_before, period.closing_on), (FEBRUARY, MARCH))
        row = self.open_period(period).filtered(lambda row: row.program_id == self.program)
        self.assertEqual((row.closing_before, row.closing_on), (FEBRUARY, MARCH))

    def test_days_that_cannot_be_closed(self):
        with self.assertRaisesRegex(ValidationError, "must be before"):
            self.get_row(before=MARCH, last=MARCH)
        # The last day of March ends at 11:00 in UTC there.
        with (
            freeze_time("2026-03-31 10:59:59"),
            self.assertRaisesRegex(ValidationError, "not over"),
        ):
            self.get_row()
        with freeze_time("2026-03-31 11:00:00"):
            self.get_row()

    def test_the_first_and_the_last_day_of_all(self):
        for days in (
            {"closing_on": "0001-01-01"},
            {"closing_on": "9999-12-31"},
            {"closing_on": "9999-12-31", "closing_before": "0001-01-01"},
        ):
            period = self.env["points.liability.period"].create(days)
            with self.subTest(days=days), self.assertRaises(ValidationError):
                period.action_show()

    def test_a_bonus_that_is_taken_back_is_no_point_of_a_sale(self):
        self.sell_at("2026-03-10 01:00:00", [(self.wine, 100)])
        names = ("earned_net", "allocated", "liability", "closing")
        before = self.get_row().read(names)[0]
        bonus = self.give("2026-03-11 01:00:00", 500, "bonus")
        with freeze_time("2026-03-12 01:00:00"):
            bonus._claw_back(500, key="liability/clawback")
        row = self.get_row()
        self.assertEqual((row.bonus, row.taken_back), (500, -500))
        for name in names:
            self.assertEqual(row[name], before[name], name)

    def test_each_figure_opens_its_entries(self):
        self.live_through_march()
        accountant = self.create_accountant()
        values = {"program_id": self.program.id, "closing_before": FEBRUARY, "closing_on": MARCH}
        row = self.env["points.liability"].with_user(accountant).create(values)
        for column in ("opening", *KINDS, "closing", "late"):
            with self.subTest(column=column):
                action = row.with_context(points_column=column).action_view_entries()
                entries = self.env["points.entry"].with_user(accountant).search(action["domain"])
                self.assertEqual(sum(entries.mapped("points")), row[column])

    def test_the_accountant_and_the_manager_read_and_nobody_else(self):
        manager = self.create_accountant("manager", "point_of_sale.group_pos_manager")
        values = {"program_id": self.program.id, "closing_before": FEBRUARY, "closing_on": MARCH}
        for user in (self.create_accountant(), manager):
            with self.subTest(user=user.login):
                row = self.env["points.liability"].with_user(user).create(values)
                self.assertEqual(row.closing, 0)
        with self.assertRaises(AccessError):
            self.env["points.liability"].with_user(self.cashier).create(values)

    def test_statements_do_not_grow_with_the_ledger(self):
        self.give("2026-03-10 01:00:00", 1)
        counts = []
        for day in range(1, 4):
            rows = self.get_row() + self.get_row(before=JANUARY, last=FEBRUARY)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.mapped("liability")
            rows.mapped("closing")
            counts.append(self.env.cr.sql_log_count - before)
            for hour in range(20):
                self.give(f"2026-03-1{day} {hour:02}:30:00", 5, customer=self.paul)
        # The first round reads what the registry then knows.
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 12)
