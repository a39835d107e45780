from ast import literal_eval
from uuid import uuid4

from psycopg2.errors import CheckViolation, IntegrityConstraintViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestSpending(SpendingCommon):
    def test_points_pay_a_sale(self):
        order = self.buy([(self.wine, 5)], points=50)
        self.assertEqual(order.state, "paid")
        self.assertEqual((order.points_spent, order.points_balance), (400, 0))
        entry = self.entries("redeem")
        self.assertEqual((entry.points, entry.order_id), (-400, order))
        self.assertEqual(entry.detail, {"amount": 5000, "rate": [200, 2500]})
        self.assertEqual(order.points_earned, 0)
        self.check_deferred()

    def test_points_and_cash_pay_a_sale(self):
        """The customer chooses how many (odoo/odoo issue 264931)."""
        order = self.buy([(self.wine, 5)], points=12.34, cash=37.66)
        self.assertEqual(order.points_spent, 99)
        self.assertEqual(order.points_earned, 37)
        self.assertEqual(self.balance(), 400 - 99 + 37)

    def test_points_earn_where_the_program_says_so(self):
        self.program.earns_on_points = True
        self.assertEqual(self.buy([(self.wine, 5)], points=50).points_earned, 50)

    def test_several_payments_in_points(self):
        uuid = str(uuid4())
        parts = [(amount, self.authorise(amount, uuid)[0]) for amount in (10.0, 15.0)]
        order = self.sync_as_cashier(self.pay([(self.wine, 5)], parts, cash=25, uuid=uuid))
        self.assertEqual(order.points_spent, 200)
        self.assertEqual(self.balance(), 200 + 25)

    def test_the_same_order_again_spends_once(self):
        key, uuid = self.authorise(50.0)
        data = self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid)
        for _delivery in range(3):
            order = self.sync_as_cashier(dict(data))
        self.assertEqual(self.balance(), 0)
        order.action_pos_order_paid()
        self.assertEqual(len(self.entries("redeem")), 1)

    def test_what_the_sale_earns_cannot_pay_it(self):
        with self.assertRaisesRegex(UserError, "only 400 points"):
            self.buy([(self.wine, 100)], points=50.01, cash=949.99)

    def test_points_on_hold_cannot_be_spent_elsewhere(self):
        """Odoo's own: two tills each spend 200 of 200 and end at -200."""
        self.authorise(30.0)
        with self.assertRaisesRegex(UserError, "only 160 points"):
            self.authorise(25.0)
        self.authorise(20.0)

    def test_the_same_attempt_again_is_the_same_hold(self):
        key, uuid = self.authorise(30.0)
        self.authorise(30.0, uuid, key=key)
        self.assertEqual(self.account_of(self.marie)._get_available(), 160)
        with self.assertRaisesRegex(UserError, "another order or amount"):
            self.authorise(20.0, uuid, key=key)

    def test_a_manager_cannot_take_what_is_on_hold(self):
        self.authorise(50.0)
        with self.assertRaises(UserError):
            self.env["points.account"]._post(
                self.program, self.marie, key="test/adjust", kind="adjust", points=-1
            )

    def test_released_points_are_free(self):
        key, uuid = self.authorise(50.0)
        session = self.pos_session.with_user(self.cashier)
        session.release_points(key)
        session.release_points(key)
        self.assertEqual(self.account_of(self.marie)._get_available(), 400)
        with self.assertRaisesRegex(UserError, "was released"):
            self.authorise(50.0, uuid, key=key)
        with self.assertRaisesRegex(UserError, "was released"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))

    def test_a_replayed_release_frees_no_later_hold(self):
        first, uuid = self.authorise(50.0)
        session = self.pos_session.with_user(self.cashier)
        session.release_points(first)
        self.authorise(50.0, uuid)
        session.release_points(first)
        self.assertEqual(self.account_of(self.marie)._get_available(), 0)

    def test_releasing_spent_points_gives_none_back(self):
        key, uuid = self.authorise(50.0)
        self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))
        self.pos_session.with_user(self.cashier).release_points(key)
        self.assertEqual(self.balance(), 0)

    def test_a_cancelled_or_deleted_order_frees_its_points(self):
        for end in ("action_pos_order_cancel", "unlink"):
            key, uuid = self.authorise(50.0)
            data = self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid, state="draft")
            order = self.sync_as_cashier(data)
            self.assertEqual(self.account_of(self.marie)._get_available(), 0)
            getattr(order, end)()
            self.assertEqual(self.account_of(self.marie)._get_available(), 400)

    def test_an_order_that_comes_after_the_hold_still_captures(self):
        key, uuid = self.authorise(50.0)
        hold = self.env["points.hold"]._find_payment(key)
        hold.expires_at = "2020-01-01"
        order = self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))
        self.assertEqual(order.points_spent, 400)

    def test_an_order_that_comes_too_late_is_refused(self):
        key, uuid = self.authorise(50.0)
        self.env["points.hold"]._find_payment(key).expires_at = "2020-01-01"
        self.buy([(self.wine, 1)], points=10)
        with self.assertRaisesRegex(UserError, "320 points available"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))

    def test_the_order_may_be_paid_at_another_till_of_the_shop(self):
        key, uuid = self.authorise(50.0)
        draft = self.sync_as_cashier(
            self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid, state="draft")
        )
        self.assertEqual(self.balance(), 400)
        draft.action_pos_order_paid()
        self.assertEqual(self.balance(), 0)

    def test_a_merge_of_customers_between_authorise_and_order(self):
        key, uuid = self.authorise(50.0)
        double = self.env["res.partner"].create({"name": "Marie Dupond"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.marie + double).ids, dst_partner=double
        )
        data = self.pay([(self.wine, 5)], [(50.0, key)], customer=double, uuid=uuid)
        self.assertEqual(self.sync_as_cashier(data).points_spent, 400)


