"""What the sources say exists, read without Odoo: what a document may name."""

import ast
import re
from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE = "pos_customer_loyalty"
#: What documents name and others define: add-ons, Odoo's own methods and settings, a command.
OF_OTHERS = {
    "limit_time_real_cron",
    "loyalty",
    "partner_firstname",
    "point_of_sale",
    "pos.order.sync_from_ui",
    "pos_loyalty",
    "sudo",
    "super()",
}
#: Buttons, menus and groups of Odoo's that documents name.
LABELS_OF_ODOO = {
    "Actions",
    "Automatically validate order",
    "Email Templates",
    "Employees at the till",
    "Invoicing",
    "Mail Template Editors",
    "My Preferences",
    "Orders",
    "Refund",
    "Return Products",
    "Reverse and Create Invoice",
    "Sales & Purchase",
    "Security",
    "Send email",
    "Settings",
    "Technical",
    "Validate",
}
LITERAL = re.compile(r"``(.+?)``", re.S)
LINK = re.compile(r"`[^`<]+<([^>]+)>`__?", re.S)
IMAGE = re.compile(r"^\.\. (?:image|figure):: (\S+)", re.M)
UNDERLINE = re.compile(r"^([=\-~^])\1{2,}$")


def get_documents():
    """The documents of the project, and those of its tests."""
    return sorted([*ROOT.glob("*.rst"), *ROOT.glob("doc/*.rst"), *ROOT.glob("tests/*.rst")])


def get_literals(document):
    """What a document has in double backquotes, each on one line."""
    return [" ".join(literal.split()) for literal in LITERAL.findall(document.read_text())]


def get_labels(document):
    """What a document has in single asterisks: labels, menus by menus."""
    text = LITERAL.sub("", document.read_text())
    emphases = re.findall(r"(?<!\*)\*(?![\s*])([^*]+?)\*(?!\*)", text)
    return [label for emphasis in emphases for label in " ".join(emphasis.split()).split(" > ")]


def get_blocks(document):
    """The lines of a document's indented blocks, as commands are written in."""
    lines = document.read_text().splitlines()
    return [line.strip() for line in lines if line.startswith("    ")]


