from uuid import uuid4

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AttackCommon

TABLES = ("points_entry", "points_account", "points_lot")


class DatabaseCommon(AttackCommon):
    """Whoever has the database: raw SQL as its superuser."""

    def execute(self, *statements):
        type(self).attacks += 1
        self.check_deferred()
        for statement in statements:
            self.env.cr.execute(statement)
        self.env.invalidate_all(flush=False)

    def assert_database_refuses(self, *statements):
        """At once, or at COMMIT."""
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
            with self.env.cr.savepoint(flush=False):
                self.execute(*statements)
                self.check_deferred()

    def assert_proof_fails(self, *statements):
        """What the database lets its superuser do, the proof finds."""
        self.execute(*statements)
        values = self.env["points.proof"].sudo()._prove()
        self.assertEqual(values["state"], "failed", "the proof has passed")
        sentence = self.env["points.proof"].sudo()._describe(values["finding"])
        self.assertTrue(sentence.strip())
        return sentence

    def assert_refused_or_found(self, *statements):
        """The database refuses it, or the proof finds it."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.execute(*statements)
                self.check_deferred()
        except psycopg2.Error:
            return
        self.env.cr.execute("SET LOCAL session_replication_role = origin")
        self.assert_proof_fails()

    def make_draft(self):
        data = self.make_order(
            [self.make_line(self.wine, 5)], [(self.points_pm, 50.0)], self.marie, state="draft"
        )
        self.honest("cashier", "pos.order", "sync_from_ui", [data])
        order = self.find(data)
        self.assertTrue(order.payment_ids)
        return order


@tagged("post_install", "-at_install")
class TestUnsettledOrders(DatabaseCommon):
    """Fault 1: PostgreSQL checks at COMMIT that what is paid in points was spent."""

    def test_a_draft_becomes_paid(self):
        for state in ("paid", "done"):
            with self.attacking("a state", state=state):
                order = self.make_draft()
                self.assert_database_refuses(
                    f"UPDATE pos_order SET state = '{state}' WHERE id = {order.id}"
                )

    def test_payments_of_a_paid_order(self):
        paid_in_cash = self.sell_honestly([self.make_line(self.wine, 5)], partner=self.marie)
        paid_in_points = self.sell_for_points(4, 40.0)
        cash, points = paid_in_cash.payment_ids.id, paid_in_points.payment_ids.id
        for name, statement in {
            "cash becomes points": f"UPDATE pos_payment SET payment_method_id = {self.points_pm.id}"
            f" WHERE id = {cash}",
            "points become cash": f"UPDATE pos_payment SET payment_method_id = {self.cash_pm1.id}"
            f" WHERE id = {points}",
            "more points": f"UPDATE pos_payment SET amount = 400 WHERE id = {points}",
            "fewer points": f"UPDATE pos_payment SET amount = 4 WHERE id = {points}",
            "no payment": f"DELETE FROM pos_payment WHERE id = {points}",
            "another order's": f"UPDATE pos_payment SET pos_order_id = {paid_in_cash.id}"
            f" WHERE id = {points}",
            "one more": "INSERT INTO pos_payment (name, pos_order_id, payment_method_id, amount,"
            f" payment_date, uuid) VALUES ('x', {paid_in_cash.id}, {self.points_pm.id}, 10,"
            f" now(), '{uuid4()}')",
            "created paid": "INSERT INTO pos_payment (name, pos_order_id, payment_method_id,"
            f" amount, payment_date, uuid) VALUES ('x', {paid_in_points.id}, {self.points_pm.id},"
            f" 10, now(), '{uuid4()}')",
        }.items():
            with self.attacking(name):
                self.assert_database_refuses(statement)

    def test_a_paid_order_becomes_a_draft(self):
        """The other direction: points that were spent are those of a paid order."""
        for state in ("draft", "cancel"):
            with self.attacking("a state", state=state):
                sale = self.sell_for_points(4, 40.0)
                self.assert_database_refuses(
                    f"UPDATE pos_order SET state = '{state}' WHERE id = {sale.id}"
                )

    def test_triggers_are_off(self):
        """What got in while triggers were off is found by the proof."""
        for name, statement in {
            "paid": "UPDATE pos_order SET state = 'paid' WHERE id = {order}",
            "done": "UPDATE pos_order SET state = 'done' WHERE id = {order}",
        }.items():
            with self.attacking(name):
                order = self.make_draft()
                self.assert_proof_fails(
                    "ALTER TABLE pos_order DISABLE TRIGGER USER",
                    statement.format(order=order.id),
                    "ALTER TABLE pos_order ENABLE TRIGGER USER",
                )
        with self.attacking("as a replica"):
            order = self.make_draft()
            self.assert_proof_fails(
                "SET LOCAL session_replication_role = replica",
                f"UPDATE pos_order SET state = 'paid' WHERE id = {order.id}",
                "SET LOCAL session_replication_role = origin",
            )
        with self.attacking("a method of points"):
            self.sell_honestly([self.make_line(self.wine, 5)], partner=self.marie)
            self.assert_proof_fails(
                "UPDATE pos_payment_method SET use_payment_terminal = 'points' "
                f"WHERE id = {self.cash_pm1.id}"
            )


@tagged("post_install", "-at_install")
class TestWhoseTheyAre(DatabaseCommon):
    """Fault 10: the chain says whose the points are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post(cls, 100, "test/paul", cls.paul)
        cls.first = cls.account_of(cls, cls.marie)
        cls.second = cls.account_of(cls, cls.paul)
        cls.poor = cls.env["res.partner"].create({"name": "Poor"})

    def test_an_account_changes_hands(self):
        first, second, other = self.first, self.second, self.other_program.id
        owners = (
            f"partner_id = CASE id WHEN {first.id} THEN {self.paul.id} ELSE {self.marie.id} END"
        )
        swap = f"WHERE id IN ({first.id}, {second.id})"
        statements = {
            "swapped": [
                f"UPDATE points_account SET partner_id = {self.poor.id} WHERE id = {first.id}",
                f"UPDATE points_account SET partner_id = {self.marie.id} WHERE id = {second.id}",
                f"UPDATE points_account SET partner_id = {self.paul.id} WHERE id = {first.id}",
            ],
            "given to somebody else": [
                f"UPDATE points_account SET partner_id = {self.poor.id} WHERE id = {first.id}"
            ],
            "cut from its customer": [
                f"UPDATE points_account SET partner_id = NULL WHERE id = {first.id}"
            ],
            "merged into another": [
                f"UPDATE points_account SET merged_into_id = {second.id} WHERE id = {first.id}"
            ],
            "of another program": [
                f"UPDATE points_account SET program_id = {other} WHERE id = {first.id}"
            ],
        }
        for name, commands in statements.items():
            for off in (False, True):
                with self.attacking(name, triggers_off=off):
                    self.change_hands(commands, off)
        with self.attacking("swapped in one statement"):
            drop = "DROP INDEX points_account_one_per_customer_and_program"
            self.change_hands([drop, f"UPDATE points_account SET {owners} {swap}"], True)

    def change_hands(self, commands, off):
        """With the guards of the table, or while they are off."""
        if off:
            names = self.get_triggers("points_account")
            commands = [
                *(f"ALTER TABLE points_account DISABLE TRIGGER {name}" for name in names),
                *commands,
                *(f"ALTER TABLE points_account ENABLE ALWAYS TRIGGER {name}" for name in names),
            ]
            self.assert_proof_fails(*commands)
        else:
            self.assert_refused_or_found(*commands)

    def get_triggers(self, table):
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            (table,),
        )
        return [name for (name,) in self.env.cr.fetchall()]

    def test_a_hold_and_a_lot_change_hands(self):
        key = self.set_points_aside(10.0, str(uuid4()))
        first, second = self.first.id, self.second.id
        for name, statement in {
            "a hold": f"UPDATE points_hold SET account_id = {second} WHERE key LIKE '%{key}'",
            "a lot": f"UPDATE points_lot SET account_id = {second} WHERE account_id = {first}",
            "points of a hold": f"UPDATE points_hold SET points = 1 WHERE key LIKE '%{key}'",
        }.items():
            with self.attacking(name):
                self.assert_refused_or_found(statement)

    def test_erasure_and_merging_still_fit(self):
        """What is left open: they are events of their own."""
        self.first.sudo()._erase()
        self.assert_ledger_is_proven()
        double = self.env["res.partner"].create({"name": "Paul Martyn"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.paul + double).ids, dst_partner=double
        )
        self.assertEqual(self.account_of(double).balance, 100)
        self.assert_books_are_honest()


