from odoo.fields import Command
from odoo.tests import tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestRewardLines(PointsCommon):
    """Lines of Odoo's own loyalty in a sale that earns points (odoo/odoo issue 150833)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)
        cls.card = cls.create_product("Gift card", cls.categ_basic, 50)
        cls.gift_cards = cls.create_loyalty_program("gift_card", cls.card)
        cls.promotion = cls.create_loyalty_program("promotion", cls.bread)

    @classmethod
    def create_loyalty_program(cls, program_type, product):
        return cls.env["loyalty.program"].create(
            {
                "name": program_type,
                "program_type": program_type,
                "rule_ids": [Command.create({"product_ids": product.ids})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )

    def sell_with(self, product, program, amount):
        """Sell four loaves, and a reward line of a program."""
        data = self.order_data([(self.bread, 4), (product, 1)], self.marie)
        values = data["lines"][1][2]
        values.update(
            {
                "price_unit": amount,
                "price_subtotal": amount,
                "price_subtotal_incl": amount,
                "is_reward_line": True,
                "reward_id": program.reward_ids.id,
            }
        )
        total = 10 + amount
        data.update({"amount_total": total, "amount_paid": total})
        data["payment_ids"][0][2]["amount"] = total
        self.sync(data)
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def test_a_reward_earns_nothing(self):
        self.assertEqual(self.sell_with(self.cheese, self.promotion, 3.9).points_earned, 10)

    def test_a_discount_lowers_the_points(self):
        self.assertEqual(self.sell_with(self.cheese, self.promotion, -4).points_earned, 6)

    def test_paying_with_a_gift_card_is_no_discount(self):
        self.assertEqual(self.sell_with(self.card, self.gift_cards, -4).points_earned, 10)

    def test_selling_a_gift_card_earns_nothing(self):
        order = self.sell([(self.bread, 4), (self.card, 1)], self.marie)
        self.assertEqual(order.points_earned, 10)