def get_anchors(document):
    """The names by which sections of a document are linked to."""
    lines = document.read_text().splitlines()
    titles = [title for title, line in pairwise(lines) if UNDERLINE.match(line)]
    return {re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") for title in titles}


class Sources:
    """Everything of this checkout that has a name."""

    def __init__(self):
        self.trees = {
            path: ast.parse(path.read_text())
            for path in ROOT.rglob("*.py")
            if not re.search(r"/(\.|node_modules/)", str(path.relative_to(ROOT.parent)))
        }

    def is_known(self, literal):
        """Whether there is what a document names.

        :param str literal: what stands in double backquotes
        """
        return any(
            is_one(literal)
            for is_one in (
                OF_OTHERS.__contains__,
                self.is_path,
                self.is_test,
                self.is_command,
                self.is_member,
                self.is_arithmetic,
                self.is_function,
                self.is_name,
            )
        )

    def is_path(self, literal):
        """A file or folder of the checkout, by its whole path."""
        is_relative = re.fullmatch(r"[\w.*-]+(/[\w.*-]+)*/?", literal)
        return bool(is_relative) and any(ROOT.glob(literal.rstrip("/")))

    def is_test(self, literal):
        """A test: its file, its class if need be, its name."""
        path, *names = literal.split("::")
        tree = self.trees.get(ROOT / path)
        if not names or not tree:
            return False
        scope = tree.body
        for name in names:
            found = [node for node in scope if getattr(node, "name", None) == name]
            if not found and len(names) == 1:
                found = [node for node in ast.walk(tree) if getattr(node, "name", None) == name]
            if not found:
                return False
            scope = found[0].body
        return True

    def is_command(self, literal):
        """A target of make, a command that this module gives to Odoo, a script with its options."""
        words = re.sub(r"^([A-Z_]+=\S+ )+", "", literal).split()
        if words[:1] == ["make"]:
            return len(words) == 2 and words[1] in self.targets
        if words[:1] == ["odoo"]:
            options = words[1:]
            names = [word for word in options if word in self.commands]
            return len(names) == 1 or options[-2:] == ["-u", MODULE]
        return (
            len(words) > 1
            and (ROOT / words[0]).is_file()
            and all(word in (ROOT / words[0]).read_text() for word in words[1:])
        )

    def is_member(self, literal):
        """A model, or a method or field of one, with all its arguments if with any."""
        name, arguments = re.fullmatch(r"([^(]*)(?:\((.*)\))?", literal).groups()
        model, _dot, member = name.rpartition(".")
        if arguments:
            return arguments.split(", ") == self.arguments.get((model, member))
        return name in self.members or member in self.members.get(model, ())

    def is_arithmetic(self, literal):
        """A module of points/, or what is in one: points.lots, points.earning.get_outcome."""
        package, *names = literal.split(".")
        if package != "points" or not names:
            return False
        tree = self.trees.get(ROOT / "points" / f"{names[0]}.py")
        return bool(tree) and (
            len(names) == 1 or names[1] in {getattr(node, "name", None) for node in tree.body}
        )

    def is_function(self, literal):
        """A function of PostgreSQL: points_entry_content()."""
        return literal.endswith("()") and literal[:-2] in self.functions

    def is_name(self, literal):
        """A name of one word, of any kind."""
        return any(
            literal in names
            for names in (
                self.names,
                self.sql_names,
                self.xml_ids,
                self.kinds,
                self.variables,
                self.script_names,
            )
        )

    @cached_property
    def labels(self):
        """All texts of the screens."""
        template = (ROOT / "i18n" / f"{MODULE}.pot").read_text()
        texts = re.findall(r'^msgid "(.+)"$', template, re.M)
        return LABELS_OF_ODOO.union(texts)

    @cached_property
    def targets(self):
        return set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))

    @cached_property
    def commands(self):
        return {path.stem for path in (ROOT / "cli").glob("*.py")} - {"__init__"}

    @cached_property
    def classes(self):
        """The classes of models and wizards."""
        return [
            node
            for path, tree in self.trees.items()
            if path.relative_to(ROOT).parts[0] in ("models", "wizard")
            for node in tree.body
            if isinstance(node, ast.ClassDef)
        ]

    @cached_property
    def members(self):
        """Names of methods and fields, by model: of our own, and what we add to those of Odoo."""
        members = defaultdict(set)
        for node in self.classes:
            for model in get_models(node):
                members[model] |= set(get_members(node))
        return members

    @cached_property
    def arguments(self):
        """Names of the arguments of a method, by model and method."""
        arguments = {}
        for node in self.classes:
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    names = [argument.arg for argument in method.args.args[1:]]
                    for model in get_models(node):
                        arguments[model, method.name] = names
        return arguments

    @cached_property
    def names(self):
        """Names of classes, functions, methods, fields, constants, arguments, folders."""
        folders = {path.name for path in ROOT.glob("*/*") if path.is_dir()}
        names = {MODULE, *folders}.union(*self.members.values())
        for tree in self.trees.values():
            for node in ast.walk(tree):
                if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                    names.add(node.name)
                elif isinstance(node, ast.arg):
                    names.add(node.arg)
            names.update(*(get_targets(node) for node in tree.body))
        return names

    @cached_property
    def sql(self):
        """The SQL files: pairs of a path and its text."""
        return [(path, path.read_text()) for path in sorted((ROOT / "models").rglob("*.sql"))]

    @cached_property
    def triggers(self):
        """Pairs of a trigger and its table."""
        pattern = r"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER (\w+)[^;]*? ON (\w+)"
        return {pair for _path, text in self.sql for pair in re.findall(pattern, text)}

    @cached_property
    def functions(self):
        pattern = r"CREATE OR REPLACE FUNCTION (\w+)"
        return {name for _path, text in self.sql for name in re.findall(pattern, text)}

    @cached_property
    def sql_names(self):
        """Functions, triggers, tables and indexes of PostgreSQL."""
        tables = {model.replace(".", "_") for model in self.members}
        pattern = r"CREATE (?:INDEX|TABLE) IF NOT EXISTS (\w+)"
        others = {name for _path, text in self.sql for name in re.findall(pattern, text)}
        return self.functions | {name for name, _table in self.triggers} | tables | others

    @cached_property
    def xml_ids(self):
        texts = [path.read_text() for path in ROOT.rglob("*.xml") if ".git" not in path.parts]
        return {name for text in texts for name in re.findall(r' (?:id|t-name)="(\w+)"', text)}

    @cached_property
    def kinds(self):
        """What fields can be chosen to be, such as the kinds of an entry; keys of answers."""
        keys = set()
        for path, tree in self.trees.items():
            if path.relative_to(ROOT).parts[0] in ("models", "points"):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        keys.add(node.value)
        return {key for key in keys if re.fullmatch(r"[a-z_]+", key)}

    @cached_property
    def variables(self):
        """Variables of the environment that scripts and tests read."""
        scripts = [*ROOT.glob("dev/*"), *ROOT.glob("bench/*"), *ROOT.glob("tests/**/*.py")]
        texts = [path.read_text() for path in scripts if path.is_file()]
        pattern = r'\$\{([A-Z_]+):[-=]|environ(?:\.get\(|\[)"([A-Z_]+)"'
        pairs = [pair for text in texts for pair in re.findall(pattern, text)]
        return {name for pair in pairs for name in pair} - {""}

    @cached_property
    def script_names(self):
        """Members that the till's scripts define."""
        names = set()
        for path in (ROOT / "static" / "src").rglob("*.js"):
            pattern = r"^\s*(?:export )?(?:async |get |set |static |function |class )*(\w+)\b[ (]"
            names.update(re.findall(pattern, path.read_text(), re.M))
        return names


def get_targets(node):
    """Names that an assignment gives."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def get_members(model):
    """Names that a class defines: its methods, fields and attributes."""
    for node in model.body:
        yield from [node.name] if isinstance(node, ast.FunctionDef) else get_targets(node)


def get_models(node):
    """The model that a class is, or that it extends."""
    values = {
        name: ast.literal_eval(item.value)
        for item in node.body
        if isinstance(item, ast.Assign)
        for name in get_targets(item)
        if name in ("_name", "_inherit")
    }
    model = values.get("_name") or values.get("_inherit")
    return [model] if isinstance(model, str) else model or []
