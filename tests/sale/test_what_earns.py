from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .lines_common import LinesCommon


@tagged("post_install", "-at_install")
class TestPaidInPoints(LinesCommon):
    """What was paid in points is that of the goods which points may pay for and that earn."""

    def test_bread_in_points_and_a_tip_in_cash(self):
        with self.special(self.other, "tip"):
            order = self.checkout([self.line(self.shirt), self.line(self.other, 1, 10)], points=50)
        self.assertEqual(order.points_earned, 0)

    def test_beside_an_article_that_points_may_not_buy_and_no_rule_names(self):
        self.program.rule_ids.product_ids = self.shirt
        order = self.checkout([self.line(self.shirt), self.line(self.book)], points=50)
        self.assertEqual(order.points_earned, 0)

    def test_beside_one_that_earns(self):
        order = self.checkout([self.line(self.shirt), self.line(self.book)], points=50)
        self.assertEqual(order.points_earned, 50)

    def test_amounts_without_taxes(self):
        """Half of 21.40 in points: half of 20.00 earns."""
        self.program.tax_included = False
        taxed = self.create_product("Oil", self.categ_basic, 20.0, tax_ids=self.taxes["tax7"].ids)
        order = self.buy([(taxed, 1), (self.book, 1)], points=10.7, cash=60.7)
        self.assertEqual(order.points_earned, 10 + 50)

    def test_the_most_of_a_sale_is_a_part_of_its_goods(self):
        self.program.spend_most_percent = 50
        with self.special(self.other, "tip"):
            lines = [self.line(self.shirt), self.line(self.other, 1, 10), self.line(self.book)]
            with self.assertRaisesRegex(UserError, "At most .*25.00"), self.env.cr.savepoint():
                self.checkout(lines, points=25.01)
            self.assertEqual(self.checkout(lines, points=25).points_spent, 200)

    def test_the_most_of_an_exchange(self):
        self.program.spend_most_percent = 50
        nobody = self.env["res.partner"]
        sale = self.checkout([self.line(self.other)], customer=nobody)
        back = self.line(self.other, -1, of=sale.lines)
        order = self.checkout([self.line(self.shirt), back], points=20)
        self.assertEqual((order.points_spent, order.points_earned), (160, 30))

    def test_as_a_discount(self):
        self.program.spend_as = "discount"
        with self.special(self.other, "tip"):
            lines = [self.line(self.shirt), self.line(self.other, 1, 10), self.line(self.book)]
            order = self.checkout(lines, points=50)
        self.assertEqual(order.points_earned, 50)
        self.assertEqual(order.lines.mapped("points_discount"), [50, 0, 0, 0])


@tagged("post_install", "-at_install")
class TestNegativeLines(LinesCommon):
    """A negative line is not always a discount."""

    def test_a_deposit_and_the_sale_that_settles_it(self):
        sofa = self.create_product("Sofa", self.categ_basic, 100.0)
        start = self.balance()
        with self.special(self.other, "deposit"):
            self.assertEqual(self.checkout([self.line(self.other)]).points_earned, 0)
            order = self.checkout([self.line(sofa), self.line(self.other, -1)])
        self.assertEqual((order.amount_total, order.points_earned), (70, 100))
        self.assertEqual(self.balance(), start + 100)

    def test_a_deposit_settled_by_a_price_below_zero(self):
        with self.special(self.other, "deposit"):
            order = self.checkout([self.line(self.shirt), self.line(self.other, 1, -30)])
        self.assertEqual(order.points_earned, 50)

    def test_empties_that_come_back(self):
        self.other.points_not_given = True
        order = self.checkout([self.line(self.shirt), self.line(self.other, -1)])
        self.assertEqual((order.amount_total, order.points_earned), (20, 50))


