import re
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from freezegun import freeze_time
from passlib.context import CryptContext

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.res_users import ResUsers

from ...models.safeguards.points_code import MOST_FAILURES, MOST_FAILURES_OF_A_DAY
from ..spending.spending_common import SpendingCommon

PIN, CODE = "271828", "3141"
LOCK = re.compile(r"points_account_lock\(")


class ConfirmationCommon(SpendingCommon):
    """From 30.00 on, spending takes Marie's code or Claire's PIN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quick = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)
        cls.startClassPatcher(patch.object(ResUsers, "_crypt_context", lambda self: quick))
        cls.program.confirm_from_amount = 30
        cls.marie.points_code = CODE
        cls.claire = cls.create_user("Claire Fontaine", "point_of_sale.group_pos_manager")
        cls.claire.with_user(cls.claire).points_pin = PIN

    @classmethod
    def create_user(cls, name, group, company=None):
        company = company or cls.company
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": name,
                "company_id": company.id,
                "company_ids": company.ids,
                "group_ids": cls.env.ref(group).ids,
            }
        )

    def code_of(self, owner):
        return self.env["points.code"].sudo()._find(owner)

    def ask(self, amount, owner=None, code=None, uuid=None, key=None, user=None):
        """What the till is answered when it wants points, with somebody's code."""
        key, uuid = key or str(uuid4()), uuid or str(uuid4())
        args = [key, uuid, self.marie.id, amount]
        if owner:
            args += [self.code_of(owner).id, code]
        session = self.pos_session.with_user(user or self.cashier)
        # As a call of the web client: it must be a value that JSON can tell.
        return call_kw(session.browse(), "authorise_points", [session.ids, *args], {})

    def assertRefused(self, answer, sentence):
        self.assertNotIn("points", answer)
        self.assertIn(sentence, answer["confirmation"]["sentence"])


