from odoo.fields import Command
from odoo.tests import tagged

from ..sale.test_line_vectors import OF_LOYALTY, LineVectorsCommon, read_line_vectors


@tagged("post_install", "-at_install")
class TestLoyaltyLineVectors(LineVectorsCommon):
    """Lines of Odoo's own loyalty, as the server sees them."""

    @classmethod
    def create_loyalty_program(cls, program_type):
        return cls.env["loyalty.program"].create(
            {
                "name": program_type,
                "program_type": program_type,
                "rule_ids": [Command.create({"product_ids": cls.bread.ids})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )

    def get_values(self, kinds):
        if not OF_LOYALTY & set(kinds):
            return {}
        program = self.create_loyalty_program("gift_card" if "card" in kinds else "promotion")
        if not {"promotion", "reward"} & set(kinds):
            return {}
        return {"is_reward_line": True, "reward_id": program.reward_ids.id}

    def test_lines_are_to_points_what_the_vectors_say(self):
        vectors = [each for each in read_line_vectors() if OF_LOYALTY & set(each["is"])]
        self.assertGreater(len(vectors), 4)
        for vector in vectors:
            with self.subTest(vector["name"]), self.env.cr.savepoint():
                self.check_vector(vector)
                self.env["loyalty.program"].search([]).active = False