@tagged("post_install", "-at_install")
class TestGuards(DatabaseCommon):
    """Fault 10: the proof names guards that are missing or changed."""

    def get_guards(self):
        """All triggers of this module, by the name of their table and function."""
        self.env.cr.execute(
            """
            SELECT t.tgname, t.tgrelid::regclass::text, p.proname
              FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE NOT t.tgisinternal AND (t.tgname LIKE 'points%' OR p.proname LIKE 'points%')
             ORDER BY 2, 1
            """
        )
        guards = self.env.cr.fetchall()
        self.assertGreaterEqual(len(guards), 6)
        return guards

    def test_a_trigger(self):
        for trigger, table, _function in self.get_guards():
            for name, statement in {
                "disabled": f"ALTER TABLE {table} DISABLE TRIGGER {trigger}",
                "for replicas only": f"ALTER TABLE {table} ENABLE REPLICA TRIGGER {trigger}",
                "not for replicas": f"ALTER TABLE {table} ENABLE TRIGGER {trigger}",
                "dropped": f"DROP TRIGGER {trigger} ON {table}",
                "renamed": f"ALTER TRIGGER {trigger} ON {table} RENAME TO nothing",
            }.items():
                with self.attacking(name, trigger=trigger):
                    sentence = self.assert_proof_fails(statement)
                    self.assertIn(trigger, sentence)

    def test_all_triggers(self):
        for table in TABLES:
            for which in ("ALL", "USER"):
                with self.attacking("disabled", table=table, which=which):
                    self.assert_proof_fails(f"ALTER TABLE {table} DISABLE TRIGGER {which}")

    def test_a_function(self):
        for function in sorted({function for _trigger, _table, function in self.get_guards()}):
            with self.attacking("emptied", function=function):
                sentence = self.assert_proof_fails(
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS "
                    "$$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql"
                )
                self.assertIn(function, sentence)
            with self.attacking("with an exception for somebody", function=function):
                self.env.cr.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", (function,))
                body = self.env.cr.fetchone()[0]
                body = body.replace(
                    "BEGIN", "BEGIN IF current_user = 'x' THEN RETURN NEW; END IF;", 1
                )
                self.assert_proof_fails(
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS "
                    f"$guard$ {body} $guard$ LANGUAGE plpgsql"
                )

    def test_what_the_hash_is_over(self):
        with self.attacking("the content of a hash"):
            self.assert_proof_fails(
                "CREATE OR REPLACE FUNCTION points_entry_content(entry points_entry) "
                "RETURNS text AS $$ SELECT 'nothing' $$ LANGUAGE sql"
            )

    def test_a_trigger_or_rule_too_many(self):
        with self.attacking("a rule"):
            self.assert_proof_fails(
                "CREATE RULE forget AS ON DELETE TO points_hold DO INSTEAD NOTHING",
                "CREATE RULE forget AS ON UPDATE TO points_entry DO INSTEAD NOTHING",
            )
        with self.attacking("a trigger"):
            self.assert_proof_fails(
                "CREATE FUNCTION double_points() RETURNS trigger AS "
                "$$ BEGIN NEW.points = 2 * NEW.points; RETURN NEW; END $$ LANGUAGE plpgsql",
                "CREATE TRIGGER a_double BEFORE INSERT ON points_entry "
                "FOR EACH ROW EXECUTE FUNCTION double_points()",
            )

    def test_constraints(self):
        self.env.cr.execute(
            """
            SELECT 'ALTER TABLE points_entry DROP CONSTRAINT ' || quote_ident(conname)
              FROM pg_constraint
             WHERE conrelid = 'points_entry'::regclass AND contype IN ('c', 'f')
             UNION ALL
            SELECT 'DROP INDEX ' || indexrelid::regclass
              FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
             WHERE indrelid IN ('points_entry'::regclass, 'points_account'::regclass)
               AND indisunique AND NOT indisprimary
            """
        )
        statements = [statement for (statement,) in self.env.cr.fetchall()]
        self.assertGreaterEqual(len(statements), 3)
        for statement in statements:
            with self.attacking("dropped", statement=statement):
                self.assert_proof_fails(statement)


