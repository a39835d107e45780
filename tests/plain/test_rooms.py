import ast
import re
import unittest
from collections import defaultdict
from pathlib import Path

MODELS = Path(__file__).parents[2] / "models"
#: Any room may use it, without saying so.
FOR_ALL = "common"
#: A program shows its accounts and what they hold, and its till loads them; it needs neither.
SHOWN = {("program", "points.account"), ("program", "points.entry")}


def parse(path):
    return ast.parse(path.read_text(), str(path))


def get_imports(path):
    """Files and folders beside it that a file imports, in their order."""
    nodes = [n for n in parse(path).body if isinstance(n, ast.ImportFrom) and n.level == 1]
    return [
        name
        for node in nodes
        for name in ([node.module] if node.module else [alias.name for alias in node.names])
    ]


def get_attribute(model, name):
    """The strings that a class assigns to ``_name`` or ``_inherit``."""
    for node in model.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            value = ast.literal_eval(node.value)
            return [value] if isinstance(value, str) else value
    return []


def get_own_models(tree):
    """Models that a file brings into the world: not those of Odoo that it extends."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            inherited = get_attribute(node, "_inherit")
            yield from (name for name in get_attribute(node, "_name") if name not in inherited)


def get_arrows(tree, owners):
    """Pairs of a room that a file builds on, and by what.

    :param dict owners: the room by model, of the models that may not just be shown
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((name.split(".")[0], f"import of {name}") for name in names)
        elif isinstance(node, ast.Constant) and node.value in owners:
            yield owners[node.value], f"model {node.value}"


class TestRooms(unittest.TestCase):
    """The rooms of models/ stand on each other in one order, and say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rooms = get_imports(MODELS / "__init__.py")
        cls.files = {
            room: {path: parse(path) for path in (MODELS / room).glob("*.py")} for room in cls.rooms
        }
        cls.owners = {
            model: room
            for room, trees in cls.files.items()
            for tree in trees.values()
            for model in get_own_models(tree)
        }
        nodes = [n for trees in cls.files.values() for tree in trees.values() for n in tree.body]
        cls.imported = {
            tuple(node.module.split("."))
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.level == 2 and "." in node.module
        }
        cls.arrows = defaultdict(set)
        for room, trees in cls.files.items():
            owners = {m: owner for m, owner in cls.owners.items() if (room, m) not in SHOWN}
            for path, tree in trees.items():
                for below, reason in get_arrows(tree, owners):
                    if below != room:
                        cls.arrows[room, below].add(f"{path.relative_to(MODELS)}: {reason}")

    def get_below(self, room):
        """The rooms that a room builds on, but for what all use."""
        return {below for above, below in self.arrows if above == room} - {FOR_ALL}

    def test_the_rooms_were_read(self):
        self.assertGreater(len(self.rooms), 8)
        self.assertEqual(self.owners["points.account"], "ledger")
        self.assertIn("ledger", [below for room, below in self.arrows if room == "sale"])

    def test_every_room_is_in_the_list(self):
        folders = {path.parent.name for path in MODELS.glob("*/__init__.py")}
        self.assertEqual(set(self.rooms), folders)
        self.assertEqual([path.name for path in MODELS.glob("*.py")], ["__init__.py"])

    def test_every_file_is_loaded(self):
        for room in self.rooms:
            used = {name for path in self.files[room] for name in get_imports(path)}
            used |= {name for owner, name in self.imported if owner == room}
            with self.subTest(room=room):
                self.assertEqual({path.stem for path in self.files[room]} - used, {"__init__"})

    def test_no_room_builds_on_one_that_stands_on_it(self):
        wrong = {
            f"{room} -> {below}": sorted(reasons)
            for (room, below), reasons in self.arrows.items()
            if self.rooms.index(below) > self.rooms.index(room)
        }
        self.assertFalse(wrong, "Move the code to the upper room, or let it be called there.")

    def test_each_room_names_what_it_builds_on(self):
        for room in self.rooms:
            text = ast.get_docstring(parse(MODELS / room / "__init__.py")) or ""
            below = self.get_below(room)
            with self.subTest(room=room):
                self.assertRegex(text.split("\n\n")[-1], r"^Builds on ")
                self.assertEqual(set(re.findall(r"``(\w+)``", text)), below)

    def test_the_architecture_names_what_each_room_builds_on(self):
        text = (MODELS.parent / "ARCHITECTURE.rst").read_text()
        row = r"\* - ``models/(\w+)/``\n(?: .*\n)+? +- ([a-z, ]+)(?=\n   \* -|\n\n)"
        rows = re.findall(row, text)
        self.assertEqual([room for room, _below in rows], self.rooms)
        for room, below in rows:
            with self.subTest(room=room):
                self.assertEqual(set(below.split(", ")), self.get_below(room) or {"nothing"})

    def test_the_arithmetic_knows_no_room(self):
        for path in (MODELS.parent / "points").glob("*.py"):
            froms = [node for node in ast.walk(parse(path)) if isinstance(node, ast.ImportFrom)]
            with self.subTest(file=path.name):
                self.assertFalse([n.module for n in froms if n.level > 1 or n.module == "odoo"])
