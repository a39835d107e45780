from odoo.tests import tagged

from .categories_common import CategoriesCommon


@tagged("post_install", "-at_install")
class TestTiers(CategoriesCommon):
    """How far a customer is from the next tier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)
        cls.silver = cls.create_tier(cls, "Silver", 1, turnover_test="least", turnover_least=50)
        cls.gold = cls.create_tier(cls, "Gold", 2, turnover_test="least", turnover_least=200)

    def create_tier(self, name, level, **conditions):
        values = {"name": name, "is_tier": True, "sequence": level, "company_id": self.company.id}
        return self.Category.create({**values, "is_automatic": True, **conditions})

    def progress(self, partner=None):
        return (partner or self.marie)._read_tier_progress(self.company)

    def test_what_is_missing_to_the_next_tier(self):
        self.add_sale(self.marie, 162.5)
        self.fill()
        progress = self.progress()
        self.assertEqual(
            (progress["reached"], progress["name"], progress["kind"], progress["missing"]),
            ("Silver", "Gold", "turnover", 37.5),
        )
        self.assertAlmostEqual(progress["share"], 162.5 / 200)
        self.assertEqual(progress["currency_id"], self.company.currency_id.id)

    def test_at_the_top_nothing_is_missing(self):
        self.add_sale(self.marie, 200)
        self.assertEqual(self.progress(), {"reached": "Gold", "name": False})

    def test_a_customer_without_sales(self):
        self.assertEqual(self.progress()["missing"], 50)
        self.assertFalse(self.progress()["reached"])

    def test_a_tier_given_by_hand_is_reached(self):
        self.marie.category_id = self.silver
        self.assertEqual(self.progress()["name"], "Gold")

    def test_visits_and_points_are_ways_to_a_tier(self):
        self.gold.write({"turnover_test": False, "visits_test": "least", "visits_least": 2})
        self.add_sale(self.marie, 60)
        self.assertEqual((self.progress()["kind"], self.progress()["missing"]), ("visits", 1))
        self.gold.write({"visits_test": False, "points_least": 30})
        self.post(20, "test/tier")
        self.assertEqual((self.progress()["kind"], self.progress()["missing"]), ("points", 10))

    def test_spending_points_does_not_cost_a_tier(self):
        """Earned 250 and spent 100: Gold from 200 stays."""
        self.silver.is_automatic = False
        self.gold.write({"turnover_test": False, "earned_least": 200, "earned_days": 30})
        self.fill()
        self.sell([(self.bread, 80)], self.marie)
        earned = self.marie.points_balance
        self.assertGreaterEqual(earned, 200)
        self.gold.earned_least = earned
        self.add_entry("redeem", -100)
        self.fill()
        self.assertIn(self.gold, self.marie.category_id)
        self.assertEqual(self.progress(), {"reached": "Gold", "name": False})
        self.gold.earned_least = earned + 1
        self.fill()
        self.assertNotIn(self.gold, self.marie.category_id)
        progress = self.progress()
        self.assertEqual((progress["kind"], progress["missing"]), ("earned", 1))

    def test_a_corrected_sale_was_earned_by_the_right_customer(self):
        self.env.user.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        self.silver.write({"turnover_test": False, "earned_least": 10, "earned_days": 30})
        self.fill()
        jeanne = self.env["res.partner"].create({"name": "Jeanne d'Arc"})
        sale = self.sell([(self.bread, 4)], jeanne)
        self.assertIn(self.silver, jeanne.category_id)
        sale.partner_id = self.marie
        self.assertIn(self.silver, self.marie.category_id)
        self.assertNotIn(self.silver, jeanne.category_id)
        # On the day of the sale, not on that of the correction.
        self.night(days=30)
        self.assertNotIn(self.silver, self.marie.category_id)

    def test_the_ready_made_example_counts_points_earned(self):
        gold = self.env.ref("pos_customer_loyalty.res_partner_category_gold")
        self.assertTrue(gold.is_tier and gold.earned_least and not gold.points_least)

    def test_a_tier_that_one_cannot_reach_is_not_ahead(self):
        self.silver.customer_kind = "professional"
        self.gold.domain = "[('ref', '=', 'VIP')]"
        self.assertFalse(self.progress())

    def test_tiers_are_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other shop"})
        self.assertFalse(self.marie._read_tier_progress(other))

    def test_from_nothing_is_no_way(self):
        self.gold.write({"visits_test": "between", "visits_least": 0, "visits_most": 10})
        self.gold.write({"turnover_test": False, "points_least": 100})
        self.silver.write({"turnover_test": "between", "turnover_least": 0, "turnover_most": 500})
        self.add_sale(self.marie, -10, days_ago=1)
        self.assertEqual((self.progress()["kind"], self.progress()["missing"]), ("points", 100))
        self.assertEqual(self.sell([(self.bread, 1)], customer=self.marie).state, "paid")

    def test_who_meets_the_conditions_of_a_category(self):
        self.add_sale(self.marie, 60)
        manager = self.env.ref("point_of_sale.group_pos_manager")
        self.cashier.group_ids += manager
        Partner = self.env["res.partner"].with_user(self.cashier)

        def find(comparison, value):
            return Partner.search([("fitting_category_id", comparison, value)])

        self.assertEqual(find("=", self.silver.id), self.marie)
        self.assertEqual(find("in", [self.silver.id, self.gold.id]), self.marie)
        self.assertFalse(find("=", False))
        self.silver.company_id = self.env["res.company"].create({"name": "Other shop"})
        self.assertFalse(find("=", self.silver.id))

    def test_many_customers_are_one_statement(self):
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(50)])
        self.add_sale(partners[7], 60)
        partners._read_tier_progresses(self.company)
        self.env.flush_all()
        with self.assertQueryCount(1):
            progress = partners._read_tier_progresses(self.company)
        self.assertEqual(len(progress), 50)
        self.assertEqual(progress[partners[7].id]["reached"], "Silver")

    def test_the_till_loads_it_with_its_customers(self):
        self.add_sale(self.marie, 162.5)
        Partner = self.env["res.partner"].with_user(self.cashier)
        names = Partner._load_pos_data_fields(self.config)
        (loaded,) = Partner.browse(self.marie.id).read(names, load=False)
        self.assertEqual(loaded["tier_progress"]["missing"], 37.5)
        self.assertIn("category_id", loaded)

    def test_the_answer_to_an_order_has_the_new_standing(self):
        self.fill()
        answer = self.sync(self.order_data([(self.bread, 30)], self.marie))
        (order,) = answer["pos.order"]
        self.assertEqual(order["customer_standing"]["category_ids"], self.silver.ids)
        progress = order["customer_standing"]["tier_progress"]
        self.assertEqual((progress["reached"], progress["missing"]), ("Silver", 125))

    def test_a_till_cannot_write_a_standing(self):
        standing = {"category_ids": self.gold.ids, "tier_progress": False}
        answer = self.sync(
            self.order_data([(self.bread, 1)], self.marie, customer_standing=standing)
        )
        self.assertFalse(answer["pos.order"][0]["customer_standing"]["category_ids"])

    def test_a_claimed_sale_reaches_a_tier_of_points_at_once(self):
        self.silver.write({"turnover_test": False, "points_least": 10})
        self.fill()
        sale = self.sell([(self.bread, 4)])
        self.env["pos.order"].with_user(self.cashier).claim_points(sale.id, self.marie.id)
        self.assertIn(self.silver, self.marie.category_id)

    def test_a_corrected_customer_reaches_a_tier_of_points_and_the_other_leaves_it(self):
        self.env.user.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        self.silver.write({"turnover_test": False, "points_least": 10})
        self.fill()
        jeanne = self.env["res.partner"].create({"name": "Jeanne d'Arc"})
        sale = self.sell([(self.bread, 4)], jeanne)
        self.assertIn(self.silver, jeanne.category_id)
        sale.partner_id = self.marie
        self.assertIn(self.silver, self.marie.category_id)
        self.assertNotIn(self.silver, jeanne.category_id)

    def test_a_sale_without_customer_has_no_standing(self):
        order = self.sell([(self.bread, 1)])
        self.assertFalse(order.customer_standing)

    def test_customers_are_loaded_anew_where_categories_change_by_themselves(self):
        Partner = self.env["res.partner"].with_context(pos_last_server_date="2100-01-01 00:00:00")
        domain = [("id", "=", self.marie.id)]
        self.assertEqual(Partner.search(Partner._server_date_to_domain(domain)), self.marie)
        (self.silver | self.gold).is_automatic = False
        self.assertFalse(Partner.search(Partner._server_date_to_domain(domain)))
