from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sale.test_sql_count import CountingCommon
from ..spending.spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestReferral(SpendingCommon):
    """Marie, a customer with points, brings Jeanne: both get a bonus with the first purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"welcome_bonus": 10, "referred_bonus": 30, "referrer_bonus": 50})
        cls.env.cr.flush()
        cls.jeanne = cls.bring("Jeanne Petit")
        cls.cake = cls.create_product("Cake", cls.categ_basic, 1.0)

    @classmethod
    def bring(cls, name, referrer=None):
        referrer = cls.marie if referrer is None else referrer
        return cls.env["res.partner"].create({"name": name, "points_referrer_id": referrer.id})

    def bonuses(self, customer):
        """The bonuses of a customer and what of them was taken back, as numbers."""
        entries = self.account_of(customer).entry_ids.sorted("id")
        return [
            entry.points
            for entry in entries
            if entry.kind == "bonus" or entry.origin_id.kind == "bonus"
        ]

    def buy_wine(self, customer, **values):
        return self.sell([(self.wine, 3)], customer, **values)

    def test_both_get_their_bonus_once(self):
        sale = self.buy_wine(self.jeanne)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))
        self.assertEqual((sale.points_earned, sale.points_balance), (30, 60))
        self.buy_wine(self.jeanne)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))
        self.assertEqual(self.account_of(self.jeanne).balance, 90)
        self.check_deferred()

    def test_an_order_that_is_sent_again(self):
        data = self.order_data([(self.wine, 3)], self.jeanne)
        for _delivery in range(3):
            self.sync(data)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))

    def test_nobody_referred_is_welcome(self):
        paul = self.bring("Paul Martin", self.env["res.partner"])
        self.buy_wine(paul)
        self.buy_wine(paul)
        self.assertEqual(self.bonuses(paul), [10])

    def test_who_has_bought_before_is_not_new(self):
        self.program.welcome_bonus = self.program.referred_bonus = 0
        self.program.referrer_bonus = 0
        for name, prepare in {
            "has bought": self.buy_wine,
            "is one since long": lambda customer: customer.write({"customer_since": "2020-05-01"}),
            "brought points": lambda customer: self.env["points.account"]._post(
                self.program, customer, key=f"opening/{customer.id}", kind="opening", points=5
            ),
        }.items():
            with self.subTest(customer=name):
                customer = self.bring(name)
                prepare(customer)
                self.program.write({"referred_bonus": 30, "referrer_bonus": 50})
                self.buy_wine(customer)
                self.assertEqual(self.bonuses(customer), [])
                self.program.write({"referred_bonus": 0, "referrer_bonus": 0})
        self.assertEqual(self.bonuses(self.marie), [])

    def test_the_program_of_the_sales_moment_counts(self):
        self.program.write({"referred_bonus": 0, "referrer_bonus": 0, "welcome_bonus": 0})
        self.env.cr.flush()
        versions = self.env["points.program.version"].sudo()
        found = versions.search([("program_id", "=", self.program.id)], order="id")
        found[:-2].since, found[-2].since = "2020-01-01 00:00:00", "2020-01-02 00:00:00"
        found[-1].since = Datetime.now() - timedelta(hours=12)
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.buy_wine(self.jeanne, date_order=str(Datetime.now() - timedelta(days=1)))
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))

    def test_a_return_of_all_takes_both_back(self):
        sale = self.buy_wine(self.jeanne)
        self.return_goods(sale, {sale.lines: 1}, cash=10.0)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))
        self.return_goods(sale, {sale.lines: 2}, cash=20.0)
        self.assertEqual(
            (self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30, -30], [50, -50])
        )
        self.assertEqual(self.account_of(self.jeanne).balance, 0)
        self.assertEqual(self.account_of(self.marie).balance, 400)
        with self.subTest("the next purchase is not the first one"):
            self.buy_wine(self.jeanne)
            self.assertEqual(self.account_of(self.jeanne).balance, 30)

    def test_an_exchange_takes_neither_back(self):
        sale = self.buy_wine(self.jeanne)
        data = self.pay([(self.wine, -3), (self.cake, 35)], cash=5, customer=self.jeanne)
        data["lines"][0][2]["refunded_orderline_id"] = sale.lines.id
        exchange = self.sync_as_cashier(data)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))
        with self.subTest("but the return of what was taken instead"):
            cake = exchange.lines.filtered(lambda line: line.product_id == self.cake)
            self.return_goods(exchange, {cake: 34}, cash=34.0)
            self.assertEqual(self.bonuses(self.jeanne), [30])
            self.return_goods(exchange, {cake: 1}, cash=1.0)
            self.assertEqual(
                (self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30, -30], [50, -50])
            )

    def test_a_credit_note_of_all_takes_both_back(self):
        sale = self.buy_wine(self.jeanne)
        sale.action_pos_order_invoice()
        note = sale.account_move._reverse_moves([{}])
        note.action_post()
        self.assertEqual(
            (self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30, -30], [50, -50])
        )

    def test_a_wrong_customer_is_corrected(self):
        sale = self.buy_wine(self.jeanne)
        sale.partner_id = self.env["res.partner"].create({"name": "Paul Martin"})
        self.assertEqual(
            (self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30, -30], [50, -50])
        )
        self.assertEqual(self.account_of(sale.partner_id).balance, 30 + 10)
        self.check_deferred()

    def test_who_an_order_is_written_to_is_welcome(self):
        """However often it is, also where the purchase itself earns nothing."""
        self.program.referrals_most = 1
        for earns in (True, False):
            self.program.rule_ids.active = earns
            self.env.cr.flush()
            jeanne, paul, referrer = self.bring("Jeanne"), self.bring("Paul"), self.bring("Nadia")
            self.post(1, f"test/{referrer.id}", referrer)
            (jeanne + paul).points_referrer_id = referrer
            sale = self.buy_wine(jeanne)
            for customer in (paul, jeanne):
                sale.partner_id = customer
            with self.subTest(earns=earns):
                self.assertEqual(self.bonuses(jeanne), [30, -30, 30])
                self.assertEqual(self.bonuses(paul), [30, -30])
                self.assertEqual(self.bonuses(referrer), [50, -50, 50, -50, 50])
                self.assertFalse(sale.points_issue)
            with self.subTest("all of it is taken back once", earns=earns):
                self.return_goods(sale, {sale.lines: 3}, cash=30.0)
                self.assertEqual(sum(self.bonuses(jeanne) + self.bonuses(referrer)), 0)
                sale.partner_id = paul
                self.assertEqual(self.bonuses(paul), [30, -30])
        self.check_deferred()

    def test_an_account_has_one_first_purchase(self):
        self.buy_wine(self.jeanne)
        for name in ("Paul Petit", "Zoe Petit"):
            member = self.bring(name)
            member.points_partner_id = self.jeanne
            self.buy_wine(member)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))
        with self.subTest("nor has one whose holder buys last"):
            holder, member = self.bring("Holder"), self.bring("Member")
            member.points_partner_id = holder
            self.buy_wine(member)
            self.buy_wine(holder)
            self.assertEqual(self.bonuses(holder), [30])

    def test_a_sale_that_is_claimed_after_its_return(self):
        sale = self.sell([(self.wine, 3)])
        self.return_goods(sale, {sale.lines: 3}, cash=30.0)
        sale._give_to(self.jeanne)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([], []))

    def test_a_first_purchase_that_is_claimed(self):
        sale = self.sell([(self.wine, 3)])
        sale._give_to(self.jeanne)
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([30], [50]))

    def test_the_limit_of_a_month_at_the_shop(self):
        self.program.write({"referrals_most": 2, "tz": "Pacific/Auckland"})
        self.env.cr.flush()
        # February ends there at 11:00 in UTC.
        for number, (moment, count) in enumerate(
            (("02-10 01:00", 1), ("02-11 01:00", 2), ("02-28 10:59", 2), ("02-28 11:00", 3))
        ):
            customer = self.bring(f"Customer {number}")
            with self.subTest(moment=moment), freeze_time(f"2026-{moment}:00"):
                self.buy_wine(customer)
                self.assertEqual(self.bonuses(self.marie), [50] * count)
                self.assertEqual(self.bonuses(customer), [30])

    def test_a_referral_that_was_returned_counts_for_the_month(self):
        self.program.referrals_most = 1
        sale = self.buy_wine(self.jeanne)
        self.return_goods(sale, {sale.lines: 3}, cash=30.0)
        self.buy_wine(self.bring("Paul Martin"))
        self.assertEqual(self.bonuses(self.marie), [50, -50])

    def test_referrers_who_get_nothing(self):
        archived, excluded, household, fresh = self.env["res.partner"].create(
            [{"name": name} for name in ("Archived", "Excluded", "Household", "Fresh")]
        )
        for customer in archived + excluded + household:
            self.post(1, f"test/{customer.id}", customer)
        archived.active = False
        excluded.points_excluded = True
        for referrer in archived + excluded + household + fresh:
            with self.subTest(referrer=referrer.name):
                customer = self.bring(f"Brought by {referrer.name}", referrer)
                if referrer == household:
                    customer.points_partner_id = household
                self.buy_wine(customer)
                self.assertEqual(self.bonuses(referrer)[:1], [10] if referrer == household else [])
                self.assertEqual(self.bonuses(customer), [] if referrer == household else [10])

    def test_who_earns_nothing_gets_nothing(self):
        self.jeanne.points_excluded = True
        self.buy_wine(self.jeanne)
        self.assertEqual(self.bonuses(self.marie), [])

    def test_neither_oneself_nor_in_a_circle(self):
        paul = self.bring("Paul Martin", self.jeanne)
        for customer, referrer in ((self.marie, self.marie), (self.marie, paul)):
            with self.subTest(referrer=referrer.name), self.assertRaises(ValidationError):
                customer.points_referrer_id = referrer
                customer.flush_recordset()

    def test_companies_are_kept_apart(self):
        company = self.setup_other_company(name="Elsewhere")["company"]
        self.env.user.company_ids = [Command.link(company.id)]
        zoe = self.env["res.partner"].create({"name": "Zoe", "company_id": company.id})
        with self.assertRaisesRegex(ValidationError, "same company"):
            self.jeanne.points_referrer_id = zoe

    def test_a_cashier_cannot_change_it_afterwards(self):
        jeanne = self.jeanne.with_user(self.cashier)
        other = self.bring("Paul Martin")

        self.buy_wine(self.jeanne)
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            jeanne.points_referrer_id = other
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            self.jeanne.points_referrer_id = other
        self.jeanne.points_referrer_id = self.marie

    def test_a_draft_gives_nothing(self):
        data = self.order_data([(self.wine, 3)], self.jeanne, state="draft")
        data["payment_ids"], data["amount_paid"] = [], 0
        self.env["pos.order"].sync_from_ui([data])
        self.assertEqual((self.bonuses(self.jeanne), self.bonuses(self.marie)), ([], []))

    @mute_logger("odoo.models.unlink")
    def test_merges(self):
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        twin, other = self.env["res.partner"].create([{"name": "Twin"}, {"name": "Other"}])
        with self.subTest("who is left has the referrer, and those whom the other one brought"):
            brought = self.bring("Brought", self.jeanne)
            merge._merge((self.jeanne + twin).ids, twin)
            self.assertEqual(twin.points_referrer_id, self.marie)
            self.assertEqual(brought.points_referrer_id, twin)
        with self.subTest("nobody refers themselves"):
            merge._merge((self.marie + twin).ids, self.marie)
            self.assertFalse(self.marie.points_referrer_id)
            self.assertEqual(brought.points_referrer_id, self.marie)
        with self.subTest("no circle"):
            brought.points_referrer_id = False
            last = self.bring("Last", brought)
            other.points_referrer_id = last
            merge._merge((brought + other).ids, brought)
            self.assertFalse(brought.points_referrer_id)
        with self.subTest("also after the first purchase"):
            customer = self.bring("Customer")
            self.buy_wine(customer)
            again = self.env["res.partner"].create({"name": "Again"})
            merge._merge((customer + again).ids, customer)
            self.assertEqual(customer.points_referrer_id, self.marie)

    def test_they_are_pending_as_long_as_the_sale(self):
        self.program.pending_days = 14
        sale = self.buy_wine(self.jeanne)
        for customer in (self.jeanne, self.marie):
            entry = self.account_of(customer).entry_ids.filtered(lambda e: e.kind == "bonus")
            self.assertEqual(entry.available_on, fields.Date.today() + timedelta(days=14))
        self.check_deferred()
        self.return_goods(sale, {sale.lines: 3}, cash=30.0)
        self.assertEqual(self.account_of(self.jeanne).balance, 0)
        self.assertEqual(self.account_of(self.marie).balance, 400)
        self.check_deferred()

    def test_nobody_is_welcomed_twice(self):
        welcome = self.program.mail_ids.filtered(lambda mail: mail.kind == "welcome")
        welcome.bonus_points = 5
        template = self.env["mail.template"].create(
            {"name": "Welcome", "model_id": self.env.ref("base.model_res_partner").id}
        )
        with self.assertRaisesRegex(ValidationError, "by the welcome email already"):
            welcome.write({"is_on": True, "template_id": welcome.template_id.id or template.id})

    def test_an_erased_customer_is_nobodys_referrer(self):
        self.env["points.erase"].create({"partner_id": self.marie.id}).action_erase()
        self.assertFalse(self.jeanne.points_referrer_id)

    def test_the_history_says_why(self):
        sale = self.buy_wine(self.jeanne)
        referral = self.account_of(self.marie).entry_ids.filtered(lambda e: e.kind == "bonus")
        welcome = self.account_of(self.jeanne).entry_ids.filtered(lambda e: e.kind == "bonus")
        self.assertEqual(referral.explanation, f"Referral, order {sale.name}")
        self.assertEqual(welcome.explanation, "First purchase")
        self.assertNotIn("Jeanne", str(referral.read()))


@tagged("post_install", "-at_install")
class TestReferralCount(CountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def test_a_sale_pays_for_it_only_where_the_program_gives_something(self):
        self.count_sale(1, self.marie)
        without, _of_points = self.count_sale(1, self.marie)
        self.program.referred_bonus = 10
        self.env.cr.flush()
        self.count_sale(1, self.marie)
        with_bonus, _of_points = self.count_sale(1, self.marie)
        self.assertLessEqual(with_bonus, without + 2)
        self.program.referred_bonus = 0
        self.env.cr.flush()
        self.count_sale(1, self.marie)
        self.assertEqual(self.count_sale(1, self.marie)[0], without)
