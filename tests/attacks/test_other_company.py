from uuid import uuid4

from odoo.fields import Command
from odoo.tests import tagged

from .common import SECRET_POINTS, AttackCommon


@tagged("post_install", "-at_install")
class TestOtherCompany(AttackCommon):
    """Fault 7: a manager of another company, who forges numbers of records."""

    def setUp(self):
        super().setUp()
        # A simulation begins only with a draft.
        draft = {"basis": "amount", "points": 2, "amount": 1.0, "state": "draft"}
        self.program.rule_ids = [Command.create(draft)]
        # Turnover by which a leak is known, besides the balance of Marie Secret.
        self.sell_honestly([self.make_line(self.wine, 1, 54321.0)], partner=self.secret)

    def attack_wizard(self, model, values, *methods, login="other_manager", context=None):
        """Create a wizard with forged records, press its buttons and read all that it shows."""
        before = self.snapshot()
        options = {"context": context} if context else {}
        answers = [self.rpc(login, model, "create", [values], **options)]
        if not answers[0].error:
            ids = answers[0].result
            pressed = [self.rpc(login, model, method, ids) for method in methods]
            self.assertTrue(all(answer.error for answer in pressed), pressed)
            answers += pressed
            for name, field in self.env[model]._fields.items():
                if field.type != "binary":
                    answers.append(self.rpc(login, model, "read", ids, [name]))
                    answers.append(self.rpc(login, model, "export_data", ids, [name]))
        specification = {name: {} for name in values}
        answers.append(
            self.rpc(login, model, "onchange", [], values, list(values), specification, **options)
        )
        for answer in answers:
            self.assert_sentence(answer)
            self.assert_tells_nothing(answer)
        self.assertEqual(self.snapshot(), before)
        self.assertFalse(self.get_new_journals())

    def assert_tells_nothing(self, answer):
        text = f"{answer.result} {answer.message}"
        for secret in (SECRET_POINTS, "7,654,321", 54321, "54,321"):
            self.assertNotIn(str(secret), text)

    def get_new_journals(self):
        domain = [("create_uid", "in", [user.id for user in self.users.values()])]
        return self.env["account.journal"].sudo().search(domain)

    def test_wizards(self):
        program, customer = self.program.id, self.secret.id
        customers = [Command.set([customer])]
        batch = (
            self.env["points.batch"]
            .sudo()
            .create({"name": "Theirs", "program_id": program, "kind": "opening"})
        )
        wizards = {
            "points.simulation": ({"program_id": program}, "action_start", "run_step"),
            "points.payment.setup": ({"program_id": program}, "action_set_up"),
            "points.adjust": (
                {
                    "program_id": program,
                    "partner_ids": customers,
                    "points": 5,
                    "reason_id": self.env["points.reason"].search([], limit=1).id,
                },
                "action_confirm",
            ),
            "points.as.at": (
                {"program_id": program, "partner_id": customer},
                "action_view_accounts",
            ),
            "points.take.over": ({"batch_id": batch.id}, "action_take_over"),
            "points.batch": (
                {
                    "name": "Forged",
                    "program_id": program,
                    "line_ids": [Command.create({"partner_id": customer, "points": 5})],
                },
                "action_check",
                "action_post",
            ),
        }
        for model, (values, *methods) in wizards.items():
            with self.attacking("values", model=model):
                self.attack_wizard(model, values, *methods)
            with self.attacking("by default", model=model):
                context = {f"default_{name}": value for name, value in values.items()}
                name = {"name": "Forged"} if model == "points.batch" else {}
                self.attack_wizard(model, name, *methods, context=context)
            with self.attacking("companies of the context", model=model):
                context = {"allowed_company_ids": [self.company.id, self.other_company.id]}
                self.attack_wizard(model, values, *methods, context=context)

    def test_their_customer_is_erased(self):
        with self.attacking("points.erase"):
            before = self.snapshot()
            self.marie.company_id = self.company
            answer = self.rpc(
                "other_manager", "points.erase", "create", [{"partner_id": self.marie.id}]
            )
            if not answer.error:
                self.rpc("other_manager", "points.erase", "action_erase", answer.result)
            self.assertEqual(self.snapshot(), before)

    def test_a_setup_with_their_till_and_account(self):
        """One's own program, but the tills and accounts of others."""
        account = self.points_pm.outstanding_account_id
        for values in (
            {"config_ids": [Command.set(self.config.ids)]},
            {"config_ids": [Command.link(self.config.id)]},
            {"account_id": account.id},
            {"method_id": self.points_pm.id},
        ):
            with self.attacking("points.payment.setup", values=str(values)):
                model = "points.payment.setup"
                values = {"program_id": self.other_program.id, **values}
                methods = self.config.sudo().payment_method_ids
                answer = self.rpc("other_manager", model, "create", [values])
                if not answer.error:
                    answer = self.rpc("other_manager", model, "action_set_up", answer.result)
                self.assert_sentence(answer)
                self.env.invalidate_all()
                self.assertEqual(self.config.sudo().payment_method_ids, methods)
                theirs = (
                    self.env["pos.payment.method"]
                    .sudo()
                    .search(
                        [
                            ("company_id", "=", self.other_company.id),
                            ("outstanding_account_id", "=", account.id),
                        ]
                    )
                )
                self.assertFalse(theirs)

    def test_their_records_are_written(self):
        account = self.account_of(self.marie)
        sale = self.sell_honestly([self.make_line(self.wine, 3)])
        category = (
            self.env["res.partner.category"]
            .sudo()
            .create({"name": "Theirs", "company_id": self.company.id})
        )
        calls = (
            ("points.program", "read", [self.program.ids, ["name"]]),
            ("points.program", "write", [self.program.ids, {"exchange_points": 1}]),
            ("points.program", "unlink", [self.program.ids]),
            ("points.program", "copy", [self.program.ids]),
            ("points.program", "action_simulate", [self.program.ids]),
            ("points.program", "action_set_up_payment", [self.program.ids]),
            ("points.program", "action_view_as_at", [self.program.ids]),
            ("points.program", "action_view_accounts", [self.program.ids]),
            ("points.program", "action_view_alerts", [self.program.ids]),
            ("points.program", "action_put_drafts_in_force", [self.program.ids]),
            ("points.rule", "write", [self.program.rule_ids.ids, {"points": 1000}]),
            ("points.rule", "create", [[{"program_id": self.program.id, "points": 1000}]]),
            ("points.account", "read", [account.ids, ["balance"]]),
            ("points.account", "action_view_entries", [account.ids]),
            ("points.entry", "read", [account.entry_ids.ids, ["points"]]),
            ("points.lot", "read", [account.lot_ids.ids, ["points"]]),
            ("pos.config", "write", [self.config.ids, {"points_program_id": False}]),
            ("pos.order", "read", [sale.ids, ["points_earned"]]),
            ("pos.order", "write", [sale.ids, {"partner_id": self.paul.id}]),
            ("pos.order", "claim_points", [sale.id, self.paul.id]),
            ("pos.order", "action_retry_points", [sale.ids]),
            ("pos.order", "action_dismiss_points", [sale.ids]),
            ("pos.order", "read_pos_data", [sale.ids, [], self.config.id]),
            (
                "pos.session",
                "authorise_points",
                [self.pos_session.ids, str(uuid4()), str(uuid4()), self.marie.id, 10.0],
            ),
            ("pos.session", "release_points", [self.pos_session.ids, "x"]),
            ("res.partner", "read_customer_sheet", [self.marie.id, self.config.id]),
            ("res.partner", "read_customer_purchases", [self.marie.id, self.config.id, False]),
            (
                "res.partner",
                "set_customer_consent",
                [self.marie.id, self.config.id, "offers", True],
            ),
            ("res.partner", "send_customer_message", [self.marie.id, self.config.id]),
            ("res.partner", "get_new_partner", [self.config.id, [], 0]),
            ("res.partner.category", "write", [category.ids, {"points_least": 5}]),
            ("res.partner.category", "action_preview", [category.ids]),
            ("res.partner.category", "action_evaluate", [category.ids]),
            ("res.partner.category", "action_view_kept_out", [category.ids]),
        )
        for login in ("other_manager", "other_cashier"):
            for model, method, args in calls:
                with self.attacking("call", login=login, model=model, method=method):
                    before = self.snapshot()
                    answer = self.rpc(login, model, method, *args)
                    self.assert_refused(answer)
                    self.assert_tells_nothing(answer)
                    self.assertEqual(self.snapshot(), before)

    def test_their_program_at_ones_own_till(self):
        values = {"points_program_id": self.program.id}
        with self.attacking("pos.config"):
            self.assert_refused(
                self.rpc("other_manager", "pos.config", "write", self.other_config.ids, values)
            )
        with self.attacking("settings"):
            values = {
                "pos_config_id": self.other_config.id,
                "pos_points_program_id": self.program.id,
            }
            answer = self.rpc("other_manager", "res.config.settings", "create", [values])
            if not answer.error:
                self.rpc("other_manager", "res.config.settings", "execute", answer.result)
            self.env.invalidate_all()
            self.assertEqual(self.other_config.points_program_id, self.other_program)

    def test_a_sheet_with_ones_own_till(self):
        """Customers without a company are everybody's, their figures are not."""
        with self.attacking("read_customer_sheet"):
            args = [self.secret.id, self.other_config.id]
            answer = self.rpc("other_manager", "res.partner", "read_customer_sheet", *args)
            self.assert_sentence(answer)
            for secret in (SECRET_POINTS, 54321):
                self.assertNotIn(str(secret), str(answer.result))
        for name, value in (("points_balance", 1), ("turnover_total", 1), ("visits_total", 0)):
            with self.attacking("search", field=name):
                domain = [["id", "=", self.secret.id], [name, ">", value]]
                answer = self.rpc("other_manager", "res.partner", "search_count", domain)
                self.assertFalse(answer.result, answer)
            with self.attacking("search in all companies", field=name):
                context = {"allowed_company_ids": [self.company.id, self.other_company.id]}
                answer = self.rpc(
                    "other_manager", "res.partner", "search_count", domain, context=context
                )
                self.assert_refused(answer)

    def test_customers_of_others_are_found(self):
        self.marie.company_id = self.company
        self.env["res.partner"].flush_model()
        for method, args in (
            ("name_search", ["Marie Dupont"]),
            ("find_duplicates", [{"name": "Marie Dupont"}]),
            ("search_read", [[["search_text", "ilike", "marie dupont"]], ["name"]]),
        ):
            with self.attacking("search", method=method):
                answer = self.rpc("other_manager", "res.partner", method, *args)
                self.assert_sentence(answer)
                self.assertNotIn("Marie Dupont", str(answer.result))

    def test_a_sale_for_their_customer(self):
        """A till of the shop does not give or spend points of another company's customer."""
        key = str(uuid4())
        with self.attacking("authorise"):
            args = [self.pos_session.ids, key, key, self.other_customer.id, 10.0]
            self.assert_refused(self.rpc("cashier", "pos.session", "authorise_points", *args))
        with self.attacking("claim"):
            sale = self.sell_honestly([self.make_line(self.wine, 1)])
            args = [sale.id, self.other_customer.id]
            self.assert_refused(self.rpc("cashier", "pos.order", "claim_points", *args))
        with self.attacking("sync"):
            data = self.make_order(
                [self.make_line(self.wine, 1)], [(self.cash_pm1, 10.0)], self.other_customer
            )
            self.assert_harmless(self.sync_over_http(data))
            self.assertFalse(self.account_of(self.other_customer, self.program))
