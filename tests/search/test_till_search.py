from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillSearch(TillCommon):
    """The search box of the till, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        bakery = cls.env["res.partner"].create({"name": "ZZ Boulangerie", "is_company": True})
        cls.env["res.partner"].create(
            [
                {"name": "Élodie L'Hôte", "parent_id": bakery.id},
                {"name": "Jürgen Müller", "phone": "+33 6 12 34 56 78"},
                {"name": "Azorin Zorrillo"},
                {"name": "Zorro Zed"},
            ]
        )

    def test_who_was_not_loaded_is_found_as_one_types(self):
        self.start("customer_search", customers_loaded=1)

    def test_a_customer_is_chosen_by_the_keyboard(self):
        self.start("customer_keyboard", customers_loaded=1)

    def test_who_is_not_found_is_created_as_typed(self):
        self.pos_user.group_ids |= self.env.ref("base.group_partner_manager")
        self.start("customer_created_as_typed")
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Zacharie Quenneville")]))

    def test_each_card_chooses_its_customer(self):
        zorro = self.env["res.partner"].search([("name", "=", "Zorro Zed")])
        for partner, code in ((self.marie, "0427000001"), (zorro, "0427000002")):
            partner.barcode = code[::-1]
            partner.card_ids = [Command.create({"code": code})]
        paul = self.env["res.partner"].create({"name": "BBB Paul Martin"})
        with patch("secrets.randbelow", return_value=42):
            paul.with_company(self.main_pos_config.company_id)._ensure_barcode()
        self.env["barcode.nomenclature"].search([]).rule_ids = [
            Command.create({"name": "Cards", "type": "client", "pattern": "042", "sequence": 1})
        ]
        self.start("customer_search_cards", customers_loaded=1)

    def test_without_connection_those_loaded_are_found(self):
        self.start("customer_search_offline")

    def test_seven_customers_are_in_view(self):
        friend = self.env["res.partner.category"].create({"name": "Friend"})
        self.env["res.partner.category"].create(
            {
                "name": "Silver Customer",
                "is_automatic": True,
                "is_tier": True,
                "company_id": self.main_pos_config.company_id.id,
                "turnover_test": "least",
                "turnover_least": 1000,
            }
        )
        self.program.write({"expiry": "day", "expiry_months": 12})
        for number in range(1, 9):
            customer = self.env["res.partner"].create(
                {
                    "name": f"AAA Marie {number}",
                    "street": "51 impasse des Rosiers",
                    "zip": "44230",
                    "city": "Saint-Sébastien-sur-Loire",
                    "country_id": self.env.ref("base.fr").id,
                    "phone": "06 39 98 90 93",
                    "email": "marie.dupont-durand@example.com",
                    "category_id": friend.ids,
                }
            )
            self.give(customer, 400)
        self.browser_size = "1024x768"
        self.start("customer_list_is_low")

    def test_the_sheet_on_a_phone(self):
        self.browser_size, self.touch_enabled = "390x844", True
        self.start("customer_sheet_on_a_phone")
