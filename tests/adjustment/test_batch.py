"""Points for many customers at once: opening balances, and adjustments of a selection."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .test_adjust import AdjustCommon

COLUMNS = [
    "customer_ref",
    "customer_barcode",
    "customer_email",
    "customer_name",
    "points",
    "expires_on",
    "note",
]
HEADER = "Reference,Barcode,Email,Name,Points,Expires On,Note"


class BatchCommon(AdjustCommon):
    def create_batch(self, lines, user=None, kind="opening", **values):
        """A batch of lines, whose control total is right unless it is given."""
        batches = self.env["points.batch"].with_user(user or self.owner)
        return batches.create(
            {
                "name": "Old cards",
                "kind": kind,
                "program_id": self.program.id,
                "reason_id": self.reason.id,
                "control_total": sum(line["points"] for line in lines),
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )

    def line_of(self, batch, customer):
        return batch.line_ids.filtered(lambda line: line.partner_id == customer)

    def balance_of(self, customer):
        return self.account_of(customer).balance


@tagged("post_install", "-at_install")
class TestBulkAdjustment(BatchCommon):
    def adjust_many(self, points, customers, **values):
        action = self.adjust(points, customers, **values)
        return self.env["points.batch"].browse(action["res_id"])

    def test_many_customers_are_one_batch(self):
        customers = self.create_customers(3)
        batch = self.adjust_many(50, customers, note="opening of the shop")
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.user_id, self.adjuster)
        self.assertEqual((batch.done_count, batch.progress), (3, 100))
        for customer in customers:
            entry = self.account_of(customer).entry_ids
            self.assertEqual(entry.reason, "Goodwill: opening of the shop")
            self.assertEqual((entry.points, entry.user_id), (50, self.adjuster))
            self.assertEqual(
                self.messages_of(customer),
                ["Regulars: points adjusted. Goodwill: opening of the shop"],
            )
        self.check_deferred()

    def test_a_confirmation_twice_is_one_batch(self):
        customers = self.create_customers(2)
        adjustment = self.open_for(customers, points=50)
        first, second = adjustment.action_confirm(), adjustment.action_confirm()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(self.balance_of(customers[0]), 50)

    def test_those_who_lack_points_are_listed(self):
        customers = self.create_customers(2)
        self.post(30, "test/batch", customers[0])
        batch = self.adjust_many(-20, customers)
        self.assertEqual((batch.done_count, batch.rejected_count), (1, 1))
        self.assertEqual(self.balance_of(customers[0]), 10)
        self.assertFalse(self.account_of(customers[1]))
        self.assertEqual(
            self.line_of(batch, customers[1]).remark,
            "Only 0 points are available, 20 would be removed.",
        )

    def test_who_takes_part_in_no_program_gets_nothing(self):
        customers = self.create_customers(2)
        customers[0].points_excluded = True
        batch = self.adjust_many(20, customers)
        self.assertIn("is excluded from loyalty", self.line_of(batch, customers[0]).remark)
        self.assertEqual(self.balance_of(customers[1]), 20)

    def test_a_stranger_is_rejected(self):
        company = self.env["res.company"].create({"name": "Other"})
        customers = self.create_customers(2)
        batch = self.create_batch(
            [{"partner_id": customer.id, "points": 5} for customer in customers], kind="adjust"
        )
        customers[0].company_id = company
        batch.action_post()
        self.assertIn("different companies", batch.line_ids[0].remark)
        self.assertEqual(batch.line_ids.mapped("state"), ["rejected", "done"])

    def test_the_announced_total_is_of_those_who_are_reached(self):
        customers = self.create_rich(3) + self.create_customers(2)
        poor, excluded = customers[3:]
        excluded.points_excluded = True
        customers[1].points_partner_id = customers[2]
        dialog = self.open_for(customers, points=10)
        company = self.env["res.company"].create({"name": "Other"})
        self.adjuster.company_ids |= company
        dialog = dialog.with_context(allowed_company_ids=(self.company + company).ids)
        customers[0].company_id = company
        dialog.invalidate_recordset()
        self.assertEqual((dialog.total_points, dialog.unreached_count), (20, 3))
        dialog.points = -10
        self.assertEqual((dialog.total_points, dialog.unreached_count), (-10, 2))
        self.assertEqual(dialog.short_count, 2)
        batch = self.env["points.batch"].browse(dialog.action_confirm()["res_id"])
        done = batch.line_ids.filtered(lambda line: line.state == "done")
        self.assertEqual(sum(done.mapped("points")), -10)
        self.assertEqual(self.line_of(batch, poor).state, "rejected")

    def test_a_batch_has_the_limit_of_its_user(self):
        customers = self.create_customers(2)
        lines = [
            {"partner_id": customers[0].id, "points": 501},
            {"partner_id": customers[1].id, "points": 300},
            {"partner_id": customers[1].id, "points": 200},
        ]
        batch = self.create_batch(lines, self.adjuster, kind="adjust")
        batch.action_check()
        self.assertIn("maximum of 500", batch.line_ids[0].remark)
        self.assertEqual(batch.line_ids.mapped("state"), ["rejected", "waiting", "waiting"])
        batch.with_user(self.owner).action_check()
        self.assertEqual(set(batch.line_ids.mapped("state")), {"waiting"})

    def test_an_adjustment_says_why_and_how_many(self):
        line = {"partner_id": self.marie.id, "points": 5}
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            self.create_batch([line], kind="adjust", reason_id=False).action_post()
        batch = self.create_batch(
            [
                {**line, "points": 0},
                {
                    "partner_id": self.create_customers(1).id,
                    "points": 5,
                    "expires_on": "2099-01-01",
                },
            ],
            kind="adjust",
        )
        batch.action_check()
        self.assertIn("number of points", batch.line_ids[0].remark)
        self.assertIn("expiration date", batch.line_ids[1].remark)
        with self.assertRaisesRegex(UserError, "None of the lines .* number of points"):
            batch.action_post()

    def test_a_large_batch_is_posted_in_the_background(self):
        customers = self.create_customers(250)
        cron = self.env.ref("pos_customer_loyalty.points_batch_cron_post")
        batch = self.adjust_many(10, customers)
        self.assertTrue(self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]))
        self.assertEqual((batch.state, batch.progress), ("running", 0))
        with self.subTest("a reload in between"):
            self.assertEqual(batch._as_poster()._post_chunk(), 100)
            self.assertEqual((batch.state, batch.done_count), ("running", 100))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual((batch.state, batch.done_count), ("done", 250))
        self.assertEqual(self.account_of(customers[249]).entry_ids.user_id, self.adjuster)
        self.check_deferred()

    def test_the_last_chunk_ends_the_batch(self):
        customers = self.create_customers(2)
        batch = self.create_batch(
            [{"partner_id": customer.id, "points": 5} for customer in customers], kind="adjust"
        )
        batch._check_lines()
        batch.sudo().write({"state": "running", "user_id": self.owner.id})
        for state in ("running", "done"):
            self.assertEqual(batch._as_poster()._post_chunk(size=1), 1)
            self.assertEqual(batch.state, state)

    def test_a_run_that_is_cut_short_is_taken_up(self):
        customers = self.create_customers(250)
        batch = self.adjust_many(10, customers)
        cron = self.env.ref("pos_customer_loyalty.points_batch_cron_post")
        with self.break_down_after(150), self.enter_registry_test_mode():
            with mute_logger("odoo.addons.base.models.ir_cron"):
                cron.method_direct_trigger()
        self.assertEqual((batch.state, batch.done_count), ("running", 100))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual((batch.state, batch.done_count), ("done", 250))
        entries = self.env["points.entry"].search([("key", "like", f"batch/{batch.uuid}/")])
        self.assertEqual((len(entries), sum(entries.mapped("points"))), (250, 2500))
        self.assertEqual(len(self.messages_of(customers[0])), 1)
        self.check_deferred()

    @contextmanager
    def break_down_after(self, count):
        """Let the server end after it has posted for so many customers."""
        post, calls = type(self.env["points.account"])._post, []

        def post_or_break(*args, **values):
            calls.append(1)
            if len(calls) > count:
                raise RuntimeError("power cut")
            return post(*args, **values)

        with patch.object(type(self.env["points.account"]), "_post", post_or_break):
            yield

    def test_what_was_posted_but_not_noted_counts_once(self):
        """The line is found waiting, the entry in the ledger."""
        customers = self.create_customers(2)
        batch = self.create_batch(
            [{"partner_id": customer.id, "points": 5} for customer in customers], kind="adjust"
        )
        batch.action_post()
        batch.sudo().state = "running"
        batch.line_ids.sudo().state = "waiting"
        batch._as_poster()._post_chunk()
        self.assertEqual(self.balance_of(customers[0]), 5)
        self.assertEqual(len(self.messages_of(customers[0])), 1)

    def test_points_that_went_meanwhile_are_missing(self):
        customers = self.create_customers(150)
        self.post(30, "test/batch/0", customers[0])
        self.post(30, "test/batch/1", customers[1])
        batch = self.adjust_many(-30, customers[:2] + self.create_rich(149))
        self.assertEqual(batch.state, "running")
        self.post(-10, "test/batch/spent", customers[0], kind="redeem")
        while batch.state == "running":
            batch._as_poster()._post_chunk()
        line = self.line_of(batch, customers[0])
        self.assertEqual(line.state, "rejected")
        self.assertIn("only 20 points available", line.remark)
        self.assertEqual(batch.done_count, 150)
        self.check_deferred()

    def create_rich(self, count):
        customers = self.create_customers(count)
        for customer in customers:
            self.post(100, f"test/rich/{customer.id}", customer)
        return customers

    def post(self, points, key, customer=None, kind="earn", **values):
        return self.env["points.account"]._post(
            self.program, customer or self.marie, key=key, kind=kind, points=points, **values
        )


@tagged("post_install", "-at_install")
class TestOpening(BatchCommon):
    def import_lines(self, text, dryrun=False, user=None, **values):
        """Import a spreadsheet into a new batch through Odoo's own import.

        :return tuple: the batch, and what the import answers
        """
        batch = self.create_batch([], user, **values)
        importer = (
            self.env["base_import.import"]
            .with_user(user or self.owner)
            .with_context(default_batch_id=batch.id)
            .create(
                {
                    "res_model": "points.batch.line",
                    "file": f"{HEADER}\n{text}".encode(),
                    "file_type": "text/csv",
                    "file_name": "cards.csv",
                }
            )
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        preview = importer.parse_preview(dict(options))
        self.assertEqual([field for (field,) in preview["matches"].values()], COLUMNS)
        answer = importer.execute_import(
            COLUMNS, HEADER.split(","), {**options, "date_format": "%Y-%m-%d"}, dryrun=dryrun
        )
        return batch, answer

    def post_file(self, text, control_total, **values):
        batch, answer = self.import_lines(text, **values)
        self.assertFalse(answer["messages"])
        batch.control_total = control_total
        batch.action_post()
        return batch

    def setUp(self):
        super().setUp()
        self.marie.write({"ref": "C-1", "email": "marie@example.com"})
        self.jean = self.env["res.partner"].create({"name": "Jean Martin"})
        self.jean.with_company(self.company).barcode = "2001"

    def test_a_spreadsheet_becomes_opening_balances(self):
        batch = self.post_file("c-1,,,,250,,old card\n,2001,,,80,2099-12-31,\n", control_total=330)
        self.assertEqual(batch.state, "done")
        entry = self.account_of(self.marie).entry_ids
        self.assertEqual((entry.kind, entry.points), ("opening", 250))
        self.assertEqual(entry.reason, "Goodwill: old card")
        self.assertEqual(self.account_of(self.jean).lot_ids.expires_on, date(2099, 12, 31))
        self.assertFalse(batch.line_ids.filtered("customer_ref"), "kept no longer than needed")
        self.check_deferred()

    def test_nobody_is_left_out_before_a_program_is_chosen(self):
        customers = self.create_customers(2)
        customers.company_id = self.company
        dialog = self.open_for(customers, program_id=False, points=10)
        self.assertEqual((dialog.total_points, dialog.unreached_count), (20, 0))

    def test_a_line_shows_how_it_names_its_customer(self):
        batch, _answer = self.import_lines(",,nobody@example.com,,10,,\nC-9,,,Zoe,10,,")
        self.assertEqual(batch.line_ids.mapped("clues"), ["nobody@example.com", "C-9, Zoe"])
        for view in ("points_batch_view_form", "points_batch_line_view_list"):
            arch = self.env.ref(f"pos_customer_loyalty.{view}").arch
            self.assertIn('name="clues"', arch)

    def test_each_way_to_name_a_customer(self):
        for clues in ("C-1,,,", ",,Marie@Example.com ,", ",,, marie  DUPONT"):
            with self.subTest(clues=clues):
                batch, answer = self.import_lines(f"{clues},10,,")
                self.assertFalse(answer["messages"])
                batch.action_check()
                self.assertEqual(batch.line_ids.partner_id, self.marie)

    def test_the_imports_own_test_writes_nothing(self):
        batch, answer = self.import_lines("C-1,,,,250,,", dryrun=True)
        self.assertFalse(answer["messages"])
        batch.invalidate_recordset()
        self.assertFalse(batch.line_ids)
        _batch, answer = self.import_lines("C-1,,,,many,,", dryrun=True)
        self.assertIn("many", answer["messages"][0]["message"])

    def test_a_check_lists_each_rejected_line_and_posts_nothing(self):
        namesake = self.env["res.partner"].create({"name": "Marie Dupont"})
        self.env["res.partner"].create({"name": "Twin", "ref": "C-9"})
        self.env["res.partner"].create({"name": "Twin", "ref": "C-9"})
        batch, _answer = self.import_lines(
            ",,,Marie Dupont,10,,\n"
            "C-1,,,Marie Dupont,20,,\n"
            ",,,,30,,\n"
            "C-7,,,,40,,\n"
            ",,,Nobody,50,,\n"
            "C-9,,,Twin,60,,\n"
            ",2001,,,-70,,\n",
        )
        batch.action_check()
        self.assertEqual(
            batch.line_ids.mapped("remark"),
            [
                (
                    "2 customers are named Marie Dupont. Enter the reference, email or barcode "
                    "instead."
                ),
                False,
                "Enter the customer's reference, barcode, email or name.",
                "No customer has the Reference C-7.",
                "No customer is named Nobody.",
                "2 customers have the Reference C-9. Select one of them.",
                "An opening balance must be at least 1 point.",
            ],
        )
        self.assertEqual((batch.rejected_count, batch.ready_count), (6, 1))
        self.assertEqual(batch.state, "draft")
        self.assertFalse(self.account_of(self.marie))
        with self.subTest("a line is mended by hand"):
            batch.line_ids[0].partner_id = namesake
            self.assertEqual(batch.line_ids[0].state, "new")
            batch.action_check()
            self.assertEqual(batch.line_ids[0].state, "waiting")

    def test_another_clue_tells_namesakes_apart(self):
        self.env["res.partner"].create({"name": "Paul Dupont", "email": "marie@example.com"})
        batch, _answer = self.import_lines(",,marie@example.com,Marie Dupont,10,,")
        batch.action_check()
        self.assertEqual(batch.line_ids.partner_id, self.marie)

    @freeze_time("2026-06-15")
    def test_points_that_have_expired_are_not_opened(self):
        batch, _answer = self.import_lines("C-1,,,,10,2026-06-14,\n,2001,,,10,2026-06-15,")
        batch.action_check()
        self.assertEqual(batch.line_ids.mapped("state"), ["rejected", "waiting"])
        self.assertIn("have already expired", batch.line_ids[0].remark)

    @freeze_time("2026-06-15")
    def test_lines_of_one_customer_are_one_entry(self):
        self.program.write({"expiry": "month", "expiry_months": 12})
        batch = self.post_file(
            "C-1,,,,10,2026-12-31,\nC-1,,,,20,,\nC-1,,,,30,2027-06-30,", control_total=60
        )
        self.assertEqual(batch.done_count, 3)
        account = self.account_of(self.marie)
        self.assertEqual((account.balance, account.entry_count), (60, 1))
        self.assertEqual(
            {str(lot.expires_on): lot.points for lot in account.lot_ids},
            {"2026-12-31": 10, "2027-06-30": 50},
        )
        self.check_deferred()

    def test_a_customer_is_opened_whole_or_not_at_all(self):
        batch, _answer = self.import_lines("C-1,,,,10,,\nC-1,,,,-5,,\n,2001,,,1,,")
        batch.action_check()
        self.assertEqual(
            batch.line_ids.mapped("remark"),
            [
                "Another line of this customer is rejected.",
                "An opening balance must be at least 1 point.",
                False,
            ],
        )

    def test_the_control_total_finds_a_missing_line(self):
        batch, _answer = self.import_lines("C-1,,,,250,,")
        for control_total in (0, 330):
            batch.control_total = control_total
            with self.assertRaisesRegex(UserError, f"total 250 points.* is {control_total}"):
                batch.action_post()
        self.assertFalse(self.account_of(self.marie))

    def test_the_same_file_again_changes_nothing(self):
        text = "C-1,,,,250,,\n,2001,,,80,,"
        self.post_file(text, control_total=330)
        again = self.post_file(text, control_total=330)
        self.assertEqual(set(again.line_ids.mapped("state")), {"done"})
        self.assertIn("Already posted", again.line_ids[0].remark)
        self.assertEqual((self.balance_of(self.marie), self.balance_of(self.jean)), (250, 80))
        self.assertEqual(len(self.messages_of(self.marie)), 1)
        with self.subTest("after the contacts were merged"):
            merge = self.env["base.partner.merge.automatic.wizard"]
            twin = self.env["res.partner"].create({"name": "Twin", "ref": "C-9"})
            self.post_file("C-9,,,,70,,", control_total=70)
            other = self.env["res.partner"].create({"name": "Kept"})
            merge._merge((twin | other).ids, other)
            other.ref = "C-9"
            again = self.create_batch([{"partner_id": other.id, "points": 70}], control_total=70)
            again.action_check()
            self.assertIn("already has an opening balance", again.line_ids.remark)
            self.assertEqual(self.balance_of(other), 70)
        with self.subTest("with other figures"):
            mended = self.post_file("C-1,,,,260,,\n,2001,,,80,,", control_total=340)
            line = self.line_of(mended, self.marie)
            self.assertEqual(
                line.remark,
                "This customer already has an opening balance of 250 points, not 260. "
                "Adjust the difference manually.",
            )
            self.assertEqual(self.balance_of(self.marie), 250)

    def test_opening_has_the_users_limit_too(self):
        batch, _answer = self.import_lines("C-1,,,,501,,", user=self.adjuster)
        batch.action_check()
        self.assertIn("maximum of 500", batch.line_ids.remark)

    def test_an_empty_batch_is_not_posted(self):
        with self.assertRaisesRegex(UserError, "no lines yet"):
            self.create_batch([]).action_post()

    def test_the_template_fits_the_import(self):
        (template,) = self.env["points.batch.line"].get_import_templates()
        with file_open(template["template"].removeprefix("/")) as file:
            header, *rows = file.read().splitlines()
        self.assertEqual(header, HEADER)
        batch, answer = self.import_lines("\n".join(rows))
        self.assertFalse(answer["messages"])
        self.assertEqual(batch.points_total, 1565)


@tagged("post_install", "-at_install")
class TestBatchAccess(BatchCommon):
    def setUp(self):
        super().setUp()
        self.batch = self.create_batch([{"partner_id": self.marie.id, "points": 5}])

    def assertRefuses(self, error, user, method, args=(), record=None):
        record = record or self.batch
        with self.subTest(user=user.login, method=method), self.assertRaises(error):
            model = self.env[record._name].with_user(user)
            call_kw(model, method, [record.ids, *args], {})

    def test_a_cashier_has_nothing_to_do_with_it(self):
        lines = self.batch.line_ids
        for method in ("action_check", "action_post", "action_import", "unlink"):
            self.assertRefuses(AccessError, self.cashier, method)
        for record, values in ((self.batch, {"name": "Mine"}), (lines, {"points": 1000})):
            self.assertRefuses(AccessError, self.cashier, "write", [values], record)
            self.assertRefuses(AccessError, self.cashier, "read", [["create_uid"]], record)

    def test_a_manager_without_the_group_only_reads(self):
        manager = self.adjuster.copy({"login": "without"})
        manager.group_ids -= self.env.ref("pos_customer_loyalty.group_points_adjust")
        self.assertEqual(self.batch.with_user(manager).line_count, 1)
        for method in ("action_check", "action_post", "unlink"):
            self.assertRefuses(AccessError, manager, method)
        self.assertRefuses(AccessError, manager, "write", [{"name": "Mine"}])
        self.assertFalse(self.account_of(self.marie))

    def test_a_batch_is_posted_by_its_button_only(self):
        for state in ("running", "done"):
            self.assertRefuses(AccessError, self.adjuster, "write", [{"state": state}])
            with self.assertRaisesRegex(AccessError, "only the server writes these fields"):
                self.create_batch([], self.adjuster, state=state)
        line = self.batch.line_ids.with_user(self.adjuster)
        with self.assertRaisesRegex(AccessError, "only the server writes these fields"):
            line.write({"state": "done", "remark": "all is well"})
        line._mark("rejected", "Nobody has this name.")
        line.note = "another one"
        self.assertEqual((line.state, line.remark), ("new", False))

    def test_what_is_posted_stays(self):
        self.batch.action_post()
        lines = self.batch.line_ids
        values = {"batch_id": self.batch.id, "partner_id": self.marie.id, "points": 5}
        for method, args, record in [
            ("write", [{"name": "Mine"}], self.batch),
            ("write", [{"line_ids": [Command.create({"points": 5})]}], self.batch),
            ("unlink", [], self.batch),
            ("action_check", [], self.batch),
            ("write", [{"points": 6}], lines),
            ("unlink", [], lines),
        ]:
            self.assertRefuses(UserError, self.owner, method, args, record)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.env["points.batch.line"].with_user(self.owner).create(values)
        other = self.create_batch([{"partner_id": self.marie.id, "points": 5}])
        self.assertRefuses(
            UserError, self.owner, "write", [{"batch_id": self.batch.id}], other.line_ids
        )
        self.batch.action_post()
        self.assertEqual(self.balance_of(self.marie), 5)

    def test_a_batch_of_another_company_is_not_seen(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.owner.copy({"login": "stranger"})
        stranger.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        for name in ("points.batch", "points.batch.line"):
            self.assertFalse(self.env[name].with_user(stranger).search([]))
        self.assertRefuses(AccessError, stranger, "action_post")
        with self.assertRaises(AccessError):
            self.create_batch([], stranger)
        program = self.env["points.program"].create({"name": "Theirs", "company_id": company.id})
        other = self.create_batch([], stranger, program_id=program.id)
        self.assertRefuses(
            AccessError, self.owner, "write", [{"batch_id": other.id}], self.batch.line_ids
        )

    def test_a_draft_can_be_deleted(self):
        self.batch.unlink()
        self.assertFalse(self.batch.exists())


@tagged("post_install", "-at_install")
class TestBatchInput(BatchCommon):
    """What a batch is handed is looked at before anything else."""

    def test_lines_are_for_customers_whom_the_user_may_read(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create({"name": "Far", "company_id": company.id})
        with self.assertRaises(AccessError):
            self.create_batch([{"partner_id": stranger.id, "points": 5}])
        batch = self.create_batch([{"partner_id": self.marie.id, "points": 5}])
        with self.assertRaises(AccessError):
            batch.line_ids.partner_id = stranger
        values = {"line_ids": [[0, "virtual_1", {"partner_id": stranger.id, "points": 5}]]}
        with self.assertRaises(AccessError):
            batch.onchange(values, ["line_ids"], {"line_ids": {"fields": {"partner_id": {}}}})

    def test_numbers_and_texts_that_are_too_large_end_in_a_sentence(self):
        batch = self.create_batch([{"partner_id": self.marie.id, "points": 5}])
        for record, name, value in [
            (batch.line_ids, "points", 2**31),
            (batch.line_ids, "points", 10**400),
            (batch.line_ids, "points", float("nan")),
            (batch.line_ids, "note", "x" * 20_000),
            (batch.line_ids, "customer_name", "Nu\0l"),
            (batch.line_ids, "partner_id", 2**40),
            (batch, "control_total", 2**63),
            (batch, "program_id", 2**63),
        ]:
            with self.subTest(field=name, value=str(value)[:20]), self.assertRaises(UserError):
                record.write({name: value})

    def test_a_call_makes_so_many_lines_at_most(self):
        with self.assertRaisesRegex(UserError, "maximum of 20000"):
            self.create_batch([{"points": 1}] * 20_001)
