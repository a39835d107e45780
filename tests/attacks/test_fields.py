from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon

MODULE = "pos_customer_loyalty"
#: The kinds of users, with their groups.
USERS = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "internal": "base.group_user",
    "warehouse": "base.group_user,stock.group_stock_user",
    "api": "base.group_user,pos_customer_loyalty.group_points_api",
    "cashier": "base.group_user,point_of_sale.group_pos_user",
    "manager": "base.group_user,point_of_sale.group_pos_manager",
}
#: What an attacker compares a field with, by its type: conditions of which one finds something.
CONDITIONS = {
    "integer": [(">", 0), ("<=", 0), ("=", 5), ("in", [5])],
    "float": [(">", 0), ("<=", 0)],
    "monetary": [(">", 0), ("<=", 0), ("!=", 0)],
    "char": [("ilike", "a"), ("=", "a"), ("!=", False)],
    "text": [("ilike", "a")],
    "selection": [("=", "a"), ("!=", False)],
    "boolean": [("=", True), ("!=", True)],
    "date": [(">", "2020-01-01"), ("=", False), ("!=", False)],
    "datetime": [(">", "2020-01-01"), ("!=", False)],
    "json": [("!=", False)],
    "many2one": [("!=", False), ("=", 1), ("any", [("id", ">", 0)])],
    "one2many": [("!=", False), ("any", [("id", ">", 0)])],
    "many2many": [("!=", False), ("any", [("id", ">", 0)])],
}
# By these models one gets to the contacts, whose fields they have too.
WAYS = {"res.partner": [("res.users", "{}"), ("res.users", "partner_id.{}")]}


@tagged("post_install", "-at_install")
class TestFields(PointsCommon):
    """Who may not read a field may not search, group or order by it either (law 14).

    All fields of this module that have groups or a search method, those of tomorrow too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            kind: new_test_user(
                cls.env,
                f"{kind}.of.fields",
                groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for kind, groups in USERS.items()
        }
        cls.post(100, "test/fields")
        cls.marie.birthday = "1990-05-01"

    @classmethod
    def post(cls, points, key):
        Account = cls.env["points.account"]
        return Account._post(cls.program, cls.marie, key=key, kind="earn", points=points)

    def get_fields(self):
        """The fields that not everybody may read, or that have a search method of their own."""
        for name in self.env.registry:
            Model = self.env[name]
            for field in Model._fields.values():
                is_ours = field._module == MODULE and not Model._abstract and not field.inherited
                if is_ours and (field.groups or (field.search and not field.related)):
                    yield Model, field

    def call(self, user, name, method, *args, **kwargs):
        """Call as the web client does.

        :return: what is answered, or None where it is refused
        """
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                return call_kw(self.env[name].with_user(user), method, args, kwargs)
        except (UserError, ValueError, NotImplementedError):
            # What cannot be grouped by at all has no answer either.
            return None

    def get_questions(self, Model, field):
        """What somebody may ask about a field: a model, a method and its arguments."""
        name, path = Model._name, field.name
        for model, way in [(name, "{}"), *WAYS.get(name, [])]:
            path = way.format(field.name)
            for operator, value in CONDITIONS[field.type]:
                leaf = (path, operator, value)
                yield model, "search_count", [[leaf]], {}
                yield model, "search_count", [["!", leaf]], {}
                yield model, "search_read", [["|", ("id", "=", 0), leaf], ["id"]], {}
            if field.relational:
                yield model, "search_count", [[(f"{path}.id", ">", 0)]], {}
            yield model, "search_read", [[], ["id"]], {"order": f"{path} desc"}
            group = f"{path}:month" if field.type in ("date", "datetime") else path
            yield model, "formatted_read_group", [[], [group], ["__count"]], {}
            for spec in (f"{path}:sum", f"{path}:max", f"{path}:array_agg"):
                yield model, "formatted_read_group", [[], [], [spec]], {}
            having = {"having": [(f"{path}:max", ">", 0)]}
            yield model, "formatted_read_group", [[], ["id"], ["__count"]], having
            yield model, "export_data", [self.env[model].sudo().search([], limit=1).ids, [path]], {}

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_model")
    def test_who_may_not_read_a_field_gets_no_answer(self):
        asked = 0
        for Model, field in self.get_fields():
            for kind, user in self.users.items():
                if self.may_read(Model, field, user):
                    continue
                for model, method, args, kwargs in self.get_questions(Model, field):
                    if not self.env[model].with_user(user).has_access("read"):
                        continue
                    asked += 1
                    with self.subTest(user=kind, field=field, model=model, method=method, of=args):
                        self.assertIsNone(self.call(user, model, method, *args, **kwargs))
        self.assertGreater(asked, 1000)

    def may_read(self, Model, field, user):
        Model = Model.with_user(user)
        return Model.has_access("read") and Model._has_field_access(field, "read")

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_model")
    def test_who_may_read_a_field_may_search_by_it(self):
        for Model, field in self.get_fields():
            for kind, user in self.users.items():
                if not field.search or not self.may_read(Model, field, user):
                    continue
                operator, value = ("ilike", "marie") if field.type == "char" else ("=", 1)
                if field.type == "date":
                    value = "2026-01-01"
                with self.subTest(user=kind, field=field):
                    domain = [(field.name, operator, value)]
                    answer = self.call(user, Model._name, "search_count", domain)
                    self.assertIsNotNone(answer)

    def test_points_of_an_order_are_for_the_point_of_sale(self):
        self.open_new_session()
        order = self.sell([(self.bread, 2)], self.marie)
        self.assertEqual(order.with_user(self.users["cashier"]).points_earned, 5)
        names = [
            "points_earned",
            "points_taken_back",
            "points_spent",
            "points_given_back",
            "points_balance",
            "points_returnable",
            "money_returnable",
            "customer_standing",
        ]
        for name in names:
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.with_user(self.users["warehouse"]).read([name])
