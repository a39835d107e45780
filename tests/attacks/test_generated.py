"""What an attacker tries at each model, field, method and wizard that this module has.

All of them are found in the registry: what is added tomorrow is attacked without a line here.
"""

import inspect
from uuid import uuid4

from odoo.exceptions import AccessDenied, AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import SECRET_POINTS, AttackCommon

MODULE = "pos_customer_loyalty"
PACKAGE = f"odoo.addons.{MODULE}."
#: Values that no argument, field or threshold is made for.
WRONG = (None, [], {}, "NaN", 2**63, 1e308, "a\x00b", "x" * 100_000)
WRONG_NUMBERS = (2**63, -(2**31) - 1, 1e308)
WRONG_TEXTS = ("a\x00b", "x" * 100_000)
#: What an honest call passes, by the name of the argument; with an attribute of the test.
HONEST = {
    "partner_id": "marie",
    "program_id": "program",
    "config_id": "config",
    "order_id": "sale",
    "config": "config",
}
HONEST_VALUES = {
    "domain": [],
    "data": [],
    "vals": {"name": "Marie"},
    "fields": ["name"],
    "name": "Marie",
    "key": "attack",
    "order_uuid": "attack",
    "reason": "Test",
    "default": {},
}
#: Buttons of a list, which do the same whatever is chosen in it.
WITHOUT_RECORDS = {("points.proof", "action_prove")}
#: Functions that hand on to Odoo what they are given.
PASSING_ON = ("in search_fetch", "in _search", "in name_search")
#: Who may write nothing at all here.
POWERLESS = ("portal", "internal", "stock", "api", "cashier")
#: The ledger itself, which nobody writes.
LEDGER = ("points.entry", "points.account", "points.lot", "points.hold", "points.proof")


