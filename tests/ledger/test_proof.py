"""What the proof of the ledger finds, when whoever can write to the database has done so."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...cli.points_prove import PointsProve
from ...models.ledger import points_proof
from ..common import PointsCommon

TABLES = ("points_entry", "points_account", "points_lot", "points_hold")


@tagged("post_install", "-at_install")
class TestProof(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Proof = cls.env["points.proof"]
        cls.program.write({"expiry": "day", "expiry_months": 1, "tz": "UTC", "grace_days": 0})
        cls.paul = cls.env["res.partner"].create({"name": "Paul Martin"})
        cls.manager = cls.create_manager("manager", cls.company)
        cls.entries = cls.post_one_of_each_kind()
        cls.account = cls.entries[0].account_id

    @classmethod
    def create_manager(cls, login, company):
        employee = cls.env.ref("base.group_user")
        manager = cls.env.ref("point_of_sale.group_pos_manager")
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"proof_{login}",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set((employee + manager).ids)],
            }
        )

    @classmethod
    def post_one_of_each_kind(cls):
        """Marie's ledger: its entries in their order. Paul has one too, and a hold."""
        day = datetime(2026, 1, 10)
        opening = cls.move("opening", 100, date=day)
        earned = cls.move("earn", 50, date=datetime(2026, 3, 5), detail={"tax_included": True})
        spent = cls.move("redeem", -120)
        taken = earned._claw_back(5, key="proof/clawback")
        given = spent._restore(20, key="proof/restore")
        moved = cls.move("transfer", -10)
        cls.move("transfer", 10, cls.paul, lots=[(None, 10)], origin_id=moved.id)
        entries = opening + earned + spent + taken + given + moved
        entries += cls.move("bonus", 7, date=day, reason="Birthday")
        entries += cls.move("adjust", -3, reason="Counted twice")
        with freeze_time("2026-02-11 03:00:00"):
            cls.env["points.lot"]._expire()
        entries += entries.account_id.entry_ids.filtered(lambda entry: entry.kind == "expire")
        entries += cls.move("earn", 30, lots=[(None, 30)])
        Account = cls.env["points.account"]
        locked = Account._lock(cls.program, cls.marie)
        entries += Account._postpone(locked, "proof/activity", "2026-04-10")
        cls.set_aside(4, "proof/till", cls.paul)
        return entries

    @classmethod
    def move(cls, kind, points, customer=None, **values):
        customer = customer or cls.marie
        key = f"proof/{kind}/{points}/{customer.id}"
        return cls.env["points.account"]._post(
            cls.program, customer, key=key, kind=kind, points=points, **values
        )

    def tamper(self, *statements):
        """Change the database as its superuser can: with all triggers off."""
        self.check_deferred()
        for table in TABLES:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            self.env.cr.execute(statement)
        self.env.invalidate_all()

    def assertFits(self):
        self.assertEqual(self.Proof._prove()["state"], "passed")

    def assertMisfit(self, entry, *words):
        """The proof names an entry, or with None the account, and says what is wrong."""
        values = self.Proof._prove()
        self.assertEqual(values["state"], "failed")
        self.assertNotIn("signature", values)
        finding = values["finding"]
        self.assertEqual(finding.get("entry"), entry and entry.id, finding)
        sentence = self.Proof._describe(finding)
        for word in words:
            self.assertIn(word, sentence)

    def update(self, entry, what):
        return f"UPDATE points_entry SET {what} WHERE id = {entry.id}"

    def update_account(self, what):
        return f"UPDATE points_account SET {what} WHERE id = {self.account.id}"

    def test_a_ledger_of_all_kinds_fits(self):
        kinds = self.env["points.entry"]._fields["kind"].get_values(self.env)
        self.assertEqual(set(self.entries.mapped("kind")), set(kinds))
        before = self.Proof._prove()
        self.post(1, "proof/one more")
        values = self.Proof._prove()
        self.assertEqual(values["state"], "passed")
        self.assertEqual(values["entries"], before["entries"] + 1)
        self.assertEqual(values["points"], before["points"] + 1)
        self.assertEqual(values["accounts"], before["accounts"])
        self.assertNotEqual(values["head"], before["head"])

    def test_an_account_without_entries_fits(self):
        self.env["points.account"]._lock(
            self.program, self.env["res.partner"].create({"name": "New"})
        )
        self.assertFits()

    def test_a_batch_ends_anywhere(self):
        with patch.object(points_proof, "BATCH_ROWS", 3):
            self.assertFits()

    def test_the_hash_is_over_what_postgresql_hashed(self):
        self.env.flush_all()
        rows = self.env.execute_query(self.Proof._get_entries_query())
        contents = {row[1]: row[-1] for row in rows}
        self.env.cr.execute("SELECT e.id, points_entry_content(e) FROM points_entry e")
        self.assertEqual(contents, dict(self.env.cr.fetchall()))

    def test_a_balance_edited(self):
        self.tamper(self.update_account("balance = balance + 1000"))
        self.assertMisfit(None, "Marie Dupont", "its balance is 1065, but its entries total")

    def test_a_balance_in_an_account_without_entries(self):
        customer = self.env["res.partner"].create({"name": "Nobody"})
        account = self.env["points.account"]._lock(self.program, customer).account
        self.tamper(f"UPDATE points_account SET balance = 500 WHERE id = {account.id}")
        self.assertMisfit(None, "Nobody", "its balance is 500, but its entries total 0")

    def test_an_entry_deleted_in_the_middle(self):
        self.tamper(f"DELETE FROM points_entry WHERE id = {self.entries[3].id}")
        self.assertMisfit(self.entries[4], "its number is 5 instead of 4", "missing")

    def test_the_last_entry_deleted(self):
        self.tamper(f"DELETE FROM points_entry WHERE id = {self.entries[-1].id}")
        count = len(self.entries)
        self.assertMisfit(
            None, f"counter is {count} entries", f"the ledger has {count - 1}", "missing"
        )

    def test_the_entries_of_an_account_deleted(self):
        self.tamper(f"DELETE FROM points_entry WHERE account_id = {self.account.id}")
        self.assertMisfit(None, "Marie Dupont", "the ledger has 0")

    def test_an_amount_changed(self):
        self.tamper(self.update(self.entries[1], "points = 500"))
        self.assertMisfit(self.entries[1], "its balance after is 150", "total 600")

    def test_an_amount_changed_with_its_balance(self):
        self.tamper(self.update(self.entries[1], "points = 500, balance_after = 600"))
        self.assertMisfit(self.entries[1], "its hash does not match its content")

    def test_two_rows_swapped(self):
        second, third = self.entries[1:3]
        self.tamper(
            self.update(second, "sequence = -1"),
            self.update(third, "sequence = 2"),
            self.update(second, "sequence = 3"),
        )
        self.assertMisfit(third, "its balance after is 30, but the entries total -20")

    def test_two_rows_swapped_with_their_balances(self):
        earned, adjusted = self.entries[6], self.entries[7]
        before = earned.balance_after - earned.points
        self.tamper(
            self.update(earned, "sequence = -1"),
            self.update(adjusted, f"sequence = 7, balance_after = {before} - 3"),
            self.update(earned, f"sequence = 8, balance_after = {before} + 4"),
        )
        self.assertMisfit(adjusted, "its hash does not match its content or the previous entry")

    def test_an_entry_moved_to_another_account(self):
        account = self.account_of(self.paul)
        self.tamper(self.update(self.entries[-1], f"account_id = {account.id}, sequence = 2"))
        self.assertMisfit(None, "Marie Dupont", "its counter is")

    def test_texts_changed(self):
        for what in (
            "key = 'proof/other'",
            "kind = 'bonus'",
            "reason = 'because'",
            "detail = '{\"tax_included\": false}'",
            "date = date + interval '1 second'",
            "posted_on = posted_on + interval '1 second'",
            "user_id = NULL",
            "asked = asked + 1",
            "movements = NULL",
            "hash = NULL",
        ):
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.tamper(self.update(self.entries[1], what))
                self.assertMisfit(self.entries[1], "its hash does not match its content")
                savepoint.rollback()

    def test_an_entry_in_another_program(self):
        other = self.program.copy()
        self.tamper(self.update_account(f"program_id = {other.id}"))
        self.assertMisfit(
            self.entries[0], f"to program {self.program.id}, but its account to program {other.id}"
        )

    def test_lots_edited(self):
        where = f"WHERE account_id = {self.account.id} AND points = 30"
        for what, words in (
            (f"UPDATE points_lot SET points = 31 {where}", "35 (2026-04-10), 31 (-)"),
            (f"UPDATE points_lot SET expires_on = '2030-01-31' {where}", "30 (2030-01-31)"),
            (f"DELETE FROM points_lot {where}", "its lots are 35 (2026-04-10),"),
        ):
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.tamper(what)
                self.assertMisfit(None, words, "but its entries leave 35 (2026-04-10), 30 (-)")
                savepoint.rollback()

    def test_a_lot_twice(self):
        self.tamper(
            "DROP INDEX points_lot_one_per_day",
            f"""
            INSERT INTO points_lot (account_id, points)
            SELECT account_id, points FROM points_lot
             WHERE account_id = {self.account.id} AND expires_on IS NULL
            """,
        )
        self.assertMisfit(
            None, "its lots are 35 (2026-04-10), 30 (-), 30 (-), but its entries leave"
        )

    def test_what_expires_next_edited(self):
        self.tamper(self.update_account("next_expiry = '2030-01-31', next_expiry_points = 5"))
        self.assertMisfit(None, "its next expiration is 5 (2030-01-31), but its lots say 35")

    def test_holds_edited(self):
        account = self.account_of(self.paul)
        for what, words in (
            (f"UPDATE points_account SET held = 9 WHERE id = {account.id}", "on hold are 9"),
            (f"UPDATE points_account SET held = 0 WHERE id = {account.id}", "on hold are 0"),
            (f"DELETE FROM points_hold WHERE account_id = {account.id}", "open holds total 0"),
        ):
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.tamper(what)
                self.assertMisfit(None, "Paul Martin", words)
                savepoint.rollback()

    def test_a_hold_that_has_ended_fits(self):
        with freeze_time("2099-01-01"):
            self.assertFits()

    def test_an_account_deleted(self):
        self.tamper(f"DELETE FROM points_account WHERE id = {self.account.id}")
        self.assertMisfit(self.entries[0], "which does not exist: it has no account")

    def test_the_last_account_deleted(self):
        account = self.account_of(self.paul)
        entry = account.entry_ids
        self.tamper(f"DELETE FROM points_account WHERE id = {account.id}")
        self.assertMisfit(entry, "which does not exist: it has no account")

    def test_a_lot_of_nobody(self):
        self.tamper("INSERT INTO points_lot (account_id, points) VALUES (-1, 5)")
        self.assertMisfit(None, "Account -1, which does not exist: lot ")

    def test_a_hold_of_nobody(self):
        self.tamper(
            """
            INSERT INTO points_hold (account_id, key, points, state, expires_at)
            VALUES (-1, 'proof/nobody', 5, 'active', now())
            """
        )
        self.assertMisfit(None, "Account -1, which does not exist: hold ")

    def test_a_key_used_twice(self):
        """The event was counted twice by someone who knew how to write an entry."""
        last = self.entries[-1]
        self.tamper(
            "DROP INDEX points_entry_key_is_unique",
            "ALTER TABLE points_entry ENABLE TRIGGER points_entry_check_follows",
            f"""
            INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked,
                                      balance_after, movements, date, posted_on)
            SELECT account_id, program_id, sequence + 1, key, kind, points, asked,
                   balance_after + points, movements, date, posted_on
              FROM points_entry WHERE id = {last.id}
            """,
            self.update_account("entry_count = entry_count + 1, balance = balance + 30"),
            "UPDATE points_lot SET points = 60 "
            f"WHERE points = 30 AND account_id = {self.account.id}",
        )
        second = self.account.entry_ids.filtered(lambda entry: entry.key == last.key) - last
        self.assertMisfit(second, f"its key {last.key} is also used by entry {last.id}")

    def test_the_last_entry_deleted_and_the_account_mended(self):
        """Nothing in the ledger shows it, but an earlier proof does."""
        self.assertEqual(self.Proof._record().state, "passed")
        self.delete_last_and_mend()
        self.assertMisfit(None, "The ledger: only", "entries checked on", "are left")

    def test_a_proof_of_before_does_not_count_later_entries(self):
        self.assertEqual(self.Proof._record().state, "passed")
        self.post(5, "proof/later", self.paul)
        self.assertFits()
        self.delete_last_and_mend()
        self.assertMisfit(None, "are left")

    def delete_last_and_mend(self):
        self.tamper(
            f"DELETE FROM points_entry WHERE id = {self.entries[-1].id}",
            self.update_account("entry_count = entry_count - 1, balance = balance - 30"),
            f"DELETE FROM points_lot WHERE account_id = {self.account.id} AND points = 30",
        )

    def test_an_entry_rewritten_with_its_hash(self):
        self.assertEqual(self.Proof._record().state, "passed")
        self.tamper(
            self.update(self.entries[-1], "reason = 'because'"),
            f"""
            UPDATE points_entry e
               SET hash = encode(sha256(convert_to(
                   concat_ws(E'\\x1f', p.hash, points_entry_content(e)), 'UTF8')), 'hex')
              FROM points_entry p
             WHERE e.id = {self.entries[-1].id} AND p.id = {self.entries[-2].id}
            """,
        )
        self.assertMisfit(None, "The ledger: the entries checked on", "head hash was")

    def test_a_proof_that_was_changed_is_not_genuine(self):
        proof = self.Proof._record()
        self.assertTrue(proof.genuine)
        proof.flush_recordset()
        self.env.cr.execute("UPDATE points_proof SET points = points + 1")
        proof.invalidate_recordset()
        self.assertFalse(proof.genuine)

    def test_the_month_s_proof_alerts_the_managers(self):
        self.tamper(self.update_account("balance = 1000"))
        self.Proof._cron_prove()
        proof = self.Proof.search([], limit=1)
        self.assertEqual(proof.state, "failed")
        activities = proof.activity_ids
        self.assertIn(self.manager, activities.user_id)
        self.assertNotIn(self.cashier, activities.user_id)
        self.assertEqual(
            activities.activity_type_id, self.env.ref("mail.mail_activity_data_warning")
        )

    def test_a_proof_that_passes_alerts_nobody(self):
        self.Proof._cron_prove()
        proof = self.Proof.search([], limit=1)
        self.assertEqual((proof.state, proof.misfit), ("passed", False))
        self.assertFalse(proof.activity_ids)

    def test_a_manager_proves_with_a_button(self):
        action = self.Proof.with_user(self.manager).action_prove()
        self.assertEqual(action["res_model"], "points.proof")
        proof = self.Proof.browse(action["res_id"]).with_user(self.manager)
        self.assertEqual(proof.state, "passed")
        with self.assertRaises(AccessError):
            proof.write({"entries": 1})
        with self.assertRaises(AccessError):
            proof.unlink()

    def test_a_cashier_does_not_prove(self):
        with self.assertRaises(AccessError):
            self.Proof.with_user(self.cashier).action_prove()

    def test_a_long_ledger_is_proven_in_the_background(self):
        before = self.Proof.search_count([])
        with patch.object(points_proof, "MOST_ENTRIES_OF_A_REQUEST", 0):
            action = self.Proof.with_user(self.manager).action_prove()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.Proof.search_count([]), before)
        cron = self.env.ref("pos_customer_loyalty.points_proof_cron")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_another_company_s_manager_learns_that_it_does_not_fit_and_not_whose(self):
        company = self.env["res.company"].create({"name": "Next Door"})
        stranger = self.create_manager("stranger", company)
        self.tamper(self.update_account("balance = 1000"))
        proof = self.Proof._record()
        self.assertNotIn(stranger, proof.activity_ids.user_id)
        self.assertIn("Marie Dupont", proof.with_user(self.manager).misfit)
        with self.assertRaises(AccessError):
            proof.with_user(self.manager).read(["finding"])
        text = proof.with_user(stranger).with_context(allowed_company_ids=company.ids).misfit
        self.assertEqual(
            text, "The record belongs to another company, whose managers can see the details."
        )

    def test_the_command_says_what_it_found(self):
        report, status = PointsProve().prove(self.env)
        self.assertEqual(status, 0)
        self.assertRegex(
            report, r"No discrepancy .* ledger[^$]*Entries +\d+\n[^$]*Head hash +\w{64}\n"
        )
        self.tamper(self.update(self.entries[1], "points = 500"))
        report, status = PointsProve().prove(self.env)
        self.assertEqual(status, 1)
        self.assertIn(f"Entry {self.entries[1].id} of account", report)

    def test_the_command_without_a_ledger_ends_with_a_sentence(self):
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(SystemExit, "cannot be opened"):
            PointsProve().check_database("no-such-database")
        with self.assertRaisesRegex(SystemExit, "not installed in the database postgres"):
            PointsProve().check_database("postgres")
