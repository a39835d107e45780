import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestProgram(PointsCommon):
    def test_one_form_sets_a_program_up(self):
        with Form(self.env["points.program"]) as form:
            form.name = "Bakery card"
            with form.rule_ids.new() as rule:
                rule.points = 2
                rule.amount = 5.0
        program = form.record
        self.assertEqual((program.exchange_points, program.exchange_amount), (200, 25.0))
        self.assertEqual(program.unit_name, "points")
        self.assertEqual(program.rule_ids.basis, "amount")

    def test_rules_say_what_they_do(self):
        rule = self.program.rule_ids
        self.assertEqual(rule.display_name, "1 point for every $\xa01.00 spent on any product")
        rule.write({"basis": "unit", "points": 5, "product_ids": [Command.set(self.bread.ids)]})
        self.assertEqual(rule.display_name, "5 points per unit of Bread")
        rule.name = "Bread week"
        self.assertEqual(rule.display_name, "Bread week")

    def test_a_rate_needs_both_numbers(self):
        for values, error in [
            ({"exchange_points": 0}, psycopg2.IntegrityError),
            ({"exchange_points": -5}, psycopg2.IntegrityError),
            ({"exchange_amount": -25}, psycopg2.IntegrityError),
            ({"exchange_amount": 0}, ValidationError),
        ]:
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self.program.write(values)
                self.program.flush_recordset()

    def test_a_value_below_the_smallest_coin_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "smallest unit"):
            self.program.exchange_amount = 0.001
        with self.assertRaisesRegex(ValidationError, "smallest unit"):
            self.program.rule_ids.amount = 0.001

    def test_a_rule_takes_no_points(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.program.rule_ids.points = -1
            self.program.rule_ids.flush_recordset()

    def test_a_program_with_customers_is_archived_not_deleted(self):
        self.config.points_program_id = False
        self.post(10, "test/1")
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.program.unlink()
        self.program.active = False

    def test_a_program_with_customers_stays_with_its_company(self):
        self.post(10, "test/1")
        self.config.points_program_id = False
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "its company cannot be changed"):
            self.program.company_id = other

    def test_a_till_takes_programs_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        program = self.env["points.program"].create({"name": "Theirs", "company_id": other.id})
        with self.assertRaises(UserError):
            self.config.points_program_id = program

    def test_the_program_shows_what_customers_hold(self):
        self.post(100, "test/1")
        self.post(300, "test/2", self.env["res.partner"].create({"name": "Paul"}))
        self.assertEqual(self.program.account_count, 2)
        self.assertEqual(self.program.points_outstanding, 400)
        self.assertEqual(self.program.value_outstanding, 50.0)

    def test_buttons_lead_to_accounts_and_entries(self):
        account = self.post(100, "test/1").account_id
        found = self.env["points.account"].search(self.program.action_view_accounts()["domain"])
        self.assertEqual(found, account)
        found = self.env["points.entry"].search(account.action_view_entries()["domain"])
        self.assertEqual(found, account.entry_ids)
        found = self.env["points.entry"].search(self.marie.action_view_points()["domain"])
        self.assertEqual(found, account.entry_ids)

    def test_the_settings_choose_the_program(self):
        settings = self.env["res.config.settings"].create({"pos_config_id": self.config.id})
        self.assertEqual(settings.pos_points_program_id, self.program)
        settings.pos_points_program_id = False
        self.assertFalse(self.config.points_program_id)