class GeneratedCommon(AttackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secrets = (str(SECRET_POINTS), "7,654,321", "Zoe Secret")
        cls.known = {}

    def setUp(self):
        super().setUp()
        self.sale = self.sell_honestly([self.make_line(self.wine, 1)])
        self.own = self.collect_records(self.company, self.program, self.marie, self.config)
        self.theirs = self.collect_records(
            self.other_company, self.other_program, self.other_customer, self.other_config
        )

    # What there is

    @property
    def own_models(self):
        """Models that this module has made."""
        names = [name for name in self.env if self.env[name]._original_module == MODULE]
        self.assertGreater(len(names), 20)
        return sorted(names)

    @property
    def stored_models(self):
        return [name for name in self.own_models if not self.env[name]._abstract]

    def get_fields(self, model):
        """Fields of this module on a model."""
        fields = self.env[model]._fields.items()
        return {
            name: field
            for name, field in fields
            if MODULE in field._modules and name not in ("id", "display_name")
        }

    @property
    def guarded_fields(self):
        """Fields that not everybody reads, or that have a search of their own."""
        return [
            (model, name, field)
            for model in sorted(self.env)
            if not self.env[model]._abstract
            for name, field in self.get_fields(model).items()
            if field.groups or (field.search and not field.related) or self.is_ours(model)
        ]

    def is_ours(self, model):
        return self.env[model]._original_module == MODULE

    @property
    def public_methods(self):
        """Methods of this module that RPC reaches: model, name, arguments, and if of no record."""
        if "methods" not in self.known:
            self.known["methods"] = [
                (model, name, *self.known_function(function))
                for model in sorted(self.env)
                for name, function in self.get_own_functions(model).items()
                if self.is_public(model, name)
            ]
            self.assertGreater(len(self.known["methods"]), 50)
        return self.known["methods"]

    def get_own_functions(self, model):
        """Functions of this module in a model, also where it has them of one that it inherits."""
        functions = {}
        for cls in type(self.env[model]).mro():
            if cls.__module__.startswith(PACKAGE):
                for name, value in vars(cls).items():
                    if inspect.isfunction(value):
                        functions.setdefault(name, value)
        return functions

    def is_public(self, model, name):
        if name.startswith("_") or name in ("create", "write", "unlink", "init"):
            return False
        try:
            return bool(get_public_method(self.env[model], name))
        except (AccessError, AccessDenied, AttributeError):
            return False

    def known_function(self, function):
        parameters = inspect.signature(inspect.unwrap(function)).parameters
        return list(parameters.values())[1:], hasattr(function, "_api_model")

    def overrides_odoo(self, model, name):
        """Whether the method is Odoo's, and what it does with nonsense too."""
        return any(
            name in vars(cls) and not cls.__module__.startswith(PACKAGE)
            for cls in type(self.env[model]).mro()
            if cls.__module__.startswith("odoo.") and cls is not type(self.env[model])
        )

    # Records

    def collect_records(self, company, program, partner, config):
        """A record of each model that has methods or fields of this module, in a company.

        :return dict: records by model
        """
        env = self.env(su=True, context={"allowed_company_ids": company.ids})
        account = env["points.account"].search([("program_id", "=", program.id)], limit=1)
        records = {
            "points.program": program,
            "points.rule": program.rule_ids[:1],
            "points.account": account,
            "points.entry": account.entry_ids[:1],
            "points.lot": account.lot_ids[:1],
            "res.partner": partner,
            "pos.config": config,
            "pos.session": config.current_session_id,
            "res.company": company,
        }
        for model in sorted(self.env):
            if model not in records and (self.is_ours(model) or model in self.models_with_methods):
                records[model] = self.find_or_make(env, model, company, records)
        return records

    @property
    def models_with_methods(self):
        if "models" not in self.known:
            self.known["models"] = {model for model, *_rest in self.public_methods}
        return self.known["models"]

    def find_or_make(self, env, model, company, records):
        """A record of a company, any, or one made of what its fields ask for."""
        records_of_model = env[model]
        if records_of_model._abstract:
            return records_of_model
        domain = []
        if field := records_of_model._fields.get("company_id"):
            domain = [("company_id", "=", company.id)] if field._description_searchable else []
        if not records_of_model._transient and (record := records_of_model.search(domain, limit=1)):
            return record
        values = {
            name: records[field.comodel_name].id
            for name, field in records_of_model._fields.items()
            if field.type == "many2one" and field.store and field.comodel_name in records
        }
        try:
            with self.env.cr.savepoint():
                required = {
                    name: "Attack"
                    for name, field in records_of_model._fields.items()
                    if field.required and field.type == "char" and not field.default
                }
                record = records_of_model.create({**values, **required})
                record.flush_recordset()
                return record
        except Exception:
            # A number that could be one: what asks for it must answer with a sentence too.
            return records_of_model.browse(10**9)

    # Attacks

    def assert_sentence_or_odoos(self, answer):
        """What Odoo itself cannot read ends in what Odoo says of it, if we have not met it."""
        if answer.error and not answer.is_sentence:
            debug = answer.error["data"]["debug"]
            lines = [line for line in debug.splitlines() if f"addons/{MODULE}/" in line]
            ours = [line for line in lines if not line.endswith(PASSING_ON)]
            self.assertFalse(ours, answer)
            return
        self.assert_sentence(answer)

    def can_read(self, login, record):
        user = self.users[login]
        record = record.with_env(self.env(user=user, su=False, context={}))
        return bool(record.ids) and record.exists().has_access("read")

    def assert_tells_nothing(self, answer):
        text = f"{answer.result} {answer.message}"
        for secret in self.secrets:
            self.assertNotIn(secret, text)

    def get_arguments(self, arguments, **wrong):
        """Honest arguments, but for one.

        :param list arguments: ``inspect.Parameter``
        """
        values = {}
        for argument in arguments:
            if argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD):
                continue
            if argument.name in wrong:
                values[argument.name] = wrong[argument.name]
            elif argument.default is argument.empty:
                values[argument.name] = self.get_honest(argument.name)
        return values

    def get_honest(self, name):
        if name in HONEST:
            return getattr(self, HONEST[name]).id
        return HONEST_VALUES.get(name, 1)