@tagged("post_install", "-at_install")
class TestMenus(LinesCommon):
    """A combo is one unit whose money lies in its parts."""

    def add_rule(self, **values):
        self.program.rule_ids = [Command.create({"sequence": 1, **values})]

    def earn(self, points=0.0):
        return self.checkout(self.combo(), points=points).points_earned

    def test_points_per_lunch_menu(self):
        self.add_rule(basis="unit", points=50, product_ids=self.menu.ids)
        sale = self.checkout(self.combo(2))
        self.assertEqual(sale.lines.mapped("price_subtotal_incl"), [0, 40, 20])
        self.assertEqual(sale.lines[1:].combo_parent_id, sale.lines[0])
        self.assertEqual(sale.points_earned, 100)
        start = self.balance()
        for _return in range(2):
            self.checkout(self.combo(-1, of=sale))
        self.assertEqual(self.balance(), start - 100)

    def test_one_menu_is_one_unit(self):
        self.add_rule(basis="unit", points=7)
        self.assertEqual(self.earn(), 7)

    def test_least_quantity_counts_menus(self):
        self.add_rule(basis="unit", points=7, kind="bonus", least_quantity=2)
        self.assertEqual(self.earn(), 30)

    def test_the_category_of_the_menu_and_of_a_part(self):
        menus, drinks = self.env["product.category"].create([{"name": "A"}, {"name": "B"}])
        self.menu.categ_id, self.coffee.categ_id = menus, drinks
        self.add_rule(basis="order", points=40, kind="bonus", product_category_ids=menus.ids)
        self.add_rule(basis="unit", points=3, kind="bonus", product_category_ids=drinks.ids)
        self.assertEqual(self.earn(), 30 + 40 + 3)

    def test_a_tag_of_the_menu(self):
        tag = self.env["product.tag"].create({"name": "Noon"})
        self.menu.product_tag_ids = tag
        self.add_rule(basis="unit", points=9, product_tag_ids=tag.ids)
        self.assertEqual(self.earn(), 9)

    def test_points_written_on_the_menu(self):
        self.menu.points_given = 11
        self.coffee.points_given = 2
        self.add_rule(basis="product")
        self.assertEqual(self.earn(), 11)
        self.menu.points_given = 0
        self.assertEqual(self.earn(), 2 + 20)

    def test_points_may_not_buy_the_menu(self):
        self.menu.points_not_accepted = True
        with self.assertRaisesRegex(UserError, "At most"):
            self.earn(points=1)

    def test_points_may_not_buy_a_part(self):
        self.coffee.points_not_accepted = True
        with self.assertRaisesRegex(UserError, "At most .*20.00"), self.env.cr.savepoint():
            self.earn(points=21)
        self.assertEqual(self.earn(points=20), 10)

    def test_a_menu_or_a_part_that_earns_nothing(self):
        self.coffee.points_not_given = True
        self.assertEqual(self.earn(), 20)
        self.menu.points_not_given = True
        self.assertEqual(self.earn(), 0)

    def test_a_cap(self):
        self.add_rule(basis="unit", points=50, product_ids=self.menu.ids)
        self.program.order_cap = 20
        self.assertEqual(self.earn(), 20)


@tagged("post_install", "-at_install")
class TestNoPoints(LinesCommon):
    """Articles that earn nothing, and rules of 0 points."""

    def earn(self):
        return self.checkout([self.line(self.shirt), self.line(self.other)]).points_earned

    def test_an_article_that_earns_nothing(self):
        self.program.rule_ids = [Command.create({"basis": "unit", "points": 5, "kind": "bonus"})]
        self.assertEqual(self.earn(), 80 + 10)
        self.other.points_not_given = True
        self.assertEqual(self.earn(), 50 + 5)

    def test_a_category_with_those_below_it(self):
        smoke, tobacco = self.env["product.category"].create([{"name": "A"}, {"name": "B"}])
        tobacco.parent_id = smoke
        self.other.categ_id = tobacco
        self.assertEqual(self.earn(), 80)
        smoke.points_not_given = True
        self.assertFalse(self.other.earns_points)
        self.assertEqual(self.earn(), 50)
        tobacco.parent_id = False
        self.assertEqual(self.earn(), 80)

    def test_a_rule_of_none(self):
        self.program.rule_ids = [
            Command.create({"points": 0, "sequence": 1, "product_ids": self.other.ids}),
            Command.create({"basis": "unit", "points": 5, "kind": "bonus"}),
        ]
        self.assertEqual(self.program.rule_ids[0].display_name, "no points for Other")
        self.assertEqual(self.earn(), 50 + 5)

    def test_a_bonus_of_none(self):
        for values in ({"kind": "bonus"}, {"basis": "product"}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    self.program.rule_ids = [Command.create({"points": 0, **values})]
                    self.env.flush_all()

    def test_import(self):
        rows = [["Cigar", "True"], ["Pen", "False"]]
        names = ["name", "points_not_given"]
        self.env["product.template"].load(names, rows)
        cigar = self.env["product.template"].search([("name", "=", "Cigar")])
        self.assertFalse(cigar.earns_points)
        result = self.env["product.category"].load(names, [["Tobacco", "True"]])
        self.assertFalse(self.env["product.category"].browse(result["ids"]).earns_points)

    def test_the_till_is_told(self):
        names = self.env["product.template"]._load_pos_data_fields(self.config)
        self.assertIn("earns_points", names)
        self.config.points_program_id = False
        names = self.env["product.template"]._load_pos_data_fields(self.config)
        self.assertNotIn("earns_points", names)
