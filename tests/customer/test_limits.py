from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PointsCommon

TOO_LARGE = (2**31, 2**63, 10**40, 0, -1, 1.5, True, "1", None, [1], {})


@tagged("post_install", "-at_install")
class TestLimits(PointsCommon):
    """Figures are compared with figures, and records are named by their numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "manager.of.limits",
            "base.group_user,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_a_figure_is_compared_with_a_number(self):
        Partner = self.env["res.partner"].with_user(self.cashier)
        for name in ("turnover_total", "points_balance", "account_balance", "visits_year"):
            for value in (float("nan"), float("inf"), 1e308, 2**63, "abc", "1; DROP", [1], True):
                with self.subTest(name=name, value=value), self.assertRaises(UserError):
                    Partner.search_count([(name, ">", value)])
            self.assertEqual(Partner.search_count([(name, ">", 10**9)]), 0)

    def test_a_past_balance_is_compared_with_numbers(self):
        Account = self.env["points.account"].with_user(self.manager)
        for value in (float("nan"), 1e308, 2**63, "abc", list(range(2000))):
            with self.subTest(value=str(value)[:20]), self.assertRaises(UserError):
                Account.search_count([("balance_at", "in" if type(value) is list else "=", value)])
        with self.assertRaises(UserError):
            Account.with_context(points_as_at="never").search([("balance_at", "=", 5)])

    def test_a_till_names_records_by_their_numbers(self):
        Partner = self.env["res.partner"].with_user(self.cashier)
        Order = self.env["pos.order"].with_user(self.cashier)
        marie, config = self.marie.id, self.config.id
        for wrong in TOO_LARGE:
            for call, args in [
                (Partner.read_customer_sheet, [wrong, config]),
                (Partner.read_customer_sheet, [marie, wrong]),
                (Partner.read_customer_purchases, [wrong, config, False]),
                (Partner.read_customer_purchases, [marie, wrong, False]),
                (Order.claim_points, [wrong, marie]),
                (Order.claim_points, [1, wrong]),
            ]:
                with self.subTest(call=call.__name__, wrong=wrong), self.assertRaises(UserError):
                    call(*args)
        for wrong in (2**31, 2**63, -1, "1", 1.5):
            with self.subTest(before=wrong), self.assertRaises(UserError):
                Partner.read_customer_purchases(marie, config, wrong)

    def test_a_till_takes_points_for_an_amount(self):
        self.open_new_session()
        session = self.config.current_session_id.with_user(self.cashier)
        for key, order_uuid, partner_id, amount in [
            ("k", "o", 2**40, 5.0),
            ("k", "o", self.marie.id, 1e308),
            ("k", "o", self.marie.id, float("nan")),
            ("k", "o", self.marie.id, 2**70),
            ("k\0", "o", self.marie.id, 5.0),
            ("k", "o\0", self.marie.id, 5.0),
            ("k" * 65, "o", self.marie.id, 5.0),
        ]:
            with self.subTest(key=key, amount=amount), self.assertRaises(UserError):
                session.authorise_points(key, order_uuid, partner_id, amount)
        for key in (None, 7, "k\0", "k" * 10_000, ["k"]):
            with self.subTest(key=str(key)[:10]), self.assertRaises(UserError):
                session.release_points(key)
