from odoo.tests import tagged

from .common import SECRET_POINTS, AttackCommon

#: What may be asked of each figure of a customer: who cannot read them, cannot ask.
FIGURES = (
    "points_balance",
    "points_value",
    "points_next_expiry",
    "points_next_expiry_points",
    "turnover_year",
    "turnover_total",
    "visits_year",
    "visits_total",
    "last_visit",
    "last_purchase",
    "average_basket",
    "account_balance",
    "credit_note_total",
)
DAYS = ("last_visit", "last_purchase", "points_next_expiry")
#: Who has no business with customers' figures: any user of the company, with other groups too.
OUTSIDERS = ("internal", "stock", "api")


@tagged("post_install", "-at_install")
class TestInternal(AttackCommon):
    """Fault 6: an internal user who is none of the point of sale."""

    def ask(self, login, domain, method="search_count", model="res.partner", **options):
        return self.rpc(login, model, method, domain, **options)

    def test_a_balance_is_not_found_by_halves(self):
        """The exact balance of a customer, by thresholds of a search."""
        for login in OUTSIDERS:
            with self.attacking("thresholds", login=login):
                low, high = 0, 2**31
                while low < high:
                    middle = (low + high) // 2
                    domain = [["id", "=", self.secret.id], ["points_balance", ">", middle]]
                    answer = self.ask(login, domain)
                    if answer.error:
                        self.assert_refused(answer)
                        break
                    low, high = (middle + 1, high) if answer.result else (low, middle)
                self.assertNotEqual(low, SECRET_POINTS, "the balance was found by asking")

    def test_a_figure_is_not_asked_for(self):
        for login in OUTSIDERS:
            for name in FIGURES:
                value = "2026-01-01" if name in DAYS else 1
                for operator in (">", ">=", "<", "<=", "=", "!=", "in", "not in"):
                    with self.attacking("search", login=login, field=name, operator=operator):
                        term = [name, operator, [value] if "in" in operator else value]
                        self.assert_refused(self.ask(login, [term]))

    def test_in_other_ways(self):
        """Orders, groups, sums, exports and relations tell figures too."""
        for login in OUTSIDERS:
            # Odoo checks these itself, for everybody alike.
            for name in FIGURES if login == "internal" else FIGURES[:1]:
                if name == "points_value":
                    continue
                ways = {
                    "read": ([self.secret.ids, [name]], {}),
                    "web_read": ([self.secret.ids, {name: {}}], {}),
                    "search_read": ([[], [name]], {}),
                    "web_search_read": ([[], {name: {}}], {}),
                    "export_data": ([self.secret.ids, [name]], {}),
                    "formatted_read_group": ([[], [name], ["__count"]], {}),
                    "web_read_group": ([[], [name], ["__count"]], {}),
                    "read_progress_bar": (
                        [[], "country_id", {"field": name, "colors": {"x": "danger"}}],
                        {},
                    ),
                }
                for method, (args, options) in ways.items():
                    with self.attacking(method, login=login, field=name):
                        answer = self.rpc(login, "res.partner", method, *args, **options)
                        self.assert_refused(answer)
                with self.attacking("order", login=login, field=name):
                    options = {"order": f"{name} desc", "limit": 1}
                    answer = self.ask(login, [], "search_read", fields=["name"], **options)
                    self.assert_refused(answer)
                with self.attacking("sum", login=login, field=name):
                    args = [[["id", "=", self.secret.id]], [], [f"{name}:sum"]]
                    self.assert_refused(
                        self.rpc(login, "res.partner", "formatted_read_group", *args)
                    )

    def test_through_a_relation(self):
        """The same figures, asked of a model that leads there."""
        value = SECRET_POINTS - 1
        paths = (
            ("res.users", "partner_id.points_balance"),
            ("res.partner", "parent_id.points_balance"),
            ("res.partner", "child_ids.points_balance"),
            ("res.partner", "commercial_partner_id.turnover_total"),
            ("res.partner", "points_account_ids.balance"),
            ("res.partner", "points_account_ids.entry_ids.points"),
            ("res.partner.category", "partner_ids.points_balance"),
            ("res.partner.bank", "partner_id.points_balance"),
            ("res.company", "partner_id.points_balance"),
        )
        for login in OUTSIDERS:
            for model, path in paths:
                with self.attacking("path", login=login, model=model, path=path):
                    self.assert_refused(self.ask(login, [[path, ">", value]], model=model))
                with self.attacking("any", login=login, model=model, path=path):
                    first, *rest = path.split(".")
                    domain = [[first, "any", [[".".join(rest), ">", value]]]]
                    self.assert_refused(self.ask(login, domain, model=model))

    def test_with_a_filter_of_somebody_else(self):
        """What is computed by the server for somebody asks for them."""
        domain = f"[('points_balance', '>', {SECRET_POINTS - 1})]"
        for login in OUTSIDERS:
            with self.attacking("a shared filter", login=login):
                args = [{"name": "x", "model_id": "res.partner", "domain": domain, "context": "{}"}]
                self.assert_sentence(self.rpc(login, "ir.filters", "create", args))
                self.assert_refused(self.ask(login, [["points_balance", ">", 1]]))
            with self.attacking("a category that keeps itself", login=login):
                values = {"name": "x", "is_automatic": True, "domain": domain}
                answer = self.rpc(login, "res.partner.category", "create", [values])
                self.assert_refused(answer)
            with self.attacking("points from so many", login=login):
                values = {"name": "x", "is_automatic": True, "points_least": SECRET_POINTS}
                answer = self.rpc(login, "res.partner.category", "create", [values])
                self.assert_refused(answer)
            with self.attacking("customers who would be in it", login=login):
                category = (
                    self.env["res.partner.category"]
                    .sudo()
                    .create(
                        {
                            "name": "x",
                            "is_automatic": True,
                            "points_least": 5,
                            "company_id": self.company.id,
                        }
                    )
                )
                self.assert_refused(self.ask(login, [["fitting_category_id", "=", category.id]]))

    def test_points_of_orders(self):
        """Who may read orders for another reason does not read points."""
        sale = self.sell_honestly([self.make_line(self.wine, 3)], partner=self.marie)
        names = [
            name
            for name, field in self.env["pos.order"]._fields.items()
            if "pos_customer_loyalty" in field._modules
        ]
        for login in OUTSIDERS:
            for name in names:
                with self.attacking("read", login=login, field=name):
                    self.assert_refused(self.rpc(login, "pos.order", "read", sale.ids, [name]))
                with self.attacking("search", login=login, field=name):
                    answer = self.ask(login, [[name, ">", 1]], model="pos.order")
                    self.assertFalse(answer.result, answer)

    def test_nothing_is_written(self):
        account, entry = self.account_of(self.marie), self.entries("earn")
        calls = (
            ("points.account", "write", [account.ids, {"balance": 1000}]),
            ("points.account", "read", [account.ids, ["balance"]]),
            ("points.entry", "read", [entry.ids, ["points"]]),
            ("points.entry", "create", [[{"account_id": account.id, "points": 1000}]]),
            ("points.program", "read", [self.program.ids, ["exchange_points"]]),
            ("points.program", "write", [self.program.ids, {"exchange_points": 1}]),
            ("points.rule", "write", [self.program.rule_ids.ids, {"points": 1000}]),
            ("points.adjust", "create", [[{"points": 1000}]]),
            ("points.batch", "create", [[{"name": "x"}]]),
            ("points.erase", "create", [[{"partner_id": self.marie.id}]]),
            ("points.simulation", "create", [[{"program_id": self.program.id}]]),
            ("points.payment.setup", "create", [[{"program_id": self.program.id}]]),
            ("points.as.at", "create", [[{"program_id": self.program.id}]]),
            ("points.proof", "action_prove", [[]]),
            ("points.code", "search_count", [[]]),
            ("points.alert", "search_count", [[]]),
            ("customer.purchase", "search_count", [[]]),
            ("customer.turnover", "search_count", [[["amount", ">", 100]]]),
            ("customer.duplicate", "search_count", [[]]),
            ("customer.category.membership", "search_count", [[]]),
            ("res.partner", "write", [self.marie.ids, {"points_code": "1234"}]),
            ("res.partner", "read_customer_sheet", [self.marie.id, self.config.id]),
            ("res.partner", "read_customer_purchases", [self.marie.id, self.config.id, False]),
            ("res.partner", "get_new_partner", [self.config.id, [], 0]),
            ("res.partner", "action_remove_points_code", [self.marie.ids]),
            ("pos.order", "claim_points", [1, self.marie.id]),
            ("pos.session", "release_points", [self.pos_session.ids, "x"]),
        )
        for login in ("internal", "stock"):
            for model, method, args in calls:
                with self.attacking("call", login=login, model=model, method=method):
                    before = self.snapshot()
                    self.assert_refused(self.rpc(login, model, method, *args))
                    self.assertEqual(self.snapshot(), before)

    def test_a_customer_is_left_out_of_loyalty(self):
        """Who keeps contacts does not decide who takes part, and clears no history."""
        for values in (
            {"points_excluded": True},
            {"points_account_ids": [[5, 0, 0]]},
            {"points_account_ids": [[0, 0, {"program_id": self.program.id, "balance": 5}]]},
        ):
            with self.attacking("a contact", values=values):
                before = self.snapshot()
                answer = self.rpc("internal", "res.partner", "write", self.marie.ids, values)
                self.assert_sentence(answer)
                self.assertEqual(self.snapshot(), before)
