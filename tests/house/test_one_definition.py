import inspect
import re
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

MODULE = "pos_customer_loyalty"
#: Odoo calls these on each class of a model, one after the other.
EXCEPT = {"init"}


@tagged("post_install", "-at_install")
class TestOneDefinition(TransactionCase):
    """A method of one model is defined in one file of this module.

    Where several subjects take part in it, that one method names them in their order. Otherwise
    what runs first would depend on the order of imports.
    """

    def get_files(self, model_name):
        """Where this module defines each attribute of a model that can be called or computed."""
        files = defaultdict(set)
        for cls in type(self.env[model_name]).mro():
            if cls.__module__.startswith(f"odoo.addons.{MODULE}.") and cls._module == MODULE:
                for name, value in vars(cls).items():
                    if inspect.isroutine(value) or isinstance(value, property):
                        files[name].add(cls.__module__)
        return files

    def is_own(self, model_name, files):
        """Whether these are files of the model itself, and not of a mixin that it inherits."""
        model = type(self.env[model_name])
        own = {cls.__module__ for cls in model.mro() if getattr(cls, "_name", None) == model_name}
        return files & own

    def test_each_method_of_a_model_is_defined_once(self):
        twice = {
            f"{model_name}.{method}": sorted(own)
            for model_name in self.env.registry
            for method, files in self.get_files(model_name).items()
            if len(own := self.is_own(model_name, files)) > 1 and method not in EXCEPT
        }
        self.assertEqual(twice, {})

    def test_each_method_of_the_till_is_patched_once(self):
        places = defaultdict(list)
        source = Path(__file__).parents[2] / "static" / "src"
        for path in sorted(source.rglob("*.js")):
            for target, name in get_patched(path.read_text()):
                places[target, name].append(path.name)
        self.assertIn(("PosOrderline.prototype", "pointsKind"), places)
        self.assertEqual({key: names for key, names in places.items() if len(names) > 1}, {})


def get_patched(script):
    """The members that a script patches: pairs of what is patched and a name."""
    for target, body in re.findall(r"^patch\(([\w.]+), \{\n(.*?)^\}\);", script, re.M | re.S):
        members = r"^    (?:async |get |set |static )*(\w+)(?:\(|:|,)"
        for name in re.findall(members, body, re.M):
            if name not in ("if", "for", "return"):
                yield target, name