@tagged("post_install", "-at_install")
class TestTerms(SpendingCommon):
    def test_whole_blocks_only(self):
        self.program.spend_blocks_only = True
        with self.assertRaisesRegex(UserError, "in multiples of"):
            self.authorise(30.0)
        self.assertEqual(self.buy([(self.wine, 5)], points=25, cash=25).points_spent, 200)

    def test_points_to_begin_with(self):
        self.program.spend_least_balance = 401
        with self.assertRaisesRegex(UserError, "at least 401"):
            self.authorise(1.0)
        self.program.spend_least_balance = 400
        _key, uuid = self.authorise(30.0)
        self.authorise(20.0, uuid)

    def test_the_most_of_a_sale(self):
        self.program.spend_most_percent = 50
        with self.assertRaisesRegex(UserError, "At most .*25.00"):
            self.buy([(self.wine, 5)], points=25.01, cash=24.99)
        self.program.spend_most_amount = 20
        with self.assertRaisesRegex(UserError, "At most .*20.00"):
            self.buy([(self.wine, 5)], points=20.01, cash=29.99)

    def test_products_that_points_do_not_buy(self):
        self.bread.points_not_accepted = True
        lines = [(self.wine, 2), (self.bread, 4)]
        with self.assertRaisesRegex(UserError, "At most .*20.00"):
            self.buy(lines, points=20.01, cash=9.99)
        self.assertEqual(self.buy(lines, points=20, cash=10).points_spent, 160)

    def test_a_customer_who_takes_no_part(self):
        self.marie.points_excluded = True
        with self.assertRaisesRegex(UserError, "excluded from loyalty"):
            self.authorise(10.0)

    def test_an_archived_program(self):
        self.program.active = False
        with self.assertRaisesRegex(UserError, "no active loyalty program"):
            self.authorise(10.0)

    def test_impossible_terms(self):
        for values in ({"spend_most_percent": 0}, {"spend_least_balance": -1}, {"hold_minutes": 0}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.program.write(values)
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestForgery(SpendingCommon):
    def test_nonsense_amounts(self):
        for amount in (-10.0, 0.0, 10.0**12, float("nan"), float("inf"), True, "10", None, 0.001):
            with self.assertRaises(UserError):
                self.authorise(amount)
        self.assertEqual(self.account_of(self.marie)._get_available(), 400)

    def test_nonsense_names(self):
        session = self.pos_session.with_user(self.cashier)
        for key, uuid in (("", "a"), ("a", None), (7, "a"), ("a" * 65, "a")):
            with self.assertRaises(UserError):
                session.authorise_points(key, uuid, self.marie.id, 10.0)
        for partner_id in (None, "1", 0, 10**9, [self.marie.id]):
            with self.assertRaises(UserError):
                session.authorise_points("a", "b", partner_id, 10.0)

    def test_a_sale_of_another_till(self):
        other = self.config.copy({"name": "Other"})
        other.payment_method_ids = self.bank_pm1
        other.open_ui()
        data = self.order_data([(self.wine, 1)], self.marie, state="draft", payment_ids=[])
        data["session_id"] = other.current_session_id.id
        self.sync(data)
        with self.assertRaisesRegex(UserError, "another point of sale"):
            self.authorise(10.0, data["uuid"])

    def test_a_sale_that_was_paid(self):
        order = self.buy([(self.wine, 1)], cash=10)
        with self.assertRaisesRegex(UserError, "already paid"):
            self.authorise(10.0, order.uuid)

    def test_a_closed_till(self):
        self.pos_session.action_pos_session_closing_control()
        with self.assertRaisesRegex(UserError, "session of this point of sale is closed"):
            self.authorise(10.0)

    def test_who_is_no_cashier(self):
        self.cashier.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        with self.assertRaises(AccessError):
            self.authorise(10.0)
        with self.assertRaises(AccessError):
            self.pos_session.with_user(self.cashier).release_points("a")

    def test_a_hold_of_another_till(self):
        key, _uuid = self.authorise(10.0)
        other = self.config.copy({"name": "Other"})
        other.payment_method_ids = self.bank_pm1
        other.open_ui()
        with self.assertRaisesRegex(AccessError, "another point of sale"):
            other.current_session_id.with_user(self.cashier).release_points(key)

    def test_a_payment_that_was_never_authorised(self):
        with self.assertRaisesRegex(UserError, "No points are on hold"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, str(uuid4()))]))
        with self.assertRaisesRegex(UserError, "No points are on hold"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, False)]))

    def test_a_payment_of_another_amount(self):
        key, uuid = self.authorise(10.0)
        with self.assertRaisesRegex(UserError, "another order or amount"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))

    def test_points_of_another_sale(self):
        key, _uuid = self.authorise(50.0)
        with self.assertRaisesRegex(UserError, "another order or amount"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)]))

    def test_points_that_pay_twice(self):
        key, uuid = self.authorise(25.0)
        data = self.pay([(self.wine, 5)], [(25.0, key), (25.0, key)], uuid=uuid)
        with self.assertRaisesRegex(UserError, "another order or amount"):
            self.sync_as_cashier(data)

    def test_points_of_another_customer(self):
        key, uuid = self.authorise(50.0)
        jean = self.env["res.partner"].create({"name": "Jean"})
        for customer, name in ((jean, "Jean"), (self.env["res.partner"], "customer")):
            data = self.pay([(self.wine, 5)], [(50.0, key)], customer=customer, uuid=uuid)
            data["partner_id"] = customer.id
            with self.assertRaisesRegex(UserError, name), self.env.cr.savepoint():
                self.sync_as_cashier(data)

    def test_what_the_till_says_of_points_is_not_believed(self):
        data = self.order_data([(self.wine, 1)], self.marie, points_uncovered=5, points_spent=9)
        order = self.sync_as_cashier(data)
        self.assertEqual((order.points_uncovered, order.points_spent), (0, 0))

    def test_payments_of_a_paid_order(self):
        """Odoo's "Edit Payment" would turn points into cash, or cash into points."""
        order = self.buy([(self.wine, 5)], points=30, cash=20)
        # As if it had been committed, and this was another request.
        order._write({"create_date": "2026-01-01"})
        order.invalidate_recordset(["create_date"])
        cash, points = order.payment_ids.sorted("amount")
        for payment, values in (
            (points, {"payment_method_id": self.cash_pm1.id}),
            (cash, {"payment_method_id": self.points_pm.id}),
            (points, {"amount": 10}),
            (points, {"transaction_id": "other"}),
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed or added"):
                payment.with_user(self.cashier).write(values)
        commands = [
            [Command.create({"payment_method_id": self.points_pm.id, "amount": 5})],
            [Command.delete(points.id)],
        ]
        for command in commands:
            with self.assertRaisesRegex(UserError, "cannot be changed or added"):
                order.with_user(self.cashier).write({"payment_ids": command})
        cash.with_user(self.cashier).payment_ref_no = "another till roll"
        self.assertEqual(self.balance(), 160 + 20)

    def test_a_customer_of_another_company(self):
        company = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.marie.company_id = company
        with self.assertRaises(AccessError):
            self.authorise(10.0)


@tagged("post_install", "-at_install")
class TestOffline(SpendingCommon):
    def setUp(self):
        super().setUp()
        self.program.offline_most_amount = 60

    def take_offline(self, amount, quantity):
        return self.sync_as_cashier(self.pay([(self.wine, quantity)], [(amount, False)]))

    def test_points_taken_without_connection(self):
        order = self.take_offline(50.0, 5)
        self.assertEqual((order.points_spent, order.points_uncovered), (400, 0))

    def test_what_was_not_covered_comes_back_too(self):
        """Six bottles for 480 points, 80 of which were not there."""
        order = self.take_offline(60.0, 6)
        self.assertEqual(self.balance(), -80)
        self.return_goods(order, {order.lines: 2}, points=20)
        self.assertEqual(self.balance(), 80)
        self.return_goods(order, {order.lines: 4}, points=40)
        self.assertEqual(self.balance(), 400)
        self.check_deferred()

    def test_what_is_not_covered_is_owed_and_listed(self):
        order = self.take_offline(60.0, 6)
        self.assertEqual((order.points_spent, order.points_uncovered), (480, 80))
        self.assertEqual(self.balance(), -80)
        action = self.env.ref("pos_customer_loyalty.pos_order_action_points_uncovered")
        self.assertIn(order, self.env["pos.order"].search(literal_eval(action.domain)))
        self.check_deferred()

    def test_what_another_till_has_on_hold_is_not_covered(self):
        key, uuid = self.authorise(50.0)
        order = self.take_offline(50.0, 5)
        self.assertEqual((order.points_uncovered, self.balance()), (400, 0))
        with self.assertRaisesRegex(UserError, "points available"):
            self.sync_as_cashier(self.pay([(self.wine, 5)], [(50.0, key)], uuid=uuid))

    def test_the_limit_is_that_of_the_sale(self):
        with self.assertRaisesRegex(UserError, "No points are on hold"):
            self.take_offline(70.0, 7)
        with self.assertRaisesRegex(UserError, "No points are on hold"):
            self.sync_as_cashier(self.pay([(self.wine, 8)], [(40.0, False), (40.0, False)]))

    def test_the_first_sale_of_a_customer(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        order = self.sync_as_cashier(self.pay([(self.wine, 1)], [(10.0, False)], customer=jean))
        self.assertEqual((order.points_uncovered, self.balance(jean)), (80, -80))
        self.check_deferred()

    def test_only_a_sale_without_connection_may_overdraw(self):
        account = self.env["points.account"]
        for detail in ({}, {"uncovered": 99}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityConstraintViolation):
                account._post(
                    self.program,
                    self.marie,
                    key="test/overdraw",
                    kind="redeem",
                    points=-500,
                    overdraw=True,
                    detail=detail,
                )


@tagged("post_install", "-at_install")
class TestSetUp(SpendingCommon):
    def test_twice_is_once(self):
        self.pos_session.action_pos_session_closing_control()
        self.env["points.payment.setup"].create({"program_id": self.program.id}).action_set_up()
        methods = self.config.payment_method_ids.filtered("use_payment_terminal")
        self.assertEqual(methods, self.points_pm)

    def test_a_manager_of_the_point_of_sale_needs_no_rights_in_accounting(self):
        manager = self.cashier.copy({"login": "paula", "name": "Paula"})
        manager.group_ids = [Command.link(self.env.ref("point_of_sale.group_pos_manager").id)]
        self.assertFalse(self.env["account.journal"].with_user(manager).has_access("create"))
        self.pos_session.action_pos_session_closing_control()
        self.points_pm.active = False
        setup = self.env["points.payment.setup"].with_user(manager)
        setup.create({"program_id": self.program.id}).action_set_up()
        self.assertTrue(self.config.payment_method_ids.filtered("use_payment_terminal"))

    def test_the_method_is_named_in_each_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.pos_session.action_pos_session_closing_control()
        self.points_pm.active = False
        self.env["points.payment.setup"].create({"program_id": self.program.id}).action_set_up()
        method = self.config.payment_method_ids.filtered("use_payment_terminal")
        self.assertEqual(method.name, "Loyalty Points")
        self.assertEqual(method.with_context(lang="fr_FR").name, "Points de fidélité")

    def test_an_open_till(self):
        other = self.config.copy({"name": "Other", "points_program_id": self.program.id})
        other.payment_method_ids = self.bank_pm1
        other.open_ui()
        other.current_session_id.set_opening_control(0, "")
        setup = self.env["points.payment.setup"].create({"program_id": self.program.id})
        self.assertEqual(setup.open_config_ids, other)
        self.assertFalse(setup.config_ids)
        setup.config_ids = other
        with self.assertRaisesRegex(UserError, "Other: payment methods cannot be changed"):
            setup.action_set_up()

    def test_what_is_set_up_already_is_shown(self):
        setup = self.env["points.payment.setup"].create({"program_id": self.program.id})
        self.assertEqual((setup.method_id, setup.done_config_ids), (self.points_pm, self.config))
        self.assertEqual(setup.journal_id, self.points_pm.journal_id)
        with Form(setup) as form:
            self.assertFalse(form._get_modifier("done_config_ids", "invisible"))
            self.assertFalse(form._get_modifier("method_id", "invisible"))

    def test_the_account_is_chosen(self):
        self.pos_session.action_pos_session_closing_control()
        account = self.points_pm.outstanding_account_id.copy({"name": "Marketing"})
        setup = self.env["points.payment.setup"].create({"program_id": self.program.id})
        self.assertEqual(setup.account_id, self.points_pm.outstanding_account_id)
        setup.account_id = account
        setup.action_set_up()
        self.assertEqual(self.points_pm.outstanding_account_id, account)

    def test_points_are_not_booked_in_the_bank(self):
        self.pos_session.action_pos_session_closing_control()
        with self.assertRaisesRegex(UserError, "needs its own bank journal"):
            self.points_pm.outstanding_account_id = False

    def test_a_till_of_another_currency(self):
        self.pos_session.action_pos_session_closing_control()
        setup = self.env["points.payment.setup"].create({"program_id": self.program.id})
        self.assertNotIn(self.other_currency_config, setup.config_ids)
        setup.config_ids = self.other_currency_config
        with self.assertRaisesRegex(UserError, "Choose another payment method"):
            setup.action_set_up()

    def test_a_new_till_does_not_take_points(self):
        config = self.env["pos.config"].create({"name": "New"})
        self.assertNotIn(self.points_pm, config.payment_method_ids)
