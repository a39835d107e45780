import re
import unittest

from documents import (
    IMAGE,
    LABELS_OF_ODOO,
    LINK,
    OF_OTHERS,
    ROOT,
    Sources,
    get_anchors,
    get_blocks,
    get_documents,
    get_labels,
    get_literals,
)


class TestDocuments(unittest.TestCase):
    """What the documents name is there: whoever follows them finds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sources = Sources()

    def test_a_name_that_is_not_there_is_found(self):
        for literal in (
            "points.account._pots",
            "points.acount",
            "pos.order.action_pos_order_payed",
            "points.earning.get_outcomes",
            "models/ledger/points_entries.sql",
            "points_entry_check_nothing()",
            "res.partner.find_duplicates(values)",
            "make runn",
            "make",
            "odoo points_proof -d DATABASE",
            "dev/lint --repair",
            "tests/ledger/test_ledger.py::test_nothing",
            "tests/ledger/test_ledgers.py::test_update_is_refused",
            "tests/ledger/test_ledger.py::TestLedger::test_nothing",
            "POINTS_CASH",
        ):
            with self.subTest(literal=literal):
                self.assertFalse(self.sources.is_known(literal))

    def test_a_name_of_each_kind_is_known(self):
        for literal in (
            "points.account._post",
            "points.account",
            "pos.order.points_earned",
            "points.earning.get_outcome",
            "models/ledger/points_entry.sql",
            "points_entry_check_follows()",
            "res.partner.find_duplicates(vals, limit)",
            "make run",
            "odoo --addons-path=FOLDERS points_prove -d DATABASE",
            "odoo -d DATABASE -u pos_customer_loyalty",
            "dev/lint --fix",
            "tests/ledger/test_ledger.py::test_update_is_refused",
            "tests/ledger/test_ledger.py::TestLedger::test_update_is_refused",
            "POINTS_CACHE",
        ):
            with self.subTest(literal=literal):
                self.assertTrue(self.sources.is_known(literal))

    def test_no_exception_is_made_without_need(self):
        named = {literal for document in get_documents() for literal in get_literals(document)}
        self.assertEqual(OF_OTHERS - named, set())
        labels = {label for document in get_documents() for label in get_labels(document)}
        self.assertEqual(LABELS_OF_ODOO - labels, set())

    def test_what_documents_name_is_there(self):
        for document in get_documents():
            for literal in get_literals(document):
                with self.subTest(document=document.name, literal=literal):
                    self.assertTrue(self.sources.is_known(literal))

    def test_labels_that_documents_name_are_on_the_screens(self):
        for document in get_documents():
            for label in get_labels(document):
                with self.subTest(document=document.name, label=label):
                    self.assertTrue(label in self.sources.labels)

    def test_commands_to_type_are_there(self):
        for document in get_documents():
            for line in get_blocks(document):
                command = line.split("#")[0].strip()
                if re.match(r"([A-Z_]+=\S+ )*(make|odoo|dev/\w+)\b", command):
                    with self.subTest(document=document.name, command=command):
                        self.assertTrue(self.sources.is_known(command))

    def test_hooks_before_a_commit_call_what_is_there(self):
        hooks = (ROOT / ".pre-commit-config.yaml").read_text()
        commands = re.findall(r"entry: (.+)", hooks)
        parts = re.findall(r"wanted (\w+); then", (ROOT / "dev" / "lint").read_text())
        self.assertEqual({f"dev/lint {part}" for part in parts}, set(commands))

    def test_links_and_pictures_lead_somewhere(self):
        for document in get_documents():
            text = document.read_text()
            for target in LINK.findall(text) + IMAGE.findall(text):
                if not target.startswith(("http:", "https:")):
                    path, _hash, anchor = target.partition("#")
                    with self.subTest(document=document.name, target=target):
                        file = (document.parent / path).resolve() if path else document
                        self.assertTrue(file.exists())
                        self.assertTrue(not anchor or anchor in get_anchors(file))

    def test_every_page_is_linked_to(self):
        targets = {
            (document.parent / target.partition("#")[0]).resolve()
            for document in get_documents()
            for target in LINK.findall(document.read_text())
        }
        self.assertEqual(set(get_documents()) - targets - {ROOT / "README.rst"}, set())

    def test_the_uninstallation_removes_every_function(self):
        hook = (ROOT / "hooks.py").read_text()
        removed = set(re.findall(r"DROP FUNCTION IF EXISTS (\w+)\(", hook))
        self.assertEqual(removed, self.sources.functions)

    def test_the_architecture_names_every_room_trigger_and_function(self):
        text = (ROOT / "ARCHITECTURE.rst").read_text()
        literals = set(get_literals(ROOT / "ARCHITECTURE.rst"))
        rooms = {f"models/{path.parent.name}/" for path in ROOT.glob("models/*/__init__.py")}
        functions = {f"{name}()" for name in self.sources.functions}
        self.assertGreater(len(functions), 20)
        self.assertEqual((rooms | functions) - literals, set())
        for trigger, table in self.sources.triggers:
            with self.subTest(trigger=trigger):
                self.assertTrue(re.search(rf"``{trigger}``\s+- ``{table}``", text), table)
