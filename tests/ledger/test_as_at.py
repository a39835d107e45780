from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import PointsCommon

JANUARY, MARCH, MAY = (datetime(2026, month, 10, 12, 0) for month in (1, 3, 5))


@tagged("post_install", "-at_install")
class TestAsAt(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = cls.env["res.partner"].create({"name": "Paul Martin"})
        cls.move(cls.marie, "earn", 100, JANUARY)
        cls.move(cls.marie, "redeem", -30, MARCH)
        cls.move(cls.paul, "earn", 8, MARCH)
        cls.move(cls.paul, "redeem", -8, MAY)
        accounts = cls.env["points.account"]
        cls.of_marie = accounts._get_of(cls.program, cls.marie)
        cls.of_paul = accounts._get_of(cls.program, cls.paul)

    @classmethod
    def move(cls, customer, kind, points, date):
        return cls.env["points.account"]._post(
            cls.program,
            customer,
            key=f"as at/{customer.id}/{date}",
            kind=kind,
            points=points,
            date=date,
        )

    def balances(self, instant):
        accounts = self.of_marie + self.of_paul
        balances = accounts._get_balance_at(instant)
        return [balances[account.id] for account in accounts]

    def test_the_balance_at_any_moment(self):
        second = timedelta(seconds=1)
        self.assertEqual(self.balances(JANUARY - second), [0, 0])
        self.assertEqual(self.balances(JANUARY), [100, 0])
        self.assertEqual(self.balances(MARCH - second), [100, 0])
        self.assertEqual(self.balances(MARCH), [70, 8])
        self.assertEqual(self.balances(MAY), [70, 0])
        self.assertEqual(self.balances(fields.Datetime.now()), [70, 0])

    def test_a_sale_that_arrives_late_counts_when_it_was_made(self):
        self.env["points.account"]._post(
            self.program, self.paul, key="as at/late", kind="earn", points=5, date=JANUARY
        )
        self.assertEqual(self.balances(JANUARY), [100, 5])

    def test_the_whole_program(self):
        totals = {
            instant: self.program._get_totals_at(instant)[self.program.id]
            for instant in (datetime(2025, 1, 1), JANUARY, MARCH, MAY)
        }
        self.assertEqual(list(totals.values()), [(0, 0), (100, 1), (78, 2), (70, 1)])
        self.assertEqual(totals[MAY][0], self.program.points_outstanding)

    def test_the_list_shows_the_balances_then(self):
        accounts = self.env["points.account"].with_context(points_as_at="2026-03-10 12:00:00")
        found = accounts.search([("program_id", "=", self.program.id), ("balance_at", "!=", 0)])
        self.assertEqual(
            {account.partner_id: account.balance_at for account in found},
            {self.marie: 70, self.paul: 8},
        )
        found = accounts.search([("program_id", "=", self.program.id), ("balance_at", "=", 8)])
        self.assertEqual(found, self.of_paul)
        self.assertEqual(self.of_marie.balance_at, 70, "without a moment it is now")

    def test_a_new_entry_counts_at_once(self):
        self.assertEqual(self.of_marie.balance_at, 70)
        self.move(self.marie, "redeem", -1, fields.Datetime.now())
        self.assertEqual(self.of_marie.balance_at, 69)

    def wizard(self, **values):
        return self.env["points.as.at"].create({"program_id": self.program.id, **values})

    def test_the_wizard(self):
        wizard = self.wizard(instant=MARCH)
        self.assertEqual((wizard.points, wizard.customer_count, wizard.value), (78, 2, 9.75))
        with Form(wizard) as form:
            form.partner_id = self.marie
            self.assertEqual((form.points, form.customer_count), (70, 1))
        action = wizard.action_view_accounts()
        accounts = self.env["points.account"].with_context(**action["context"])
        self.assertEqual(accounts.search(action["domain"]), self.of_marie)

    def test_the_program_opens_the_wizard(self):
        action = self.program.action_view_as_at()
        wizard = self.env["points.as.at"].with_context(**action["context"]).create({})
        self.assertEqual((wizard.program_id, wizard.points), (self.program, 70))

    def test_a_moment_that_is_still_to_come(self):
        wizard = self.wizard(instant=fields.Datetime.now() + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "Choose a date in the past"):
            wizard.action_view_accounts()

    def test_without_program_there_is_nothing(self):
        self.assertEqual(self.env["points.as.at"].new({"program_id": False}).points, 0)

    def test_others_see_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,point_of_sale.group_pos_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(AccessError):
            wizard = self.env["points.as.at"].with_user(stranger)
            wizard.new({"program_id": self.program.id}).mapped("points")
        with self.assertRaises(AccessError):
            self.env["points.as.at"].with_user(self.cashier).create({})
        with self.assertRaises(AccessError):
            self.of_marie.with_user(self.cashier).read(["balance_at"])
