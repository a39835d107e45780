from uuid import uuid4
from xmlrpc.client import Fault

from odoo.tests import tagged

from .common import AttackCommon


@tagged("post_install", "-at_install")
class TestAnonymous(AttackCommon):
    """Nobody: without a session, or with a wrong password or key."""

    def test_calls_of_the_web_client(self):
        key = str(uuid4())
        calls = {
            ("points.api", "balance"): [self.program.id, self.marie.id],
            ("points.api", "earn"): [self.program.id, self.marie.id, 5, key],
            ("points.account", "read"): [self.account_of(self.marie).ids, ["balance"]],
            ("points.account", "create"): [[{"balance": 5}]],
            ("points.entry", "search_read"): [[], ["points"]],
            ("points.program", "write"): [self.program.ids, {"name": "Mine"}],
            ("points.batch", "create"): [[{"name": "Mine"}]],
            ("points.adjust", "create"): [[{"points": 5}]],
            ("points.proof", "action_prove"): [[]],
            ("points.erase", "create"): [[{"partner_id": self.marie.id}]],
            ("res.partner", "read_customer_sheet"): [self.marie.id, self.config.id],
            ("res.partner", "set_customer_consent"): [
                self.marie.id,
                self.config.id,
                "offers",
                True,
            ],
            ("res.partner", "send_customer_message"): [self.marie.id, self.config.id],
            ("customer.consent", "search_read"): [[], ["purpose"]],
            ("res.partner", "name_search"): ["marie"],
            ("res.partner", "search_count"): [[["points_balance", ">", 5]]],
            ("res.partner", "find_duplicates"): [{"name": "Marie"}],
            ("pos.order", "sync_from_ui"): [[]],
            ("pos.order", "claim_points"): [1, self.marie.id],
            ("pos.session", "authorise_points"): [
                self.pos_session.ids,
                key,
                key,
                self.marie.id,
                5.0,
            ],
            ("pos.session", "release_points"): [self.pos_session.ids, key],
        }
        before = self.snapshot()
        for (model, method), args in calls.items():
            with self.attacking("call_kw", model=model, method=method):
                self.assert_refused(self.rpc(None, model, method, *args))
        self.assertEqual(self.snapshot(), before)

    def test_other_doors(self):
        account = self.account_of(self.marie).id
        routes = (
            "/json/2/points.api/balance",
            f"/json/1/points.account/{account}",
            "/web/export/csv",
            "/web/export/xlsx",
            f"/report/html/point_of_sale.report_saledetails/{account}",
            f"/pos/ui?config_id={self.config.id}",
        )
        self.log_in(None)
        for route in routes:
            for data in (None, {"data": "{}"}):
                with self.attacking("a page", route=route, data=data):
                    type(self).attacks += 1
                    answer = self.url_open(route, data=data, allow_redirects=False)
                    self.assertIn(answer.status_code, (303, 400, 401, 403, 404, 405, 415, 422))
                    self.assertNotIn("Marie", answer.text)

    def test_fields_as_pictures(self):
        """A binary route reads any field of any record that its user may read."""
        self.log_in(None)
        for model, record, name in (
            ("points.account", self.account_of(self.marie), "balance"),
            ("points.program", self.program, "name"),
            ("res.partner", self.marie, "points_balance"),
            ("points.entry", self.entries("earn"), "detail"),
        ):
            for route in ("content", "image"):
                with self.attacking("content", model=model, route=route):
                    type(self).attacks += 1
                    answer = self.url_open(f"/web/{route}/{model}/{record.id}/{name}")
                    self.assertNotIn("400", answer.text[:200] if route == "content" else "")

    def test_a_wrong_password(self):
        admin = self.env.ref("base.user_admin").id
        for user, password in ((admin, ""), (admin, "x"), (10**6, "x"), (0, False), ("1", "x")):
            with self.attacking("XML-RPC", user=user):
                type(self).attacks += 1
                with self.assertRaises(Fault):
                    self.xmlrpc_object.execute_kw(
                        self.get_database(),
                        user,
                        password,
                        "points.api",
                        "balance",
                        [self.program.id, self.marie.id],
                    )

    def test_a_wrong_key(self):
        self.log_in(None)
        for key in ("", "x", "Bearer", "x" * 10_000):
            with self.attacking("JSON-2", key=key[:10]):
                type(self).attacks += 1
                answer = self.url_open(
                    "/json/2/points.api/balance",
                    json={"program_id": self.program.id, "partner_id": self.marie.id},
                    headers={"Authorization": f"Bearer {key}"},
                )
                self.assertIn(answer.status_code, (401, 403, 431))
