import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..common import PointsCommon

MOST_STATEMENTS = 8
#: What categories that keep themselves add to any sale, where there are some.
MOST_OF_CATEGORIES = 4
OF_POINTS = re.compile(r"points_(account|entry|program|rule)\b").search


class CountingCommon(PointsCommon):
    """Counts the SQL statements of a sale."""

    @contextmanager
    def count_statements(self):
        statements = []
        execute = Cursor.execute

        def counted(cursor, query, *args, **kwargs):
            statements.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            yield statements

    def count_sale(self, line_count, customer):
        """Statements of one sale, from the call of the till to the end of its transaction.

        :return tuple: how many in all, and how many of them concern points
        """
        data = self.order_data([(self.bread, 1)] * line_count, customer)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_statements() as statements:
            self.sync(data)
            self.env.flush_all()
        return len(statements), sum(map(bool, map(OF_POINTS, statements)))


@tagged("post_install", "-at_install")
class TestSqlCount(CountingCommon):
    """What loyalty adds to a paid order in SQL statements, however many lines it has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def count_added(self, line_count, first=False):
        """What a program adds to the same sale in a database that knows nothing of points."""
        counts = {}
        for program in (self.program.browse(), self.program):
            self.config.points_program_id = program
            # The caches of the registry are cold after a change of settings.
            counts[program] = min(
                self.count_sale(line_count, self.create_customer() if first else self.marie)
                for _sale in range(3)
            )
        without, of_points = counts[self.program.browse()]
        return counts[self.program][0] - (without - of_points)

    def create_customer(self):
        return self.env["res.partner"].create({"name": "New"})

    def test_the_first_order_of_a_customer_costs_no_more(self):
        self.assertLessEqual(self.count_added(1, first=True), MOST_STATEMENTS)

    def test_a_paid_order_costs_few_statements(self):
        added = {line_count: self.count_added(line_count) for line_count in (1, 50)}
        self.assertLessEqual(added[1], MOST_STATEMENTS)
        self.assertGreater(added[1], 3, "at least the account, the entry and the balance")
        self.assertEqual(added[50], added[1])

    def test_any_rule_stays_within_the_same_few_statements(self):
        """Labels of products and customers, and a cap of a day, under a hundred rules."""
        self.marie.category_id = self.env["res.partner.category"].create({"name": "Gold"})
        self.bread.pos_categ_ids = self.env["pos.category"].create({"name": "Bakery"})
        self.bread.product_tag_ids = self.env["product.tag"].create({"name": "Organic"})
        self.program.day_cap = 1000
        self.program.rule_ids = [
            Command.create(
                {
                    "basis": basis,
                    "kind": kind,
                    "points": number + 1,
                    "sequence": 1,
                    "pos_category_ids": self.bread.pos_categ_ids.ids,
                    "product_tag_ids": self.bread.product_tag_ids.ids,
                    "partner_category_ids": self.marie.category_id.ids,
                }
            )
            for number in range(33)
            for basis, kind in [("unit", "base"), ("base", "bonus"), ("order", "bonus")]
        ]
        self.assertLessEqual(self.count_added(50), MOST_STATEMENTS)

    def test_rules_cost_no_statements(self):
        one_rule = self.count_added(50)
        self.program.rule_ids = [
            Command.create(
                {
                    "basis": "unit",
                    "points": number + 1,
                    "sequence": 1,
                    "product_ids": [Command.set(self.cheese.ids)],
                    "product_category_ids": [Command.set(self.categ_anglo.ids)],
                }
            )
            for number in range(99)
        ]
        self.assertEqual(self.count_added(50), one_rule)

    def test_tills_are_told_in_one_statement_with_odoos_own_message(self):
        """Goods that leave the stock at once make Odoo flush in the middle of the sale."""
        data = self.order_data([(self.bread, 1)], self.marie)
        self.env.cr.flush()
        with self.count_statements() as statements:
            self.sync(data)
            self.env.cr.flush()
        told = [statement for statement in statements if 'INTO "bus_bus"' in statement]
        self.assertEqual(len(told), 1)
        self.assertIn("POINTS_ACCOUNTS", told[0])

    def test_categories_that_keep_themselves_cost_few_statements(self):
        """However many there are: a savepoint, the evaluation, and what the till is told."""
        plain = min(self.count_sale(1, self.marie)[0] for _sale in range(3))
        self.env["res.partner.category"].create(
            [
                {
                    "name": f"Tier {number}",
                    "is_automatic": True,
                    "is_tier": True,
                    "company_id": self.company.id,
                    "turnover_test": "least",
                    "turnover_least": 100000 + number,
                    "turnover_days": 30 + number % 2,
                }
                for number in range(20)
            ]
        )
        counts = [self.count_sale(1, self.marie)[0] for _sale in range(3)]
        self.assertLessEqual(min(counts) - plain, MOST_OF_CATEGORIES)