@tagged("post_install", "-at_install")
class TestGeneratedModels(GeneratedCommon):
    def test_who_has_no_business_here_reads_nothing(self):
        for login in ("portal", "internal", "stock", "api"):
            for model in self.stored_models:
                ids = self.own[model].ids
                names = [n for n, f in self.get_fields(model).items() if f.store][:3] or ["id"]
                calls = {
                    "read": [ids, names],
                    "search_read": [[], names],
                    "search_count": [[]],
                    "web_search_read": [[], {name: {} for name in names}],
                    "formatted_read_group": [[], [], ["__count"]],
                    "export_data": [ids, names],
                    "name_search": [""],
                    "onchange": [[], {}, [], {name: {} for name in names}],
                }
                for method, args in calls.items():
                    if login != "internal" and method not in ("search_read", "search_count"):
                        continue
                    with self.attacking("read", login=login, model=model, method=method):
                        answer = self.rpc(login, model, method, *args)
                        self.assert_sentence(answer)
                        self.assert_tells_nothing(answer)
                        self.assertTrue(answer.error or method in ("export_data", "onchange"))

    def test_who_has_no_business_here_writes_nothing(self):
        before = self.snapshot()
        for login in POWERLESS:
            for model in self.stored_models:
                ids = self.own[model].ids
                name, value = self.get_any_value(model)
                calls = {
                    "create": [[{name: value}]],
                    "web_save": [[], {name: value}, {}],
                    "write": [ids, {name: value}],
                    "unlink": [ids],
                    "copy": [ids],
                }
                for method, args in calls.items():
                    if login != "cashier" and method not in ("create", "write"):
                        continue
                    with self.attacking("write", login=login, model=model, method=method):
                        answer = self.rpc(login, model, method, *args)
                        self.assert_refused(answer)
        self.assertEqual(self.snapshot(), before)

    def get_any_value(self, model):
        for name, field in self.get_fields(model).items():
            if field.store and field.type in ("char", "integer", "float", "monetary"):
                return name, "x" if field.type == "char" else 5
        return "display_name", "x"

    def test_nobody_writes_the_ledger(self):
        """Not a manager either, nor by the context or a relation."""
        before = self.snapshot()
        partner = self.marie.ids
        for login in ("cashier", "manager"):
            for model in LEDGER:
                record = self.own[model]
                fields = self.get_fields(model).items()
                for name, field in fields:
                    if not field.store or field.type in ("many2one", "one2many", "many2many"):
                        continue
                    with self.attacking("write", login=login, model=model, field=name):
                        values = {name: 5 if field.type in ("integer", "float") else "x"}
                        self.assert_refused(self.rpc(login, model, "write", record.ids, values))
                    with self.attacking("default", login=login, model=model, field=name):
                        context = {f"default_{name}": 5}
                        self.assert_refused(self.rpc(login, model, "create", [{}], context=context))
            for name in ("points_account_ids", "newest_entry_ids", "newest_purchase_ids"):
                for command in ([0, 0, {}], [2, record.id, 0], [5, 0, 0], [6, 0, []]):
                    with self.attacking("relation", login=login, field=name, command=command[0]):
                        values = {name: [command]}
                        answer = self.rpc(login, "res.partner", "write", partner, values)
                        self.assert_sentence(answer)
                        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.snapshot(), before)

    def test_another_companys_records(self):
        """Each model, by number: who is of the one company sees nothing of the other."""
        before = self.snapshot()
        for login, records in (
            ("manager", self.theirs),
            ("other_cashier", self.own),
        ):
            for model in self.stored_models:
                record = records[model]
                if not record.ids or self.can_read(login, record):
                    continue
                names = [name for name, f in self.get_fields(model).items() if f.store][:5]
                name, value = self.get_any_value(model)
                for method, args in {
                    "read": [record.ids, names],
                    "export_data": [record.ids, names],
                    "write": [record.ids, {name: value}],
                    "unlink": [record.ids],
                }.items():
                    with self.attacking("number", login=login, model=model, method=method):
                        answer = self.rpc(login, model, method, *args)
                        self.assert_refused(answer)
                        self.assert_tells_nothing(answer)
                        self.assertEqual(self.snapshot(), before)

    def test_forged_many2one(self):
        """Each many2one of each model that somebody may create, with a record of the others."""
        for login, records, home in (("other_manager", self.own, self.theirs),):
            for model in self.stored_models:
                may = self.env[model].with_user(self.users[login]).has_access("create")
                for name, field in self.get_fields(model).items():
                    record = records.get(field.comodel_name)
                    is_forged = field.type == "many2one" and not field.related and record
                    if not may or not is_forged or self.can_read(login, record):
                        continue
                    for by_default in (False, True):
                        with self.attacking("forged", login=login, model=model, field=name):
                            self.forge_many2one(login, model, name, record, home, by_default)

    def forge_many2one(self, login, model, name, record, home, by_default):
        fields = self.get_fields(model).items()
        honest = {
            other: home[field.comodel_name].id
            for other, field in fields
            if field.type == "many2one"
            and field.required
            and other != name
            and home.get(field.comodel_name)
        }
        honest |= {
            other: "Attack" for other, field in fields if field.required and field.type == "char"
        }
        before = self.snapshot()
        options = {}
        if by_default:
            options["context"] = {f"default_{name}": record.id}
        else:
            honest[name] = record.id
        answers = [self.rpc(login, model, "create", [honest], **options)]
        if not answers[0].error:
            ids = answers[0].result
            methods = [
                method
                for other, method, arguments, of_none in self.public_methods
                if other == model and not arguments and not of_none
            ]
            answers += [self.rpc(login, model, method, ids) for method in methods]
            names = [other for other, _field in fields]
            answers.append(self.rpc(login, model, "read", ids, names))
        for answer in answers:
            self.assert_sentence(answer)
            self.assert_tells_nothing(answer)
        self.assertTrue(any(answer.error for answer in answers), answers)
        self.assertEqual(self.snapshot(), before)


