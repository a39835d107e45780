from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillCustomer(TillCommon):
    """The customer's sheet at the till, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pos_user.group_ids += cls.env.ref("base.group_partner_manager")

    def buy(self, product, quantity=1, count=1, **values):
        """Orders of another session, that the till does not load."""
        self.main_pos_config.with_user(self.pos_user).open_ui()
        session = self.main_pos_config.current_session_id
        total = product.list_price * quantity
        line = {
            "product_id": product.id,
            "full_product_name": product.display_name,
            "qty": quantity,
            "price_unit": product.list_price,
            "price_subtotal": total,
            "price_subtotal_incl": total,
        }
        start = datetime.now().replace(microsecond=0) - timedelta(days=90)
        self.env["pos.order"].create(
            [
                {
                    "session_id": session.id,
                    "company_id": session.company_id.id,
                    "partner_id": self.marie.id,
                    "state": "done",
                    "date_order": start + timedelta(hours=number),
                    "amount_total": total,
                    "amount_paid": total,
                    "amount_tax": 0,
                    "amount_return": 0,
                    "lines": [Command.create(line)],
                }
                for number in range(count)
            ]
        )

    def test_the_sheet_and_what_was_bought(self):
        self.give(self.marie, 400)
        self.buy(self.honey, 3)
        self.marie.category_id = self.env["res.partner.category"].create({"name": "Gold"})
        self.marie.comment = "<p>Likes her cheese ripe.</p>"
        self.marie.email = "marie@example.com"
        self.start("customer_sheet")
        consent = self.marie.consent_ids
        self.assertEqual((consent.purpose, consent.source), ("offers", "till"))
        self.assertEqual(consent.user_id, self.pos_user)
        self.assertEqual(self.marie.message_ids[0].subject, "Thank you for your visit")

    def test_the_customer_is_chosen_from_the_sheet(self):
        self.start("customer_sheet_choose")

    def test_purchases_come_page_by_page(self):
        self.buy(self.honey, count=23)
        self.start("customer_sheet_pages")

    def test_an_article_that_is_not_sold_any_more(self):
        self.buy(self.honey)
        self.honey.available_in_pos = False
        self.start("customer_sheet_not_sold")

    def test_the_same_variant_comes_again(self):
        self.buy(self.make_tea())
        self.start("customer_sheet_variant")

    def make_tea(self):
        """Tea in two sizes; the large one costs two more."""
        size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": "always",
                "value_ids": [
                    Command.create({"name": "Small"}),
                    Command.create({"name": "Large", "default_extra_price": 2}),
                ],
            }
        )
        tea = self.env["product.template"].create(
            {
                "name": "Points Tea",
                "list_price": 5,
                "taxes_id": False,
                "available_in_pos": True,
                "attribute_line_ids": [
                    Command.create(
                        {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
                    )
                ],
            }
        )
        return tea.product_variant_ids[1]

    def test_without_connection(self):
        self.give(self.marie, 400)
        self.start("customer_sheet_offline")

    def test_a_new_customer_in_one_step(self):
        self.start("customer_created")
        zoe = self.env["res.partner"].search([("barcode", "=", "0420000000420")])
        self.assertEqual(zoe.name, "Zoé Lefèvre")
        self.assertEqual(zoe.email, "zoe@example.com")

    def test_who_is_a_customer_already_is_taken_instead(self):
        self.marie.write({"email": "marie@example.com", "phone": "06 39 98 74 07"})
        before = self.env["res.partner"].search_count([])
        self.start("customer_already_there")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_a_customer_is_edited_from_the_sheet(self):
        self.marie.phone = "06 39 98 74 07"
        self.start("customer_edited")
        self.assertEqual(self.marie.phone, "06 39 98 11 11")