@tagged("post_install", "-at_install")
class TestLedgerAndProofs(DatabaseCommon):
    def test_the_ledger_itself(self):
        entry, account = self.entries("earn"), self.account_of(self.marie)
        copy = (
            "INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked,"
            " balance_after, date, posted_on, hash) SELECT account_id, program_id, {sequence},"
            " '{key}', kind, {points}, asked, balance_after, date, posted_on, hash"
            f" FROM points_entry WHERE id = {entry.id}"
        )
        for name, statement in {
            "changed": f"UPDATE points_entry SET points = 1000 WHERE id = {entry.id}",
            "renamed": f"UPDATE points_entry SET key = 'x' WHERE id = {entry.id}",
            "deleted": f"DELETE FROM points_entry WHERE id = {entry.id}",
            "emptied": "TRUNCATE points_entry CASCADE",
            "forged": copy.format(sequence="sequence + 1", key="forged", points=1000),
            "the same number": copy.format(sequence="sequence", key="forged", points=400),
            "the same key": copy.format(sequence="sequence + 1", key=entry.key, points=400),
            "a balance": f"UPDATE points_account SET balance = 1000 WHERE id = {account.id}",
            "a count": f"UPDATE points_account SET entry_count = 9 WHERE id = {account.id}",
            "an account": f"DELETE FROM points_account WHERE id = {account.id}",
            "a lot": f"UPDATE points_lot SET points = 1000 WHERE account_id = {account.id}",
            "no lot": f"DELETE FROM points_lot WHERE account_id = {account.id}",
        }.items():
            with self.attacking(name):
                self.assert_database_refuses(statement)
            with self.attacking(name, as_a_replica=True):
                replica = "SET LOCAL session_replication_role = replica"
                self.assert_refused_or_found(replica, statement)

    def test_the_newest_proof_is_edited(self):
        proof = self.env["points.proof"].sudo()._record()
        self.assertEqual(proof.state, "passed")
        for what in (
            "head = 'x'",
            "entries = 1",
            "points = 1",
            "accounts = 1",
            "last_entry_id = 1",
            "date = '2020-01-01'",
            "signature = NULL",
            "signature = ''",
            "signature = 'x'",
            "state = 'failed'",
        ):
            with self.attacking("edited", what=what):
                self.execute(f"UPDATE points_proof SET {what} WHERE id = {proof.id}")
                self.assertFalse(proof.genuine, "an edited proof counts as genuine")
                newest = self.env["points.proof"].sudo()._record()
                said = newest.state == "failed" or newest.misfit
                self.assertTrue(said, "the next proof says nothing of it")

    def test_history_is_rewritten_after_a_forged_proof(self):
        """The last entry goes, the balance is mended, and the proof that knew it made invalid."""
        self.post(100, "test/last")
        proof = self.env["points.proof"].sudo()._record()
        account = self.account_of(self.marie)
        with self.attacking("the newest entry"):
            self.assert_proof_fails(
                *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
                "DELETE FROM points_entry WHERE key = 'test/last'",
                f"UPDATE points_account SET balance = 400, entry_count = 1 WHERE id = {account.id}",
                f"UPDATE points_lot SET points = 400 WHERE account_id = {account.id}",
                f"UPDATE points_proof SET signature = 'x' WHERE id = {proof.id}",
                *(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in TABLES),
                *self.get_always(),
            )

    def get_always(self):
        """All guards as the module had them."""
        self.env.cr.execute(
            """
            SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)
              FROM pg_trigger WHERE tgenabled = 'A' AND tgname LIKE 'points%'
            """
        )
        return [statement for (statement,) in self.env.cr.fetchall()]
