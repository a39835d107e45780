from contextlib import contextmanager
from unittest.mock import patch
from uuid import uuid4

from odoo.fields import Command

from ..spending.spending_common import SpendingCommon


class LinesCommon(SpendingCommon):
    """A till whose receipts have more on them than goods.

    A line is a product and a quantity, with other values where it is more than that: its ``price``,
    the line ``of`` a sale that it brings back, or the ``parts`` of a combo.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shirt = cls.create_product("Shirt", cls.categ_basic, 50.0)
        cls.book = cls.create_product("Book", cls.categ_basic, 50.0)
        cls.book.points_not_accepted = True
        cls.other = cls.create_product("Other", cls.categ_basic, 30.0)
        cls.soup = cls.create_product("Soup", cls.categ_basic, 20.0)
        cls.coffee = cls.create_product("Coffee", cls.categ_basic, 10.0)
        cls.menu = cls.create_menu(cls.soup, cls.coffee)

    @classmethod
    def create_menu(cls, *parts):
        combos = cls.env["product.combo"].create(
            [
                {
                    "name": part.name,
                    "company_id": part.company_id.id,
                    "combo_item_ids": [Command.create({"product_id": part.id})],
                }
                for part in parts
            ]
        )
        return cls.env["product.product"].create(
            {
                "name": "Lunch",
                "type": "combo",
                "list_price": 30.0,
                "available_in_pos": True,
                "combo_ids": [Command.set(combos.ids)],
                "taxes_id": False,
                "company_id": parts[0].company_id.id,
            }
        )

    @contextmanager
    def special(self, product, kind):
        """A product by which the till sells no goods, as other add-ons have them."""
        config = type(self.env["pos.config"])
        with patch.object(config, "_get_special_kinds", lambda _config: {product: kind}):
            yield

    def line(self, product, quantity=1, price=None, of=None, **values):
        price = product.lst_price if price is None else price
        amount = round(price * quantity, 2)
        return Command.create(
            {
                "uuid": str(uuid4()),
                "product_id": product.id,
                "qty": quantity,
                "price_unit": price,
                "price_subtotal": amount,
                "price_subtotal_incl": amount,
                "tax_ids": [],
                "refunded_orderline_id": of and of.id,
                **values,
            }
        )

    def combo(self, quantity=1, of=None):
        """The lines of a menu: its head, whose price is 0, and its parts."""
        sold = {line.product_id: line for line in of.lines} if of else {}
        head = self.line(self.menu, quantity, 0, of=sold.get(self.menu))
        parts = [self.line(part, quantity, of=sold.get(part)) for part in (self.soup, self.coffee)]
        return [head, *parts]

    def checkout(self, lines, points=0.0, cash=None, customer=None, **values):
        """A sale at the till of lines as above, paid in points (below zero where they come back)
        and the rest in cash; return the order."""
        uuid, customer = str(uuid4()), self.marie if customer is None else customer
        total = round(sum(line[2]["price_subtotal_incl"] for line in lines), 2)
        cash = round(total - points, 2) if cash is None else cash
        payments = [(points, False)] if points else []
        if points > 0:
            payments = [(points, self.authorise(points, uuid, customer)[0])]
        data = self.pay([], payments, cash, customer, uuid=uuid, **values)
        heads = {line[2]["product_id"]: line[2]["uuid"] for line in lines}
        head = heads.get(self.menu.id)
        parts = (self.soup.id, self.coffee.id)
        data.update(
            {
                "lines": lines,
                "amount_total": total,
                "amount_paid": total,
                "relations_uuid_mapping": {
                    "pos.order.line": {
                        line[2]["uuid"]: {"combo_parent_id": head}
                        for line in lines
                        if head and line[2]["product_id"] in parts
                    }
                },
            }
        )
        return self.sync_as_cashier(data)
