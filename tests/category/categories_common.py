from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tools import SQL

from ..common import PointsCommon


class CategoriesCommon(PointsCommon):
    """Categories with conditions, and days on which customers have bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.category"].search([("is_automatic", "=", True)]).is_automatic = False
        cls.Category = cls.env["res.partner.category"]
        cls.Membership = cls.env["customer.category.membership"]

    def create_category(self, name="Gold", **conditions):
        """A category that keeps itself and was filled, so that changes are told."""
        values = {"name": name, "is_automatic": True, **conditions}
        category = self.Category.create(values)
        self.fill()
        return category

    def fill(self):
        """Evaluate all customers, as the night does."""
        return self.Category._evaluate_all(size=100)

    def night(self, days=0):
        """The night after so many days."""
        with freeze_time(fields.Datetime.now() + timedelta(days)):
            return self.fill()

    def add_sale(self, partner, amount, days_ago=0, visits=1, company=None):
        """A sale as the figures of customers keep it."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_turnover (partner_id, company_id, day, amount, visits)
                   VALUES (%s, %s, %s, %s, %s)""",
                partner.id,
                (company or self.company).id,
                fields.Date.today() - timedelta(days_ago),
                amount,
                visits,
            )
        )

    def add_invoice(self, partner, amount, days_ago=0, invoices=1):
        """An invoice, or a credit note, as the figures of customers keep it."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_turnover
                   (partner_id, company_id, day, amount, visits, invoiced, invoices)
                   VALUES (%s, %s, %s, %s, 0, %s, %s)""",
                partner.id,
                self.company.id,
                fields.Date.today() - timedelta(days_ago),
                amount,
                amount,
                invoices,
            )
        )

    def add_entry(self, kind, points):
        """An entry of Marie's that no purchase gave."""
        return self.env["points.account"]._post(
            self.program, self.marie, key=f"test/{kind}", kind=kind, points=points
        )

    def members(self, category):
        return category.with_context(active_test=False).partner_ids

    def messages(self, partner):
        return [
            message.body
            for message in partner.message_ids.sorted("id")
            if "categories: " in (message.body or "")
        ]

    @contextmanager
    def broken(self, category):
        """Nothing but this category cannot be evaluated."""
        get_condition = type(self.Category)._get_condition

        def fail(model, plain, *args, **kwargs):
            if plain["id"] == category.id:
                return SQL("1 / 0 = 1")
            return get_condition(model, plain, *args, **kwargs)

        with patch.object(type(self.Category), "_get_condition", fail):
            yield
