from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..spending.spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestHousehold(SpendingCommon):
    """Several customers earn and spend on one account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.family = Partner.create({"name": "Family Dupont"})
        cls.anna = Partner.create({"name": "Anna Dupont"})
        cls.paul = Partner.create({"name": "Paul Dupont"})

    def give(self, customer, points, key):
        return self.post(points, f"test/{key}", customer)

    def join(self, *customers):
        self.env["res.partner"].union(*customers).points_partner_id = self.family
        self.check_deferred()

    def balance_of(self, customer):
        return sum(self.account_of(customer).mapped("balance"))

    def test_members_earn_on_one_account(self):
        self.join(self.anna, self.paul)
        first = self.sell([(self.bread, 4)], customer=self.anna)
        second = self.sell([(self.bread, 8)], customer=self.paul)
        self.assertEqual(self.balance_of(self.family), 30)
        self.assertEqual(self.balance_of(self.anna) + self.balance_of(self.paul), 0)
        entries = self.entries_of(first) + self.entries_of(second)
        self.assertEqual(entries.account_id, self.account_of(self.family))
        self.assertEqual(entries.mapped("buyer_id"), self.anna + self.paul)
        self.check_deferred()

    def test_what_is_there_goes_over(self):
        self.give(self.anna, 120, "marie")
        self.give(self.family, 5, "family")
        self.set_aside(50, "hold", self.anna)
        self.join(self.anna)
        account = self.account_of(self.family)
        self.assertEqual((account.balance, account.held), (125, 50))
        self.assertEqual(self.balance_of(self.anna), 0)
        self.assertEqual(account.entry_ids[0].reason, "Points go to Family Dupont")

    def test_who_leaves_begins_anew_and_may_come_back(self):
        self.give(self.anna, 120, "marie")
        self.join(self.anna)
        self.anna.points_partner_id = False
        self.sell([(self.bread, 4)], customer=self.anna)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (120, 10))
        self.join(self.anna)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (130, 0))

    def test_a_member_sees_the_points_of_all(self):
        self.give(self.family, 125, "family")
        self.join(self.anna)
        self.env.flush_all()
        self.assertEqual(self.anna.points_balance, 125)
        found = self.env["res.partner"].search([("points_balance", "=", 125)])
        self.assertEqual(found & (self.anna + self.family), self.anna + self.family)
        answer = (
            self.env["res.partner"]
            .with_user(self.cashier)
            .get_new_partner(self.config.id, [("id", "=", self.anna.id)], 0)
        )
        partner = answer["res.partner"][0]
        balances = {row["partner_id"]: row["balance"] for row in answer["points.account"]}
        self.assertEqual(partner["points_holder"], {"id": self.family.id, "name": "Family Dupont"})
        self.assertEqual(balances[self.family.id], 125)

    def test_a_return_after_joining_and_after_leaving(self):
        own, late = (self.sell([(self.bread, 4)], customer=self.anna) for _sale in range(2))
        self.join(self.anna)
        shared = self.sell([(self.bread, 8)], customer=self.anna)
        self.bring_back(own)
        self.assertEqual(self.balance_of(self.family), 30)
        self.anna.points_partner_id = False
        self.bring_back(shared)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (10, 0))
        self.bring_back(late)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (10, -10))
        self.check_deferred()

    def test_the_answer_of_a_sale_has_the_balance_of_all(self):
        self.join(self.anna)
        answer = self.sync(self.order_data([(self.bread, 4)], self.anna))
        balances = {row["partner_id"]: row["balance"] for row in answer["points.account"]}
        self.assertEqual(balances[self.family.id], 10)

    def test_a_purchase_of_each_keeps_the_points_of_all_alive(self):
        self.program.write({"expiry": "activity", "expiry_months": 12})
        self.give(self.family, 50, "family")
        self.join(self.anna, self.paul)
        self.sell([(self.bread, 4)], customer=self.paul)
        moment = self.env["pos.order"]._get_newest_purchase(self.program, self.anna)
        self.assertEqual(moment, self.paul.pos_order_ids.date_order)

    def test_nobodys_points_go_on(self):
        self.join(self.anna)
        for member, holder in (
            (self.family, self.paul),
            (self.paul, self.anna),
            (self.paul, self.paul),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                member.points_partner_id = holder

    def test_only_a_manager_decides(self):
        groups = "base.group_user,base.group_partner_manager"
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        clerk = new_test_user(
            self.env, "clerk", f"{groups},point_of_sale.group_pos_user", **company
        )
        manager = new_test_user(
            self.env, "holder_manager", f"{groups},point_of_sale.group_pos_manager", **company
        )
        with self.assertRaises(AccessError):
            self.anna.with_user(clerk).points_partner_id = self.family
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(clerk).create(
                {"name": "Thief", "points_partner_id": self.family.id}
            )
        with self.assertRaises(AccessError):
            self.family.with_user(clerk).points_member_ids = [Command.link(self.anna.id)]
        self.anna.with_user(manager).points_partner_id = self.family
        self.assertEqual(self.anna.points_partner_id, self.family)

    def test_no_contact_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.family.company_id = other
        with self.assertRaises(ValidationError):
            self.join(self.anna)

    @mute_logger("odoo.models.unlink")
    def merge(self, source, into):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((source + into).ids, into)
        self.check_deferred()

    def test_a_member_is_merged_into_the_household(self):
        self.join(self.anna, self.paul)
        self.give(self.paul, 10, "paul")
        self.merge(self.anna, self.family)
        self.assertFalse(self.family.points_partner_id)
        self.assertEqual((self.paul.points_partner_id, self.paul.points_balance), (self.family, 10))

    def test_a_household_is_merged_into_a_member(self):
        self.join(self.anna, self.paul)
        self.give(self.paul, 10, "paul")
        self.merge(self.family, self.anna)
        self.assertFalse(self.anna.points_partner_id)
        self.assertEqual((self.paul.points_partner_id, self.paul.points_balance), (self.anna, 10))
        self.assertEqual(self.anna.points_balance, 10)

    def test_a_household_is_merged_into_a_member_of_another(self):
        other = self.env["res.partner"].create({"name": "Family Martin"})
        self.join(self.paul)
        self.give(self.paul, 10, "paul")
        self.anna.points_partner_id = other
        self.merge(self.family, self.anna)
        self.assertEqual(self.anna.points_partner_id, other)
        self.assertEqual(self.paul.points_partner_id, other)
        self.assertEqual(other.points_balance, 10)

    def test_a_member_of_another_is_merged_into_a_household(self):
        other = self.env["res.partner"].create({"name": "Family Martin"})
        self.anna.points_partner_id = other
        self.join(self.paul)
        self.merge(self.anna, self.family)
        self.assertFalse(self.family.points_partner_id)
        self.assertEqual(self.paul.points_partner_id, self.family)

    def test_an_adjustment_and_the_api(self):
        self.join(self.anna)
        for group in ("group_points_api", "group_points_adjust_unlimited"):
            self.env.user.group_ids += self.env.ref(f"pos_customer_loyalty.{group}")
        api = self.env["points.api"]
        api.earn(self.program.id, self.anna.id, 40, "test/api")
        self.assertEqual(self.balance_of(self.family), 40)
        self.assertEqual(api.balance(self.program.id, self.anna.id)["balance"], 40)
        action = self.env["points.adjust"]._open_for(self.anna)
        wizard = self.env["points.adjust"].browse(action["res_id"])
        reason = self.env["points.reason"].search([], limit=1)
        wizard.write({"program_id": self.program.id, "points": -15, "reason_id": reason.id})
        wizard.action_confirm()
        self.assertEqual(self.balance_of(self.family), 25)

    def test_a_member_pays_with_the_points_of_all(self):
        self.give(self.family, 200, "family")
        self.join(self.anna, self.paul)
        order = self.buy([(self.wine, 2)], points=20.0, customer=self.anna)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.balance_of(self.family), 40)
        entry = self.entries_of(order).filtered(lambda entry: entry.kind == "redeem")
        self.assertEqual((entry.account_id.partner_id, entry.buyer_id), (self.family, self.anna))
        with self.assertRaisesRegex(UserError, "points"):
            self.authorise(10.0, customer=self.paul)
        self.check_deferred()

    def test_points_of_all_come_back_to_all_when_the_buyer_has_left(self):
        """Two bottles of 10.00, one of them paid by 80 points of the family: 10 are earned."""
        self.give(self.family, 200, "family")
        self.join(self.anna)
        sale = self.buy([(self.wine, 2)], points=10, cash=10, customer=self.anna)
        self.assertEqual(self.balance_of(self.family), 200 - 80 + 10)
        self.anna.points_partner_id = False
        self.return_goods(sale, {sale.lines: 1}, points=10)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (205, 0))
        self.return_goods(sale, {sale.lines: 1}, cash=10)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (200, 0))
        self.check_deferred()

    def test_points_of_ones_own_come_back_to_the_household_joined_since(self):
        self.give(self.anna, 100, "anna")
        sale = self.buy([(self.wine, 2)], points=10, cash=10, customer=self.anna)
        self.join(self.anna)
        self.assertEqual(self.balance_of(self.family), 30)
        self.return_goods(sale, {sale.lines: 2}, points=10, cash=10)
        self.assertEqual((self.balance_of(self.family), self.balance_of(self.anna)), (100, 0))
        self.check_deferred()

    def test_an_exchange_after_a_change_of_household(self):
        """The Martins' points go to the Martins, and what the new goods earn to the Duponts."""
        martins = self.env["res.partner"].create({"name": "Family Martin"})
        self.give(martins, 200, "martins")
        self.anna.points_partner_id = martins
        sale = self.buy([(self.wine, 2)], points=10, cash=10, customer=self.anna)
        self.join(self.anna)
        data = self.pay([(self.wine, -2), (self.wine, 3)], customer=self.anna, cash=10)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        order = self.sync_as_cashier(data)
        self.assertEqual((order.points_carried, order.points_earned), (10, 20))
        self.assertEqual((self.balance_of(martins), self.balance_of(self.family)), (120, 20))
        self.return_goods(order, {order.lines[1]: 3}, points=10, cash=20)
        self.assertEqual((self.balance_of(martins), self.balance_of(self.family)), (200, 0))
        self.assertEqual(self.balance_of(self.anna), 0)
        self.check_deferred()

    def test_points_on_hold_stay_the_households(self):
        self.give(self.family, 200, "family")
        self.join(self.anna)
        key, uuid = self.authorise(20.0, customer=self.anna)
        self.anna.points_partner_id = False
        data = self.pay([(self.wine, 2)], points=[(20.0, key)], customer=self.anna, uuid=uuid)
        with self.assertRaisesRegex(UserError, "belong to Family Dupont"):
            self.sync_as_cashier(data)

    def test_a_member_who_is_erased_leaves(self):
        self.give(self.anna, 30, "anna")
        self.join(self.anna)
        self.env["points.erase"].create({"partner_id": self.anna.id}).action_erase()
        self.assertFalse(self.anna.points_partner_id)
        self.assertEqual(self.balance_of(self.family), 30)
        self.check_deferred()

    def test_a_batch_names_the_household(self):
        self.join(self.anna)
        batch = (
            self.env["points.batch"]
            .sudo()
            .create(
                {
                    "name": "Opening",
                    "program_id": self.program.id,
                    "kind": "opening",
                    "line_ids": [Command.create({"partner_id": self.anna.id, "points": 10})],
                }
            )
        )
        batch.line_ids.flush_recordset()
        batch._check_lines()
        self.assertEqual(batch.line_ids.state, "rejected")
        self.assertIn("go to Family Dupont", batch.line_ids.remark)
