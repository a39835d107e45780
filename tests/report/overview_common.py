from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from ..return_preview import previewed
from ..spending.spending_common import SpendingCommon

UTC = ZoneInfo("UTC")
MANAGER = "point_of_sale.group_pos_manager"


class OverviewCommon(SpendingCommon):
    """Two shops with a program each, in Auckland, and one of another company."""

    tz = "Pacific/Auckland"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = ZoneInfo(cls.tz)
        cls.program.write(
            {
                "tz": cls.tz,
                "expiry": "month",
                "expiry_months": 3,
                "grace_days": 0,
                "pending_days": 2,
            }
        )
        cls.stars = cls.env["points.program"].create(
            {
                "name": "Stars",
                "tz": cls.tz,
                "company_id": cls.company.id,
                "exchange_points": 7,
                "exchange_amount": 1.0,
                "rule_ids": [Command.create({"basis": "amount", "points": 2, "amount": 1.0})],
            }
        )
        cls.kiosk = cls.env["pos.config"].create(
            {"name": "Kiosk", "points_program_id": cls.stars.id}
        )
        cls.kiosk_session = cls.env["pos.session"].create(
            {"config_id": cls.kiosk.id, "user_id": cls.env.uid}
        )
        cls.kiosk_session.set_opening_control(0, "")
        cls.kiosk_session.sudo().start_at = "2020-01-01 00:00:00"
        cls.jeanne, cls.paul, cls.anna = cls.env["res.partner"].create(
            [{"name": "Jeanne Petit"}, {"name": "Paul Martin"}, {"name": "Anna Dupont"}]
        )
        cls.manager = cls.create_manager("overview_manager", cls.company)
        cls.today = datetime.now(cls.zone).date()
        cls.date_versions_back()

    @classmethod
    def create_manager(cls, login, company):
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{MANAGER}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def date_versions_back(cls):
        """Sales of the past earn by what the programs say now."""
        cls.env.cr.flush()
        programs = (cls.program + cls.stars).ids
        cls.env.cr.execute(
            """
            DELETE FROM points_program_version v WHERE program_id = ANY(%(programs)s)
               AND id < (SELECT max(id) FROM points_program_version
                          WHERE program_id = v.program_id);
            UPDATE points_program_version SET since = since - interval '3 years'
             WHERE program_id = ANY(%(programs)s)
            """,
            {"programs": programs},
        )
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()

    def at(self, day, hour=12, minute=0):
        """A moment of a day in the time zone, in UTC."""
        moment = datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)
        return moment.replace(tzinfo=None)

    def sell_at(self, moment, lines, customer=None, is_kiosk=False):
        """A sale of the past at one of the shops."""
        values = {"date_order": fields.Datetime.to_string(moment)}
        data = self.order_data(lines, customer, **values)
        if is_kiosk:
            method = self.kiosk.payment_method_ids.filtered(lambda m: m.type == "bank")[:1]
            data["session_id"] = self.kiosk_session.id
            data["payment_ids"][0][2]["payment_method_id"] = method.id
        with previewed(self, data):
            self.env["pos.order"].sync_from_ui([data])
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def overview(self, user=None):
        return (
            self.env["points.overview"].with_user(user or self.manager).with_company(self.company)
        )

    def read_overview(self, period="twelve", user=None, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.overview(user).read_figures(period, **values)

    def read_history(self, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.overview().read_history(**values)

    def tell_story(self):
        """Sales at midnight, an exchange, returns, corrections, a merge, points that expire."""
        days = [
            self.today - timedelta(days=ago) for ago in (400, 300, 200, 160, 130, 95, 40, 20, 3)
        ]
        customers = (self.marie, self.jeanne, self.paul, self.anna, None)
        self.sales = []
        for place, day in enumerate(days):
            for turn, (hour, minute) in enumerate(((0, 5), (11, 30), (23, 50))):
                number = 3 * place + turn
                self.sales.append(
                    self.sell_at(
                        self.at(day, hour, minute),
                        [(self.wine, 1 + number % 4), (self.bread, number % 3 + 1)],
                        customers[number % len(customers)],
                        is_kiosk=number % 3 == 1,
                    )
                )
        shop = [sale for sale in self.sales if sale.config_id == self.config and sale.partner_id]
        moment = fields.Datetime.to_string(self.at(self.today - timedelta(days=2), 0, 10))
        self.bring_back(shop[-1], {shop[-1].lines[0]: 1}, date_order=moment)
        self.bring_back(
            shop[-2], {shop[-2].lines[0]: 1}, goods=[(self.cheese, 3)], date_order=moment
        )
        self.bring_back(shop[-3], date_order=moment)
        self.buy([(self.wine, 2)], points=12.5, cash=7.5)
        bought = self.buy([(self.wine, 1)], points=10)
        self.return_goods(bought, {bought.lines: 1}, points=10)
        shop[-4].sudo().partner_id = self.jeanne
        self.merge(self.anna, self.paul)
        self.grandchild = self.env["res.partner"].create({"name": "Zoe Dupont"})
        self.grandchild.points_partner_id = self.marie
        self.sell_at(
            self.at(self.today - timedelta(days=5), 0, 1), [(self.wine, 1)], self.grandchild
        )
        self.counter, self.louis = self.env["res.partner"].create(
            [{"name": "Counter", "points_excluded": True}, {"name": "Louis"}]
        )
        for customer in (self.counter, self.louis):
            moment = self.at(self.today - timedelta(days=6), 0, 2)
            self.sell_at(moment, [(self.wine, 2)], customer)
        self.give_bonus()
        self.set_accounts_back()
        self.env["points.lot"]._expire()
        self.check_deferred()

    def give_bonus(self):
        accounts = self.env["points.account"]
        accounts._post(self.stars, self.marie, key="test/bonus", kind="bonus", points=9)
        accounts._post(
            self.program, self.jeanne, key="test/adjust", kind="adjust", points=-3, reason="Test"
        )

    def merge(self, partner, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_model="res.partner", active_ids=(partner + into).ids
        )
        wizard.create({"dst_partner_id": into.id}).action_merge()

    def set_accounts_back(self):
        """Let accounts have been opened with their first entry, as tills of the past did."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE points_account a SET create_date = COALESCE(
                (SELECT min(date) FROM points_entry e WHERE e.account_id = a.id), create_date)
             WHERE program_id = ANY(%s)
            """,
            [(self.program + self.stars).ids],
        )
        self.env.invalidate_all()
