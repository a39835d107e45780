import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestLedger(PointsCommon):
    def assertRefused(self, query, message):
        """PostgreSQL refuses a statement, as the superuser that the tests connect as."""
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.IntegrityError, message),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(query)
            self.check_deferred()

    def test_the_tests_run_as_superuser(self):
        self.env.cr.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        self.assertTrue(self.env.cr.fetchone()[0], "refusals below must hold for a superuser")

    def test_update_is_refused(self):
        entry = self.post(10, "test/1")
        self.assertRefused(
            f"UPDATE points_entry SET points = 1000 WHERE id = {entry.id}",
            "append-only: UPDATE of points_entry is refused",
        )

    def test_delete_is_refused(self):
        self.post(10, "test/1")
        self.assertRefused("DELETE FROM points_entry", "append-only: DELETE of points_entry")

    def test_truncate_is_refused(self):
        self.assertRefused("TRUNCATE points_entry", "append-only: TRUNCATE of points_entry")

    def test_truncating_the_accounts_is_refused(self):
        self.assertRefused("TRUNCATE points_account CASCADE", "append-only: TRUNCATE")

    def test_a_session_without_triggers_is_refused_too(self):
        """As replication runs, and a restore that disables triggers for its session."""
        self.post(10, "test/1")
        self.assertRefused(
            "SET LOCAL session_replication_role = replica; UPDATE points_entry SET points = 1000",
            "append-only: UPDATE",
        )

    def test_nothing_is_deleted_under_an_entry(self):
        """SET NULL and CASCADE would change or delete entries."""
        self.env.cr.execute(
            """
            SELECT conname, confdeltype FROM pg_constraint
             WHERE conrelid = 'points_entry'::regclass AND contype = 'f'
            """
        )
        keys = dict(self.env.cr.fetchall())
        self.assertEqual(set(keys.values()), {"r"}, keys)
        self.assertNotIn("res_partner", "".join(keys))

    def test_nothing_refers_to_an_entry(self):
        """PostgreSQL would refuse TRUNCATE with words of its own, or cascade to it."""
        self.env.cr.execute(
            """
            SELECT conrelid::regclass::text FROM pg_constraint
             WHERE confrelid = 'points_entry'::regclass AND conrelid != confrelid
            """
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_the_orm_refuses_with_a_sentence(self):
        entry = self.post(10, "test/1").sudo()
        with self.assertRaisesRegex(UserError, "cannot be changed or deleted"):
            entry.write({"points": 1000})
        with self.assertRaisesRegex(UserError, "cannot be changed or deleted"):
            entry.unlink()

    def test_a_balance_without_entry_is_refused(self):
        account = self.post(10, "test/1").account_id
        self.assertRefused(
            f"UPDATE points_account SET balance = 1000 WHERE id = {account.id}",
            "its ledger says 10",
        )

    def test_an_entry_without_balance_is_refused(self):
        entry = self.post(10, "test/1")
        self.assertRefused(self.insert_after(entry, sequence=2, balance_after=15), "ledger says 15")

    def test_an_entry_that_does_not_follow_is_refused(self):
        entry = self.post(10, "test/1")
        for sequence, balance_after in [(2, 99), (3, 15), (1, 15)]:
            with self.subTest(sequence=sequence, balance_after=balance_after):
                self.assertRefused(
                    self.insert_after(entry, sequence, balance_after), "does not follow"
                )

    def insert_after(self, entry, sequence, balance_after):
        return f"""
            INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked,
                                      balance_after, movements, date, posted_on)
            VALUES ({entry.account_id.id}, {entry.program_id.id}, {sequence}, 'test/forged',
                    'earn', 5, 5, {balance_after}, '[[null, 5]]', now(), now())
        """

    def test_an_account_with_a_balance_out_of_nothing_is_refused(self):
        customer = self.env["res.partner"].create({"name": "Nobody"})
        self.assertRefused(
            f"""
            INSERT INTO points_account (program_id, partner_id, balance, entry_count)
            VALUES ({self.program.id}, {customer.id}, 500, 0)
            """,
            "its ledger says 0",
        )

    def test_one_account_per_customer_and_program(self):
        account = self.post(10, "test/1").account_id
        self.assertEqual(self.post(5, "test/2").account_id, account)
        self.assertRefused(
            f"""
            INSERT INTO points_account (program_id, partner_id, balance, entry_count)
            VALUES ({self.program.id}, {self.marie.id}, 0, 0)
            """,
            "points_account_one_per_customer_and_program",
        )

    def test_the_same_key_again_is_the_same_entry(self):
        first = self.post(10, "test/1")
        self.assertEqual(self.post(10, "test/1"), first)
        self.assertEqual(first.account_id.balance, 10)
        self.assertEqual(first.account_id.entry_count, 1)

    def test_the_same_key_with_other_figures_is_an_error(self):
        self.post(10, "test/1")
        with self.assertRaisesRegex(UserError, "test/1 is already in the points ledger"):
            self.post(11, "test/1")

    def test_the_same_key_for_another_customer_is_an_error(self):
        self.post(10, "test/1")
        other = self.env["res.partner"].create({"name": "Paul Martin"})
        with self.assertRaisesRegex(UserError, "test/1 is already in the points ledger"):
            self.post(10, "test/1", other)

    def test_balances_follow_the_entries(self):
        entries = [self.post(points, f"test/{points}") for points in (10, 3, 200)]
        self.assertEqual([entry.sequence for entry in entries], [1, 2, 3])
        self.assertEqual([entry.balance_after for entry in entries], [10, 13, 213])
        self.assertEqual(self.account_of(self.marie).balance, 213)
        self.assertEqual(self.account_of(self.marie).value, 26.62)
        self.check_deferred()

    def test_a_customer_with_points_is_not_deleted(self):
        self.post(10, "test/1")
        self.assertRefused(f"DELETE FROM res_partner WHERE id = {self.marie.id}", "points_account")

    def test_no_points_are_no_entry(self):
        self.assertFalse(self.post(0, "test/1"), "nothing happened, so nothing is written")
