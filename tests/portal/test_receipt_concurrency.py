from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ..committed_shop import CommittedShop

#: How often two people confirm at once.
ROUNDS = 3


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestReceiptAtOnce(CommittedShop):
    """Two people with the same photo of a receipt press the button in the same moment."""

    def sell(self):
        """Sell to nobody; return the id of the order."""
        data = {**self.order_data(False), "access_token": str(uuid4())}
        (saved,) = self.run_at_once(
            lambda env: env["pos.order"].sync_from_ui([data])["pos.order"][0]["id"]
        )
        return saved

    def ask(self, order_id):
        """Somebody asks for the points; return what presses the button of the mail."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env["pos.order"].browse(order_id)._as_shop()
            values = {"name": "Somebody", "email": f"{uuid4()}@example.com"}
            claim_id = order.env["points.receipt.claim"].create({"order_id": order_id, **values}).id
        return lambda env: len(env["points.receipt.claim"].browse(claim_id)._confirm())

    def test_one_of_them_gets_the_points(self):
        for _round in range(ROUNDS):
            order_id = self.sell()
            results = self.run_at_once(self.ask(order_id), self.ask(order_id))
            self.assertEqual(sorted(results), [0, 1])
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                entries = env["points.entry"].search([("order_id", "=", order_id)])
                self.assertEqual(entries.mapped("points"), [10])
                self.assertEqual(entries.partner_id, env["pos.order"].browse(order_id).partner_id)
