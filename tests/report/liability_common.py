from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from ..spending.spending_common import SpendingCommon

FEBRUARY, MARCH, APRIL = date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)
JANUARY = date(2026, 1, 31)


class LiabilityCommon(SpendingCommon):
    """A shop in Auckland, whose days begin at 11 or 12 o'clock of the day before in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write(
            {"tz": "Pacific/Auckland", "expiry": "day", "expiry_months": 1, "grace_days": 0}
        )
        cls.env.cr.flush()
        cls.jeanne, cls.paul, cls.twin = cls.env["res.partner"].create(
            [{"name": "Jeanne Petit"}, {"name": "Paul Martin"}, {"name": "Paul Martin"}]
        )
        cls.cake = cls.create_product("Cake", cls.categ_basic, 20.0, tax_ids=cls.taxes["tax7"].ids)
        cls.set_up_accounts(cls.program)

    @classmethod
    def set_up_accounts(cls, program):
        env = cls.env(context={"allowed_company_ids": program.company_id.ids})
        accounts = env["account.account"]
        program.with_env(env).write(
            {
                "deferral_journal_id": env["account.journal"].create(
                    {"name": "Deferred", "type": "general", "code": "DEFP"}
                ),
                "deferral_revenue_account_id": accounts.create(
                    {"name": "Points in sales", "code": "707900", "account_type": "income"}
                ),
                "deferral_liability_account_id": accounts.create(
                    {"name": "Points", "code": "487900", "account_type": "liability_current"}
                ),
            }
        )

    @classmethod
    def create_program(cls, company, name="Elsewhere", **values):
        return cls.env["points.program"].create(
            {"name": name, "company_id": company.id, "tz": "UTC", **values}
        )

    def give(self, moment, points, kind="earn", program=None, customer=None, **values):
        """Post an entry at a moment."""
        program = program or self.program
        with freeze_time(moment):
            return self.env["points.account"]._post(
                program,
                customer or self.jeanne,
                key=f"liability/{program.id}/{moment}/{kind}",
                kind=kind,
                points=points,
                **values,
            )

    def sell_at(self, moment, lines, customer=None, **values):
        with freeze_time(moment):
            return self.sell(lines, customer or self.jeanne, **values)

    def get_row(self, program=None, before=FEBRUARY, last=MARCH, **values):
        program = program or self.program
        return self.env["points.liability"].create(
            {"program_id": program.id, "closing_before": before, "closing_on": last, **values}
        )

    def live_through_march(self):
        """A month with all that can happen. Returns orders by the day on which they came in."""
        orders = [
            self.sell_at("2026-02-10 01:00:00", [(self.wine, 5)]),
            self.sell_at("2026-02-28 10:59:59", [(self.wine, 1)]),
            self.sell_at("2026-02-28 11:00:00", [(self.cake, 2)]),
            self.sell_at("2026-03-06 01:00:00", [(self.cake, 15)], self.paul),
        ]
        with freeze_time("2026-03-05 01:00:00"):
            orders.append(self.return_goods(orders[0], {orders[0].lines: 2}, cash=20.0))
        with freeze_time("2026-03-07 01:00:00"):
            orders.append(self.buy([(self.wine, 2)], points=5.0, cash=15.0, customer=self.paul))
        with freeze_time("2026-03-08 01:00:00"):
            back = {orders[-1].lines: 1}
            orders.append(self.return_goods(orders[-1], back, points=2.5, cash=7.5))
        self.give("2026-03-09 01:00:00", 7, "adjust", reason="Kind")
        self.give("2026-03-09 02:00:00", 20, "bonus", customer=self.twin)
        self.give("2026-03-09 03:00:00", 11, "opening")
        with freeze_time("2026-03-12 01:00:00"):
            self.env["points.lot"]._expire()
        with freeze_time("2026-03-15 01:00:00"):
            orders[3].partner_id = self.jeanne
        with freeze_time("2026-03-20 01:00:00"):
            merge = self.env["base.partner.merge.automatic.wizard"].create({})
            merge._merge((self.paul + self.twin).ids, self.paul)
        late = "2026-03-30 01:00:00"
        orders.append(self.sell_at("2026-04-02 01:00:00", [(self.wine, 4)], date_order=late))
        with freeze_time("2026-04-20 01:00:00"):
            self.env["points.lot"]._expire()
        return self.env["pos.order"].union(*orders)

    def create_accountant(self, login="accountant", groups="account.group_account_manager"):
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        return new_test_user(self.env, login, f"base.group_user,{groups}", **company)
