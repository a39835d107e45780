from uuid import uuid4

from odoo.tests import tagged

from .common import AttackCommon


@tagged("post_install", "-at_install")
class TestPortal(AttackCommon):
    """A customer with an access to the portal: nothing of this module is theirs to call."""

    def test_nothing_is_for_them(self):
        user = self.users["portal"]
        mine = user.partner_id.id
        key = str(uuid4())
        sale = self.sell_honestly([self.make_line(self.wine, 1)])
        calls = (
            ("points.api", "balance", [self.program.id, mine]),
            ("points.api", "earn", [self.program.id, mine, 1000, key]),
            ("points.api", "adjust", [self.program.id, mine, 1000, key, "Gift"]),
            ("points.account", "search_read", [[], ["balance"]]),
            ("points.account", "search_count", [[["balance", ">", 5]]]),
            ("points.account", "create", [[{"partner_id": mine, "balance": 1000}]]),
            ("points.entry", "search_read", [[], ["points"]]),
            ("points.program", "search_read", [[], ["name"]]),
            ("points.lot", "search_count", [[]]),
            ("points.hold", "search_count", [[]]),
            ("points.adjust", "create", [[{"partner_ids": [[6, 0, [mine]]], "points": 1000}]]),
            ("points.batch", "create", [[{"name": "Mine"}]]),
            ("points.erase", "create", [[{"partner_id": self.marie.id}]]),
            ("points.simulation", "create", [[{"program_id": self.program.id}]]),
            ("points.as.at", "create", [[{"program_id": self.program.id}]]),
            ("points.payment.setup", "create", [[{"program_id": self.program.id}]]),
            ("points.take.over", "create", [[{}]]),
            ("points.proof", "action_prove", [[]]),
            ("customer.purchase", "search_read", [[], ["name"]]),
            ("customer.turnover", "search_read", [[], ["amount"]]),
            ("customer.duplicate", "search_read", [[], []]),
            ("customer.category.membership", "search_read", [[], []]),
            ("customer.consent", "search_read", [[], ["purpose"]]),
            ("customer.consent", "create", [[{"partner_id": mine, "purpose": "offers"}]]),
            ("pos.order", "claim_points", [sale.id, mine]),
            ("pos.order", "sync_from_ui", [[self.make_order([], [])]]),
            ("pos.order", "search_count", [[["points_earned", ">", 0]]]),
            ("pos.session", "authorise_points", [self.pos_session.ids, key, key, mine, 5.0]),
            ("pos.session", "release_points", [self.pos_session.ids, key]),
            ("res.partner", "read_customer_sheet", [self.marie.id, self.config.id]),
            ("res.partner", "read_customer_sheet", [mine, self.config.id]),
            ("res.partner", "read_customer_purchases", [mine, self.config.id, False]),
            ("res.partner", "set_customer_consent", [mine, self.config.id, "offers", True]),
            ("res.partner", "send_customer_message", [mine, self.config.id]),
            ("res.partner", "write", [[mine], {"consent_offers": True}]),
            ("res.partner", "search_count", [[["consent_offers", "=", True]]]),
            ("res.partner", "get_new_partner", [self.config.id, [], 0]),
            ("res.partner", "read", [[mine], ["points_balance"]]),
            ("res.partner", "read", [[mine], ["points_account_ids"]]),
            ("res.partner", "search_count", [[["points_balance", ">", 5]]]),
            ("res.partner", "write", [[mine], {"points_code": "12345"}]),
            ("res.partner", "write", [[mine], {"points_excluded": False}]),
            ("res.partner.category", "write", [[1], {"is_automatic": True}]),
        )
        before = self.snapshot()
        for model, method, args in calls:
            with self.attacking("portal", model=model, method=method, args=str(args)[:60]):
                self.assert_refused(self.rpc("portal", model, method, *args))
        self.assertEqual(self.snapshot(), before)

    def test_the_search_of_customers(self):
        """Words of a search find nobody whom the portal may not read."""
        for text in ("marie", "m", "a" * 100_000, "ma\x00rie", "%"):
            for method, args in (
                ("name_search", [text]),
                ("search_read", [[["search_text", "ilike", text]], ["id"]]),
                ("search_count", [[["search_text", "ilike", text]]]),
            ):
                with self.attacking("search", text=text[:10], method=method):
                    answer = self.rpc("portal", "res.partner", method, *args)
                    self.assert_sentence(answer)
                    self.assertNotIn("Marie", str(answer.result))
                    self.assertLessEqual(self.count(answer.result), 1, answer)

    def count(self, result):
        """Whom a search has found; themselves they may find."""
        return result if isinstance(result, int) else len(result or [])

    def test_duplicates(self):
        with self.attacking("find_duplicates"):
            answer = self.rpc("portal", "res.partner", "find_duplicates", {"name": "Marie Dupont"})
            self.assert_sentence(answer)
            self.assertFalse(answer.result, answer)
