"""What becomes of points when contacts are merged, archived, deleted or erased."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon


class PartnersCommon(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.maria = Partner.create({"name": "Maria Dupond"})
        cls.mary = Partner.create({"name": "Mary Dupont"})

    def move(self, customer, kind, points, program=None, **values):
        """Post an entry of any kind."""
        program = program or self.program
        entries = self.env["points.entry"].search_count([("program_id", "=", program.id)])
        key = f"partners/{program.id}/{entries}"
        return self.env["points.account"]._post(
            program, customer, key=key, kind=kind, points=points, **values
        )

    def lots(self, account):
        return {
            lot.expires_on and str(lot.expires_on): lot.points
            for lot in account.lot_ids.filtered("points")
        }

    def check_all(self):
        """PostgreSQL agrees at the end of the transaction, and the ledger proves."""
        self.check_deferred()
        proof = self.env["points.proof"]._prove()
        self.assertEqual(proof["state"], "passed", proof.get("finding"))

    def hold(self, customer, points, key="till/1"):
        return self.set_aside(points, key, customer)


@tagged("post_install", "-at_install")
class TestMerge(PartnersCommon):
    @mute_logger("odoo.models.unlink")
    def merge(self, *sources, into=None, user=None):
        """Merge contacts with Odoo's own wizard, as its button does."""
        into = into or self.marie
        partners = into.browse([source.id for source in (*sources, into)])
        wizard = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user or self.env.user)
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create({"dst_partner_id": into.id})
        )
        wizard.action_merge()
        self.assertFalse((partners - into).exists())
        self.check_all()

    def test_balances_add_up(self):
        self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 60)
        source, target = self.account_of(self.maria), self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((source.balance, target.balance), (0, 100))
        self.assertEqual(source.merged_into_id, target)
        self.assertEqual(source.partner_id, self.marie)
        self.assertEqual(self.marie.points_balance, 100)
        out, back = source.entry_ids[0], target.entry_ids[0]
        self.assertEqual((out.kind, out.points), ("transfer", -40))
        self.assertEqual((back.kind, back.points), ("transfer", 40))
        self.assertEqual(back.origin_id, out)

    def test_the_sheet_shows_the_history_of_both(self):
        first = self.move(self.maria, "earn", 40)
        second = self.move(self.marie, "earn", 60)
        self.merge(self.maria)
        history = self.env["points.entry"].search(self.marie.action_view_points()["domain"])
        self.assertEqual(len(history), 4)
        self.assertIn(first, history)
        self.assertIn(second, history)

    def test_the_days_of_expiry_stay(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        self.move(self.maria, "earn", 30, date=datetime(2026, 1, 10))
        self.move(self.maria, "earn", 10, date=datetime(2026, 3, 10))
        self.move(self.marie, "earn", 5, date=datetime(2026, 3, 12))
        self.program.expiry = "never"
        self.move(self.maria, "bonus", 1)
        self.merge(self.maria)
        target = self.account_of(self.marie).filtered(lambda a: not a.merged_into_id)
        self.assertEqual(self.lots(target), {"2027-01-31": 30, "2027-03-31": 15, False: 1})
        self.assertEqual((str(target.next_expiry), target.next_expiry_points), ("2027-01-31", 30))

    def test_an_account_moves_to_a_customer_without_one(self):
        self.move(self.maria, "earn", 40)
        account = self.account_of(self.maria)
        self.merge(self.maria)
        self.assertEqual(self.account_of(self.marie), account)
        self.assertEqual((account.balance, account.entry_count), (40, 1))
        self.move(self.marie, "redeem", -40)
        self.check_deferred()

    def test_two_accounts_move_to_a_customer_without_one(self):
        self.move(self.maria, "earn", 40)
        self.move(self.mary, "earn", 2)
        self.merge(self.maria, self.mary)
        accounts = self.account_of(self.marie)
        self.assertEqual(sorted(accounts.mapped("balance")), [0, 42])
        self.assertEqual(len(accounts.filtered("merged_into_id")), 1)

    def test_a_chain_of_merges(self):
        entry = self.move(self.maria, "earn", 40)
        self.move(self.mary, "earn", 2)
        self.move(self.marie, "earn", 100)
        first, second = self.account_of(self.maria), self.account_of(self.mary)
        last = self.account_of(self.marie)
        self.merge(self.maria, into=self.mary)
        self.merge(self.mary)
        self.assertEqual([account.balance for account in (first, second, last)], [0, 0, 142])
        self.assertEqual((first.merged_into_id, second.merged_into_id), (second, last))
        self.assertEqual((first + second).partner_id, self.marie)
        back = entry._claw_back(15, key="test/return")
        self.assertEqual((back.account_id, last.balance), (last, 127))
        self.check_deferred()

    def test_arrears_move_too(self):
        self.move(self.maria, "earn", 50)
        self.move(self.maria, "redeem", -50)
        self.move(self.maria, "clawback", -30)
        self.move(self.marie, "earn", 100)
        source, target = self.account_of(self.maria), self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((source.balance, target.balance), (0, 70))
        self.assertEqual(self.lots(target), {False: 70})

    def test_arrears_that_are_more_than_there_is(self):
        self.move(self.maria, "clawback", -30)
        self.move(self.marie, "earn", 10)
        target = self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((target.balance, self.lots(target)), (-20, {}))

    def test_points_make_up_for_arrears(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        self.move(self.maria, "earn", 30, date=datetime(2026, 1, 10))
        self.move(self.maria, "earn", 10, date=datetime(2026, 3, 10))
        self.move(self.marie, "clawback", -35)
        target = self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((target.balance, self.lots(target)), (5, {"2027-03-31": 5}))

    def test_an_empty_account_needs_no_entries(self):
        self.move(self.maria, "earn", 40)
        self.move(self.maria, "redeem", -40)
        self.move(self.marie, "earn", 10)
        source, target = self.account_of(self.maria), self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((source.entry_count, target.entry_count), (2, 1))
        self.assertEqual(source.merged_into_id, target)

    def test_each_program_counts_alone(self):
        other = self.program.copy({"name": "Other"})
        self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 1)
        self.move(self.maria, "earn", 7, other)
        self.merge(self.maria)
        self.assertEqual(sum(self.account_of(self.marie).mapped("balance")), 41)
        self.assertEqual(self.account_of(self.marie, other).balance, 7)

    def test_programs_of_other_companies_too(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.env["points.program"].create({"name": "Other", "company_id": company.id})
        for customer, points in ((self.maria, 40), (self.marie, 1)):
            self.move(customer, "earn", points)
            self.move(customer, "earn", points, other)
        user = new_test_user(
            self.env,
            "merger",
            "base.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.merge(self.maria, user=user)
        for program in (self.program, other):
            balances = self.account_of(self.marie, program).mapped("balance")
            self.assertEqual(sorted(balances), [0, 41])
        self.assertEqual(self.account_of(self.marie).entry_ids[0].user_id, user)

    def test_the_automatic_merge(self):
        for customer, points in ((self.maria, 40), (self.marie, 1)):
            customer.email = "dupont@example.com"
            self.move(customer, "earn", points)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({"group_by_email": True})
        wizard.action_start_manual_process()
        while wizard.line_ids:
            wizard.action_merge()
        left = (self.maria + self.marie).exists()
        self.assertEqual(len(left), 1)
        self.assertEqual(left.points_balance, 41)
        self.check_deferred()

    def test_points_on_hold_stay_on_hold(self):
        self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 10)
        hold = self.hold(self.maria, 35)
        target = self.account_of(self.marie)
        self.merge(self.maria)
        self.assertEqual((target.balance, target.held, target._get_available()), (50, 35, 15))
        with self.assertRaisesRegex(UserError, "15 points available"):
            self.move(self.marie, "redeem", -16)
        hold._capture(key="test/order")
        self.assertEqual((target.balance, target.held), (15, 0))
        self.check_deferred()

    def test_points_on_hold_of_an_account_that_moves(self):
        self.move(self.maria, "earn", 40)
        hold = self.hold(self.maria, 35)
        self.merge(self.maria)
        hold._release()
        self.assertEqual(self.account_of(self.marie)._get_available(), 40)

    def test_an_event_of_before_comes_again(self):
        entry = self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 1)
        self.merge(self.maria)
        again = self.env["points.account"]._post(
            self.program, self.marie, key=entry.key, kind="earn", points=40
        )
        self.assertEqual(again, entry)

    def test_an_order_of_before_is_sent_again(self):
        self.open_new_session()
        order = self.sell([(self.bread, 4)], self.maria)
        self.sell([(self.bread, 4)], self.marie)
        self.merge(self.maria)
        self.assertEqual(order.partner_id, self.marie)
        order._settle_points()
        self.assertFalse(order.points_issue)
        self.assertEqual(self.marie.points_balance, 20)

    def test_the_till_loads_the_account_that_took_over(self):
        self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 1)
        self.merge(self.maria)
        loaded = self.env["points.account"]._read_for_till(self.marie, self.config)
        self.assertEqual([account["balance"] for account in loaded], [41])
        self.assertEqual(self.program.account_count, 1)