@tagged("post_install", "-at_install")
class TestGeneratedFields(GeneratedCommon):
    def test_who_may_not_read_may_not_ask(self):
        """Search, order, group, sum and export of each field that has groups or a search."""
        asked = 0
        for login in ("portal", "internal", "stock", "cashier"):
            for model, name, field in self.guarded_fields:
                if self.may_read_field(login, model, field) or self.is_ours(model):
                    continue
                asked += 1
                for way, (method, args, options) in self.get_questions(name, field).items():
                    is_asked_fully = login == "internal" and not field.inherited
                    if not is_asked_fully and way not in ("search =", "search >", "order"):
                        continue
                    with self.attacking(way, login=login, model=model, field=name):
                        answer = self.rpc(login, model, method, *args, **options)
                        self.assert_refused(answer)
        self.assertGreater(asked, 40)

    def may_read_field(self, login, model, field):
        records = self.env[model].with_user(self.users[login])
        return records._has_field_access(field, "read") and records.has_access("read")

    def get_questions(self, name, field):
        """Calls that tell something of a field."""
        value = 1
        if field.type in ("char", "text", "html", "json"):
            value = "a"
        elif field.type in ("date", "datetime"):
            value = "2026-01-01"
        questions = {"read": ("search_read", [[], [name]], {"limit": 1})}
        if field._description_searchable:
            operators = ["=", "!=", "in"]
            if field.type in ("integer", "float", "monetary", "date", "datetime"):
                operators += [">", "<", ">=", "<="]
            if field.type == "char":
                operators += ["ilike", "=like"]
            if field.relational:
                operators = ["in", "any"]
            for operator in operators:
                asked = {"in": [value], "any": [["id", ">", 0]]}.get(operator, value)
                domain = [[name, operator, asked]]
                questions[f"search {operator}"] = ("search_count", [domain], {})
            domain = ["!", [name, "=", False]]
            questions["negated"] = ("search", [domain], {"limit": 1})
            questions["in a list"] = ("web_search_read", [domain, {"id": {}}], {"limit": 1})
            questions["by name"] = ("name_search", [""], {"domain": domain})
        if field._description_sortable:
            order = {"order": name, "limit": 1}
            questions["order"] = ("search_read", [[], ["id"]], order)
        if field._description_groupable:
            questions["group"] = ("formatted_read_group", [[], [name], ["__count"]], {})
        if field.store and field.aggregator:
            aggregates = [f"{name}:{field.aggregator}"]
            questions["sum"] = ("formatted_read_group", [[], [], aggregates], {})
        return questions

    def test_numbers_and_texts_out_of_range(self):
        """Each stored field of this module, written by who may: a sentence, whatever comes."""
        before = self.snapshot()
        for model in sorted(self.env):
            if self.env[model]._abstract or not self.get_fields(model):
                continue
            # What could not be made is none that somebody may write.
            record = (self.own.get(model) or self.env[model]).exists()
            if not self.can_read("manager", record) or not record.with_user(
                self.users["manager"]
            ).has_access("write"):
                continue
            for name, field in self.get_fields(model).items():
                for value in self.get_wrong_values(field):
                    with self.attacking("write", model=model, field=name, value=str(value)[:20]):
                        answer = self.rpc("manager", model, "write", record.ids, {name: value})
                        self.assert_sentence(answer)
                        if answer.error:
                            self.assertEqual(self.snapshot(), before)

    def get_wrong_values(self, field):
        if not field.store or field.readonly:
            return ()
        if field.type in ("integer", "float", "monetary"):
            return WRONG_NUMBERS
        return WRONG_TEXTS if field.type in ("char", "text") else ()

    def test_thresholds_out_of_range(self):
        """Each field with a search of its own, asked by who may."""
        for model, name, field in self.guarded_fields:
            if not field.search or field.related:
                continue
            if not self.may_read_field("manager", model, field):
                continue
            for operator in ("=", "!=", ">", "<", "in", "not in", "ilike", "=like", "any"):
                for value in WRONG if operator in ("=", ">") else (1,):
                    with self.attacking(
                        "search", model=model, field=name, operator=operator, value=str(value)[:20]
                    ):
                        asked = [value] if "in" in operator else value
                        if operator == "any":
                            asked = [["id", ">", 0]]
                        domain = [[name, operator, asked]]
                        self.assert_sentence_or_odoos(
                            self.rpc("manager", model, "search_count", domain)
                        )


