"""Whose the points are, and that what guards the ledger is there: attacks on the database."""

import importlib.util
import re
from datetime import timedelta
from pathlib import Path

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...cli.points_prove import PointsProve
from ...models.ledger import points_proof_constraints
from ...points.guards import get_always, get_functions, get_triggers
from ..common import PointsCommon

MODULE = Path(__file__).parents[2]
TABLES = ("points_account", "points_entry", "points_lot", "points_ownership")


class OwnershipCommon(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Proof = cls.env["points.proof"]
        cls.Ownership = cls.env["points.ownership"].sudo()
        cls.thief = cls.env["res.partner"].create({"name": "Thief"})
        cls.account = cls.post(cls, 1000, "owner/marie").account_id
        cls.other = cls.post(cls, 1, "owner/thief", cls.thief).account_id
        cls.env.flush_all()
        cls.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cls.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")

    def execute(self, *statements):
        """Change the database behind Odoo's back."""
        self.check_deferred()
        for statement in statements:
            self.env.cr.execute(statement)
        self.env.invalidate_all()

    def unguarded(self, *statements):
        """Change the database as its superuser can, who leaves all guards as they were."""
        always = get_always(self.Proof._get_guard_script())
        guards = [name.split(".") for name in sorted(always)]
        self.execute(
            *[f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES],
            *statements,
            *[f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in TABLES],
            *[
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
                for table, trigger in guards
                if table in TABLES
            ],
        )

    def give(self, account, partner):
        return f"UPDATE points_account SET partner_id = {partner.id} WHERE id = {account.id}"

    def events(self, account):
        return self.Ownership.search([("account_id", "=", account.id)], order="sequence")

    def assertFits(self):
        values = self.Proof._prove()
        self.assertEqual(values["state"], "passed", values.get("finding"))

    def assertMisfit(self, *words):
        """The proof fails, and its sentence has these words."""
        values = self.Proof._prove()
        self.assertEqual(values["state"], "failed")
        sentence = self.Proof._describe(values["finding"])
        for word in words:
            self.assertIn(word, sentence)
        return sentence

    def assertRefused(self, words, *statements):
        """PostgreSQL refuses it, at the latest at COMMIT."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.Error, words),
            self.env.cr.savepoint(),
        ):
            self.execute(*statements)
            self.check_deferred()

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge((source + target).ids, target, extra_checks=False)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestOwnership(OwnershipCommon):
    """An account changes hands by a merge or an erasure, and not otherwise."""

    def test_an_account_is_opened_with_an_event(self):
        event = self.events(self.account)
        self.assertEqual((event.sequence, event.kind), (1, "opened"))
        self.assertEqual(event.user_id.id, self.env.uid)
        self.assertLess(fields.Datetime.now() - event.date, timedelta(hours=1))
        self.assertFits()

    def test_a_merge_is_an_event_and_fits(self):
        self.assertEqual(self.Proof._record().state, "passed")
        new = self.env["res.partner"].create({"name": "Marie Martin"})
        self.merge(self.marie, new)
        self.check_deferred()
        self.assertEqual(self.events(self.account).mapped("kind"), ["opened", "merged"])
        self.assertFits()

    def test_a_merge_into_a_customer_who_has_an_account_fits(self):
        self.merge(self.thief, self.marie)
        self.check_deferred()
        event = self.events(self.other)[-1]
        self.assertEqual((event.kind, event.merged_into_id), ("merged", self.account))
        self.assertFits()

    def test_an_account_that_was_merged_before_goes_along(self):
        """Odoo would rewrite it with SQL of its own, and PostgreSQL would refuse that."""
        last = self.env["res.partner"].create({"name": "Last"})
        self.post(5, "owner/last", last)
        self.merge(self.thief, self.marie)
        self.merge(self.marie, last)
        self.check_deferred()
        self.assertEqual((self.account + self.other).partner_id, last)
        self.assertEqual(self.events(self.other).mapped("kind"), ["opened", "merged", "merged"])
        self.assertEqual(self.events(self.other)[-1].merged_into_id, self.account)
        self.assertFits()

    def test_an_erasure_is_an_event_and_fits(self):
        self.assertEqual(self.Proof._record().state, "passed")
        self.account.sudo()._erase()
        self.check_deferred()
        self.assertEqual(self.events(self.account).mapped("kind"), ["opened", "erased"])
        self.assertFits()
        self.marie.unlink()
        self.check_deferred()
        self.assertFits()

    def test_an_erasure_forgets(self):
        """Whoever has all tables and tries all numbers of contacts does not find the person."""
        guess = """
            SELECT count(*) FROM points_ownership o
              JOIN points_account a ON a.id = o.account_id CROSS JOIN res_partner p
             WHERE o.account_id = %s AND o.owner = encode(sha256(convert_to(
                   concat_ws(E'\\x1f', a.owner_salt, p.id), 'UTF8')), 'hex')
        """
        self.env.cr.execute(guess, [self.account.id])
        self.assertEqual(self.env.cr.fetchone(), (1,))
        self.account.sudo()._erase()
        self.env.cr.execute(
            "SELECT owner_salt, partner_id FROM points_account WHERE id = %s", [self.account.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        self.env.cr.execute(guess, [self.account.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))
        columns = self.Ownership._fields.values()
        self.assertNotIn("res.partner", [field.comodel_name for field in columns])

    def test_two_accounts_of_one_customer_share_no_hash(self):
        program = self.program.copy()
        second = self.env["points.account"]._lock(program, self.marie).account
        self.assertNotEqual(self.events(second).owner, self.events(self.account).owner)

    def test_nobody_reads_or_writes_it(self):
        event = self.events(self.account)
        with self.assertRaises(UserError):
            event.write({"kind": "erased"})
        with self.assertRaises(UserError):
            event.unlink()
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            event.with_user(admin).read(["owner"])
        with self.assertRaises(AccessError):
            self.Ownership.with_user(admin).create({"account_id": self.account.id})

    def test_raw_sql_gives_no_account_away(self):
        unowned = "does not belong to whom its newest event"
        self.assertRefused(unowned, self.give(self.account, self.env.ref("base.partner_root")))
        self.assertRefused(
            unowned,
            "UPDATE points_account SET merged_into_id = "
            f"{self.other.id} WHERE id = {self.account.id}",
        )
        self.assertRefused(
            unowned, f"UPDATE points_account SET partner_id = NULL WHERE id = {self.account.id}"
        )
        self.assertRefused(
            unowned, f"UPDATE points_account SET owner_salt = 'x' WHERE id = {self.account.id}"
        )

    def test_an_event_of_its_own_gives_nothing_away_while_the_customer_is_there(self):
        self.assertRefused(
            "cannot go to another customer while its own is still there",
            self.give(self.account, self.env.ref("base.partner_root")),
            f"INSERT INTO points_ownership (account_id, kind) VALUES ({self.account.id}, 'merged')",
        )

    def test_events_are_append_only(self):
        for statement in (
            "UPDATE points_ownership SET kind = 'erased'",
            "DELETE FROM points_ownership",
            "TRUNCATE points_ownership",
            "SET LOCAL session_replication_role = replica; DELETE FROM points_ownership",
        ):
            with self.subTest(statement):
                self.assertRefused("Whose points were is not rewritten", statement)

    def test_replication_does_not_switch_the_check_off(self):
        self.assertRefused(
            "does not belong to whom",
            "SET LOCAL session_replication_role = replica",
            self.give(self.account, self.env.ref("base.partner_root")),
        )

    def test_events_come_in_an_order(self):
        insert = "INSERT INTO points_ownership (account_id, kind) VALUES "
        self.assertRefused("cannot be opened after", f"{insert} ({self.account.id}, 'opened')")
        self.assertRefused("cannot be erased after", f"{insert} ({self.account.id}, 'erased')")
        self.account.sudo()._erase()
        self.assertRefused("cannot be merged after", f"{insert} ({self.account.id}, 'merged')")


@tagged("post_install", "-at_install")
class TestProofOfOwnership(OwnershipCommon):
    """What was done with all triggers off, which are on again, is what the proof finds."""

    def test_an_account_given_to_somebody_else(self):
        self.unguarded(self.give(self.account, self.env.ref("base.partner_root")))
        self.assertMisfit(
            f"Account {self.account.id}",
            "its customer is not the one of its last ownership event",
            "a merge",
        )

    def test_two_accounts_swapped(self):
        self.unguarded(
            "DROP INDEX points_account_one_per_customer_and_program",
            self.give(self.account, self.thief),
            self.give(self.other, self.marie),
        )
        self.assertMisfit(f"Account {self.account.id}, Thief", "its customer is not the one of")

    def test_two_accounts_swapped_with_their_salts(self):
        self.unguarded(
            "DROP INDEX points_account_one_per_customer_and_program",
            f"""
            UPDATE points_account a SET partner_id = b.partner_id, owner_salt = b.owner_salt
              FROM points_account b
             WHERE (a.id, b.id) IN (({self.account.id}, {self.other.id}),
                                    ({self.other.id}, {self.account.id}))
            """,
        )
        self.assertMisfit(f"Account {self.account.id}, Thief", "its customer is not the one of")

    def test_an_account_cut_from_its_customer(self):
        self.unguarded(
            "UPDATE points_account SET partner_id = NULL, owner_salt = NULL "
            f"WHERE id = {self.account.id}"
        )
        self.assertMisfit("Erased customer", "removed from its own")

    def test_an_account_said_to_be_merged(self):
        self.unguarded(
            f"UPDATE points_account SET merged_into_id = {self.other.id} "
            f"WHERE id = {self.account.id}"
        )
        self.assertMisfit(f"is merged into account {self.other.id}", "says -")

    def test_an_event_changed(self):
        event = self.events(self.account)
        for what in (
            "owner = 'x'",
            "kind = 'merged'",
            "date = date + interval '1 s'",
            "user_id = NULL",
        ):
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.unguarded(f"UPDATE points_ownership SET {what} WHERE id = {event.id}")
                self.assertMisfit("hash of ownership event 1 does not match")
                savepoint.rollback()

    def test_events_deleted(self):
        self.merge(self.marie, self.env["res.partner"].create({"name": "Marie Martin"}))
        first, second = self.events(self.account)
        for gone, words in (
            (first, "number of an ownership event is 2 instead of 1"),
            (second, "its customer is not the one of"),
            (first + second, "it has no ownership event"),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                ids = ", ".join(map(str, gone.ids))
                self.unguarded(f"DELETE FROM points_ownership WHERE id IN ({ids})")
                self.assertMisfit(f"Account {self.account.id}", words)
                savepoint.rollback()

    def test_an_event_of_nobody(self):
        self.unguarded(
            """
            INSERT INTO points_ownership (account_id, sequence, kind, date, hash)
            VALUES (2147483647, 1, 'opened', now(), 'x')
            """
        )
        self.assertMisfit("Account 2147483647, which does not exist: ownership event")

    def open_again(self, account, partner):
        """What an attacker writes who knows how events are made."""
        return (
            f"DELETE FROM points_ownership WHERE account_id = {account.id}",
            self.give(account, partner),
            "ALTER TABLE points_ownership ENABLE TRIGGER points_ownership_follow",
            f"INSERT INTO points_ownership (account_id, kind) VALUES ({account.id}, 'opened')",
        )

    def test_a_history_written_anew_is_not_what_was_proven(self):
        self.assertEqual(self.Proof._record().state, "passed")
        last = self.events(self.account).id
        self.unguarded(
            *self.open_again(self.account, self.env.ref("base.partner_root")),
        )
        self.assertMisfit("The ledger: only", "ownership events checked on")
        self.unguarded(
            f"UPDATE points_ownership SET id = {last} WHERE account_id = {self.account.id}"
        )
        self.assertMisfit("The ledger: the ownership events checked on", "head hash")

    def test_a_proof_of_before_there_were_events_still_counts(self):
        proof = self.Proof._record()
        proof = proof.sudo()
        old = dict.fromkeys(("ownerships", "last_ownership_id", "ownership_head"), False)
        names = self.Proof._get_signed_fields()
        proof.write({**old, "signature": self.Proof._sign({name: proof[name] for name in names})})
        self.assertTrue(proof.genuine)
        self.assertFits()

    def test_what_is_found_first_hides_nothing(self):
        """A ledger cannot be mended: its first misfit would hide all that comes later."""
        self.unguarded(
            f"UPDATE points_account SET balance = 5 WHERE id = {self.account.id}",
            self.give(self.other, self.env.ref("base.partner_root")),
            "DROP TRIGGER points_entry_refuse_change ON points_entry",
            "CREATE TRIGGER points_entry_refuse_change BEFORE DELETE ON points_entry "
            "FOR EACH ROW EXECUTE FUNCTION points_entry_refuse_change()",
        )
        sentence = self.assertMisfit("its balance is 5")
        self.assertIn("points_entry.points_entry_refuse_change was changed", sentence)
        self.assertIn(f"Account {self.other.id}", sentence)
        self.assertEqual(len(sentence.splitlines()), 3)

    def test_the_command_names_it(self):
        report, status = PointsProve().prove(self.env)
        self.assertRegex(report, r"Ownerships +\d+\nTheir head +\w{64}\n")
        self.assertEqual(status, 0)
        self.unguarded(self.give(self.account, self.env.ref("base.partner_root")))
        report, status = PointsProve().prove(self.env)
        self.assertIn("its customer is not the one of", report)
        self.assertEqual(status, 1)


@tagged("post_install", "-at_install")
class TestProofOfGuards(OwnershipCommon):
    """Triggers and functions that are not as they were installed are named, each of them."""

    def setUp(self):
        super().setUp()
        script = self.Proof._get_guard_script()
        self.triggers = get_triggers(script)
        self.functions = get_functions(script)

    def assertNamed(self, name, words, *statements):
        with self.subTest(statements[-1]), self.env.cr.savepoint() as savepoint:
            self.execute(*statements)
            self.assertMisfit("its protections in the database", f"{name} {words}")
            savepoint.rollback()

    def test_a_database_that_was_restored_fits(self):
        """A backup has the checks as PostgreSQL writes them, and not as the models do."""
        self.env.cr.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE contype = 'c' AND conrelid::regclass::text = ANY(%s)""",
            [self.Proof._get_guarded_tables()],
        )
        checks = self.env.cr.fetchall()
        self.assertIn("points_entry_sign_fits_the_kind", [name for _table, name, _check in checks])
        for table, name, check in checks:
            self.env.cr.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {check}"
            )
        self.assertFits()

    def test_they_are_known(self):
        """So that the tests below have something to attack."""
        self.assertGreaterEqual(len(self.triggers), 12)
        self.assertIn("points_entry.points_entry_check_balance", self.triggers)
        self.assertIn("points_ownership_refuse_change()", self.functions)
        self.assertEqual(self.triggers.keys(), get_always(self.Proof._get_guard_script()))
        script = self.Proof._get_guard_script()
        self.assertEqual(script.count("CREATE OR REPLACE FUNCTION"), len(self.functions))
        self.assertEqual(script.count("TRIGGER IF EXISTS"), len(self.triggers))
        self.assertFits()

    def test_each_trigger_disabled(self):
        for name in self.triggers:
            table, trigger = name.split(".")
            self.assertNamed(name, "is disabled", f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")

    def test_each_trigger_off_for_replication(self):
        for name in self.triggers:
            table, trigger = name.split(".")
            for mode in ("ENABLE", "ENABLE REPLICA"):
                self.assertNamed(
                    name, "is disabled", f"ALTER TABLE {table} {mode} TRIGGER {trigger}"
                )

    def test_each_trigger_dropped(self):
        for name in self.triggers:
            table, trigger = name.split(".")
            self.assertNamed(name, "is missing", f"DROP TRIGGER {trigger} ON {table}")

    def test_each_function_dropped_or_emptied(self):
        for name, (returns, _language, _body) in self.functions.items():
            dropped = name.replace(" DEFAULT NULL", "")
            self.assertNamed(name, "is missing", f"DROP FUNCTION {dropped} CASCADE")
            body = "BEGIN END" if "TABLE" in returns else "BEGIN RETURN NULL; END"
            self.assertNamed(
                name,
                "was changed",
                f"CREATE OR REPLACE FUNCTION {name} RETURNS {returns} AS $$ {body} $$ "
                "LANGUAGE plpgsql",
            )

    def test_a_trigger_with_a_condition(self):
        self.assertNamed(
            "points_entry.points_entry_refuse_change",
            "was changed",
            "DROP TRIGGER points_entry_refuse_change ON points_entry",
            "CREATE TRIGGER points_entry_refuse_change BEFORE UPDATE OR DELETE ON points_entry "
            "FOR EACH ROW WHEN (false) EXECUTE FUNCTION points_entry_refuse_change()",
        )

    def test_a_trigger_that_calls_another_function(self):
        self.assertNamed(
            "points_entry.points_entry_refuse_change",
            "was changed",
            "CREATE SCHEMA evil",
            "CREATE FUNCTION evil.points_entry_refuse_change() RETURNS trigger AS $$ "
            "BEGIN RETURN OLD; END $$ LANGUAGE plpgsql",
            "DROP TRIGGER points_entry_refuse_change ON points_entry",
            "CREATE TRIGGER points_entry_refuse_change BEFORE UPDATE OR DELETE ON points_entry "
            "FOR EACH ROW EXECUTE FUNCTION evil.points_entry_refuse_change()",
        )

    def test_a_function_with_settings_of_its_own(self):
        self.assertNamed(
            "points_entry_check_follows()",
            "was changed",
            "ALTER FUNCTION points_entry_check_follows() SET search_path = evil, public",
        )

    def test_the_tables_of_the_ledger_are_known(self):
        """So that a model that comes to the ledger is guarded as the others are."""
        room = Path(points_proof_constraints.__file__).parent
        names = re.findall(
            r'^    _name = "(.+)"', "".join(map(Path.read_text, room.glob("*.py"))), re.M
        )
        self.assertEqual(set(points_proof_constraints.LEDGER), set(names))

    def get_constraints(self):
        """Constraints and unique indexes of the ledger: pairs of one and how it is dropped."""
        self.env.cr.execute(
            """
            SELECT conname, contype, format(
                   'ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
              FROM pg_constraint WHERE conrelid::regclass::text = ANY(%(tables)s)
               AND contype IN ('c', 'f')
             UNION ALL
            SELECT indexrelid::regclass::text, 'i', format('DROP INDEX %%s', indexrelid::regclass)
              FROM pg_index WHERE indrelid::regclass::text = ANY(%(tables)s)
               AND indisunique AND NOT indisprimary
            """,
            {"tables": self.Proof._get_guarded_tables()},
        )
        return self.env.cr.fetchall()

    def test_each_constraint_dropped(self):
        constraints = self.get_constraints()
        self.assertGreaterEqual(len(constraints), 20)
        for name, kind, statement in constraints:
            table, _fkey, _rest = name.partition("_fkey")
            named = next(
                (
                    f"{table_name} FOREIGN KEY ({table.removeprefix(f'{table_name}_')})"
                    for table_name in self.Proof._get_guarded_tables()
                    if kind == "f" and name.startswith(f"{table_name}_")
                ),
                name,
            )
            self.assertNamed(named, "is missing", statement)

    def test_a_constraint_that_says_something_else(self):
        for name, words, *statements in (
            (
                "points_entry_key_is_unique",
                "was changed",
                "DROP INDEX points_entry_key_is_unique",
                (
                    "CREATE UNIQUE INDEX points_entry_key_is_unique ON points_entry (key) "
                    "WHERE points < 1000"
                ),
            ),
            (
                "points_lot_points_are_not_negative",
                "was changed",
                "ALTER TABLE points_lot DROP CONSTRAINT points_lot_points_are_not_negative",
                (
                    "ALTER TABLE points_lot ADD CONSTRAINT points_lot_points_are_not_negative "
                    "CHECK (points > -1000)"
                ),
            ),
            (
                "points_lot_points_are_not_negative",
                "was changed",
                "ALTER TABLE points_lot DROP CONSTRAINT points_lot_points_are_not_negative",
                (
                    "ALTER TABLE points_lot ADD CONSTRAINT points_lot_points_are_not_negative "
                    "CHECK (points >= 0) NOT VALID"
                ),
            ),
            (
                "points_entry FOREIGN KEY (account_id)",
                "was changed",
                "ALTER TABLE points_entry DROP CONSTRAINT points_entry_account_id_fkey",
                (
                    "ALTER TABLE points_entry ADD FOREIGN KEY (account_id) "
                    "REFERENCES points_account(id) ON DELETE CASCADE"
                ),
            ),
            (
                "points_entry FOREIGN KEY (account_id)",
                "is disabled",
                """
                DO $$ DECLARE name text; BEGIN
                    SELECT tgname INTO name FROM pg_trigger t JOIN pg_constraint c
                        ON c.oid = t.tgconstraint
                     WHERE conname = 'points_entry_account_id_fkey' AND tgrelid = conrelid LIMIT 1;
                    EXECUTE format('ALTER TABLE points_entry DISABLE TRIGGER %I', name);
                END $$
                """,
            ),
            (
                "points_entry.key NOT NULL",
                "is missing",
                "ALTER TABLE points_entry ALTER key DROP NOT NULL",
            ),
            (
                "points_entry_key_is_unique",
                "is disabled",
                (
                    "UPDATE pg_index SET indisready = FALSE "
                    "WHERE indexrelid = 'points_entry_key_is_unique'::regclass"
                ),
            ),
        ):
            self.assertNamed(name, words, *statements)

    def test_what_does_not_belong_there(self):
        for name, statement in (
            ("points_lot.evil", "CREATE RULE evil AS ON DELETE TO points_lot DO INSTEAD NOTHING"),
            (
                "points_ownership.evil",
                (
                    "CREATE TRIGGER evil BEFORE INSERT ON points_ownership "
                    "FOR EACH ROW EXECUTE FUNCTION points_lot_check_balance()"
                ),
            ),
            ("points_entry.evil", "CREATE POLICY evil ON points_entry USING (points < 1000)"),
            ("points_entry.evil", "CREATE TABLE evil () INHERITS (points_entry)"),
        ):
            self.assertNamed(name, "was added", statement)

    def test_several_at_once(self):
        self.execute(
            "ALTER TABLE points_lot DISABLE TRIGGER ALL",
            "DROP TRIGGER points_account_open ON points_account",
        )
        self.assertMisfit(
            "points_account.points_account_open is missing, "
            "points_lot.points_lot_check_balance is disabled"
        )


@tagged("post_install", "-at_install")
class TestProofOfProofs(OwnershipCommon):
    """An earlier proof that was edited is named, and does not end the comparison."""

    def setUp(self):
        super().setUp()
        self.first = self.Proof._record()
        self.second = self.Proof._record()
        self.assertEqual(self.second.state, "passed")

    def edit(self, proof, what):
        proof.flush_recordset()
        self.execute(f"UPDATE points_proof SET {what} WHERE id = {proof.id}")

    def test_a_proof_edited(self):
        for what in (
            "entries = 0, last_entry_id = 0",
            "head = 'x'",
            "signature = NULL",
            "signature = 'x'",
            "ownership_head = NULL",
            "ownerships = 0, last_ownership_id = 0",
            "date = date - interval '1 day'",
            "state = 'failed'",
            "state = 'failed', signature = NULL",
        ):
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.edit(self.second, what)
                self.assertMisfit("The ledger: the signature of the check of", "is not valid")
                savepoint.rollback()

    def test_the_next_one_compares_with_the_newest_genuine_one(self):
        self.edit(self.second, "signature = 'x'")
        self.unguarded(f"DELETE FROM points_entry WHERE account_id = {self.other.id}")
        self.unguarded(
            "UPDATE points_account SET entry_count = 0, balance = 0, next_expiry = NULL, "
            f"next_expiry_points = 0 WHERE id = {self.other.id}",
            f"DELETE FROM points_lot WHERE account_id = {self.other.id}",
        )
        sentence = self.assertMisfit("is not valid", "are left")
        self.assertEqual(len(sentence.splitlines()), 2)

    def test_it_is_named_once(self):
        """Also in a copy of the database, where no proof of before is genuine."""
        self.env["ir.config_parameter"].sudo().set_param("database.secret", "of the copy")
        self.env.invalidate_all()
        third = self.Proof._record()
        self.assertEqual(third.state, "failed")
        self.assertIn("this database is a copy of another one", third.misfit)
        self.assertTrue(third.genuine)
        self.assertEqual(self.Proof._record().state, "passed")

    def test_the_proof_that_names_it_is_compared_with(self):
        self.edit(self.second, "signature = 'x'")
        third = self.Proof._record()
        self.assertEqual((third.state, bool(third.signature)), ("failed", True))
        self.edit(third, "state = 'failed', head = 'x'")
        self.assertMisfit("is not valid")

    def test_a_proof_that_names_another_does_not_pass_afterwards(self):
        self.edit(self.second, "signature = 'x'")
        third = self.Proof._record()
        self.assertTrue(third.genuine)
        self.edit(third, "state = 'passed'")
        self.assertFalse(third.genuine)
        self.assertMisfit("is not valid")


@tagged("post_install", "-at_install")
class TestUpgrade(OwnershipCommon):
    """Accounts of before there were events fit after the upgrade."""

    def migrate(self):
        path = MODULE / "migrations/19.0.1.1.0/post-migration.py"
        spec = importlib.util.spec_from_file_location("post_migration", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_existing_accounts_get_their_first_event(self):
        erased = self.post(3, "owner/erased", self.create_customer("Erased")).account_id
        erased.sudo()._erase()
        gone = self.create_customer("Gone")
        merged = self.post(3, "owner/gone", gone).account_id
        self.merge(gone, self.marie)
        entries = self.entries_as_text()
        # Other accounts of the database, of other companies perhaps, keep theirs.
        ids = ", ".join(str(account.id) for account in self.account | erased | merged)
        self.unguarded(
            f"DELETE FROM points_ownership WHERE account_id IN ({ids})",
            f"UPDATE points_account SET owner_salt = NULL WHERE id IN ({ids})",
        )
        self.assertMisfit("it has no ownership event")
        self.migrate()
        self.check_deferred()
        self.assertEqual(self.events(self.account).mapped("kind"), ["opened"])
        self.assertEqual(self.events(merged).merged_into_id, self.account)
        self.assertEqual(self.events(erased).mapped("kind"), ["erased"])
        self.assertEqual(self.entries_as_text(), entries)
        self.assertFits()

    def test_those_that_have_events_get_none(self):
        before = self.Ownership.search_count([])
        self.migrate()
        self.assertEqual(self.Ownership.search_count([]), before)

    def create_customer(self, name):
        return self.env["res.partner"].create({"name": name})

    def entries_as_text(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT e::text FROM points_entry e ORDER BY id")
        return self.env.cr.fetchall()
