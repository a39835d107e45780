"""Random days of a shop: who is in a category is compared with the conditions, looked at afresh.

The reference counts sales one by one, and knows nothing of SQL. For more::

    POINTS_STATEFUL_EXAMPLES=200 POINTS_STATEFUL_STEPS=50

before the test command; Odoo's log counts the steps.
"""

import logging
import os
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo import fields
from odoo.tests import tagged

from ..history_machine import HistoryMachine
from .categories_common import CategoriesCommon

_logger = logging.getLogger(__name__)
EXAMPLES = int(os.environ.get("POINTS_STATEFUL_EXAMPLES", 8))
STEPS = int(os.environ.get("POINTS_STATEFUL_STEPS", 25))
WHO = st.integers(0, 2)
WHICH = st.integers(0, 4)
#: Name, and the conditions of the five categories.
CATEGORIES = [
    ("Best", {"turnover_test": "least", "turnover_least": 20, "turnover_days": 60}),
    ("Frugal", {"turnover_test": "between", "turnover_least": 1, "turnover_most": 15}),
    ("Regular", {"visits_test": "least", "visits_least": 3, "visits_days": 30}),
    ("Sleeping", {"last_visit_test": "least", "last_visit_days": 45}),
    ("Rich", {"points_least": 15}),
]


class Sales:
    """The reference: all sales and returns, and the conditions in plain Python."""

    def __init__(self):
        self.rows = []  # (customer, day, amount, whether it is a visit)

    def total(self, who, today, days):
        first = today - timedelta(days)
        return sum(amount for whose, day, amount, _ in self.rows if whose == who and day > first)

    def visit_days(self, who):
        return [day for whose, day, _, is_visit in self.rows if whose == who and is_visit]

    def belongs(self, who, name, today, points):
        days = self.visit_days(who)
        return {
            "Best": lambda: self.total(who, today, 60) >= 20,
            "Frugal": lambda: 1 <= self.total(who, today, 365) <= 15,
            "Regular": lambda: sum(day > today - timedelta(30) for day in days) >= 3,
            "Sleeping": lambda: bool(days) and max(days) <= today - timedelta(45),
            "Rich": lambda: points >= 15,
        }[name]()


class CategoriesMachine(HistoryMachine):
    """Each rule does one thing to the shop and to the model of it."""

    @initialize()
    def open_shop(self):
        env = self.case.env
        self.begin()
        self.now = self.case.start
        self.customers = env["res.partner"].create([{"name": f"Stateful {n}"} for n in range(3)])
        self.categories = env["res.partner.category"].create(
            [
                {"name": name, "is_automatic": True, "company_id": self.case.company.id, **terms}
                for name, terms in CATEGORIES
            ]
        )
        self.sales, self.sold = Sales(), []
        # By hand: True for given, False for taken out, for a customer and a category.
        self.by_hand = {}
        self.messages = dict.fromkeys(range(3), 0)
        self.case.fill()

    @rule(who=WHO, loaves=st.integers(1, 5))
    def sell(self, who, loaves):
        with freeze_time(self.now):
            order = self.case.sell(
                [(self.case.bread, loaves)],
                self.customers[who],
                date_order=fields.Datetime.to_string(self.now),
            )
        self.sales.rows.append((who, self.now.date(), order.amount_total, True))
        self.sold.append([who, order])
        self.check(who)

    @precondition(lambda self: self.sold)
    @rule(data=st.data())
    def bring_back(self, data):
        who, order = sold = data.draw(st.sampled_from(self.sold))
        self.sold.remove(sold)
        with freeze_time(self.now):
            refund = self.case.env["pos.order"].browse(order.refund()["res_id"])
            refund.sudo().date_order = self.now
            self.case.env["pos.make.payment"].with_context(active_id=refund.id).create(
                {
                    "amount": refund.amount_total,
                    "payment_method_id": self.case.cash_pm1.id,
                }
            ).check()
        self.sales.rows.append((who, self.now.date(), refund.amount_total, False))
        self.check(who)

    @rule(days=st.sampled_from([1, 10, 29, 30, 31, 45, 60]))
    def wait_and_evaluate(self, days):
        self.now += timedelta(days)
        with freeze_time(self.now):
            self.case.fill()
        for who in range(3):
            self.check(who)

    @rule(who=WHO, which=WHICH)
    def do_by_hand(self, who, which):
        """Give a category that the customer has not, or take one that he has."""
        partner, category = self.customers[who], self.categories[which]
        gives = category not in partner.category_id
        with freeze_time(self.now):
            if gives:
                partner.category_id += category
            else:
                partner.category_id -= category
        was_given = self.by_hand.pop((who, which), None)
        if gives:
            self.by_hand[who, which] = True
        elif was_given is None:
            # What the automat gave is kept out; what was given by hand is the automat's again.
            self.by_hand[who, which] = False

    def check(self, who):
        """Right after an evaluation of a customer: what the conditions say, unless by hand."""
        partner = self.customers[who]
        points = partner.points_balance
        for which, (name, _terms) in enumerate(CATEGORIES):
            belongs = self.sales.belongs(who, name, self.now.date(), points)
            expected = self.by_hand.get((who, which), belongs)
            found = self.categories[which] in partner.category_id
            assert found == expected, (who, name, self.now, points, self.sales.rows)

    @invariant()
    def what_was_done_by_hand_is_untouched(self):
        if not hasattr(self, "sales"):
            return
        type(self).steps += 1
        for (who, which), given in self.by_hand.items():
            assert (self.categories[which] in self.customers[who].category_id) == given


@tagged("post_install", "-at_install")
class TestCategoriesStateful(CategoriesCommon):
    def test_random_days(self):
        CategoriesMachine.case = self
        self.open_new_session()
        self.start = self.env.cr.now()
        run_state_machine_as_test(
            CategoriesMachine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        _logger.info("%s steps", CategoriesMachine.steps)
        self.assertGreater(CategoriesMachine.steps, EXAMPLES * 2)
