from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon

PHONE = "+33 6 12 34 56 78"


@tagged("post_install", "-at_install")
class TestMergeOfDuplicates(PointsCommon):
    """A manager of the point of sale merges what the list of likely duplicates offers, and no
    contact that stands for more than a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_user("merging_manager", "point_of_sale.group_pos_manager")
        cls.marie.write({"phone": PHONE, "email": "marie@example.com"})
        cls.twin = cls.create_twin("M. Dupont", email="m.dupont@example.com")

    @classmethod
    def create_user(cls, login, group, **values):
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        groups = f"base.group_user,{group}"
        return new_test_user(cls.env, login, groups, **company, **values)

    @classmethod
    def create_twin(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "phone": PHONE, **values})

    def open_merge(self, user=None):
        """The dialog, as the list opens it."""
        self.env.flush_all()
        groups = self.env["customer.duplicate"].with_user(user or self.manager)
        action = groups.search(
            [("reason", "=", "phone"), ("value", "=", "612345678")]
        ).action_merge()
        return (
            self.env[action["res_model"]].with_user(user or self.manager).browse(action["res_id"])
        )

    def make_merge(self, *partners, keep=None):
        """The dialog, as a call from outside makes it."""
        partners = self.env["res.partner"].union(*partners)
        return (
            self.env["customer.merge"]
            .with_user(self.manager)
            .create({"partner_ids": partners.ids, "partner_id": (keep or partners[0]).id})
        )

    @mute_logger("odoo.models.unlink")
    def merge(self, wizard):
        wizard.action_merge()
        self.check_deferred()

    def assert_refused(self, wizard, sentence):
        with self.assertRaisesRegex(UserError, sentence):
            self.merge(wizard)
        self.assertTrue(self.marie.exists())
        self.assertTrue(self.twin.exists())

    def test_different_emails(self):
        self.post(10, "test/marie")
        self.post(5, "test/twin", self.twin)
        self.marie.barcode, self.twin.barcode = "M-1001", "T-1001"
        wizard = self.open_merge()
        self.assertEqual(
            (wizard.partner_ids, wizard.partner_id), (self.marie + self.twin, self.marie)
        )
        self.merge(wizard)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.marie.points_balance, 15)
        self.assertEqual(self.marie.email, "marie@example.com")
        self.assertEqual(self.marie.card_codes, ["T-1001"])
        entry = self.account_of(self.marie).entry_ids.filtered(lambda e: e.kind == "transfer")[:1]
        self.assertEqual(entry.user_id, self.manager)

    def test_the_contact_to_keep_is_chosen(self):
        with Form(self.open_merge()) as form:
            form.partner_id = self.twin
            wizard = form.save()
        self.merge(wizard)
        self.assertFalse(self.marie.exists())
        self.assertTrue(self.twin.exists())

    def test_three_at_once_of_many(self):
        others = self.create_twin("Third") + self.create_twin("Fourth") + self.create_twin("Fifth")
        wizard = self.open_merge()
        self.assertEqual(wizard.candidate_ids, self.marie + self.twin + others)
        self.assertEqual(wizard.partner_ids, self.marie + self.twin + others[0])
        self.merge(wizard)
        wizard = self.open_merge()
        self.assertEqual(wizard.partner_ids, self.marie + others[1:])
        self.merge(wizard)
        self.assertFalse(others.exists())

    def test_more_than_three_are_refused(self):
        others = self.create_twin("Third") + self.create_twin("Fourth")
        self.assert_refused(self.make_merge(self.marie, self.twin, *others), "Select 2 to 3")
        self.assert_refused(self.make_merge(self.marie), "Select 2 to 3")

    def test_the_contact_to_keep_is_one_of_them(self):
        third = self.create_twin("Third")
        wizard = self.make_merge(self.marie, self.twin)
        wizard.partner_id = third
        self.assert_refused(wizard, "Choose the contact to keep")

    def test_users_are_not_merged(self):
        for active in (True, False):
            login = f"twin_{active}"
            user = self.create_user(login, "base.group_user", active=active)
            user.partner_id.write({"phone": PHONE, "active": True})
            for keep in (self.marie, user.partner_id):
                wizard = self.make_merge(self.marie, user.partner_id, keep=keep)
                self.assert_refused(wizard, f"{login}.* can log in")
            self.assertTrue(user.partner_id.exists())

    def test_portal_users_are_not_merged(self):
        user = new_test_user(self.env, "twin_portal", "base.group_portal")
        user.partner_id.phone = PHONE
        self.assert_refused(self.make_merge(self.marie, user.partner_id), "twin_portal")

    def test_contacts_of_companies_are_not_listed(self):
        self.company.partner_id.phone = PHONE
        self.assertEqual(self.open_merge().candidate_ids, self.marie + self.twin)
        self.twin.phone = False
        self.env.flush_all()
        groups = self.env["customer.duplicate"].with_user(self.manager)
        self.assertFalse(groups.search([("reason", "=", "phone"), ("value", "=", "612345678")]))

    def test_contacts_of_companies_are_not_merged(self):
        self.company.partner_id.phone = PHONE
        wizard = self.make_merge(self.marie, self.company.partner_id)
        self.assert_refused(wizard, "stands for a company of this database")

    def test_contacts_of_another_company_are_not_merged(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.create_twin("Zoe Secret", company_id=other.id)
        self.assertEqual(self.open_merge().candidate_ids, self.marie + self.twin)
        with self.assertRaises(AccessError):
            self.make_merge(self.marie, stranger)
        wizard = self.make_merge(self.marie, self.twin)
        wizard.sudo().partner_ids += stranger
        with self.assertRaises(AccessError):
            self.merge(wizard)
        self.assertTrue(stranger.exists())

    def test_shared_contacts_and_those_of_a_company_are_not_merged(self):
        self.twin.company_id = self.company
        self.assert_refused(self.make_merge(self.marie, self.twin), "no likely duplicates")

    def test_only_likely_duplicates_are_merged(self):
        other = self.env["res.partner"].create({"name": "Paul", "email": "marie@example.com"})
        wizard = self.make_merge(self.marie, self.twin, other)
        self.assert_refused(wizard, "no likely duplicates")
        self.twin.phone = False
        self.assert_refused(self.make_merge(self.marie, self.twin), "no likely duplicates")
        self.merge(self.make_merge(self.marie, other))
        self.assertFalse(other.exists())

    def test_a_company_and_its_contact_are_not_merged(self):
        self.twin.write({"parent_id": self.marie.id, "phone": PHONE})
        self.assert_refused(self.make_merge(self.marie, self.twin), "parent")

    def test_a_manager_changes_no_contact_otherwise(self):
        with self.assertRaises(AccessError):
            self.marie.with_user(self.manager).email = "other@example.com"
        with self.assertRaises(AccessError):
            self.env["base.partner.merge.automatic.wizard"].with_user(self.manager).create({})

    def test_a_cashier_merges_nobody(self):
        with self.assertRaises(AccessError):
            self.open_merge(self.cashier)
        wizard = self.make_merge(self.marie, self.twin)
        with self.assertRaises(AccessError):
            wizard.with_user(self.cashier).action_merge()
        other = self.create_user("merging_other", "point_of_sale.group_pos_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(other).action_merge()
