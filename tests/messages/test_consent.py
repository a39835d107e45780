from runpy import run_path

import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path, mute_logger

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestConsent(PointsCommon):
    """What customers have said about messages, and what holds of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = cls.env["res.partner"].create({"name": "Paul Martin"})
        cls.manager = new_test_user(
            cls.env,
            "claire",
            "base.group_user,base.group_partner_manager,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def get_rows(self, customer=None):
        rows = (customer or self.marie).consent_ids.sorted("id")
        return [(row.purpose, row.given, row.source, row.user_id) for row in rows]

    def test_nobody_has_agreed_who_was_not_asked(self):
        self.assertFalse(self.marie.consent_offers)
        self.assertFalse((self.marie + self.paul)._filter_consenting("offers"))

    def test_the_newest_row_holds(self):
        self.marie._give_consent("offers", True, "till")
        self.assertTrue(self.marie.consent_offers)
        self.assertFalse(self.marie.consent_points)
        self.marie._give_consent("offers", False, "link")
        self.assertFalse(self.marie.consent_offers)
        user, nobody = self.env.user, self.env["res.users"]
        rows = [("offers", True, "till", user), ("offers", False, "link", nobody)]
        self.assertEqual(self.get_rows(), rows)

    def test_nothing_is_written_where_nothing_changes(self):
        customers = self.marie + self.paul
        self.assertFalse(customers._give_consent("offers", False, "import"))
        self.marie._give_consent("offers", True, "till")
        self.assertEqual(customers._give_consent("offers", True, "import"), self.paul)
        self.assertEqual(len(customers.consent_ids), 2)

    def test_it_is_ticked_on_the_sheet(self):
        self.marie.with_user(self.manager).consent_points = True
        self.assertEqual(self.get_rows(), [("points", True, "back_office", self.manager)])
        self.marie.with_user(self.manager).write({"consent_points": False, "consent_offers": False})
        self.assertEqual(len(self.get_rows()), 2)
        self.assertFalse(self.marie.consent_points)

    def test_a_new_customer_may_agree_at_once(self):
        lea = self.env["res.partner"].create({"name": "Léa", "consent_offers": True})
        self.assertEqual(len(self.get_rows(lea)), 1)
        self.assertFalse(lea.copy().consent_offers)

    def test_an_import_says_that_it_is_one(self):
        partners = self.env["res.partner"].with_user(self.manager).with_context(import_file=True)
        result = partners.load(["name", "consent_offers"], [["Zoé", "1"], ["Yann", "0"]])
        zoe, yann = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(self.get_rows(zoe), [("offers", True, "import", self.manager)])
        self.assertFalse(yann.consent_ids)

    def test_who_agreed_is_found(self):
        customers = self.marie + self.paul
        self.marie._give_consent("offers", True, "till")
        for domain in (
            [("consent_offers", "=", True)],
            [("consent_offers", "!=", False)],
            self.marie._get_consent_domain("offers"),
        ):
            found = self.env["res.partner"].search([("id", "in", customers.ids), *domain])
            self.assertEqual(found, self.marie)
        domain = [("id", "in", customers.ids), ("consent_offers", "=", False)]
        self.assertEqual(self.env["res.partner"].search(domain), self.paul)

    def test_one_statement_for_many(self):
        customers = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(50)])
        customers._give_consent("offers", True, "import")
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual(customers._filter_consenting("offers"), customers)

    def test_another_company_was_not_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.marie._give_consent("offers", True, "till")
        self.assertFalse(self.marie.with_company(other).consent_offers)
        self.assertFalse(self.marie.with_company(other)._filter_consenting("offers"))

    def test_a_branch_is_the_same_shop(self):
        branch = self.env["res.company"].create({"name": "B", "parent_id": self.company.id})
        self.marie.with_company(branch)._give_consent("offers", True, "till")
        self.assertTrue(self.marie.consent_offers)

    @mute_logger("odoo.sql_db")
    def test_a_row_is_never_changed(self):
        self.marie._give_consent("offers", False, "till")
        self.marie._give_consent("offers", True, "till")
        self.env.flush_all()
        for change in ("given = false", "date = now()", "source = 'portal'", "user_id = NULL"):
            with self.subTest(change), self.assertRaises(psycopg2.IntegrityError):
                with self.env.cr.savepoint():
                    self.env.cr.execute(f"UPDATE customer_consent SET {change}")

    def test_nobody_writes_rows_of_their_own(self):
        self.marie._give_consent("offers", True, "till")
        values = {
            "partner_id": self.paul.id,
            "company_id": self.company.id,
            "purpose": "offers",
            "given": True,
            "source": "portal",
            "contact_number": self.paul.id,
        }
        for user in (self.cashier, self.manager):
            rows = self.marie.consent_ids.with_user(user)
            with self.assertRaises(AccessError):
                rows.create(values)
            with self.assertRaises(AccessError):
                rows.write({"given": False})
            with self.assertRaises(AccessError):
                rows.unlink()
            command = [Command.create({**values, "partner_id": False})]
            with self.assertRaises(AccessError):
                self.paul.with_user(user).write({"consent_ids": command})

    def test_user_source_and_date_are_not_taken_from_a_context(self):
        forged = {
            "default_source": "portal",
            "default_date": "2020-01-01 00:00:00",
            "default_user_id": self.cashier.id,
            "default_company_id": self.env["res.company"].create({"name": "Elsewhere"}).id,
        }
        self.marie.with_user(self.manager).with_context(**forged).consent_offers = True
        row = self.marie.consent_ids
        self.assertEqual(row.source, "back_office")
        self.assertEqual(row.user_id, self.manager)
        self.assertEqual(row.company_id, self.company)
        self.assertGreater(row.date.year, 2020)

    def test_a_merge_takes_it_along_and_links_go_on_working(self):
        paul = self.paul.id
        self.paul._give_consent("offers", True, "till")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.marie + self.paul).ids, self.marie)
        self.assertTrue(self.marie.consent_offers)
        self.assertEqual(self.env["customer.consent"]._find_customer(paul), self.marie)

    def test_the_erasure_removes_it(self):
        self.post(10, "test/erase")
        self.marie._give_consent("offers", True, "till")
        wizard = self.env["points.erase"].create({"partner_id": self.marie.id})
        wizard.action_erase()
        self.assertFalse(self.marie.consent_ids)

    def test_a_customer_who_is_deleted(self):
        self.paul._give_consent("offers", True, "till")
        self.paul.unlink()
        self.assertFalse(self.env["customer.consent"].search([("partner_id", "=", False)]))

    def test_the_shop_s_messages_say_what_they_need(self):
        for name in ("thank_you", "birthday", "we_miss_you"):
            template = self.env.ref(f"pos_customer_loyalty.mail_template_{name}")
            self.assertEqual(template.consent_purpose, "offers")
        self.assertFalse(self.env.ref("pos_customer_loyalty.mail_template_points").consent_purpose)

    def test_an_upgrade_has_asked_nobody_and_keeps_birthdays(self):
        names = ("thank_you", "points", "birthday", "we_miss_you")
        templates = [self.env.ref(f"pos_customer_loyalty.mail_template_{name}") for name in names]
        for template in templates:
            template.write({"consent_purpose": False, "is_customer_message": False})
        self.marie.birthday = "1980-05-17"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_company SET use_birthdays = false")
        path = file_path("pos_customer_loyalty/migrations/19.0.1.3.0/post-consent.py")
        run_path(path)["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        purposes = [template.consent_purpose for template in templates]
        self.assertEqual(purposes, ["offers", False, "offers", "offers"])
        self.assertTrue(all(template.is_customer_message for template in templates))
        self.assertFalse(self.marie.consent_offers)
        self.assertTrue(self.company.use_birthdays)