@tagged("post_install", "-at_install")
class TestConfirmation(ConfirmationCommon):
    def test_below_the_amount_nobody_is_asked(self):
        self.assertEqual(self.ask(29.99)["points"], 240)

    def test_an_authorisation_locks_the_account_once(self):
        for answer in ((10.0,), (30.0, self.marie, "0000"), (30.0, self.marie, CODE)):
            with self.assertLogs("odoo.sql_db", "DEBUG") as log:
                self.ask(*answer)
            locks = [said for said in log.output if LOCK.search(said)]
            self.assertEqual(len(locks), 1, answer)

    def test_without_a_code_nothing_is_set_aside(self):
        answer = self.ask(30.0)
        self.assertRefused(answer, "30.00 or more")
        names = [confirmer["name"] for confirmer in answer["confirmation"]["confirmers"]]
        self.assertEqual(names[0], "Marie Dupont")
        self.assertIn("Claire Fontaine", names)
        self.assertFalse(self.env["points.hold"].search([("partner_id", "=", self.marie.id)]))

    def test_the_customer_confirms(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.assertEqual(self.ask(50.0, self.marie, CODE, uuid, key)["points"], 400)
        order = self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))
        self.assertEqual(order.points_spent, 400)
        self.assertEqual(
            self.entries("redeem").detail["confirmed"], {"by": "customer", "user": False}
        )

    def test_a_manager_confirms(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.assertEqual(self.ask(50.0, self.claire, PIN, uuid, key)["points"], 400)
        self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))
        self.assertEqual(
            self.entries("redeem").detail["confirmed"], {"by": "manager", "user": self.claire.id}
        )

    def test_the_ledger_says_who_confirmed_it(self):
        for owner, code, words in (
            (self.marie, CODE, "the customer's code"),
            (self.claire, PIN, "the PIN of Claire Fontaine"),
        ):
            self.post(400, f"test/{words}")
            key, uuid = str(uuid4()), str(uuid4())
            self.ask(30.0, owner, code, uuid, key)
            self.sync_as_cashier(self.pay([(self.wine, 3)], [(30.0, key)], uuid=uuid))
            said = self.entries("redeem")[0]._prepare_explanation()["sentences"]
            self.assertEqual(said[-1], f"Confirmed by {words}.")

    def test_the_same_attempt_again_needs_no_second_code(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(50.0, self.marie, CODE, uuid, key)
        self.assertEqual(self.ask(50.0, uuid=uuid, key=key)["points"], 400)

    def test_where_only_managers_confirm(self):
        self.program.confirm_by = "manager"
        names = [confirmer["name"] for confirmer in self.ask(30.0)["confirmation"]["confirmers"]]
        self.assertNotIn("Marie Dupont", names)
        self.assertNotIn("points", self.ask(30.0, self.marie, CODE))
        self.assertIn("points", self.ask(30.0, self.claire, PIN))

    def test_nobody_has_a_code(self):
        (self.code_of(self.marie) + self.code_of(self.claire)).unlink()
        answer = self.ask(30.0)
        self.assertRefused(answer, "no manager has set one")
        self.assertFalse(answer["confirmation"]["confirmers"])

    def test_payments_of_one_sale_add_up(self):
        uuid = str(uuid4())
        self.assertIn("points", self.ask(20.0, uuid=uuid))
        self.assertNotIn("points", self.ask(10.0, uuid=uuid))
        self.assertIn("points", self.ask(9.99, uuid=uuid))
        self.assertIn("points", self.ask(10.0, self.marie, CODE, uuid=uuid))

    def test_what_was_given_up_does_not_count(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(20.0, uuid=uuid, key=key)
        self.pos_session.with_user(self.cashier).release_points(key)
        self.assertIn("points", self.ask(20.0, uuid=uuid))

    def test_a_payment_that_nobody_confirmed_is_refused(self):
        """A till that leaves the question out has no points for its sale."""
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(50.0, uuid=uuid, key=key)
        with self.assertRaisesRegex(UserError, "No points are on hold"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))

    def test_another_amount_than_was_confirmed_is_refused(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(30.0, self.marie, CODE, uuid, key)
        with self.assertRaisesRegex(UserError, "another order or amount"):
            self.ask(50.0, self.marie, CODE, uuid, key)


@tagged("post_install", "-at_install")
class TestForgedConfirmation(ConfirmationCommon):
    def test_wrong_codes(self):
        for code in ("0000", "", " 3141", "3141 ", "31415", "%", "a" * 5000):
            self.code_of(self.marie).failure_ids.unlink()
            self.assertRefused(self.ask(50.0, self.marie, code), "incorrect")

    def test_nonsense_codes(self):
        hashed = self.env["points.code"].sudo().search([("partner_id", "=", self.marie.id)]).hash
        for code in (3141, 3141.0, True, [CODE], {"code": CODE}, hashed):
            self.code_of(self.marie).failure_ids.unlink()
            self.assertNotIn("points", self.ask(50.0, self.marie, code))

    def test_somebody_elses_code(self):
        jean = self.env["res.partner"].create({"name": "Jean", "points_code": "2718"})
        self.cashier.with_user(self.cashier).points_pin = "112233"
        self.assertNotIn("points", self.ask(50.0, jean, "2718"))
        self.assertNotIn("points", self.ask(50.0, self.cashier, "112233"))
        self.assertNotIn("points", self.ask(50.0, self.marie, PIN))

    def test_no_such_confirmer(self):
        for confirmer in (None, 0, 10**9, "1", True, [self.code_of(self.marie).id]):
            answer = self.pos_session.with_user(self.cashier).authorise_points(
                str(uuid4()), str(uuid4()), self.marie.id, 50.0, confirmer, CODE
            )
            self.assertNotIn("points", answer)

    def test_a_manager_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.create_user("Stranger", "point_of_sale.group_pos_manager", company)
        stranger.with_user(stranger).points_pin = PIN
        self.assertNotIn("points", self.ask(50.0, stranger, PIN))
        names = [confirmer["name"] for confirmer in self.ask(50.0)["confirmation"]["confirmers"]]
        self.assertNotIn("Stranger", names)

    def test_a_manager_who_has_left(self):
        self.claire.active = False
        self.assertNotIn("points", self.ask(50.0, self.claire, PIN))

    def test_a_manager_who_is_none_any_more(self):
        self.claire.group_ids = self.env.ref("point_of_sale.group_pos_user")
        self.assertNotIn("points", self.ask(50.0, self.claire, PIN))

    def test_the_context_confirms_nothing(self):
        session = self.pos_session.with_user(self.cashier).with_context(
            confirmed_by="manager", default_confirmed_by="manager"
        )
        answer = session.authorise_points(str(uuid4()), str(uuid4()), self.marie.id, 50.0)
        self.assertNotIn("points", answer)

    def test_no_other_arguments(self):
        with self.assertRaises(TypeError):
            self.pos_session.with_user(self.cashier).authorise_points(
                str(uuid4()), str(uuid4()), self.marie.id, 50.0, confirmed_by="manager"
            )


@tagged("post_install", "-at_install")
class TestBruteForce(ConfirmationCommon):
    def enter_wrong_codes(self, owner, times):
        for _try in range(times):
            answer = self.ask(50.0, owner, "0000")
        return answer

    def test_after_some_wrong_codes_the_right_one_has_to_wait(self):
        answer = self.enter_wrong_codes(self.marie, MOST_FAILURES)
        names = [confirmer["name"] for confirmer in answer["confirmation"]["confirmers"]]
        self.assertNotIn("Marie Dupont", names)
        self.assertNotIn("points", self.ask(50.0, self.marie, CODE))
        self.assertIn("points", self.ask(50.0, self.claire, PIN))

    def test_nobody_is_left_to_confirm(self):
        self.enter_wrong_codes(self.marie, MOST_FAILURES)
        answer = self.enter_wrong_codes(self.claire, MOST_FAILURES)
        self.assertRefused(answer, "Try again in 15 minutes")

    def test_the_wait_ends(self):
        self.enter_wrong_codes(self.marie, MOST_FAILURES)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.assertIn("points", self.ask(50.0, self.marie, CODE))

    def test_the_right_code_forgets_the_wrong_ones(self):
        self.enter_wrong_codes(self.marie, MOST_FAILURES - 1)
        self.assertIn("points", self.ask(30.0, self.marie, CODE))
        self.assertFalse(self.code_of(self.marie).failure_ids)

    def test_a_login_that_tries_many_codes_is_stopped(self):
        Failure = self.env["points.code.failure"].sudo()
        others = self.env["res.partner"].create(
            [{"name": str(number), "points_code": CODE} for number in range(2)]
        )
        for number in range(MOST_FAILURES_OF_A_DAY):
            Failure.create(
                {"code_id": self.code_of(others[number % 2]).id, "user_id": self.cashier.id}
            )
        self.assertRefused(self.ask(50.0, self.marie, CODE), "Too many incorrect codes today")
        with freeze_time(fields.Datetime.now() + timedelta(days=1, minutes=1)):
            self.assertIn("points", self.ask(50.0, self.marie, CODE))

    def test_what_no_longer_counts_is_forgotten(self):
        self.enter_wrong_codes(self.marie, 1)
        self.env["points.code.failure"].sudo()._gc_old()
        self.assertTrue(self.code_of(self.marie).failure_ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env["points.code.failure"].sudo()._gc_old()
        self.assertFalse(self.code_of(self.marie).failure_ids)


@tagged("post_install", "-at_install")
class TestSecrets(ConfirmationCommon):
    def test_a_code_is_kept_as_a_password(self):
        self.env.flush_all()
        codes = self.code_of(self.marie) + self.code_of(self.claire)
        self.env.cr.execute("SELECT hash FROM points_code WHERE id = ANY(%s)", [codes.ids])
        hashes = [row[0] for row in self.env.cr.fetchall()]
        self.assertEqual(len(hashes), 2)
        for hashed in hashes:
            self.assertTrue(hashed.startswith("$pbkdf2-sha512$"))

    def test_nobody_reads_a_code(self):
        for user in (self.cashier, self.claire, self.env.ref("base.user_admin")):
            for name in ("points.code", "points.code.failure"):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])
        self.assertFalse(self.marie.with_user(self.claire).points_code)
        self.assertTrue(self.marie.with_user(self.claire).points_code_is_set)
        self.assertFalse(self.claire.with_user(self.claire).points_pin)

    def test_a_cashier_sets_no_code_of_a_customer(self):
        for values in ({"points_code": "1234"}, {"points_code": False}):
            with self.assertRaises(AccessError):
                self.marie.with_user(self.cashier).write(values)
        with self.assertRaises(AccessError):
            self.marie.with_user(self.cashier).action_remove_points_code()
        self.assertIn("points", self.ask(50.0, self.marie, CODE))

    def test_a_pin_is_set_by_its_owner_or_an_administrator(self):
        for user in (self.cashier, self.create_user("Paul", "point_of_sale.group_pos_manager")):
            with self.assertRaises(AccessError):
                self.claire.with_user(user).points_pin = "998877"
            with self.assertRaises(AccessError):
                self.claire.with_user(user).action_remove_points_pin()
        self.claire.with_user(self.env.ref("base.user_admin")).points_pin = "998877"
        self.assertIn("points", self.ask(30.0, self.claire, "998877"))

    def test_who_has_a_pin_is_not_for_all_to_know(self):
        other = self.create_user("Paul", "point_of_sale.group_pos_manager")
        for user in (self.cashier, other):
            self.assertFalse(self.claire.with_user(user).points_pin_is_set)
        for user in (self.claire, self.env.ref("base.user_admin")):
            self.assertTrue(self.claire.with_user(user).points_pin_is_set)

    def test_a_code_is_removed(self):
        self.marie.action_remove_points_code()
        self.claire.with_user(self.claire).action_remove_points_pin()
        self.assertFalse(self.code_of(self.marie) + self.code_of(self.claire))
        self.assertFalse(self.marie.points_code_is_set or self.claire.points_pin_is_set)

    def test_codes_that_are_none(self):
        for code in ("123", "1234567890123", "12a4", "1111", "１２３４", "-123"):
            with self.assertRaises(UserError):
                self.marie.points_code = code
        with self.assertRaises(UserError):
            self.claire.points_pin = "12345"

    def test_no_secret_reaches_a_log(self):
        """But at level DEBUG, where Odoo writes down each call with its arguments."""
        with self.assertLogs("odoo.sql_db", "DEBUG") as statements:
            self.assertNotIn("points", self.ask(50.0, self.marie, "86420"))
            self.marie.points_code = "97531"
            self.env.flush_all()
        with self.assertNoLogs(level="INFO"):
            self.assertNotIn("points", self.ask(50.0, self.marie, "86420"))
        said = " ".join(statements.output)
        self.assertFalse([code for code in ("86420", "97531") if code in said])

    @mute_logger("odoo.models.unlink")
    def test_merged_customers_have_one_code(self):
        double = self.env["res.partner"].create({"name": "Marie Dupond", "points_code": "2718"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.marie + double).ids, dst_partner=double
        )
        self.assertEqual(len(self.code_of(double)), 1)

    def test_who_is_erased_leaves_no_code(self):
        self.env["points.erase"].create({"partner_id": self.marie.id}).action_erase()
        self.assertFalse(self.code_of(self.marie))


@tagged("post_install", "-at_install")
class TestConfirmationOffline(ConfirmationCommon):
    def setUp(self):
        super().setUp()
        self.program.offline_most_amount = 40

    def test_what_takes_a_confirmation_is_not_taken_offline(self):
        with self.assertRaisesRegex(UserError, "not possible offline"):
            self.sync_as_cashier(self.pay([(self.wine, 3)], [(30.0, False)]))
        order = self.sync_as_cashier(self.pay([(self.wine, 3)], [(29.0, False)], cash=1.0))
        self.assertEqual(order.points_spent, 232)

    def test_payments_of_one_sale_add_up_offline(self):
        data = self.pay([(self.wine, 3)], [(15.0, False), (15.0, False)])
        with self.assertRaisesRegex(UserError, "not possible offline"):
            self.sync_as_cashier(data)

    def test_what_was_set_aside_before_counts_too(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(20.0, uuid=uuid, key=key)
        data = self.pay([(self.wine, 3)], [(20.0, key), (10.0, False)], uuid=uuid)
        with self.assertRaisesRegex(UserError, "not possible offline"):
            self.sync_as_cashier(data)

    def test_what_was_confirmed_before_the_line_dropped(self):
        key, uuid = str(uuid4()), str(uuid4())
        self.ask(50.0, self.marie, CODE, uuid, key)
        order = self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))
        self.assertEqual(order.points_spent, 400)
