"""The examples in the docstrings of points/ are true."""

import doctest
import importlib
import pkgutil
import unittest

import points


class TestDoctests(unittest.TestCase):
    def test_every_module_has_examples_and_they_hold(self):
        for info in pkgutil.iter_modules(points.__path__):
            with self.subTest(module=info.name):
                module = importlib.import_module(f"points.{info.name}")
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)
