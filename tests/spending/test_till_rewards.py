from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillRewards(TillCommon):
    """Rewards in a real browser."""

    @mute_logger("odoo.http")
    def test_rewards(self):
        self.env["points.payment.setup"].create({"program_id": self.program.id}).action_set_up()
        honey = [Command.set(self.honey.ids)]
        self.program.reward_ids = [
            Command.create({"name": "A jar of honey", "points": 100, "product_ids": honey}),
            Command.create({"name": "A tenth off", "points": 150, "kind": "percent"}),
            Command.create({"name": "A hamper", "points": 500, "kind": "amount", "amount": 20}),
        ]
        self.give(self.marie, 400)
        self.start("points_rewards")
        points = self.get_entry(self.marie).sorted("sequence").mapped("points")
        # What each line of the sale gave and cost comes back with it, the cheaper reward first.
        self.assertEqual(points, [-150, -100, 9, 100, 150, -9, -100, 2])
