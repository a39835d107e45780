from datetime import date, datetime, timedelta

import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .messages_common import MessagesCommon


@tagged("post_install", "-at_install")
class TestProgramMails(MessagesCommon):
    """What a program sends by itself, in a shop in Paris, from day to day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"tz": "Europe/Paris", "expiry": "month", "expiry_months": 6})
        categories = cls.env["res.partner.category"]
        categories.search([("is_automatic", "=", True)]).is_automatic = False

    def switch_on(self, kind, on="2026-01-01", **values):
        """Switch an e-mail on, on a day."""
        mail = self.program.mail_ids.filtered(lambda mail: mail.kind == kind)
        with freeze_time(f"{on} 12:00:00"):
            mail.write({"is_on": True, **values})
        return mail

    def move_to(self, moment):
        """What the scheduled actions do at a moment, in UTC; returns who receives something."""
        self.server.messages.clear()
        with freeze_time(moment):
            self.env["points.program.mail"]._find_all()
            self.run_queue()
        return sorted(self.server.messages)

    def morning(self, day):
        return self.move_to(f"{day} 08:30:00")

    def enrol(self, customer, day="2026-01-01", points=10):
        with freeze_time(f"{day} 10:00:00"):
            self.post(points, f"enrol/{customer.id}/{day}", customer)

    def sell_on(self, customer, day):
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_turnover (partner_id, company_id, day, amount, visits)
                   VALUES (%s, %s, %s, 10, 1)""",
                customer.id,
                self.company.id,
                day,
            )
        )

    def bonuses_of(self, customer):
        entries = self.account_of(customer).entry_ids.filtered(lambda entry: entry.kind == "bonus")
        return sorted(entries.mapped("points"))

    # Switches

    def test_a_program_has_each_email_and_none_is_on(self):
        kinds = ["welcome", "expiring", "birthday", "tier", "sleeping"]
        self.assertEqual(self.program.mail_ids.mapped("kind"), kinds)
        self.assertFalse(any(self.program.mail_ids.mapped("is_on")))
        self.assertTrue(all(self.program.mail_ids.mapped("template_id")))
        self.assertEqual(self.program.copy().mail_ids.mapped("kind"), kinds)

    def test_nothing_goes_out_that_is_not_on(self):
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.assertEqual(self.morning("2026-03-05"), [])

    def test_values_that_make_no_sense_are_refused(self):
        mail = self.switch_on("sleeping")
        for values in ({"days": 0}, {"days": -1}, {"bonus_points": 5}, {"template_id": False}):
            with self.subTest(values), self.assertRaises(ValidationError):
                mail.write(values)
        for record, values in [
            (mail, {"days": 99999}),
            (self.program, {"mail_from_hour": 20, "mail_until_hour": 8}),
            (self.program, {"mail_until_hour": 25}),
        ]:
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
            ):
                record.write(values)
                record.flush_recordset()

    def test_a_shop_without_birthdays_congratulates_nobody(self):
        self.company.use_birthdays = False
        with self.assertRaisesRegex(ValidationError, "stores no birthdays"):
            self.switch_on("birthday")

    # Welcome

    def test_welcome_once_with_a_bonus(self):
        self.switch_on("welcome", bonus_points=50)
        self.enrol(self.marie, "2026-03-02")
        self.assertEqual(self.morning("2026-03-02"), ["marie@example.com"])
        self.assertIn("60 points", self.get_text_at("marie@example.com"))
        self.assertEqual(self.bonuses_of(self.marie), [50])
        for day in ("2026-03-03", "2026-03-04"):
            self.enrol(self.marie, day, points=5)
            self.assertEqual(self.morning(day), [])
        self.assertEqual(self.bonuses_of(self.marie), [50])

    def test_who_was_there_before_is_not_welcomed(self):
        self.enrol(self.marie, "2026-02-27")
        self.switch_on("welcome", on="2026-03-01")
        self.assertEqual(self.morning("2026-03-01"), [])

    def test_the_bonus_does_not_depend_on_the_email(self):
        self.switch_on("welcome", bonus_points=50)
        silent = self.create_customers("Silent", consent=None)
        nowhere = self.env["res.partner"].create({"name": "Nowhere"})
        excluded = self.env["res.partner"].create({"name": "Counter", "points_excluded": True})
        for customer in silent + nowhere + excluded:
            self.enrol(customer, "2026-03-02")
        self.assertEqual(self.morning("2026-03-02"), [])
        self.assertEqual(self.bonuses_of(silent), [50])
        self.assertEqual(self.bonuses_of(nowhere), [50])
        self.assertEqual(self.bonuses_of(excluded), [])

    def test_who_joins_a_household_is_not_new(self):
        self.switch_on("welcome", bonus_points=50)
        paul = self.create_customers("Paul", consent="points")
        self.enrol(self.marie, "2026-03-02")
        self.morning("2026-03-02")
        with freeze_time("2026-03-03 10:00:00"):
            paul.points_partner_id = self.marie
        self.assertEqual(self.morning("2026-03-03"), [])
        self.assertEqual(self.bonuses_of(self.marie), [50])

    def test_who_was_merged_into_a_new_contact_is_not_new(self):
        paul = self.create_customers("Paul", consent="points")
        self.enrol(paul, "2026-01-02")
        self.switch_on("welcome", on="2026-03-01", bonus_points=50)
        self.enrol(self.marie, "2026-03-02")
        with freeze_time("2026-03-02 11:00:00"):
            merge = self.env["base.partner.merge.automatic.wizard"]
            merge._merge((self.marie + paul).ids, self.marie)
        self.assertEqual(self.morning("2026-03-02"), [])
        self.assertEqual(self.bonuses_of(self.marie), [])

    def test_a_mailing_that_is_cancelled_keeps_no_bonus(self):
        mail = self.switch_on("welcome", bonus_points=50)
        self.enrol(self.marie, "2026-03-02")
        with freeze_time("2026-03-02 08:30:00"):
            mail._find_events().action_cancel()
        self.assertEqual(self.morning("2026-03-02"), [])
        self.assertEqual(self.bonuses_of(self.marie), [50])

    # Points that expire

    def test_points_that_expire_are_told_once(self):
        self.switch_on("expiring", days=30)
        self.enrol(self.marie, "2026-01-10", points=80)
        self.assertEqual(self.morning("2026-06-30"), [])
        self.assertEqual(self.morning("2026-07-01"), ["marie@example.com"])
        self.assertIn("80 points", self.get_text_at("marie@example.com"))
        self.assertIn("07/31/2026", self.get_text_at("marie@example.com"))
        self.assertEqual(self.morning("2026-07-02"), [])
        self.assertEqual(self.morning("2026-07-20"), [])

    def test_points_that_expire_after_a_missed_week(self):
        self.switch_on("expiring", days=10)
        self.enrol(self.marie, "2026-01-10", points=80)
        self.assertEqual(self.morning("2026-07-20"), [])
        self.assertEqual(self.morning("2026-07-29"), ["marie@example.com"])
        self.assertEqual(self.morning("2026-07-30"), [])

    def test_points_that_have_expired_are_not_told(self):
        self.switch_on("expiring", days=10)
        self.enrol(self.marie, "2026-01-10", points=80)
        self.assertEqual(self.morning("2026-08-02"), [])

    def test_lots_that_expire_day_after_day_are_no_mail_each(self):
        self.program.expiry = "day"
        self.switch_on("expiring", days=10)
        for number in range(1, 25):
            self.enrol(self.marie, f"2026-01-{number:02}")
        told = [day for day in range(1, 25) if self.morning(f"2026-07-{day:02}")]
        self.assertEqual(told, [1, 6, 11, 16, 21])

    # Birthdays

    def test_a_birthday_once_a_year_with_a_bonus(self):
        self.switch_on("birthday", bonus_points=20)
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.assertEqual(self.morning("2026-03-04"), [])
        self.assertEqual(self.morning("2026-03-05"), ["marie@example.com"])
        self.assertIn("30 points", self.get_text_at("marie@example.com"))
        self.assertEqual(self.morning("2026-03-06"), [])
        self.assertEqual(self.morning("2027-03-05"), ["marie@example.com"])
        self.assertEqual(self.bonuses_of(self.marie), [20, 20])

    def test_another_birthday_is_no_second_bonus(self):
        self.switch_on("birthday", bonus_points=20)
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.morning("2026-03-05")
        self.marie.birthday = "1990-03-08"
        self.assertEqual(self.morning("2026-03-08"), [])
        self.assertEqual(self.bonuses_of(self.marie), [20])

    def test_merged_contacts_have_one_birthday(self):
        self.switch_on("birthday", bonus_points=20)
        twin = self.create_customers("Twin")
        (self.marie + twin).write({"birthday": "1990-03-05"})
        self.enrol(self.marie)
        self.enrol(twin)
        self.morning("2026-03-05")
        self.assertEqual(len(self.server.messages), 2)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.marie + twin).ids, self.marie)
        self.assertEqual(self.morning("2026-03-06"), [])
        self.assertEqual(self.morning("2027-03-05"), ["marie@example.com"])

    def test_who_was_born_on_a_leap_day(self):
        self.switch_on("birthday", bonus_points=20)
        self.marie.birthday = "1992-02-29"
        self.enrol(self.marie)
        wanted = ["marie@example.com"]
        self.assertEqual(self.morning("2026-02-27"), [])
        self.assertEqual(self.morning("2026-02-28"), wanted, "the 28th of a common year")
        self.assertEqual(self.morning("2026-03-01"), [])
        self.assertEqual(self.morning("2028-02-28"), [])
        self.assertEqual(self.morning("2028-02-29"), wanted, "the day itself of a leap year")
        self.assertEqual(self.morning("2028-03-01"), [])
        self.assertEqual(self.bonuses_of(self.marie), [20, 20])

    def test_birthdays_of_a_missed_week(self):
        self.switch_on("birthday", bonus_points=20)
        days = {"Lea": "1990-03-03", "Leon": "1990-03-06", "Luc": "1990-02-20"}
        customers = self.create_customers(*days)
        for customer in customers:
            customer.birthday = days[customer.name]
            self.enrol(customer)
        self.morning("2026-03-01")
        self.assertEqual(self.morning("2026-03-08"), ["leon@example.com"])
        lea, leon, luc = (self.bonuses_of(customer) for customer in customers)
        self.assertEqual((lea, leon), ([20], [20]), "too late for a mail, and not for the bonus")
        self.assertEqual(luc, [], "older than a week")
        late = self.env["customer.mailing.recipient"].search([("reason", "=", "late")])
        self.assertEqual(late.partner_id.name, "Lea")

    def test_a_birthday_at_the_turn_of_the_year(self):
        self.switch_on("birthday", bonus_points=20)
        self.marie.birthday = "1990-12-31"
        self.enrol(self.marie)
        self.assertEqual(self.morning("2027-01-02"), ["marie@example.com"])
        self.assertEqual(self.morning("2027-12-31"), ["marie@example.com"])
        self.assertEqual(self.bonuses_of(self.marie), [20, 20])

    # Tiers

    def create_tiers(self):
        categories = self.env["res.partner.category"]
        with freeze_time("2026-01-01 03:00:00"):
            self.silver, self.gold = categories.create(
                [
                    {
                        "name": name,
                        "is_automatic": True,
                        "is_tier": True,
                        "sequence": rank,
                        "company_id": self.company.id,
                        "points_least": points,
                    }
                    for rank, (name, points) in enumerate([("Silver", 100), ("Gold", 500)])
                ]
            )
            categories._evaluate_all()

    def settle(self, day, points):
        """Bring the balance to so many points on a day, and let the tiers follow."""
        with freeze_time(f"{day} 07:00:00"):
            account = self.account_of(self.marie)
            kind = "earn" if points > account.balance else "adjust"
            self.env["points.account"]._post(
                self.program,
                self.marie,
                key=f"settle/{day}",
                kind=kind,
                points=points - account.balance,
            )
            self.env["res.partner.category"]._settle(self.marie)

    def test_a_tier_is_told_when_it_is_reached(self):
        self.create_tiers()
        self.switch_on("tier")
        self.enrol(self.marie)
        self.settle("2026-02-01", 150)
        self.assertEqual(self.morning("2026-02-01"), ["marie@example.com"])
        self.assertIn("Silver", self.get_text_at("marie@example.com"))
        self.settle("2026-03-01", 600)
        self.assertEqual(self.morning("2026-03-01"), ["marie@example.com"])
        self.assertIn("Gold", self.get_text_at("marie@example.com"))

    def test_who_leaves_a_tier_and_comes_back_is_not_told_again(self):
        self.create_tiers()
        self.switch_on("tier")
        self.enrol(self.marie)
        self.settle("2026-02-01", 150)
        self.assertEqual(len(self.morning("2026-02-01")), 1)
        self.settle("2026-02-10", 50)
        self.assertEqual(self.morning("2026-02-10"), [])
        self.settle("2026-02-20", 150)
        self.assertEqual(self.morning("2026-02-20"), [])
        self.settle("2027-01-20", 50)
        self.settle("2027-02-20", 150)
        self.assertEqual(len(self.morning("2027-02-20")), 1, "more than a year later it is news")

    def test_who_climbs_two_tiers_at_once_is_told_of_the_higher(self):
        self.create_tiers()
        self.switch_on("tier")
        self.enrol(self.marie)
        self.settle("2026-02-01", 700)
        self.assertEqual(self.morning("2026-02-01"), ["marie@example.com"])
        self.assertIn("Gold", self.get_text_at("marie@example.com"))
        self.settle("2026-02-03", 150)
        self.assertEqual(self.morning("2026-02-03"), [], "nobody is congratulated on a descent")

    def test_the_first_evaluation_of_a_tier_is_no_news(self):
        self.switch_on("tier")
        self.enrol(self.marie, points=700)
        self.create_tiers()
        self.assertEqual(self.morning("2026-01-01"), [])
        self.assertEqual(self.morning("2026-01-02"), [])

    # Sleeping customers

    def test_who_sleeps_is_missed_once(self):
        self.switch_on("sleeping", on="2026-03-01", days=60)
        paul = self.create_customers("Paul")
        for customer in self.marie + paul:
            self.enrol(customer)
        self.sell_on(self.marie, "2026-01-15")
        self.sell_on(paul, "2025-06-01")
        self.assertEqual(self.morning("2026-03-15"), [])
        self.assertEqual(self.morning("2026-03-16"), ["marie@example.com"])
        self.assertEqual(self.morning("2026-03-17"), [], "nor who has slept for long")
        self.sell_on(self.marie, "2026-04-01")
        self.assertEqual(self.morning("2026-05-31"), ["marie@example.com"])

    def test_who_sleeps_after_a_missed_week(self):
        self.switch_on("sleeping", days=60)
        self.enrol(self.marie)
        self.sell_on(self.marie, "2026-01-15")
        self.assertEqual(self.morning("2026-03-22"), ["marie@example.com"])
        self.assertEqual(self.morning("2026-03-23"), [])

    # Hours

    def test_only_at_decent_hours_in_the_time_zone_of_the_shop(self):
        self.switch_on("birthday")
        self.marie.birthday = "1990-01-15"
        self.enrol(self.marie)
        # 8:59 and 19:00 in Paris.
        self.assertEqual(self.move_to("2026-01-15 07:59:00"), [])
        self.assertEqual(self.move_to("2026-01-15 18:00:00"), [])
        self.assertEqual(self.move_to("2026-01-15 17:59:00"), ["marie@example.com"])

    def test_when_the_clock_changes(self):
        self.switch_on("birthday")
        lea, leon, luc = self.create_customers("Lea", "Leon", "Luc")
        lea.birthday, leon.birthday, luc.birthday = "1990-03-28", "1990-03-29", "1990-10-25"
        for customer in lea + leon + luc:
            self.enrol(customer)
        self.assertEqual(self.move_to("2026-03-28 07:30:00"), [], "half past eight, in winter")
        self.assertEqual(self.move_to("2026-03-28 08:00:00"), ["lea@example.com"])
        self.assertEqual(self.move_to("2026-03-29 06:59:00"), [])
        self.assertEqual(self.move_to("2026-03-29 07:00:00"), ["leon@example.com"], "summer")
        self.assertEqual(self.move_to("2026-10-25 07:30:00"), [], "half past eight, in winter")
        self.assertEqual(self.move_to("2026-10-25 08:00:00"), ["luc@example.com"])

    def test_a_day_begins_at_midnight_of_the_shop(self):
        """In Auckland it is the next day already."""
        self.program.tz = "Pacific/Auckland"
        self.switch_on("birthday")
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.assertEqual(self.move_to("2026-03-04 21:00:00"), ["marie@example.com"])

    def test_what_is_left_in_the_evening_goes_out_in_the_morning(self):
        mail = self.switch_on("birthday")
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        with freeze_time("2026-03-05 17:59:00"):
            mailing = mail._find_events()
        self.assertEqual(self.move_to("2026-03-05 18:01:00"), [])
        self.assertEqual(mailing.state, "running")
        self.assertEqual(self.morning("2026-03-06"), ["marie@example.com"])
        self.assertEqual(mailing.state, "done")

    # Consent, and what is shown

    def test_a_template_is_needed_while_it_is_on(self):
        mail = self.switch_on("birthday")
        template = mail.template_id
        with self.assertRaisesRegex(UserError, "in use: Birthday"):
            template.unlink()
        mail.is_on = False
        template.unlink()
        with self.assertRaisesRegex(ValidationError, "Select a template"):
            mail.is_on = True

    def test_only_those_who_agreed_to_it_whatever_the_template(self):
        mail = self.switch_on("birthday")
        mail.template_id = self.env.ref("pos_customer_loyalty.mail_template_points")
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.marie._give_consent("offers", False, "till")
        self.assertEqual(self.morning("2026-03-05"), [])
        recipient = self.env["customer.mailing.recipient"].search(
            [("program_mail_id", "=", mail.id)]
        )
        self.assertEqual(recipient.reason, "no_consent")
        self.marie._give_consent("offers", True, "till")
        self.assertEqual(self.morning("2026-03-06"), [])

    def test_what_goes_out_tomorrow(self):
        mail = self.switch_on("birthday", bonus_points=20)
        self.switch_on("sleeping", days=60)
        silent = self.create_customers("Silent", consent=None)
        (self.marie + silent).write({"birthday": "1990-03-05"})
        for customer in self.marie + silent:
            self.enrol(customer)
        self.sell_on(self.marie, "2026-01-04")
        with freeze_time("2026-03-04 12:00:00"):
            self.assertEqual(self.morning("2026-03-04"), [])
            action = self.program.with_user(self.manager).action_view_upcoming_mails()
            rows = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
            shown = {(r.program_mail_id.kind, r.partner_id.name, r.due, r.reason) for r in rows}
        day = date(2026, 3, 5)
        self.assertEqual(
            shown,
            {
                ("birthday", "Marie Dupont", day, False),
                ("birthday", "Silent", day, "no_consent"),
                ("sleeping", "Marie Dupont", day, False),
            },
        )
        self.morning("2026-03-05")
        with freeze_time("2026-03-05 12:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.env[action["res_model"]].search(action["domain"]))
        self.assertEqual(mail.sent_count, 1)

    def test_it_comes_from_the_shop(self):
        self.switch_on("birthday")
        self.marie.birthday = "1990-03-05"
        self.enrol(self.marie)
        self.morning("2026-03-05")
        self.assertIn("shop@example.com", self.get_message("marie@example.com")["From"])

    def test_the_number_of_statements_does_not_grow(self):
        def count(number, day):
            names = [f"Born{day}x{i}" for i in range(number)]
            customers = self.create_customers(*names)
            customers.birthday = f"1990-{day}"
            for customer in customers:
                self.enrol(customer)
            with freeze_time(f"2026-{day} 10:00:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                mail._find_events()
                return self.env.cr.sql_log_count - before

        mail = self.switch_on("birthday")
        count(2, "03-01")
        self.assertEqual(count(2, "03-10"), count(60, "03-20"))

    # Attacks

    def test_a_cashier_switches_nothing(self):
        mail = self.switch_on("welcome").with_user(self.cashier)
        for values in ({"is_on": False}, {"bonus_points": 5}):
            with self.subTest(values), self.assertRaises(AccessError):
                mail.write(values)

    def test_a_manager_neither_forges_nor_forgets(self):
        mail = self.switch_on("welcome").with_user(self.manager)
        for values in ({"since": "2000-01-01"}, {"done_on": False}):
            with self.subTest(values), self.assertRaises(AccessError):
                mail.write(values)
        with self.assertRaises(AccessError):
            mail.unlink()
        with self.assertRaises(AccessError):
            self.program.with_user(self.manager).mail_ids = [Command.delete(mail.id)]
        mail.bonus_points = 7
        self.assertEqual(mail.bonus_points, 7)

    def test_another_company_sees_nothing(self):
        mail = self.switch_on("welcome")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write({"company_id": other.id, "company_ids": other.ids})
        with self.assertRaises(AccessError):
            mail.with_user(self.manager).read(["is_on"])
        upcoming = self.env["points.program.mail.upcoming"].with_user(self.manager)
        self.enrol(self.marie, date.today().isoformat())
        self.assertFalse(upcoming.search([]))

    def test_a_time_zone_of_any_kind(self):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
            self.program.tz = zone
            with freeze_time("2026-03-05 12:00:00"):
                hour = self.program._get_local_time()
                self.assertEqual(hour.utctimetuple()[:4], datetime(2026, 3, 5, 12).timetuple()[:4])
                self.assertLess(abs(hour.date() - date(2026, 3, 5)), timedelta(days=2))
