import importlib.util
import random
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.tests import tagged

from ..spending.spending_common import SpendingCommon
from ..spending.test_spending_accounting import ClosingCommon

MODULE = Path(__file__).parents[2]
PAID_STATES = ("paid", "done")


@tagged("post_install", "-at_install")
class TestFigures(ClosingCommon, SpendingCommon):
    """The figures of a customer are those of the orders, invoices and entries themselves."""

    def figures(self, partner, company=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return partner._read_figures(company or self.company)

    def on_account(self, lines, customer=None, **values):
        data = self.order_data(lines, customer or self.marie, **values)
        data["payment_ids"][0][2]["payment_method_id"] = self.pay_later_pm.id
        return self.sync_as_cashier(data)

    def recount(self, partners, company, since=None):
        """Turnover and visits from the documents themselves, one by one."""
        turnover = visits = 0
        last = False
        for order in self.env["pos.order"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        ):
            if order.state in PAID_STATES and (not since or order.date_order.date() >= since):
                turnover += order.amount_total / order.currency_rate
                if any(line.qty > 0 and not line.refunded_orderline_id for line in order.lines):
                    visits += 1
                    last = max(last or order.date_order.date(), order.date_order.date())
        for move in self.env["account.move"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        ):
            is_ours = move.state == "posted" and move.move_type in ("out_invoice", "out_refund")
            if is_ours and not move.pos_order_ids and (not since or move.invoice_date >= since):
                turnover += move.amount_total_signed
        return round(turnover, 2), visits, last

    def check(self, partner, members=None, company=None):
        company = company or self.company
        figures = self.figures(partner, company)
        turnover, visits, last = self.recount(members or partner, company)
        since = fields.Date.today() - timedelta(days=364)
        year = self.recount(members or partner, company, since)
        self.assertAlmostEqual(figures["turnover_total"], turnover, 2)
        self.assertEqual(figures["visits_total"], visits)
        self.assertEqual(figures["last_visit"], last and last.isoformat())
        self.assertAlmostEqual(figures["turnover_year"], year[0], 2)
        self.assertEqual(figures["visits_year"], year[1])
        return figures

    def test_who_never_came(self):
        figures = self.check(self.env["res.partner"].create({"name": "Nobody"}))
        self.assertFalse(
            any(
                figures[name]
                for name in figures
                if name not in ("id",) and name != "turnover_months"
            )
        )
        self.assertEqual(figures["turnover_months"], [0] * 12)

    def test_sales_returns_and_drafts(self):
        sale = self.buy([(self.wine, 3)], cash=30)
        self.buy([(self.wine, 1)], cash=0, state="draft")
        self.return_goods(sale, {sale.lines: 1}, cash=10)
        figures = self.check(self.marie)
        self.assertEqual((figures["turnover_total"], figures["visits_total"]), (20, 1))
        self.assertEqual(figures["average_basket"], 20)
        self.assertEqual(figures["turnover_months"][-1], 20)

    def test_an_exchange_is_a_visit_whatever_its_total(self):
        """The lines tell it from a return, not the sign of the total nor Odoo's mark."""
        for goods, total in (((self.bread, 2), -5), ((self.wine, 1), 0), ((self.wine, 3), 20)):
            sale = self.buy([(self.wine, 1)], cash=10)
            order = self.bring_back(sale, goods=[goods], is_refund=total <= 0)
            self.assertEqual((order.amount_total, order.is_pure_return), (total, False))
            kind = (
                self.env["customer.purchase"]
                .search([("res_model", "=", "pos.order"), ("res_id", "=", order.id)])
                .kind
            )
            self.assertEqual(kind, "sale")
            self.check(self.marie)
        self.assertEqual(self.figures(self.marie)["visits_total"], 6)

    def test_a_return_is_no_visit_whatever_its_mark(self):
        sale = self.buy([(self.wine, 2)], cash=20)
        free = self.create_product("Free", self.categ_basic, 0.0)
        gift = self.sell([(free, 1)], self.marie)
        for order in (
            self.bring_back(sale, {sale.lines: 1}, is_refund=False),
            self.bring_back(gift, is_refund=False),
            self.sell([(self.wine, -1)], self.marie),
        ):
            self.assertTrue(order.is_pure_return)
        self.assertEqual(self.check(self.marie)["visits_total"], 2)

    def test_what_the_till_says_of_it_is_not_believed(self):
        order = self.buy([(self.wine, 2)], cash=20, is_pure_return=True)
        self.assertFalse(order.is_pure_return)
        self.assertEqual(self.check(self.marie)["visits_total"], 1)

    def test_a_first_purchase_that_was_an_exchange_gives_the_date(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        sale = self.sell([(self.wine, 2)])
        self.bring_back(sale, customer=jean, goods=[(self.bread, 1)], is_refund=True)
        self.assertEqual(self.since(jean), fields.Date.today())

    def test_the_upgrade_counts_exchanges_again(self):
        sale = self.buy([(self.wine, 2)], cash=20)
        self.bring_back(sale, {sale.lines: 1}, goods=[(self.bread, 1)], is_refund=True)
        self.bring_back(sale, {sale.lines: 1})
        self.env.flush_all()
        # As orders were before, with all that followed from it.
        self.env.cr.execute("UPDATE pos_order SET is_pure_return = NULL")
        self.assertEqual(self.figures(self.marie)["visits_total"], 1)
        self.migrate("19.0.1.2.0/post-figures.py")
        self.assertEqual(self.check(self.marie)["visits_total"], 2)
        before = self.figures(self.marie)
        self.migrate("19.0.1.2.0/post-figures.py")
        self.assertEqual(self.figures(self.marie), before)

    def test_long_ago(self):
        sale = self.buy([(self.wine, 3)], cash=30)
        sale.sudo().date_order = fields.Datetime.now() - timedelta(days=365)
        self.buy([(self.wine, 1)], cash=10)
        figures = self.check(self.marie)
        self.assertEqual((figures["turnover_year"], figures["turnover_total"]), (10, 40))

    def test_invoices(self):
        """An invoice of a sale counts once, whichever is linked first."""
        self.buy([(self.wine, 2)], cash=20, to_invoice=True)
        free = self.invoice(self.marie, 70)
        self.invoice(self.marie, 15, "out_refund")
        self.assertEqual(self.check(self.marie)["turnover_total"], 75)
        free.button_draft()
        self.assertEqual(self.check(self.marie)["turnover_total"], 5)
        free.action_post()
        sale = self.buy([(self.wine, 7)], cash=70)
        sale.account_move = free
        self.assertEqual(self.check(self.marie)["turnover_total"], 75)
        sale.account_move = False
        self.assertEqual(self.check(self.marie)["turnover_total"], 145)

    def test_a_basket_is_of_the_till_and_a_purchase_is_also_an_invoice(self):
        sale = self.buy([(self.wine, 1)], cash=10)
        week_ago = fields.Date.today() - timedelta(days=7)
        sale.sudo().date_order = fields.Datetime.now() - timedelta(days=7)
        free = self.invoice(self.marie, 1000)
        figures = self.check(self.marie)
        self.assertEqual((figures["turnover_year"], figures["average_basket"]), (1010, 10))
        self.assertEqual(figures["last_visit"], week_ago.isoformat())
        self.assertEqual(figures["last_purchase"], fields.Date.today().isoformat())
        free.button_draft()
        self.invoice(self.marie, 500, "out_refund")
        figures = self.check(self.marie)
        self.assertEqual(figures["last_purchase"], week_ago.isoformat(), "nothing was bought")
        self.assertEqual(figures["average_basket"], 10)

    def test_the_invoice_of_a_sale_is_no_second_purchase(self):
        self.buy([(self.wine, 2)], cash=20, to_invoice=True)
        self.buy([(self.wine, 1)], cash=10)
        rows = self.env["customer.turnover"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual((sum(rows.mapped("invoices")), sum(rows.mapped("invoiced"))), (0, 0))
        self.assertEqual(self.check(self.marie)["average_basket"], 15)

    def test_the_upgrade_tells_invoices_from_sales(self):
        self.buy([(self.wine, 1)], cash=10)
        self.invoice(self.marie, 1000)
        sleeping = self.env.ref("pos_customer_loyalty.res_partner_category_sleeping")
        sleeping.write({"last_visit_test": "least", "last_visit_days": 90})
        sleeping.last_purchase_test = False
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_turnover SET invoiced = NULL, invoices = NULL")
        self.migrate()
        self.assertEqual(self.check(self.marie)["average_basket"], 10)
        self.assertEqual(
            (sleeping.last_visit_test, sleeping.last_purchase_test, sleeping.last_purchase_days),
            (False, "least", 90),
        )

    def since(self, partner):
        self.env.flush_all()
        partner.invalidate_recordset(["customer_since"])
        return partner.customer_since

    def test_a_customer_since_the_first_purchase(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        self.assertFalse(self.since(jean))
        today = fields.Date.today()
        self.buy([(self.wine, 1)], cash=10, customer=jean)
        self.assertEqual(self.since(jean), today)
        later = self.buy([(self.wine, 1)], cash=10, customer=jean)
        later.sudo().date_order = fields.Datetime.now() + timedelta(days=2)
        self.assertEqual(self.since(jean), today)

    def test_an_entered_date_is_kept(self):
        self.marie.customer_since = "2019-03-01"
        self.buy([(self.wine, 1)], cash=10)
        self.assertEqual(str(self.since(self.marie)), "2019-03-01")

    def test_an_invoice_is_a_purchase_and_a_credit_note_is_none(self):
        jean, paul = self.env["res.partner"].create([{"name": "Jean"}, {"name": "Paul"}])
        free = self.invoice(jean, 100)
        self.invoice(paul, 5, "out_refund")
        self.assertEqual(self.since(jean), fields.Date.today())
        self.assertFalse(self.since(paul))
        free.button_draft()
        self.assertFalse(self.since(jean))

    def test_a_company_is_a_customer_since_its_contacts_are(self):
        company = self.env["res.partner"].create({"name": "Les Halles", "is_company": True})
        self.marie.parent_id = company
        self.buy([(self.wine, 2)], cash=20)
        self.assertEqual(self.since(company), fields.Date.today())

    def test_a_corrected_customer_was_none(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        sale = self.buy([(self.wine, 2)], cash=20, customer=jean)
        self.assertTrue(self.since(jean))
        sale.partner_id = self.marie
        self.assertFalse(self.since(jean))
        self.assertEqual(self.since(self.marie), fields.Date.today())

    def test_merged_customers_are_since_the_first(self):
        jean = self.env["res.partner"].create({"name": "Jean", "customer_since": "2019-03-01"})
        self.marie.customer_since = "2024-03-01"
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.marie + jean).ids, dst_partner=self.marie
        )
        self.assertEqual(str(self.since(self.marie)), "2019-03-01")

    def test_who_was_missed_gets_his_date_in_the_night_or_by_the_upgrade(self):
        self.buy([(self.wine, 1)], cash=10)
        for catch_up in (self.env["customer.turnover"]._add_up, self.migrate):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE res_partner SET customer_since = NULL WHERE id = %s", [self.marie.id]
            )
            catch_up()
            self.assertEqual(self.since(self.marie), fields.Date.today())

    def migrate(self, name="19.0.1.1.0/post-customer_figures.py"):
        path = MODULE / "migrations" / name
        spec = importlib.util.spec_from_file_location("figures", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")

    def test_whoever_writes_them(self):
        """SQL behind Odoo's back is followed too, and so is a deleted order."""
        sale = self.buy([(self.wine, 2)], cash=20)
        jean = self.env["res.partner"].create({"name": "Jean"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_order SET partner_id = %s, amount_total = 33 WHERE id = %s",
            [jean.id, sale.id],
        )
        self.assertEqual(self.check(self.marie)["turnover_total"], 0)
        self.assertEqual(self.check(jean)["turnover_total"], 33)
        small = self.buy([(self.bread, 0.1)], cash=0.25, customer=jean)
        self.assertEqual(self.check(jean)["turnover_total"], 33.25)
        self.env.cr.execute("DELETE FROM pos_payment WHERE pos_order_id = %s", [small.id])
        self.env.cr.execute("DELETE FROM pos_order WHERE id = %s", [small.id])
        self.assertEqual(self.figures(jean)["turnover_total"], 33)

    def test_the_customer_is_changed_or_merged(self):
        sale = self.buy([(self.wine, 2)], cash=20)
        jean = self.env["res.partner"].create({"name": "Jean"})
        sale.partner_id = jean
        self.check(self.marie)
        self.assertEqual(self.check(jean)["turnover_total"], 20)
        self.buy([(self.wine, 1)], cash=10)
        self.invoice(self.marie, 5)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.marie + jean).ids, dst_partner=jean
        )
        self.assertEqual(self.check(jean)["turnover_total"], 35)

    def test_a_company_has_the_purchases_of_its_contacts(self):
        company = self.env["res.partner"].create({"name": "Les Halles", "is_company": True})
        self.marie.parent_id = company
        self.buy([(self.wine, 2)], cash=20)
        self.buy([(self.wine, 1)], cash=10, customer=company)
        self.assertEqual(self.check(company, company + self.marie)["turnover_total"], 30)
        self.assertEqual(self.check(self.marie)["turnover_total"], 20)

    def test_a_till_of_another_currency(self):
        self.pos_session.action_pos_session_closing_control()
        self.config = self.other_currency_config
        self.open_new_session()
        sale = self.sync_as_cashier(self.order_data([(self.wine, 2)], self.marie))
        self.assertNotEqual(sale.currency_rate, 1)
        self.assertEqual(self.check(self.marie)["turnover_total"], 20)

    def test_another_company_shows_nothing(self):
        self.buy([(self.wine, 2)], cash=20)
        self.on_account([(self.wine, 1)])
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        figures = self.figures(self.marie, other)
        for name in figures.keys() - {"id", "turnover_months"}:
            self.assertFalse(figures[name], name)
        both = self.marie.with_context(allowed_company_ids=(other + self.company).ids)
        self.assertEqual(both.turnover_total, 0)
        self.assertEqual(both.points_balance, 0)
        found = self.env["res.partner"].with_company(other).search([("turnover_total", ">", 0)])
        self.assertNotIn(self.marie, found)

    def test_the_account_in_open_and_closed_sessions(self):
        self.on_account([(self.wine, 3)])
        self.assertEqual(self.figures(self.marie)["account_balance"], 30)
        self.on_account([(self.wine, 1)], to_invoice=True)
        self.assertEqual(self.figures(self.marie)["account_balance"], 40)
        self.buy([(self.wine, 5)], cash=50)
        self.assertEqual(self.figures(self.marie)["account_balance"], 40)
        self.close()
        self.assertEqual(self.figures(self.marie)["account_balance"], 40)
        self.invoice(self.marie, 60)
        credit_note = self.invoice(self.marie, 25, "out_refund")
        figures = self.figures(self.marie)
        self.assertEqual((figures["account_balance"], figures["credit_note_total"]), (75, 25))
        credit_note.button_draft()
        credit_note.button_cancel()
        self.assertEqual(self.figures(self.marie)["credit_note_total"], 0)

    def test_an_invoice_paid_in_an_open_session_is_no_debt(self):
        """Until it is closed, the till waits for its own payment."""
        data = self.order_data([(self.wine, 2)], self.marie, to_invoice=True)
        data["payment_ids"][0][2]["payment_method_id"] = self.bank_pm1.id
        self.sync_as_cashier(data)
        self.assertEqual(self.figures(self.marie)["account_balance"], 0)

    def test_the_account_is_that_of_the_company(self):
        company = self.env["res.partner"].create({"name": "Les Halles", "is_company": True})
        self.marie.parent_id = company
        self.invoice(company, 60)
        self.assertEqual(self.figures(self.marie)["account_balance"], 60)
        self.assertEqual(self.figures(company)["account_balance"], 60)

    def test_the_credit_notes_of_the_list_are_those_of_the_total(self):
        holding, branch = self.env["res.partner"].create(
            [{"name": "Holding", "is_company": True}, {"name": "Branch", "is_company": True}]
        )
        branch.parent_id = holding
        self.marie.parent_id = holding
        self.invoice(branch, 25, "out_refund")
        of_marie = self.invoice(self.marie, 10, "out_refund")
        self.assertEqual(holding.newest_credit_note_ids, of_marie)
        self.assertEqual(holding.credit_note_total, 10)

    def test_points(self):
        figures = self.figures(self.marie)
        self.assertEqual((figures["points_balance"], figures["points_value"]), (400, 50))
        self.program.write({"expiry": "day", "expiry_months": 1})
        self.post(5, "test/5", date="2026-03-01 12:00:00")
        figures = self.figures(self.marie)
        self.assertEqual(figures["points_next_expiry"], "2026-04-01")
        self.assertEqual(figures["points_next_expiry_points"], 5)

    def test_filters_find_what_the_fields_show(self):
        jean, paul = self.env["res.partner"].create([{"name": "Jean"}, {"name": "Paul"}])
        self.buy([(self.wine, 3)], cash=30)
        self.buy([(self.wine, 1)], cash=10, customer=jean)
        self.invoice(jean, 100)
        self.invoice(paul, 10, "out_refund")
        everyone = self.marie + jean + paul
        names = (
            "turnover_year",
            "turnover_total",
            "visits_year",
            "visits_total",
            "average_basket",
            "account_balance",
            "credit_note_total",
            "points_balance",
        )
        for name in names:
            for comparison, passes in (
                (">", lambda figure, value: figure > value),
                ("<=", lambda figure, value: figure <= value),
                ("=", lambda figure, value: figure == value),
                ("!=", lambda figure, value: figure != value),
            ):
                for value in (-5, 0, 10, 30):
                    domain = [("id", "in", everyone.ids), (name, comparison, value)]
                    expected = everyone.filtered(
                        lambda partner: passes(partner[name], value)  # noqa: B023
                    )
                    found = self.env["res.partner"].search(domain)
                    self.assertEqual(found, expected.sorted(), (name, comparison, value))

    def test_filters_for_days(self):
        jean = self.env["res.partner"].create({"name": "Jean"})
        self.buy([(self.wine, 3)], cash=30)
        everyone = [("id", "in", (self.marie + jean).ids)]
        today = fields.Date.today()
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search([*everyone, ("last_visit", ">=", today)]), self.marie)
        self.assertFalse(Partner.search([*everyone, ("last_visit", "<", today)]))
        self.assertEqual(Partner.search([*everyone, ("last_visit", "=", False)]), jean)
        self.assertEqual(Partner.search([*everyone, ("last_visit", "!=", False)]), self.marie)
        never_or_today = ["|", ("last_visit", "=", False), ("last_visit", "=", today)]
        self.assertEqual(Partner.search([*everyone, *never_or_today]), jean + self.marie)
        days = [today, today - timedelta(1)]
        self.assertEqual(Partner.search([*everyone, ("last_visit", "in", days)]), self.marie)

    def test_adding_up_changes_nothing(self):
        chance = random.Random(3)
        for _sale in range(6):
            count = chance.randint(1, 5)
            sale = self.buy([(self.wine, count)], cash=count * 10)
            sale.sudo().date_order = fields.Datetime.now() - timedelta(days=chance.randint(0, 3))
        before = self.check(self.marie)
        self.env["customer.turnover"]._add_up()
        self.assertEqual(self.check(self.marie), before)
        rows = self.env["customer.turnover"].search([("partner_id", "=", self.marie.id)])
        self.assertEqual(len(rows), len(set(rows.mapped("day"))))
        self.env["customer.turnover"]._rebuild()
        self.assertEqual(self.check(self.marie), before)

    def test_a_page_of_customers_costs_no_more_than_one(self):
        customers = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(40)])
        names = ["turnover_year", "visits_total", "account_balance", "credit_note_total"]
        counts = []
        # The first one also fills the caches of rights.
        for page in (customers[:1], customers[:1], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
