import inspect

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PointsCommon

POINTS_MODELS = [
    "points.program",
    "points.rule",
    "points.program.version",
    "points.account",
    "points.entry",
    "points.batch",
    "points.batch.line",
    "points.as.at",
    "points.erase",
    "points.alert",
]
# Not even an administrator reads these.
HIDDEN_MODELS = ["points.alert.look", "points.code", "points.code.failure"]
# What a forged call may pass where a number of points, a record or a dictionary is expected.
NONSENSE = ([], [1000], [1000, 1000], [{}], [{"balance": 1000}], ["x", 1000, {}])


@tagged("post_install", "-at_install")
class TestAccess(PointsCommon):
    """What a cashier can and cannot do by RPC, with the real dispatcher: only the least."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls.env["points.account"]._post(
            cls.program, cls.marie, key="test/access", kind="earn", points=100
        )
        cls.batch = (
            cls.env["points.batch"]
            .sudo()
            .create(
                {
                    "name": "Old cards",
                    "program_id": cls.program.id,
                    "line_ids": [Command.create({"partner_id": cls.marie.id, "points": 5})],
                }
            )
        )
        cls.records = {
            "points.program": cls.program,
            "points.rule": cls.program.rule_ids,
            "points.program.version": cls.env["points.program.version"].search(
                [("program_id", "=", cls.program.id)]
            ),
            "points.account": cls.entry.account_id,
            "points.entry": cls.entry,
            "points.batch": cls.batch,
            "points.batch.line": cls.batch.line_ids,
            "points.as.at": cls.env["points.as.at"].create({"program_id": cls.program.id}),
            "points.erase": cls.env["points.erase"].create({"partner_id": cls.marie.id}),
            **cls.create_care(),
        }

    @classmethod
    def create_care(cls):
        """Records of care against misuse, which no manager creates either."""
        cls.marie.sudo().points_code = "3141"
        code = cls.env["points.code"].sudo()._find(cls.marie)
        alert = {
            "key": "test",
            "kind": "earnings",
            "program_id": cls.program.id,
            "account_id": cls.entry.account_id.id,
            "day": cls.entry.date.date(),
        }
        return {
            "points.alert": cls.env["points.alert"].sudo().create(alert),
            "points.alert.look": cls.env["points.alert.look"].sudo()._get(),
            "points.code": code,
            "points.code.failure": code.failure_ids.create({"code_id": code.id}),
        }

    def as_cashier(self, name, method, args):
        """Call a method as the web client's ``call_kw`` does, for the cashier."""
        return call_kw(self.env[name].with_user(self.cashier), method, args, {})

    def snapshot(self):
        """Everything that the tables of points hold."""
        self.env.flush_all()
        rows = []
        for name in POINTS_MODELS + HIDDEN_MODELS:
            # The log of a vacuum or of a read is not a change; the rows are.
            self.env.cr.execute(f"SELECT to_jsonb(t) FROM {self.env[name]._table} t ORDER BY id")
            rows.append(self.env.cr.fetchall())
        return rows

    def test_a_cashier_writes_no_points_model(self):
        values = {
            "points.program": {"name": "Mine"},
            "points.rule": {"points": 1000},
            "points.program.version": {"plan": {}},
            "points.account": {"balance": 1000},
            "points.entry": {"points": 1000},
            "points.batch": {"name": "Mine"},
            "points.batch.line": {"points": 1000},
            "points.as.at": {"program_id": self.program.id},
            "points.erase": {"partner_id": self.marie.id},
            "points.alert": {"state": "seen"},
            "points.alert.look": {"seen_id": 10**9},
            "points.code": {"hash": "mine"},
            "points.code.failure": {"date": "2026-01-01 00:00:00"},
        }
        before = self.snapshot()
        for name, record in self.records.items():
            calls = {
                "create": [[values[name]]],
                "write": [record.ids, values[name]],
                "unlink": [record.ids],
                "copy": [record.ids],
                "web_save": [record.ids, values[name], {}],
                "load": [list(values[name]), [[str(value) for value in values[name].values()]]],
            }
            for method, args in calls.items():
                with self.subTest(model=name, method=method):
                    self.assertCannot(name, method, args)
        self.assertEqual(self.snapshot(), before)

    def assertCannot(self, name, method, args):
        if method == "load":
            # An import answers with messages instead of raising.
            self.assertFalse(self.as_cashier(name, method, args)["ids"])
            return
        with self.assertRaises(UserError):
            self.as_cashier(name, method, args)

    def test_no_public_method_changes_points(self):
        """Every method of a points model that RPC can reach, with arguments of all shapes."""
        before = self.snapshot()
        for name, record in self.records.items():
            for method in self.get_public_methods(name):
                for args in ([], record.ids, *NONSENSE):
                    with self.subTest(model=name, method=method, args=args):
                        self.call_and_undo(name, method, [record.ids, *args], before)

    def get_public_methods(self, name):
        """Names of the methods that ``call_kw`` lets through."""
        model = self.env[name]
        for method, _function in inspect.getmembers(type(model), callable):
            try:
                get_public_method(model, method)
            except (AccessError, AccessDenied, AttributeError):
                continue
            yield method

    @mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.mail.models.mail_thread")
    def call_and_undo(self, name, method, args, before):
        """Call, compare the tables, and take back what the call did elsewhere."""
        savepoint = self.env.cr.savepoint()
        try:
            self.as_cashier(name, method, args)
        except Exception:
            # Nonsense may fail in any way, as long as nothing changes.
            savepoint.rollback()
        try:
            self.assertEqual(self.snapshot(), before)
        finally:
            savepoint.close(rollback=True)

    def test_a_cashier_reads_balances_and_no_more(self):
        account = self.entry.account_id.with_user(self.cashier)
        self.assertEqual(account.balance, 100)
        self.assertEqual(self.marie.with_user(self.cashier).points_balance, 100)
        with self.assertRaises(AccessError):
            self.entry.with_user(self.cashier).read(["points"])

    def test_a_manager_sets_rules_and_reads_the_ledger(self):
        manager = self.env["res.users"].create(
            {
                "name": "Claire Fontaine",
                "login": "claire",
                "company_id": self.company.id,
                "company_ids": self.company.ids,
                "group_ids": self.env.ref("point_of_sale.group_pos_manager").ids,
            }
        )
        self.program.with_user(manager).exchange_points = 100
        self.program.rule_ids.with_user(manager).points = 2
        self.assertEqual(self.entry.with_user(manager).points, 100)
        for record in (self.entry, self.entry.account_id):
            with self.assertRaises(AccessError):
                record.with_user(manager).check_access("write")
            with self.assertRaises(AccessError):
                record.with_user(manager).check_access("unlink")
            with self.assertRaises(AccessError):
                record.browse().with_user(manager).check_access("create")

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "stranger",
                "company_id": company.id,
                "company_ids": company.ids,
                "group_ids": self.env.ref("point_of_sale.group_pos_manager").ids,
            }
        )
        for name in POINTS_MODELS:
            with self.subTest(model=name):
                self.assertFalse(self.env[name].with_user(stranger).search([]))
        self.assertEqual(self.marie.with_user(stranger).points_balance, 0)

    def test_staff_without_the_point_of_sale_can_read_customers(self):
        clerk = self.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "clerk",
                "company_id": self.company.id,
                "company_ids": self.company.ids,
                "group_ids": self.env.ref("base.group_user").ids,
            }
        )
        names = self.marie.with_user(clerk).fields_get()
        self.assertFalse([name for name in names if name.startswith("points_account")])
        self.assertEqual(self.marie.with_user(clerk).name, "Marie Dupont")
