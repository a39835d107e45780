import json
import xmlrpc.client
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon

API_USERS = "base.group_user,pos_customer_loyalty.group_points_api"

# Odoo 19 says with each call that XML-RPC is to go.
XMLRPC_LOGGER = "odoo.addons.rpc.controllers.xmlrpc"


class ApiCommon(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webshop = cls.create_user("webshop", API_USERS)

    @classmethod
    def create_user(cls, login, groups):
        company = cls.company
        return new_test_user(cls.env, login, groups, company_id=company.id, company_ids=company.ids)

    def call(self, method, *args, user=None):
        """Call a method for Marie, through Odoo's RPC dispatcher."""
        args = [self.program.id, self.marie.id, *args]
        return call_kw(self.env["points.api"].with_user(user or self.webshop), method, args, {})


@tagged("post_install", "-at_install")
class TestApi(ApiCommon):
    def test_earn_redeem_adjust(self):
        earned = self.call("earn", 100, "web/1", "Order 1")
        entry = self.env["points.entry"].browse(earned.pop("entry"))
        self.assertEqual(earned, {"points": 100, "balance": 100, "available": 100})
        self.assertEqual(
            (entry.kind, entry.key, entry.reason, entry.user_id),
            ("earn", "api/web/1", "Order 1", self.webshop),
        )
        spent = self.call("redeem", 30, "web/2")
        self.assertEqual((spent["points"], spent["balance"], spent["available"]), (-30, 70, 70))
        adjusted = self.call("adjust", -7, "web/3", "Counted twice")
        self.assertEqual((adjusted["points"], adjusted["balance"]), (-7, 63))
        self.assertEqual(self.call("balance"), {"balance": 63, "available": 63, "pending": []})
        self.check_deferred()

    def test_a_customer_without_account_has_nothing(self):
        self.assertEqual(self.call("balance"), {"balance": 0, "available": 0, "pending": []})
        self.assertFalse(self.account_of(self.marie))

    def test_points_on_hold_are_not_available(self):
        self.call("earn", 100, "web/1")
        self.set_aside(60, "till/1")
        self.assertEqual(self.call("balance"), {"balance": 100, "available": 40, "pending": []})
        first = self.call("redeem", 10, "web/2")
        self.assertEqual((first["balance"], first["available"]), (90, 30))
        with self.assertRaisesRegex(UserError, "30 points available"):
            self.call("redeem", 31, "web/3")

    def test_the_same_key_again_is_the_first_result(self):
        first = self.call("earn", 100, "web/1", "Order 1")
        hold = self.set_aside(60, "till/1")
        second = self.call("redeem", 10, "web/2")
        hold._release()
        self.call("earn", 5, "web/3")
        self.program.active = False
        self.marie.points_excluded = True
        self.assertEqual(self.call("earn", 100, "web/1", "Order 1"), first)
        self.assertEqual(self.call("redeem", 10, "web/2"), second)
        self.assertEqual(second["available"], 30)
        self.assertEqual(self.account_of(self.marie).entry_count, 3)

    def test_the_same_key_with_other_figures_is_an_error(self):
        self.call("earn", 100, "web/1")
        paul = self.env["res.partner"].create({"name": "Paul Martin"})
        calls = [
            ("earn", self.marie, [99, "web/1"]),
            ("redeem", self.marie, [100, "web/1"]),
            ("adjust", self.marie, [100, "web/1", "Why"]),
            ("earn", paul, [100, "web/1"]),
        ]
        api = self.env["points.api"].with_user(self.webshop)
        for method, customer, args in calls:
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "other figures"):
                getattr(api, method)(self.program.id, customer.id, *args)

    def test_keys_of_the_module_are_others(self):
        self.post(10, "web/1")
        self.call("earn", 10, "web/1")
        self.assertEqual(self.account_of(self.marie).balance, 20)

    def test_nobody_spends_what_is_not_there(self):
        self.call("earn", 10, "web/1")
        with self.assertRaisesRegex(UserError, "10 points available; 11 are needed"):
            self.call("redeem", 11, "web/2")
        with self.assertRaisesRegex(UserError, "10 points available; 11 are needed"):
            self.call("adjust", -11, "web/3", "Too much")

    def test_points_are_positive_whole_numbers(self):
        for method in ("earn", "redeem"):
            for points in (0, -1, 1.0, 1.5, True, "1", None, [1], {}, 2**31, -(2**40), 10**30):
                with (
                    self.subTest(method=method, points=points),
                    self.assertRaisesRegex(UserError, "Points must be"),
                ):
                    self.call(method, points, "web/1")
        for points in (0, 1.0, False, "1", None, 2**31, -(2**31)):
            with self.subTest(points=points), self.assertRaisesRegex(UserError, "Points must be"):
                self.call("adjust", points, "web/1", "Why")
        self.assertFalse(self.account_of(self.marie))

    def test_an_account_has_its_limit(self):
        self.call("earn", 2**31 - 1, "web/1")
        with self.assertRaisesRegex(UserError, "can hold at most"):
            self.call("earn", 1, "web/2")

    def test_a_key_is_a_line_of_text(self):
        for key in ("", " ", " a", "a\n", "a\x1fb", "a\x00", "x" * 201, 7, None, True, ["a"]):
            with (
                self.subTest(key=key),
                self.assertRaisesRegex(UserError, "key must be a single line"),
            ):
                self.call("earn", 1, key)
        self.assertTrue(self.call("earn", 1, "x" * 200)["entry"])

    def test_a_reason_is_a_line_of_text(self):
        for reason in ("", " ", "a\nb", "x" * 201, 7):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "reason must be"):
                self.call("earn", 1, "web/1", reason)
        for reason in ("", None, False):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "reason must be"):
                self.call("adjust", 1, "web/1", reason)

    def test_the_program_and_the_customer_exist(self):
        api = self.env["points.api"].with_user(self.webshop)
        for number in (0, -1, True, "1", None, 1.0, [1], 2**40):
            with self.subTest(number=number):
                with self.assertRaisesRegex(UserError, "program_id must be a record ID"):
                    api.balance(number, self.marie.id)
                with self.assertRaisesRegex(UserError, "partner_id must be a record ID"):
                    api.balance(self.program.id, number)
        with self.assertRaisesRegex(UserError, "There is no loyalty program 2147483647"):
            api.balance(2**31 - 1, self.marie.id)
        with self.assertRaisesRegex(UserError, "There is no customer 2147483647"):
            api.balance(self.program.id, 2**31 - 1)

    def test_other_companies_do_not_exist(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        program = self.env["points.program"].create({"name": "Other", "company_id": company.id})
        partner = self.env["res.partner"].create({"name": "Other", "company_id": company.id})
        api = self.env["points.api"].with_user(self.webshop)
        with self.assertRaisesRegex(UserError, "There is no loyalty program"):
            api.balance(program.id, self.marie.id)
        with self.assertRaisesRegex(UserError, "There is no customer"):
            api.balance(self.program.id, partner.id)
        with self.assertRaises(AccessError):
            api.with_context(allowed_company_ids=company.ids).balance(program.id, partner.id)

    def test_who_takes_no_part_earns_nothing(self):
        self.marie.points_excluded = True
        with self.assertRaisesRegex(UserError, "is excluded from loyalty"):
            self.call("earn", 1, "web/1")
        self.call("adjust", 5, "web/2", "All the same")

    def test_an_archived_program_earns_nothing(self):
        self.call("earn", 5, "web/1")
        self.program.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.call("earn", 1, "web/2")
        self.assertEqual(self.call("redeem", 5, "web/3")["balance"], 0)

    def test_others_are_refused(self):
        manager = self.create_user("manager", "base.group_user,point_of_sale.group_pos_manager")
        system = self.create_user("system", "base.group_user,base.group_system")
        calls = {
            "balance": [],
            "earn": [1, "web/1"],
            "redeem": [1, "web/1"],
            "adjust": [1, "web/1", "Why"],
        }
        for user in (self.cashier, manager, system, self.env.ref("base.public_user")):
            for method, args in calls.items():
                with (
                    self.subTest(user=user.id, method=method),
                    self.assertRaisesRegex(AccessError, 'group "Loyalty API"'),
                ):
                    self.call(method, *args, user=user)

    def test_a_user_of_the_api_has_no_other_right(self):
        self.call("earn", 1, "web/1")
        for model in ("points.account", "points.entry", "points.program", "points.hold"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.webshop).search([])

    def test_after_a_merge_the_old_number_is_gone(self):
        maria = self.env["res.partner"].create({"name": "Maria"})
        first = self.call("earn", 40, "web/1")
        self.post(2, "test/maria", maria)
        self.account_of(self.marie).sudo()._move_to(maria)
        api = self.env["points.api"].with_user(self.webshop)
        self.assertEqual(api.earn(self.program.id, maria.id, 40, "web/1"), first)
        self.assertEqual(api.balance(self.program.id, maria.id)["balance"], 42)


@tagged("post_install", "-at_install")
class TestApiOverHttp(ApiCommon, HttpCase):
    """Real requests, as another system sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tomorrow = datetime.now() + timedelta(days=1)
        keys = cls.env["res.users.apikeys"]
        cls.api_key = keys.with_user(cls.webshop)._generate("rpc", "Web shop", tomorrow)
        cls.cashier_key = keys.with_user(cls.cashier)._generate("rpc", "Till", tomorrow)

    def post_json(self, method, api_key=None, **values):
        """Call a method by JSON-2; return the status and the answer."""
        values = {"program_id": self.program.id, "partner_id": self.marie.id, **values}
        response = self.url_open(
            f"/json/2/points.api/{method}",
            data=json.dumps(values),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {api_key or self.api_key}",
                "X-Odoo-Database": get_db_name(),
            },
        )
        return response.status_code, response.json()

    def test_json_2(self):
        status, first = self.post_json("earn", points=100, key="web/1", reason="Order 1")
        self.assertEqual((status, first["points"], first["balance"]), (200, 100, 100))
        self.assertEqual(
            self.post_json("earn", points=100, key="web/1", reason="Order 1"), (200, first)
        )
        self.assertEqual(self.post_json("redeem", points=30, key="web/2")[1]["balance"], 70)
        status, adjusted = self.post_json("adjust", points=-5, key="web/3", reason="Mistake")
        self.assertEqual((status, adjusted["balance"]), (200, 65))
        self.assertEqual(
            self.post_json("balance"), (200, {"balance": 65, "available": 65, "pending": []})
        )

    @mute_logger("odoo.http")
    def test_json_2_refuses_with_a_sentence(self):
        status, answer = self.post_json("earn", points=1.5, key="web/1")
        self.assertEqual(status, 422)
        self.assertIn("Points must be a whole number", answer["message"])
        status, answer = self.post_json("earn", points=10**20, key="web/1")
        self.assertEqual(status, 422)
        status, answer = self.post_json("redeem", points=1, key="web/1")
        self.assertIn("only 0 points available", answer["message"])
        status, answer = self.post_json("balance", api_key=self.cashier_key)
        self.assertEqual(status, 403)
        self.assertIn('group "Loyalty API"', answer["message"])
        status, answer = self.post_json("_post_once")
        self.assertIn(status, (403, 404))

    def execute(self, method, *args, user=None, password=None):
        """Call a method by XML-RPC."""
        user, password = user or self.webshop, password or self.api_key
        arguments = [self.program.id, self.marie.id, *args]
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password, "points.api", method, arguments
        )

    @mute_logger(XMLRPC_LOGGER)
    def test_xml_rpc(self):
        first = self.execute("earn", 100, "web/1", "Order 1")
        self.assertEqual((first["points"], first["balance"], first["available"]), (100, 100, 100))
        self.assertEqual(self.execute("earn", 100, "web/1", "Order 1"), first)
        self.assertEqual(self.execute("redeem", 30, "web/2")["balance"], 70)
        self.assertEqual(self.execute("adjust", -5, "web/3", "Mistake")["balance"], 65)
        self.assertEqual(self.execute("balance"), {"balance": 65, "available": 65, "pending": []})

    @mute_logger("odoo.http", XMLRPC_LOGGER)
    def test_xml_rpc_refuses_with_a_sentence(self):
        with self.assertRaisesRegex(xmlrpc.client.Fault, "Points must be a whole number"):
            self.execute("earn", 1.5, "web/1")
        with self.assertRaisesRegex(xmlrpc.client.Fault, 'group "Loyalty API"'):
            self.execute("balance", user=self.cashier, password=self.cashier_key)


@tagged("post_install", "-at_install")
class TestApiLimits(ApiCommon):
    def test_a_refusal_repeats_no_more_than_the_beginning(self):
        for args in [
            ("earn", 10, "k" * 1_000_000),
            ("earn", 10, "nu\0l"),
            ("earn", 10, "web/1", "r" * 1_000_000),
            ("earn", 10**3000, "web/1"),
            ("earn", "9" * 1_000_000, "web/1"),
            ("earn", float("nan"), "web/1"),
        ]:
            with self.subTest(args=str(args)[:40]), self.assertRaises(UserError) as refusal:
                self.call(*args)
            self.assertLess(len(str(refusal.exception)), 300)

    def test_records_are_named_by_numbers_that_can_be_theirs(self):
        Api = self.env["points.api"].with_user(self.webshop)
        for wrong in (2**31, 2**63, -1, 0, 1.5, True, "1", None, [1]):
            with self.subTest(wrong=wrong):
                with self.assertRaises(UserError):
                    Api.balance(wrong, self.marie.id)
                with self.assertRaises(UserError):
                    Api.balance(self.program.id, wrong)
