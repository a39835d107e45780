from collections import defaultdict
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .overview_common import UTC, OverviewCommon

KINDS = {
    "earned": (1, ("earn", "bonus")),
    "spent": (-1, ("redeem", "restore")),
    "taken_back": (-1, ("clawback",)),
    "expired": (-1, ("expire",)),
}
WRONG_DAYS = (
    {"first": "2026-02-30", "last": "2026-03-01"},
    {"first": False, "last": False},
    {"first": "2026-03-02", "last": "2026-03-01"},
    {"first": "0001-01-01", "last": "0001-01-02"},
    {"first": "2020-01-01", "last": "2026-01-01"},
)


class Recount:
    """All figures from the entries and orders themselves, one by one, without any SQL."""

    def __init__(self, test, first, last, programs, shops, is_of_shop=False):
        self.test, self.first, self.last = test, first, last
        self.programs, self.shops = programs, shops
        entries = test.env["points.entry"].search([("program_id", "in", programs.ids)])
        if is_of_shop:
            entries = entries.filtered(lambda entry: entry.order_id.config_id in shops)
        self.all_entries = entries
        self.entries = entries.filtered(lambda entry: self.is_within(entry.date))
        orders = test.env["pos.order"].search([("config_id", "in", shops.ids)])
        self.all_orders = orders.filtered(lambda order: order.state in ("paid", "done"))
        self.orders = self.all_orders.filtered(lambda order: self.is_within(order.date_order))

    def get_day(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(self.test.zone).date()

    def is_within(self, moment):
        return self.first <= self.get_day(moment) <= self.last

    def count_points(self, name):
        sign, kinds = KINDS[name]
        return sign * sum(e.points for e in self.entries if e.kind in kinds)

    def get_value(self, points):
        """Money of points by program, rounded down to cents."""
        cents = 0
        for program, number in points.items():
            block = round(100 * program.exchange_amount)
            worth = abs(number) * block // program.exchange_points
            cents += worth if number >= 0 else -worth
        return cents / 100

    def get_spent(self):
        spent = defaultdict(int)
        for entry in self.entries:
            if entry.kind in ("redeem", "restore"):
                spent[entry.program_id] -= entry.points
        return spent

    def get_owed(self, day=None):
        owed = defaultdict(int)
        for entry in self.all_entries:
            if self.get_day(entry.date) <= (day or self.last):
                owed[entry.program_id] += entry.points
        return owed

    def get_members(self):
        """Since which day each holder is a member."""
        since = {}
        for account in self.test.env["points.account"].search(
            [("program_id", "in", self.programs.ids)]
        ):
            partner, day = account.partner_id, self.get_day(account.create_date)
            if partner and not partner.points_partner_id and day <= self.last:
                since[partner] = min(day, since.get(partner, day))
        return since

    def get_holder(self, order):
        return order.partner_id.points_partner_id or order.partner_id

    def is_visit(self, order):
        return any(line.qty > 0 and not line.refunded_orderline_id for line in order.lines)

    def get_figures(self, is_of_shop=False):
        members, owed, spent = self.get_members(), self.get_owed(), self.get_spent()
        points = {name: self.count_points(name) for name in KINDS}
        kept = points["earned"] - points["taken_back"]
        turnover = sum(self.orders.mapped("amount_total"))
        ours = [order for order in self.orders if self.get_holder(order) in members]
        others = [order for order in self.orders if self.get_holder(order) not in members]
        visits = [order for order in ours if self.is_visit(order)]
        other_visits = [order for order in others if self.is_visit(order)]
        named_visits = [order for order in other_visits if order.partner_id]
        came = {self.get_holder(order) for order in visits}
        others_came = {self.get_holder(order) for order in named_visits}
        named = sum(order.amount_total for order in self.orders if order.partner_id)
        return {
            **points,
            "expired": None if is_of_shop else points["expired"],
            "value_spent": self.get_value(spent),
            "redemption_rate": points["spent"] / kept if kept > 0 else None,
            "outstanding": None if is_of_shop else sum(owed.values()),
            "liability": None if is_of_shop else self.get_value(owed),
            "members": len(members),
            "new_members": len([day for day in members.values() if day >= self.first]),
            "came": len(came),
            "turnover": turnover,
            "named_share": self.divide(named, turnover),
            "basket_members": self.divide(sum(o.amount_total for o in ours), len(visits)),
            "basket_others": self.divide(sum(o.amount_total for o in others), len(other_visits)),
            "visits_members": self.divide(len(visits), len(came)),
            "visits_others": self.divide(len(named_visits), len(others_came)),
            "cost": self.divide(self.get_value(spent), turnover),
        }

    def divide(self, part, whole):
        return part / whole if whole > 0 else None


@tagged("post_install", "-at_install")
class TestOverview(OverviewCommon):
    """Each figure is what the documents themselves say."""

    def assert_same(self, figures, name, recount):
        for figure, expected in recount.items():
            with self.subTest(period=name, figure=figure):
                if expected is None:
                    self.assertIsNone(figures[figure][name])
                else:
                    self.assertAlmostEqual(figures[figure][name], expected, 6)

    def check(self, programs, shops, is_of_shop=False, **values):
        answer = self.read_overview(**values)
        for name, key in (("value", "days"), ("before", "days_before")):
            first, last = map(date.fromisoformat, answer[key])
            recount = Recount(self, first, last, programs, shops, is_of_shop)
            self.assert_same(answer["figures"], name, recount.get_figures(is_of_shop))
        return answer

    def test_every_figure(self):
        self.tell_story()
        programs, shops = self.program + self.stars, self.config + self.kiosk
        for period in ("twelve", "month", "last_month", "quarter", "year"):
            self.check(programs, shops, period=period)
        for program, shop in ((self.program, self.config), (self.stars, self.kiosk)):
            self.check(program, shop, program_id=program.id)
            self.check(program, shop, config_id=shop.id, is_of_shop=True)
        self.check(
            self.program, self.kiosk, True, program_id=self.program.id, config_id=self.kiosk.id
        )
        midnight = self.today - timedelta(days=20)
        for first, last in ((midnight, midnight), (midnight - timedelta(days=1), midnight)):
            answer = self.check(programs, shops, period="own", first=str(first), last=str(last))
            self.assertTrue(answer["figures"]["turnover"]["value"] or first == last)
        self.assertTrue(answer["figures"]["earned"]["value"])

    def test_the_story_has_everything(self):
        self.tell_story()
        figures = {
            name: row["value"] for name, row in self.read_overview("twelve")["figures"].items()
        }
        self.assertFalse([name for name in figures if not figures[name]])

    def test_points_owed_week_by_week(self):
        self.tell_story()
        answer = self.read_overview("quarter")
        programs, shops = self.program + self.stars, self.config + self.kiosk
        first, last = map(date.fromisoformat, answer["days"])
        recount = Recount(self, first, last, programs, shops)
        self.assertEqual(date.fromisoformat(answer["liability"][0]["day"]), first - timedelta(1))
        self.assertEqual(
            answer["liability"][-1]["points"],
            sum(
                self.env["points.account"]
                .search([("program_id", "in", programs.ids)])
                .mapped("balance")
            ),
        )
        for line in answer["liability"]:
            owed = recount.get_owed(date.fromisoformat(line["day"]))
            self.assertEqual(line["points"], sum(owed.values()))
            self.assertAlmostEqual(line["value"], recount.get_value(owed))
        weeks = [date.fromisoformat(line["day"]) for line in answer["liability"][1:-1]]
        self.assertEqual({day.weekday() for day in weeks}, {6})

    def test_the_flow_adds_up(self):
        self.tell_story()
        for period in ("twelve", "quarter"):
            answer = self.read_overview(period)
            flow = answer["flow"]
            days = [date.fromisoformat(day) for day in flow["days"]]
            programs, shops = self.program + self.stars, self.config + self.kiosk
            recount = Recount(self, *map(date.fromisoformat, answer["days"]), programs, shops)
            expected = {kind: [0] * len(days) for kind in set(recount.entries.mapped("kind"))}
            for entry in recount.entries:
                day = recount.get_day(entry.date)
                step = max(place for place, start in enumerate(days) if start <= day)
                if entry.points:
                    expected[entry.kind][step] += entry.points
            expected.pop("activity", None)
            self.assertEqual(flow["kinds"], expected)

    def test_open_points_by_month_of_expiry(self):
        self.tell_story()
        expected = defaultdict(int)
        for lot in self.env["points.lot"].search([]):
            if lot.program_id in self.program + self.stars and lot.points:
                day = lot.expires_on
                expected[(day and day.replace(day=1).isoformat()) or None] += lot.points
        ageing = self.read_overview()["ageing"]
        self.assertEqual({row["month"] or None: row["points"] for row in ageing}, dict(expected))

    def test_breakage(self):
        """By hand: of each month's points, those that expired and those that were spent."""
        self.tell_story()
        due = defaultdict(lambda: [0, 0])
        for entry in self.env["points.entry"].search([("program_id", "=", self.program.id)]):
            for day, points in entry.movements or []:
                expires = day[0] if isinstance(day, list) else day
                month = expires and expires[:7] + "-01"
                due[month][0] -= points if entry.kind == "expire" else 0
                due[month][1] -= points if entry.kind in ("redeem", "restore") else 0
        breakage = self.read_history()["breakage"]
        self.assertEqual(len(breakage["months"]), 12)
        self.assertTrue(any(month["expired"] for month in breakage["months"]))
        for month in breakage["months"]:
            expired, spent = due[month["month"]]
            self.assertEqual((month["expired"], month["spent"]), (expired, spent))
            share = expired / (expired + spent) if expired else 0
            self.assertAlmostEqual(month["share"], share)
        self.assertGreater(breakage["points"], 0)

    def test_what_open_points_will_lose(self):
        """Forwards from what came, where the overview goes back from what left."""
        self.tell_story()
        this_month = self.today.year * 12 + self.today.month
        steps = defaultdict(lambda: defaultdict(list))
        expired = defaultdict(int)
        for entry in self.env["points.entry"].search([("program_id", "=", self.program.id)]):
            day = entry.date.replace(tzinfo=UTC).astimezone(self.zone).date()
            for moved, points in entry.movements or []:
                expires = moved[0] if isinstance(moved, list) else moved
                due = expires and int(expires[:4]) * 12 + int(expires[5:7])
                if due and this_month - 12 <= due < this_month:
                    to_go = max(0, due - day.year * 12 - day.month)
                    steps[due][to_go].append(points)
                    expired[due] -= points if entry.kind == "expire" else 0
        shares = {}
        for to_go in range(4):
            there = 0
            for moved in steps.values():
                there += sum(sum(points) for before, points in moved.items() if before > to_go)
                there += sum(points for points in moved[to_go] if points > 0)
            shares[to_go] = (sum(expired.values()), there)
        lost = 0
        for row in self.read_overview(program_id=self.program.id)["ageing"]:
            if row["month"]:
                month = date.fromisoformat(row["month"])
                part, there = shares[max(0, month.year * 12 + month.month - this_month)]
                lost += int(row["points"] * part / there + 0.5)
        history = self.read_history(program_id=self.program.id)
        self.assertTrue(lost)
        self.assertEqual(history["breakage"]["points"], lost)

    def test_cohorts(self):
        self.tell_story()
        answer = {**self.read_overview(), **self.read_history()}
        recount = Recount(
            self,
            *map(date.fromisoformat, answer["days"]),
            self.program + self.stars,
            self.config + self.kiosk,
        )
        months = defaultdict(set)
        for order in recount.all_orders:
            if order.partner_id and recount.is_visit(order):
                months[order.partner_id].add(recount.get_day(order.date_order).replace(day=1))
        self.assertEqual(len(answer["cohorts"]), 12)
        self.assertTrue(any(row["customers"] for row in answer["cohorts"]))
        for row in answer["cohorts"]:
            first = date.fromisoformat(row["month"])
            cohort = [seen for seen in months.values() if min(seen) == first]
            self.assertEqual(row["customers"], len(cohort))
            later = [date.fromisoformat(other["month"]) for other in answer["cohorts"]]
            came = [sum(m in seen for seen in cohort) for m in later if m >= first]
            self.assertEqual(row["came"], came)

    def test_best_customers_and_those_who_stay_away(self):
        self.tell_story()
        answer = self.read_overview()
        recount = Recount(
            self,
            *map(date.fromisoformat, answer["days"]),
            self.program + self.stars,
            self.config + self.kiosk,
        )
        amounts = defaultdict(float)
        for order in recount.orders:
            amounts[recount.get_holder(order)] += order.amount_total
        amounts.pop(self.env["res.partner"], None)
        best = sorted(amounts, key=lambda p: (-amounts[p], p.id))
        self.assertEqual([row["id"] for row in answer["top"]], [p.id for p in best])
        for row, partner in zip(answer["top"], best, strict=True):
            self.assertAlmostEqual(row["amount"], amounts[partner])
            self.assertEqual(row["name"], partner.display_name)
        self.assertFalse(answer["away"])
        gone = self.env["res.partner"].create({"name": "Gone"})
        sale = self.sell_at(
            self.at(self.today - timedelta(days=90), 23, 59), [(self.wine, 1)], gone
        )
        answer = self.read_overview()
        self.assertEqual((answer["away_count"], answer["away"][0]["id"]), (1, gone.id))
        self.assertEqual(answer["away"][0]["last_visit"], str(self.today - timedelta(days=90)))
        sale.sudo().date_order = self.at(self.today - timedelta(days=89), 0, 0)
        self.assertFalse(self.read_overview()["away_count"])

    def test_another_company_is_not_added_up(self):
        self.tell_story()
        before = self.read_overview()
        other = self.setup_other_company(name="Elsewhere")["company"]
        env = self.env(context={"allowed_company_ids": other.ids})
        program = env["points.program"].create({"name": "Elsewhere", "company_id": other.id})
        env["points.account"].sudo()._post(
            program, self.marie, key="test/elsewhere", kind="earn", points=1000
        )
        self.manager.company_ids += other
        self.assertEqual(self.read_overview()["figures"], before["figures"])
        with self.assertRaises(AccessError):
            self.read_overview(program_id=program.id)
        with self.assertRaisesRegex(UserError, "does not belong to"):
            self.overview().with_context(
                allowed_company_ids=(self.company + other).ids
            ).read_figures(program_id=program.id)
        there = self.overview().with_company(other).read_figures()
        self.assertEqual(there["figures"]["earned"]["value"], 1000)
        self.assertEqual(there["figures"]["turnover"]["value"], 0)

    def test_who_may_read(self):
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.read_overview(user=self.cashier)
        with self.assertRaises(AccessError):
            self.overview(self.cashier).read_history()
        with self.assertRaises(AccessError):
            self.overview(self.cashier).open_records("members")
        groups = "base.group_user,point_of_sale.group_pos_user,account.group_account_manager"
        values = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        accountant = self.overview(new_test_user(self.env, "overview_cash", groups, **values))
        for read in (accountant.read_figures, accountant.read_history):
            with self.assertRaises(AccessError):
                read()
        with self.assertRaises(AccessError):
            accountant.open_records("members")
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self.create_manager("overview_stranger", other)
        overview = self.env["points.overview"].with_user(stranger)
        for values in ({"program_id": self.program.id}, {"config_id": self.config.id}):
            with self.assertRaises(AccessError):
                overview.read_figures(**values)
            with self.assertRaises(AccessError):
                overview.read_history(**values)
            with self.assertRaises(AccessError):
                overview.open_records("members", **values)

    def test_what_is_no_period(self):
        for period in ("week", None, 7, [], "own"):
            with self.assertRaises(UserError):
                self.read_overview(period)
        for days in WRONG_DAYS:
            with self.assertRaises(UserError):
                self.read_overview("own", **days)
        for key in ("program_id", "config_id"):
            for value in ("7", 2**40, 2**31 - 1, [1]):
                with self.assertRaises(UserError):
                    self.read_overview(**{key: value})
        for name, key in (
            (None, False),
            ("nothing", False),
            ("due", "x"),
            ("flow", "earn/2026-01-02"),
            ("cohort", "1"),
            ("due", "a/b"),
        ):
            with self.assertRaises(UserError):
                self.overview().open_records(name, key)

    def test_before_there_is_anything(self):
        company = self.setup_other_company(name="New")["company"]
        manager = self.create_manager("overview_new", company)
        env = self.env(context={"allowed_company_ids": company.ids}, user=manager)
        overview = env["points.overview"]
        self.assertEqual(overview.read_figures()["missing"], "program")
        program = env["points.program"].create({"name": "New"})
        self.assertEqual(overview.read_figures()["missing"], "shop")
        env["pos.config"].sudo().create({"name": "New", "points_program_id": program.id})
        answer = overview.read_figures()
        self.assertEqual(answer["missing"], "sales")
        self.assertEqual(answer["figures"]["members"]["value"], 0)

    def test_the_records_behind_a_figure(self):
        self.tell_story()
        gone = self.env["res.partner"].create({"name": "Gone"})
        self.sell_at(
            self.at(self.today - timedelta(days=100)), [(self.wine, 1)], gone, is_kiosk=True
        )
        for values in ({}, {"program_id": self.program.id}, {"config_id": self.kiosk.id}):
            self.check_records(
                {**self.read_overview(**values), **self.read_history(**values)}, values
            )

    def check_records(self, answer, values):
        figures = {name: row["value"] for name, row in answer["figures"].items()}
        for name in ("members", "new_members", "came"):
            self.assertEqual(len(self.open(name, **values)), figures[name], name)
        self.assertEqual(len(self.open("away", **values)), answer["away_count"])
        for name, (sign, _kinds) in KINDS.items():
            if figures[name] is not None:
                points = sum(self.open(name, **values).mapped("points"))
                self.assertEqual(sign * points, figures[name], name)
        orders = {
            name: self.open(name, **values)
            for name in (
                "turnover",
                "named_share",
                "basket_members",
                "basket_others",
                "visits_members",
                "visits_others",
            )
        }
        totals = {name: sum(found.mapped("amount_total")) for name, found in orders.items()}
        self.assertAlmostEqual(totals["turnover"], figures["turnover"])
        self.assertAlmostEqual(totals["named_share"] / totals["turnover"], figures["named_share"])
        for name in ("members", "others"):
            visits = len(orders[f"basket_{name}"].filtered("is_visit"))
            basket = totals[f"basket_{name}"] / visits if visits else None
            self.assertAlmostEqual(basket, figures[f"basket_{name}"])
        self.assertAlmostEqual(
            len(orders["visits_members"]) / figures["came"], figures["visits_members"]
        )
        for place, start in enumerate(answer["flow"]["days"]):
            for kind, points in answer["flow"]["kinds"].items():
                found = self.open("flow", f"{kind}/{start}", **values)
                self.assertEqual(sum(found.mapped("points")), points[place])
        for row in answer["cohorts"]:
            for later, count in zip(
                answer["cohorts"][-len(row["came"]) :], row["came"], strict=True
            ):
                found = self.open("cohort", f"{row['month']}/{later['month']}", **values)
                self.assertEqual(len(found), count)
        if not answer["is_partial"]:
            self.check_points_records(answer, values)

    def check_points_records(self, answer, values):
        accounts = self.open("outstanding", **values)
        self.assertEqual(
            sum(accounts.mapped("balance_at")), answer["figures"]["outstanding"]["value"]
        )
        for row in answer["ageing"]:
            found = self.open("ageing", row["month"], **values)
            self.assertEqual(sum(found.mapped("points")), row["points"])
        for row in answer["breakage"]["months"]:
            found = self.open("due", row["month"], **values)
            self.assertEqual(-sum(found.mapped("points")), row["expired"])

    def open(self, name, key=False, **values):
        """What a browser would list: the domain comes as it does by RPC."""
        action = self.overview().open_records(name, key, **values)
        model = self.env[action["res_model"]].with_user(self.manager).with_company(self.company)
        return model.with_context(**action["context"]).search(action["domain"])

    def test_the_number_of_statements_is_the_same(self):
        self.sell([(self.wine, 1)], self.marie)
        few = self.count_statements()
        self.tell_story()
        for number in range(12):
            customer = self.env["res.partner"].create({"name": f"Customer {number}"})
            self.sell([(self.wine, 1)], customer)
        self.env["points.program"].create([{"name": f"Program {number}"} for number in range(5)])
        many = self.count_statements()
        self.assertEqual(many, few)
        self.assertLessEqual(many, 40)

    def count_statements(self):
        self.read_overview()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.overview().read_figures()
        self.overview().read_history()
        return self.env.cr.sql_log_count - before

    def test_digest(self):
        names = ("kpi_points_earned", "kpi_points_spent", "kpi_points_members")
        digest = self.env["digest.digest"].create(
            {"name": "Loyalty", "company_id": self.company.id, **dict.fromkeys(names, True)}
        )
        self.tell_story()
        first = self.today - timedelta(days=30)
        recount = Recount(
            self, first, self.today, self.program + self.stars, self.config + self.kiosk
        )
        expected = recount.get_figures()
        dated = digest.with_user(self.manager).with_company(self.company)
        dated = dated.with_context(
            start_datetime=self.at(first, 0),
            end_datetime=self.at(self.today + timedelta(days=1), 0),
        )
        values = [dated[f"{name}_value"] for name in names]
        self.assertTrue(all(values))
        self.assertEqual(values, [expected[n] for n in ("earned", "spent", "new_members")])
        kpis = digest._compute_kpis(self.company, self.manager)
        self.assertFalse(set(names) - {kpi["kpi_name"] for kpi in kpis if kpi["kpi_action"]})
        kpis = digest._compute_kpis(self.company, self.cashier)
        self.assertFalse(set(names) & {kpi["kpi_name"] for kpi in kpis})