@tagged("post_install", "-at_install")
class TestDeleteAndErase(PartnersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "claire",
            "base.group_user,base.group_partner_manager,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def erase(self, customer, user=None):
        wizard = self.env["points.erase"].with_user(user or self.manager)
        wizard.create({"partner_id": customer.id}).action_erase()
        self.check_all()

    def test_a_customer_with_a_ledger_is_not_deleted(self):
        self.move(self.marie, "earn", 10)
        with self.assertRaisesRegex(UserError, "Archive the contact.*Erase from Loyalty"):
            (self.marie + self.maria).unlink()
        self.maria.unlink()
        self.assertFalse(self.maria.exists())

    def test_archiving_changes_no_points(self):
        self.move(self.marie, "earn", 10)
        self.marie.active = False
        account = self.account_of(self.marie)
        self.assertEqual((account.balance, account.entry_count), (10, 1))
        self.assertEqual(self.program.points_outstanding, 10)
        self.move(self.marie, "redeem", -4)
        self.marie.active = True
        self.assertEqual(self.marie.points_balance, 6)
        self.check_deferred()

    def test_erasing_forfeits_what_is_left(self):
        self.move(self.marie, "earn", 10)
        account = self.account_of(self.marie)
        self.erase(self.marie)
        entry = account.entry_ids[0]
        self.assertEqual(
            (entry.kind, entry.points, entry.reason), ("adjust", -10, "Customer erased")
        )
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual((account.balance, self.lots(account)), (0, {}))
        self.assertFalse(account.partner_id)
        self.assertIn("Erased customer", account.display_name)
        self.assertEqual(self.marie.points_balance, 0)
        self.assertEqual(self.program.account_count, 0)

    def test_erasing_waives_arrears(self):
        self.move(self.marie, "clawback", -10)
        account = self.account_of(self.marie)
        self.erase(self.marie)
        self.assertEqual((account.balance, account.entry_ids[0].points), (0, 10))

    def test_erasing_an_empty_account_writes_no_entry(self):
        self.move(self.marie, "earn", 10)
        self.move(self.marie, "redeem", -10)
        account = self.account_of(self.marie)
        self.erase(self.marie)
        self.assertEqual((account.entry_count, account.partner_id.id), (2, False))

    def test_an_erased_customer_can_be_deleted(self):
        self.move(self.marie, "earn", 10)
        self.erase(self.marie)
        self.marie.unlink()
        self.assertFalse(self.marie.exists())
        self.check_deferred()

    def test_merged_accounts_are_erased_too(self):
        self.move(self.maria, "earn", 40)
        self.move(self.marie, "earn", 1)
        accounts = self.account_of(self.maria) + self.account_of(self.marie)
        accounts[0].sudo()._move_to(self.marie)
        self.maria.unlink()
        self.erase(self.marie)
        self.assertFalse(accounts.partner_id)
        self.assertEqual(accounts.mapped("balance"), [0, 0])

    def test_a_return_after_the_erasure_moves_nothing(self):
        earned = self.move(self.marie, "earn", 10)
        spent = self.move(self.marie, "redeem", -4)
        self.erase(self.marie)
        self.assertFalse(earned._claw_back(10, key="test/return"))
        self.assertFalse(spent._restore(4, key="test/restore"))
        self.assertFalse(self.account_of(self.marie))

    def test_a_return_after_a_merge_and_the_erasure_moves_nothing(self):
        earned = self.move(self.maria, "earn", 10)
        self.move(self.marie, "earn", 1)
        self.account_of(self.maria).sudo()._move_to(self.marie)
        self.maria.unlink()
        self.erase(self.marie)
        self.assertFalse(earned._claw_back(10, key="test/return"))

    def test_what_batches_say_of_the_person_goes(self):
        self.move(self.marie, "earn", 10)
        reason = self.env["points.reason"].create({"name": "Goodwill"})
        batch = (
            self.env["points.batch"]
            .sudo()
            .create(
                {"name": "Goodwill", "kind": "adjust", "reason_id": reason.id}
                | {"program_id": self.program.id}
            )
        )
        lines = (
            self.env["points.batch.line"]
            .sudo()
            .create(
                [
                    {"batch_id": batch.id, "partner_id": partner.id, "points": 1}
                    | {"customer_email": "dupont@example.com", "note": "A loyal soul"}
                    for partner in (self.marie, self.maria)
                ]
            )
        )
        self.erase(self.marie)
        self.assertFalse(lines[0].partner_id or lines[0].customer_email or lines[0].note)
        self.assertEqual((lines[1].partner_id, lines[1].note), (self.maria, "A loyal soul"))

    def test_holds_are_released(self):
        self.move(self.marie, "earn", 10)
        hold = self.hold(self.marie, 8)
        self.erase(self.marie)
        self.assertEqual(hold.state, "released")
        hold._release()
        with self.assertRaisesRegex(UserError, "Redeem them again"):
            hold._capture(key="test/order")

    def test_who_comes_again_begins_again(self):
        self.move(self.marie, "earn", 10)
        self.erase(self.marie)
        self.env["points.account"]._post(
            self.program, self.marie, key="test/new", kind="earn", points=3
        )
        self.assertEqual(self.account_of(self.marie).entry_count, 1)
        self.erase(self.marie)
        self.assertFalse(self.account_of(self.marie))

    def test_nobody_posts_to_an_erased_customer(self):
        with self.assertRaisesRegex(UserError, "was erased"):
            self.env["points.account"]._post(
                self.program, self.marie.browse(), key="test/nobody", kind="earn", points=1
            )

    def test_the_wizard_says_what_will_happen(self):
        self.move(self.marie, "earn", 10)
        wizard = self.env["points.erase"].with_user(self.manager)
        wizard = wizard.create({"partner_id": self.marie.id})
        self.assertEqual((wizard.points, wizard.account_ids), (10, self.account_of(self.marie)))
        wizard = wizard.create({"partner_id": self.maria.id})
        self.assertFalse(wizard.account_ids)
        with self.assertRaisesRegex(UserError, "nothing to erase"):
            wizard.action_erase()

    def test_only_a_manager_erases(self):
        self.move(self.marie, "earn", 10)
        with self.assertRaises(AccessError):
            self.erase(self.marie, user=self.cashier)
        wizard = self.env["points.erase"].with_user(self.manager)
        wizard = wizard.create({"partner_id": self.marie.id})
        with self.assertRaises(AccessError):
            wizard.with_user(self.cashier).action_erase()
        self.assertEqual(self.marie.points_balance, 10)

    def test_a_manager_erases_in_his_companies_only(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.env["points.program"].create({"name": "Other", "company_id": company.id})
        self.move(self.marie, "earn", 10)
        self.move(self.marie, "earn", 5, other)
        self.erase(self.marie)
        self.assertFalse(self.account_of(self.marie))
        self.assertEqual(self.account_of(self.marie, other).balance, 5)
