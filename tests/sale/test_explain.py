from datetime import datetime

from lxml import html

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestExplain(PointsCommon):
    """The page that leads each point back to its receipt line, rule and arithmetic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def page(self, entry):
        """The text of an entry's page, with its blanks made one."""
        texts = html.fromstring(str(entry.explanation_page)).itertext()
        return " ".join(" ".join(texts).split())

    def rows(self, entry):
        """The cells of the tables of an entry's page."""
        rows = html.fromstring(str(entry.explanation_page)).xpath("//tbody/tr")
        return [[cell.text_content().replace("\xa0", " ") for cell in row] for row in rows]

    def move(self, kind, points, **values):
        key = f"explain/{self.account_of(self.marie).entry_count}"
        return self.env["points.account"]._post(
            self.program, self.marie, key=key, kind=kind, points=points, **values
        )

    def test_a_sale(self):
        order = self.sell([(self.bread, 2), (self.cheese, 3)], self.marie)
        entry = self.entries_of(order)
        page = self.page(entry)
        self.assertIn(f"For order {order.display_name}.", page)
        self.assertIn("$ 16.70 at 1 point per $ 1.00 = 16 points, split over 2 lines", page)
        self.assertIn("Balance before: 0, after: 16 (+16).", page)
        self.assertCountEqual(
            self.rows(entry),
            [
                ["Bread", "2", "$ 5.00", "1 point per $ 1.00", "5"],
                ["Cheese", "3", "$ 11.70", "1 point per $ 1.00", "11"],
                ["never", "+16"],
            ],
        )

    def test_goods_by_weight_and_a_label(self):
        self.program.rule_ids = [
            Command.create(
                {
                    "basis": "unit",
                    "points": 10,
                    "sequence": 1,
                    "name": "Cheese week",
                    "product_ids": [Command.set(self.cheese.ids)],
                }
            )
        ]
        order = self.sell([(self.cheese, 0.3)], self.marie)
        entry = self.entries_of(order)
        self.assertIn("Cheese week: 0.3 at 10 points per unit = 3 points", self.page(entry))
        self.assertEqual(self.rows(entry)[0], ["Cheese", "0.3", "$ 1.17", "Cheese week", "3"])

    def test_what_is_brought_back_in_the_sale_counts_less(self):
        self.program.rule_ids = [
            Command.clear(),
            Command.create({"basis": "unit", "points": 10}),
        ]
        order = self.sell([(self.cheese, 3), (self.cheese, -1)], self.marie)
        self.assertIn("2 at 10 points per unit = 20 points", self.page(self.entries_of(order)))

    def test_a_rule_that_changed_since(self):
        order = self.sell([(self.bread, 4)], self.marie)
        entry = self.entries_of(order)
        page = self.page(entry)
        self.program.rule_ids.write({"points": 7, "amount": 3.0})
        entry.invalidate_recordset()
        self.assertEqual(self.page(entry), page)

    def test_a_line_that_is_gone(self):
        order = self.sell([(self.bread, 4)], self.marie)
        entry = self.entries_of(order)
        self.env.cr.execute("DELETE FROM pos_order_line WHERE order_id = %s", [order.id])
        self.env.invalidate_all()
        self.assertEqual(self.rows(entry)[0][:2], ["Deleted order line", ""])

    def test_names_are_not_markup(self):
        self.bread.name = "<b>Bread</b>"
        order = self.sell([(self.bread, 4)], self.marie)
        self.assertEqual(self.rows(self.entries_of(order))[0][0], "<b>Bread</b>")

    def test_what_was_spent_from_which_lots(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        self.move("earn", 30, date=datetime(2026, 1, 10))
        self.move("earn", 50, date=datetime(2026, 3, 5))
        entry = self.move("redeem", -60)
        self.assertEqual(self.rows(entry), [["01/31/2027", "-30"], ["03/31/2027", "-30"]])

    def test_a_return(self):
        order = self.sell([(self.bread, 4)], self.marie)
        earned = self.entries_of(order)
        self.move("redeem", -8)
        back = earned._claw_back(5, key="explain/return")
        page = self.page(back)
        self.assertIn("Products returned. Points taken back from: Earned +10 on", page)
        self.assertIn(f"({order.display_name})", page)
        self.assertIn("Missing points: 3 points. The balance became negative.", page)
        self.assertIn("Related Entries Taken Back -5 on", self.page(earned))
        later = self.move("earn", 4)
        self.assertIn("3 points offset a negative balance.", self.page(later))
        self.assertEqual(self.rows(later), [["never", "+1"]])

    def test_points_given_back(self):
        self.move("earn", 30)
        spent = self.move("redeem", -20)
        given = spent._restore(5, key="explain/restore")
        self.assertIn("Products returned. Points refunded from: Redeemed -20 on", self.page(given))

    def test_a_return_that_stops_at_zero(self):
        self.program.stop_at_zero = True
        self.move("earn", 30)
        entry = self.move("clawback", -40)
        self.assertIn(
            "40 points should have been taken back, but returns in this program", self.page(entry)
        )
        self.assertIn("taken back from: unknown data.", self.page(entry))

    def test_a_purchase_that_keeps_points_alive(self):
        self.program.write({"expiry": "activity", "expiry_months": 6})
        self.move("earn", 30, date=datetime(2026, 1, 10))
        entry = self.move("earn", 5, date=datetime(2026, 3, 10))
        self.assertEqual(self.rows(entry), [["07/10/2026", "-30"], ["09/10/2026", "+35"]])
        self.assertIn("extended the expiration of earlier points", self.page(entry))

    def test_what_expired(self):
        self.program.write({"expiry": "day", "expiry_months": 1})
        self.move("earn", 30, date=datetime(2026, 1, 10))
        self.env["points.lot"]._expire()
        entry = self.account_of(self.marie).entry_ids[0]
        self.assertIn("Points expired: they could be redeemed until 02/10/2026.", self.page(entry))

    def test_a_reason(self):
        entry = self.move("adjust", 5, reason="Forgotten at the till.")
        self.assertIn("Reason: Forgotten at the till. Balance before", self.page(entry))

    def test_a_transfer(self):
        self.move("earn", 30)
        other = self.env["res.partner"].create({"name": "Maria"})
        self.env["points.account"]._post(
            self.program, other, key="explain/other", kind="earn", points=1
        )
        self.account_of(self.marie).sudo()._move_to(other)
        out, back = self.env["points.entry"].search([("kind", "=", "transfer")], order="id")
        self.assertIn("Transferred to another account.", self.page(out))
        self.assertIn("Transferred from another account: Transferred -30 on", self.page(back))

    def test_the_form_shows_it(self):
        entry = self.move("bonus", 5)
        with Form(entry) as form:
            self.assertIn("Balance before: 0", form.explanation_page)

    def test_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        order = self.sell([(self.cheese, 0.3)], self.marie)
        entry = self.entries_of(order).with_context(lang="fr_FR")
        self.assertEqual(self.rows(entry)[0][1], "0,3")
