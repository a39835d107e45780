from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .liability_common import APRIL, FEBRUARY, MARCH, LiabilityCommon


@tagged("post_install", "-at_install")
class TestLiabilityEntry(LiabilityCommon):
    """The draft entry brings the account of deferred revenue to what a closing needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.create_accountant(cls)

    def open_entry(self, row=None, **values):
        row = (row or self.get_row(**values)).with_user(self.env.user)
        return self.env["account.move"].browse(row.action_draft_entry()["res_id"])

    def assertEntry(self, move, amount, program=None):
        """Revenue is debited and the liability credited, or the other way round."""
        program = program or self.program
        balances = {line.account_id: line.balance for line in move.line_ids}
        self.assertEqual(
            balances,
            {
                program.deferral_revenue_account_id: amount,
                program.deferral_liability_account_id: -amount,
            },
        )
        self.assertEqual((move.state, move.move_type), ("draft", "entry"))
        self.assertEqual(move.journal_id, program.deferral_journal_id)

    def test_a_draft_once(self):
        self.give("2026-03-10 01:00:00", 1000)
        move = self.open_entry()
        self.assertEntry(move, 125.0)
        self.assertEqual((move.date, move.points_program_id), (MARCH, self.program))
        self.assertEqual(self.open_entry(), move)

    def test_what_is_posted_counts(self):
        self.give("2026-03-10 01:00:00", 1000)
        march = self.open_entry()
        self.assertEqual(self.get_row().booked, 0, "a draft does not count")
        march.action_post()
        self.assertEqual(self.open_entry(), march, "nothing has changed since")
        self.give("2026-04-05 01:00:00", -400, "redeem")
        april = self.open_entry(before=MARCH, last=APRIL)
        self.assertEntry(april, -50.0)
        self.assertEqual(self.get_row(before=MARCH, last=APRIL).booked, 125.0)

    def test_one_draft_at_a_time(self):
        """What is in a draft is not counted: with another one it would be posted twice."""
        self.give("2026-03-10 01:00:00", 1000)
        april = {"before": MARCH, "last": APRIL}
        for first, second in (({}, april), (april, {})):
            move = self.open_entry(**first)
            with self.subTest(first=first), self.assertRaisesRegex(UserError, "not counted yet"):
                self.open_entry(**second)
            self.assertEqual(self.open_entry(**first), move)
            move.unlink()

    def test_another_breakage_afterwards_is_a_further_entry(self):
        self.give("2026-03-10 01:00:00", 1000)
        self.open_entry().action_post()
        self.assertEntry(self.open_entry(breakage=20), -25.0)

    def test_a_reversal_counts(self):
        self.give("2026-03-10 01:00:00", 1000)
        move = self.open_entry()
        move.action_post()
        move._reverse_moves([{"date": MARCH, "ref": "Wrong"}])._post(soft=False)
        again = self.open_entry()
        self.assertNotEqual(again, move)
        self.assertEntry(again, 125.0)

    def test_a_copy_is_none_of_the_programs_entries(self):
        self.give("2026-03-10 01:00:00", 1000)
        self.assertFalse(self.open_entry().copy().points_program_id)

    def test_nothing_to_post(self):
        with self.assertRaisesRegex(UserError, "nothing to post"):
            self.open_entry()

    def test_accounts_that_are_missing(self):
        self.program.deferral_journal_id = False
        self.give("2026-03-10 01:00:00", 1000)
        row = self.get_row()
        self.assertIn("Deferral Journal", row.setup_problem)
        with self.assertRaisesRegex(UserError, "has no Deferral Journal yet"):
            self.open_entry(row)

    def test_odoos_rights_on_journal_entries_decide(self):
        self.give("2026-03-10 01:00:00", 1000)
        values = {"program_id": self.program.id, "closing_before": FEBRUARY, "closing_on": MARCH}
        manager = self.create_accountant("manager", "point_of_sale.group_pos_manager")
        rows = self.env["points.liability"]
        row = rows.with_user(self.accountant).create(values)
        self.assertTrue(row.action_draft_entry()["res_id"])
        if not self.env["account.move"].with_user(manager).has_access("create"):
            with self.assertRaises(AccessError):
                rows.with_user(manager).create(values).action_draft_entry()

    def test_nobody_says_that_an_entry_is_one_of_points(self):
        self.give("2026-03-10 01:00:00", 1000)
        moves = self.env["account.move"].with_user(self.accountant)
        with self.assertRaisesRegex(AccessError, "only the server"):
            moves.create({"move_type": "entry", "points_program_id": self.program.id})
        with self.assertRaisesRegex(AccessError, "only the server"):
            self.open_entry().with_user(self.accountant).points_program_id = False

    def test_currencies_of_no_and_of_three_decimals(self):
        for name, amount, value in (("JPY", 25, 126.0), ("KWD", 25.125, 126.128)):
            with self.subTest(currency=name):
                currency = (
                    self.env["res.currency"]
                    .with_context(active_test=False)
                    .search([("name", "=", name)])
                )
                currency.active = True
                company = self.setup_other_company(name=name, currency_id=currency.id)["company"]
                customer = self.env["res.partner"].create({"name": name, "company_id": company.id})
                program = self.create_program(company, exchange_amount=amount)
                self.set_up_accounts(program)
                self.give("2026-03-10 01:00:00", 1004, program=program, customer=customer)
                context = {"allowed_company_ids": company.ids}
                self.env.user.company_ids = [Command.link(company.id)]
                row = self.get_row(program).with_context(**context)
                self.assertEqual(row.company_id.currency_id, currency)
                self.assertEntry(self.open_entry(row), value, program)