@tagged("post_install", "-at_install")
class TestGeneratedMethods(GeneratedCommon):
    def test_records_that_one_may_not_read(self):
        """Access is checked on each record that a method is handed, before it does anything."""
        before = self.snapshot()
        count = 0
        for login in ("internal", "cashier", "other_manager"):
            records = self.own if login.startswith("other") else self.theirs
            for model, method, arguments, of_none in self.public_methods:
                # Who may not read the own records is handed these too.
                for record in {records.get(model), self.own.get(model)}:
                    if of_none or not record or self.can_read(login, record):
                        continue
                    count += 1
                    with self.attacking("record", login=login, model=model, method=method):
                        values = self.get_arguments(arguments)
                        answer = self.rpc(login, model, method, record.ids, **values)
                        self.assertTrue(answer.error, f"the attack succeeded, {answer}")
                        self.assert_sentence_or_odoos(answer)
                        self.assert_tells_nothing(answer)
                        self.assertEqual(self.snapshot(), before)
        self.assertGreater(count, 100)

    def test_records_of_arguments(self):
        """Methods that take numbers of records, with those that one may not read."""
        before = self.snapshot()
        for login in ("portal", "internal", "stock", "cashier", "manager", "other_manager"):
            records = self.own if login.startswith("other") else self.theirs
            for model, method, arguments, of_none in self.public_methods:
                if not of_none or self.overrides_odoo(model, method):
                    continue
                for argument in arguments:
                    target = self.get_target(argument.name)
                    if not target or self.can_read(login, records[target]):
                        continue
                    with self.attacking("argument", login=login, method=method, name=argument.name):
                        wrong = {argument.name: records[target].id}
                        values = self.get_arguments(arguments, **wrong)
                        answer = self.rpc(login, model, method, **values)
                        self.assert_refused(answer)
                        self.assert_tells_nothing(answer)
                        self.assertEqual(self.snapshot(), before)

    def get_target(self, name):
        """The model whose number an argument takes, by its name."""
        return {
            "partner_id": "res.partner",
            "program_id": "points.program",
            "config_id": "pos.config",
            "order_id": "pos.order",
        }.get(name)

    def test_records_that_are_not_there(self):
        before = self.snapshot()
        for login in ("manager",):
            for model, method, arguments, of_none in self.public_methods:
                is_of_records = not of_none and (model, method) not in WITHOUT_RECORDS
                if not is_of_records or self.overrides_odoo(model, method):
                    continue
                for ids in ([], [10**9], [2**63]):
                    with self.attacking("ids", login=login, model=model, method=method, ids=ids):
                        values = self.get_arguments(arguments)
                        answer = self.rpc(login, model, method, ids, **values)
                        # No record at all is Odoo's to refuse: "Expected singleton".
                        is_odoos = "Expected singleton" in answer.message
                        self.assertTrue(not answer.error or answer.is_sentence or is_odoos, answer)
                        if ids and ids != [0]:
                            self.assertTrue(answer.error, answer)
                        self.assertEqual(self.snapshot(), before)

    def test_wrong_arguments(self):
        """Each argument of each method, of each wrong kind."""
        for model, method, arguments, of_none in self.public_methods:
            for login in self.get_callers(model):
                if self.overrides_odoo(model, method):
                    continue
                record = self.own.get(model)
                args = [] if of_none or not record else [record.ids]
                for argument in arguments:
                    for value in WRONG:
                        with self.attacking(
                            "argument",
                            login=login,
                            model=model,
                            method=method,
                            name=argument.name,
                            value=str(value)[:20],
                        ):
                            values = self.get_arguments(arguments, **{argument.name: value})
                            if "key" in values and argument.name != "key":
                                values["key"] = str(uuid4())
                            answer = self.rpc(login, model, method, *args, **values)
                            self.assert_sentence(answer)
                            self.assert_books_if_accepted(answer)

    def get_callers(self, model):
        """Who gets so far that the arguments are looked at."""
        if model == "points.api":
            return ("api",)
        return ("cashier",) if model.startswith("pos.") else ("manager",)

    def assert_books_if_accepted(self, answer):
        if not answer.error:
            self.assert_ledger_is_proven()

    def test_contexts(self):
        """Each method with a context that would have it create or see something else."""
        contexts = (
            {"default_points": 1000, "default_balance": 1000, "default_state": "posted"},
            {"allowed_company_ids": ["x"]},
            {"tz": "x"},
            {"points_as_at": "x"},
            {"customer_purchase_ids": "x"},
        )
        for model, method, arguments, of_none in self.public_methods:
            if self.overrides_odoo(model, method):
                continue
            record = self.own.get(model)
            args = [] if of_none or not record else [record.ids]
            for context in contexts:
                with self.attacking("context", model=model, method=method, context=context):
                    values = self.get_arguments(arguments)
                    answer = self.rpc("cashier", model, method, *args, **values, context=context)
                    self.assert_sentence_or_odoos(answer)
                    self.assert_books_if_accepted(answer)

    def test_private_methods(self):
        """What is not public is not called, whatever its name."""
        names = set()
        for model in self.own_models:
            for cls in type(self.env[model]).mro():
                if cls.__module__.startswith(PACKAGE):
                    names |= {
                        (model, name)
                        for name, value in vars(cls).items()
                        if name.startswith("_")
                        and not name.startswith("__")
                        and inspect.isfunction(value)
                    }
        self.assertGreater(len(names), 100)
        for model, name in sorted(names):
            with self.subTest(model=model, method=name), self.assertRaises(AccessError):
                get_public_method(self.env[model], name)
