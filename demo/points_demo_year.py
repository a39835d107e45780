from odoo import Command, api, fields, models

from .clock import past
from .habits import Habits, at_closing, at_market, at_night, at_opening, is_market

MODULE = "pos_customer_loyalty"
#: What happens besides sales, by the number of the period at whose end it does.
EVENTS = {
    2: "_claim_receipt",
    4: "_thank_a_customer",
    6: "_lend_a_card",
    9: "_thank_a_customer",
    12: "_correct_a_mistake",
    15: "_review_alerts",
    18: "_sell_to_oneself",
    20: "_thank_regular_customers",
    21: "_claim_receipt",
    23: "_lend_a_card",
    24: "_sell_to_a_stranger",
    25: "_thank_a_customer",
}
#: Each so many periods somebody brings a whole sale back: by turns one that was paid in points.
RETURN_EVERY = 2


class PointsDemo(models.AbstractModel):
    """A year of the demo shop, day by day: what tills, a manager and the nights do."""

    _inherit = "points.demo"

    @api.model
    def _live_a_year(self):
        """Sell for a year that ends yesterday, through the methods that tills call; once only."""
        shop = self._hand_over(self.env.ref(f"{MODULE}.shop_demo"), "user_cashier")
        if shop.session_ids:
            return
        habits = self._get_habits(shop)
        periods = habits.periods()
        with past(self.env, at_market(periods[0][0])) as clock:
            self._begin_to_write(shop, habits)
            self._take_over_old_cards(habits)
            for number, days in enumerate(periods):
                self._live(shop, habits, clock, number, days)

    @api.model
    def _get_habits(self, shop):
        here = [("company_id", "=", shop.company_id.id)]
        products = shop.env["product.product"].search(here, order="id")
        customers = shop.env["res.partner"].search(here, order="id")
        prices = [(product, product.lst_price) for product in products]
        # Whom the pictures of the documents show.
        shown = self.env.ref(f"{MODULE}.customer_agnes_du_plessis").with_env(shop.env)
        return Habits(fields.Date.context_today(shop), prices, [*shown, *(customers - shown)])

    @api.model
    def _live(self, shop, habits, clock, number, days):
        """One period, in which the till of the shop stays open, and a night."""
        clock.move_to(at_market(days[0]))
        session, visits = self._open_session(shop), habits.visits(days)
        for day in days:
            self._sell_for_a_day(session, habits, clock, day, visits)
        clock.move_to(at_closing(days[-1]))
        self._end_period(session, habits, number)
        clock.move_to(at_night(days[-1]))
        self._do_nightly_work()

    @api.model
    def _sell_for_a_day(self, session, habits, clock, day, visits):
        if is_market(day):
            self._sell_on_the_market(habits, clock, day)
        clock.move_to(at_opening(day))
        self._write_on(day)
        for visit in visits:
            if visit.date() == day:
                clock.move_to(visit)
                self._sell(session, habits, habits.customer(visit))

    @api.model
    def _end_period(self, session, habits, number):
        """What happens besides sales, before the drawer is counted."""
        if number % RETURN_EVERY:
            self._bring_back(session, habits, with_points=number % (2 * RETURN_EVERY) == 1)
        if number in EVENTS:
            getattr(self, EVENTS[number])(session, habits)
        self._close_session(session)

    @api.model
    def _sell_on_the_market(self, habits, clock, day):
        stall = self._hand_over(self.env.ref(f"{MODULE}.stall_demo"), "user_cashier")
        clock.move_to(at_market(day))
        session = self._open_session(stall)
        for visit in habits.market_visits(day):
            clock.move_to(visit)
            self._sell(session, habits, habits.customer(visit))
        self._close_session(session)

    @api.model
    def _do_nightly_work(self):
        """What the scheduled actions do, without their commits."""
        self.env["points.lot"]._expire()
        self.env["customer.turnover"]._add_up()
        self.env["res.partner.category"]._evaluate_all()
        self.env["points.alert.look"]._cron_look()

    @api.model
    def _take_over_old_cards(self, habits):
        """Opening balances of the customers who had a paper card before."""
        points = {customer.id: habits.old_points() for customer in habits.old_cards}
        program = self._hand_over(self.env.ref(f"{MODULE}.points_program_demo"), "user_manager")
        program.env["points.batch"].create(
            {
                "name": "Paper cards",
                "kind": "opening",
                "program_id": program.id,
                "control_total": sum(points.values()),
                "line_ids": [
                    Command.create({"partner_id": partner_id, "points": number})
                    for partner_id, number in points.items()
                ],
            }
        ).action_post()

    @api.model
    def _bring_back(self, session, habits, with_points):
        """The last customer whose sale can come back, of those whose sale was paid in points or
        of the others, brings all of it back."""
        kind = "redeem" if with_points else "earn"
        entries = self.env["points.entry"].search(
            [("kind", "=", kind), ("order_id.config_id", "=", session.config_id.id)], limit=20
        )
        sales = entries.order_id.filtered(lambda order: self._is_whole(order, with_points))
        if sales:
            self._give_back(session, habits, sales[0].with_env(session.env))

    @api.model
    def _is_whole(self, order, with_points):
        """Whether nothing of an order came back, and points paid for it or did not."""
        returned = order.lines.refund_orderline_ids or order.lines.refunded_orderline_id
        return not returned and bool(order.points_spent) == with_points

    @api.model
    def _claim_receipt(self, session, habits):
        """Who gave no name has the points credited with the receipt."""
        order = session.order_ids.filtered(lambda order: not order.partner_id)[:1]
        if order:
            order.claim_points(order.id, habits.old_cards[0].id)

    @api.model
    def _thank_a_customer(self, session, _habits):
        self._adjust(self._get_last_customers(session)[0], "gift", 40)

    @api.model
    def _correct_a_mistake(self, session, _habits):
        self._adjust(self._get_last_customers(session)[0], "correction", -1)

    @api.model
    def _thank_regular_customers(self, session, _habits):
        self._adjust(self._get_last_customers(session), "goodwill", 10)

    @api.model
    def _get_last_customers(self, session):
        return session.order_ids.sorted("id", reverse=True).partner_id

    @api.model
    def _adjust(self, customers, reason, points):
        """What the manager does by *Adjust Points*: one by one, or many as a batch."""
        customers = self._hand_over(customers, "user_manager")
        customers.env["points.adjust"].create(
            {
                "program_id": self.env.ref(f"{MODULE}.points_program_demo").id,
                "partner_ids": [Command.set(customers.ids)],
                "points": points,
                "reason_id": self.env.ref(f"{MODULE}.points_reason_{reason}").id,
            }
        ).action_confirm()

    @api.model
    def _lend_a_card(self, session, habits):
        """The card of one customer is used for a row of sales: managers are alerted."""
        customer = self._get_last_customers(session)[0]
        most = session.config_id.points_program_id.sudo().alert_earnings
        for _neighbour in range(most + 1):
            self._sell(session, habits, customer)

    @api.model
    def _sell_to_oneself(self, session, habits):
        """A cashier credits points to himself: managers are alerted."""
        self._sell(session, habits, session.env.user.partner_id)

    @api.model
    def _review_alerts(self, session, _habits):
        program = session.config_id.points_program_id
        alerts = self.env["points.alert"].search([("program_id", "=", program.id)])
        self._hand_over(alerts, "user_manager").action_mark_seen()

    @api.model
    def _sell_to_a_stranger(self, session, habits):
        """The administrator sells to a customer of the other company: the points wait. In the
        evening he corrects the contact; that the manager tries again is left to do."""
        stranger = self.env.ref(f"{MODULE}.customer_stranger")
        owner = self.env.ref("base.user_admin")
        companies = (session.company_id | stranger.company_id).ids
        till = session.with_user(owner).with_context(allowed_company_ids=companies)
        self._sell(till, habits, stranger.with_env(till.env))
        stranger.company_id = session.company_id
