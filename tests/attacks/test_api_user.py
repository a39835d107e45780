from uuid import uuid4
from xmlrpc.client import Fault

from odoo.tests import tagged

from .common import SECRET_POINTS, AttackCommon

NUMBERS = (2**63, 2**31, -(2**31), 0, -5, 1.5, "5", "NaN", True, None, [], {}, [5], 1e308)
IDS = (2**63, 2**31, 10**9, 0, -1, 1.5, "1", "x", True, None, [], {}, [1])
TEXTS = ("", " ", " a", "a\x00b", "a\nb", "x" * 100_000, "\x1f", 5, True, [], {}, None)


@tagged("post_install", "-at_install")
class TestApiUser(AttackCommon):
    """Faults 6 and 9: another system, or who has stolen its key."""

    def call(self, method, login="api", **values):
        honest = {"program_id": self.program.id, "partner_id": self.marie.id}
        if method != "balance":
            honest |= {"points": 5, "key": f"test/{uuid4()}"}
        if method == "adjust":
            honest |= {"reason": "Test"}
        return self.rpc(login, "points.api", method, **{**honest, **values})

    def test_arguments(self):
        wrong = {
            "program_id": IDS,
            "partner_id": IDS,
            "points": NUMBERS,
            "key": TEXTS,
            "reason": (*TEXTS[:7], 5, True, [5], {"a": 1}),
        }
        for method in ("balance", "earn", "redeem", "adjust"):
            for name, values in wrong.items():
                if method == "balance" and name not in ("program_id", "partner_id"):
                    continue
                for value in values:
                    if (method, value) == ("adjust", -5):
                        # Which takes points, and may.
                        continue
                    with self.attacking(
                        "argument", method=method, name=name, value=str(value)[:20]
                    ):
                        before = self.snapshot()
                        self.assert_refused(self.call(method, **{name: value}))
                        self.assertEqual(self.snapshot(), before)

    def test_signs_and_sums(self):
        for method, values in (
            ("earn", {"points": -5}),
            ("redeem", {"points": -5}),
            ("redeem", {"points": 401}),
            ("adjust", {"points": -401}),
            ("earn", {"points": 2**31 - 1}),
            ("adjust", {"points": 0}),
        ):
            with self.attacking("a number", method=method, values=values):
                self.assert_refused(self.call(method, **values))

    def test_the_same_key(self):
        for method, values in (
            ("earn", {"points": 6}),
            ("redeem", {"points": 5}),
            ("adjust", {"points": 5}),
            ("earn", {"partner_id": "paul"}),
        ):
            with self.attacking("with other figures", method=method, values=values):
                self.honest(
                    "api",
                    "points.api",
                    "earn",
                    program_id=self.program.id,
                    partner_id=self.marie.id,
                    points=5,
                    key="once",
                )
                if "partner_id" in values:
                    values = {"partner_id": self.paul.id}
                self.assert_refused(self.call(method, key="once", **values))
                self.assertEqual(self.get_balance(), 405)
        for key in ("../pos.order/1/earn", "test/400", "merge/1/2/out", "pos.order/x/earn"):
            with self.attacking("of another room of the ledger", key=key):
                answer = self.call("earn", key=key)
                self.assert_sentence(answer)
                entry = self.env["points.entry"].search([("key", "=", f"api/{key}")])
                self.assertEqual(bool(entry), not answer.error)

    def test_others_do_not_call(self):
        for login in ("portal", "internal", "stock", "cashier", "manager", "adjuster"):
            for method in ("balance", "earn", "redeem", "adjust"):
                with self.attacking("a user", login=login, method=method):
                    self.assert_refused(self.call(method, login))

    def test_another_company(self):
        for values in (
            {"program_id": "other"},
            {"partner_id": "other"},
            {"program_id": "other", "partner_id": "other"},
        ):
            for method in ("balance", "earn", "redeem", "adjust"):
                with self.attacking("records", method=method, values=values):
                    known = {
                        "program_id": self.other_program.id,
                        "partner_id": self.other_customer.id,
                    }
                    answer = self.call(method, **{name: known[name] for name in values})
                    self.assert_refused(answer)
                    self.assertNotIn(str(SECRET_POINTS), answer.message)
        with self.attacking("companies of the context"):
            context = {"allowed_company_ids": [self.company.id, self.other_company.id]}
            answer = self.call("balance", program_id=self.other_program.id, context=context)
            self.assert_refused(answer)

    def test_contexts(self):
        """A context changes neither rights nor figures."""
        for context in (
            {"default_points": 1000},
            {"default_kind": "opening", "default_balance": 1000},
            {"default_key": "x", "default_account_id": 1},
            {"active_test": False, "lang": "xx_XX"},
            {"lang": "a\x00b"},
            {"tz": "Nowhere/At_All"},
            {"uid": 1, "su": True},
            {"allowed_company_ids": ["x"]},
            {"allowed_company_ids": [2**63]},
        ):
            with self.attacking("a context", context=context):
                answer = self.call("earn", context=context)
                self.assert_sentence(answer)
                self.assertIn(self.get_balance(), (400, 405))
                entry = self.env["points.entry"].search([], limit=1)
                self.assertIn((entry.kind, entry.points), [("earn", 5), ("earn", SECRET_POINTS)])

    def test_other_methods(self):
        """No other method of the model is called, however it is named."""
        for method in (
            "_post",
            "_post_once",
            "_find",
            "_find_partner",
            "_check_number",
            "sudo",
            "with_user",
            "browse",
            "env",
            "__class__",
        ):
            with self.attacking("private", method=method):
                answer = self.rpc("api", "points.api", method, [])
                self.assertTrue(answer.error, answer)

    def test_over_xml_rpc(self):
        user = self.users["api"]
        for method, args in (
            ("earn", [self.program.id, self.marie.id, 2**31 - 1, "x"]),
            ("earn", [self.program.id, self.marie.id, "5", "x"]),
            ("earn", [self.program.id, self.other_customer.id, 5, "x"]),
            ("balance", [self.other_program.id, self.marie.id]),
            ("adjust", [self.program.id, self.marie.id, 5, "x", ""]),
        ):
            with self.attacking("XML-RPC", method=method, args=str(args)):
                type(self).attacks += 1
                with self.assertRaises(Fault) as caught:
                    self.xmlrpc_object.execute_kw(
                        self.get_database(), user.id, "attack_api", "points.api", method, args
                    )
                self.assertNotIn("Traceback", str(caught.exception))

    def test_nothing_else_is_read(self):
        """The group brings no other right."""
        names = sorted(name for name in self.env if name.startswith(("points.", "customer.")))
        for model in names:
            if self.env[model]._abstract:
                continue
            for method, args in (("search_read", [[], ["id"]]), ("search_count", [[]])):
                with self.attacking("read", model=model, method=method):
                    self.assert_refused(self.rpc("api", model, method, *args))
