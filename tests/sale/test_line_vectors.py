import json

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from ..common import PointsCommon

VECTORS = "pos_customer_loyalty/static/tests/unit/vectors/line_vectors.js"
#: What takes Odoo's own loyalty, see ``with_loyalty``.
OF_LOYALTY = {"promotion", "card", "reward"}


def read_line_vectors():
    """The vectors of lines, which the till meets too."""
    with file_open(VECTORS) as script:
        text = script.read()
    return json.loads(text[text.index("[") : text.rindex("]") + 1])


class LineVectorsCommon(PointsCommon):
    """Lines as the server sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def setUp(self):
        super().setUp()
        self.sale = self.sell([(self.bread, 9)], self.marie)

    def check_vector(self, vector):
        order = self.env["pos.order"].browse(self.create_order(vector))
        (line,) = order.lines
        plan = self.program._get_plan()
        cards = order._get_prepaid_kinds()
        for plain in (line._to_points_line(cards, plan), line._to_points_line(cards)):
            self.assertEqual(plain.kind, vector["kind"])
            self.assertEqual((plain.quantity, plain.amount), (vector["quantity"], vector["amount"]))
            self.assertEqual(plain.earns, vector.get("earns", True))
            self.assertEqual(plain.payable, vector.get("payable", True))

    def create_order(self, vector):
        """A draft with one line; the id of the order."""
        kinds = vector["is"]
        self.config.tip_product_id = self.bread if "tip" in kinds else False
        self.config.iface_tipproduct = "tip" in kinds
        self.bread.points_not_given = "tobacco" in kinds
        self.bread.points_not_accepted = "book" in kinds
        amount = vector["qty"] * vector["price"]
        order = self.env["pos.order"].create(
            {
                "session_id": self.config.current_session_id.id,
                "partner_id": self.marie.id,
                "amount_total": amount,
                "amount_tax": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        order.sudo().lines = [
            Command.create(
                {
                    "product_id": self.bread.id,
                    "qty": vector["qty"],
                    "price_unit": vector["price"],
                    "price_subtotal": amount,
                    "price_subtotal_incl": amount,
                    "is_points_discount": "points_discount" in kinds,
                    "refunded_orderline_id": "returned" in kinds and self.sale.lines.id,
                    **self.get_values(kinds),
                }
            )
        ]
        return order.id

    def get_values(self, kinds):
        """Other fields of a line of these kinds."""
        return {}


@tagged("post_install", "-at_install")
class TestLineVectors(LineVectorsCommon):
    def test_lines_are_to_points_what_the_vectors_say(self):
        vectors = [each for each in read_line_vectors() if not OF_LOYALTY & set(each["is"])]
        self.assertGreater(len(vectors), 5)
        for vector in vectors:
            with self.subTest(vector["name"]):
                self.check_vector(vector)
