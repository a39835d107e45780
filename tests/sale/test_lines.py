from pathlib import Path

from docutils import nodes
from docutils.core import publish_doctree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...points.goods import KINDS
from .lines_common import LinesCommon

PAGE = Path(__file__).parents[2] / "doc" / "lines.rst"
#: Kinds of lines that other add-ons bring; here the till says it of an article.
SPECIAL = {
    "Tip": 1,
    "Deposit paid": 1,
    "Deposit settled": -1,
    "Settlement of an account or an invoice": 1,
    "Gift card sold": 1,
    "Gift card that pays": -1,
    "Top-up of a wallet": 1,
    "Reward of another loyalty program": 1,
}


def read_table():
    """The rows of the page: dictionaries of texts by the titles of the columns."""
    tree = publish_doctree(PAGE.read_text())
    (table,) = tree.findall(nodes.table)
    titles, *rows = [
        [entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)
    ]
    return [dict(zip(titles, row, strict=True)) for row in rows]


@tagged("post_install", "-at_install")
class TestLines(LinesCommon):
    """Every row of ``doc/lines.rst``, tried at a till beside 50.00 of wine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post(cls, 1000, "test/lines")
        cls.article = cls.create_product("Article", cls.categ_basic, 30.0)

    def get_article_kind(self, row):
        """What the till says of the article: nothing where the line is one of goods."""
        return row["Kind"] if row["Line"] in ("Discount", *SPECIAL) else "goods"

    def get_lines(self, row):
        """The lines of a row, which come to 30.00 or to 30.00 less."""
        name = row["Line"]
        if name in SPECIAL:
            return [self.line(self.article, SPECIAL[name])]
        if "combo" in name.lower():
            return self.combo()
        if name == "Discount":
            return [self.line(self.article, 1, -30)]
        if name == "Goods brought back without their sale":
            return [self.line(self.other, -1)]
        if name == "Goods of another sale":
            return self.get_returned()
        if name == "Goods taken in exchange":
            return [self.line(self.article), *self.get_returned()]
        return [self.line(self.article)]

    def get_returned(self):
        """Goods of a sale that nobody had points for."""
        nobody = self.env["res.partner"]
        sale = self.checkout([self.line(self.other)], customer=nobody)
        return [self.line(self.other, -1, of=sale.lines)]

    def set_up(self, row):
        name = row["Line"]
        self.article.points_not_given = name == "Article that earns no points"
        self.article.points_not_accepted = name == "Article not paid in points"
        if name == "Article of a rule of 0 points":
            self.program.rule_ids = [
                Command.create({"points": 0, "sequence": 1, "product_ids": self.article.ids})
            ]

    def count(self, word):
        return {"yes": 30, "no": 0, "less": -30}[word]

    def check_row(self, row):
        """What a sale of it earns, what points may pay of it, and its return."""
        self.set_up(row)
        before = self.balance()
        sale = self.checkout([self.line(self.wine, 5), *self.get_lines(row)])
        plan = self.program._get_plan()
        lines = [line._to_points_line({}, plan) for line in sale.lines]
        self.assertIn(row["Kind"], [line.kind for line in lines[1:]])
        self.assertEqual(sale.points_earned, 50 + self.count(row["Earns"]))
        payable = sum(line.amount for line in sale._get_payable_goods())
        self.assertEqual(payable, 100 * (50 + self.count(row["Points pay"])))
        self.check_return(row, sale, before)

    def check_return(self, row, sale, before):
        what = row["When it comes back"].split(":")[0]
        back = sale.lines.filtered(lambda line: line.qty > 0 and line.price_unit >= 0)[1:]
        self.assertIn(what.split()[0], ("points", "money", "nothing"))
        if what.startswith("nothing"):
            balance = self.balance()
            if back and row["Line"] in SPECIAL:
                self.bring_lines_back(back)
            self.assertEqual(self.balance(), balance)
            return
        self.bring_lines_back(back)
        self.assertEqual(self.balance(), before + 50, "its own points are taken back")
        self.check_return_of_points(row, what)

    def check_return_of_points(self, row, what):
        """Of a sale that points paid as far as they could."""
        points = 80 if what == "points" else 50
        before = self.balance()
        sold = [self.line(self.wine, 5), *self.get_lines({**row, "Line": self.plain(row)})]
        sale = self.checkout(sold, points=points)
        back = sale.lines.filtered(lambda line: line.qty > 0)[1:]
        if what == "points":
            with self.assertRaisesRegex(UserError, "paid in points"), self.env.cr.savepoint():
                self.bring_lines_back(back)
            self.bring_lines_back(back, points=-30)
            self.bring_lines_back(sale.lines[0], points=-50)
        else:
            self.bring_lines_back(back)
            self.bring_lines_back(sale.lines[0], points=-50)
        self.assertEqual(self.balance(), before)

    def plain(self, row):
        return "Goods" if row["Line"] == "Goods taken in exchange" else row["Line"]

    def bring_lines_back(self, lines, points=0.0):
        back = [self.line(line.product_id, -line.qty, line.price_unit, line) for line in lines]
        return self.checkout(back, points=points)

    def test_a_tip_beside_points_as_a_discount(self):
        self.program.spend_as = "discount"
        start = self.balance()
        with self.special(self.article, "tip"):
            sale = self.checkout([self.line(self.wine, 5), self.line(self.article)], points=50)
            self.assertEqual((sale.amount_total, sale.points_earned), (30, 0))
            self.assertEqual(sale.lines.mapped("points_discount")[:2], [50, 0])
            with self.assertRaisesRegex(UserError, "At most"), self.env.cr.savepoint():
                self.checkout([self.line(self.wine, 5), self.line(self.article)], points=60)
            self.bring_lines_back(sale.lines[0], points=-50)
        self.assertEqual(self.balance(), start)

    def test_a_deposit_settled_beside_points_as_a_discount(self):
        """Of wine for 50.00 a deposit of 30.00 paid a part before, and points the rest."""
        self.program.spend_as = "discount"
        start = self.balance()
        with self.special(self.article, "deposit"):
            deposit = self.checkout([self.line(self.article)])
            self.assertEqual(deposit.points_earned, 0)
            sale = self.checkout([self.line(self.wine, 5), self.line(self.article, -1)], points=20)
            self.assertEqual((sale.amount_total, sale.points_earned), (0, 30))
            self.assertEqual(sale.lines.mapped("points_discount")[:2], [20, 0])
            back = self.bring_lines_back(sale.lines[0], points=-20)
            self.assertEqual((back.amount_total, back.points_given_back), (-30, 160))
        self.assertEqual(self.balance(), start)

    def test_every_row_of_the_page(self):
        rows = read_table()
        self.assertGreaterEqual(len(rows), 13)
        for row in rows:
            with (
                self.subTest(row["Line"]),
                self.special(self.article, self.get_article_kind(row)),
                self.env.cr.savepoint() as savepoint,
            ):
                self.check_row(row)
                self.check_deferred()
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()

    def test_the_page_names_all_kinds(self):
        kinds = {row["Kind"] for row in read_table()}
        self.assertEqual(kinds, set(KINDS) - {"points"})
