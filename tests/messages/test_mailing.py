from email import message_from_bytes, policy

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .messages_common import MessagesCommon

QUIET = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")


@tagged("post_install", "-at_install")
class TestMailing(MessagesCommon):
    """One message to many customers, as it arrives at a mail server."""

    def test_each_receives_it_once_with_own_figures(self):
        self.post(1412, "test/1")
        leon, lea = self.create_customers("Leon", "Lea")
        mailing = self.begin_mailing(self.marie + leon + lea)
        self.assertEqual(mailing.addressed_count, 3)
        mailing.action_send()
        self.assertEqual((mailing.state, mailing.user_id), ("running", self.manager))
        self.run_queue()
        self.assertEqual(
            set(self.server.messages),
            {"marie@example.com", "leon@example.com", "lea@example.com"},
        )
        self.assertIn("1,412 points", self.get_text_at("marie@example.com"))
        self.assertIn("claire@example.com", self.get_message("lea@example.com")["From"])
        self.assertEqual(set(self.get_states(mailing).values()), {"sent"})
        self.assertEqual((mailing.state, mailing.sent_count, mailing.progress), ("done", 3, 100))
        self.assertFalse(any(mailing.recipient_ids.mapped("failure")))
        self.run_queue()
        self.assertEqual(len(self.server.messages["lea@example.com"]), 1)

    def test_it_is_on_the_sheet(self):
        self.begin_mailing(self.marie).action_send()
        self.run_queue()
        message = self.marie.message_ids[0]
        self.assertEqual(message.subject, "Thank you for your visit")
        self.assertEqual(message.notification_ids.notification_status, "sent")

    def test_who_is_left_out_and_why(self):
        silent = self.create_customers("Silent", consent=None)
        blocked = self.create_customers("Blocked")
        self.env["mail.blacklist"]._add("blocked@example.com")
        nowhere = self.env["res.partner"].create({"name": "Nowhere"})
        nowhere._give_consent("offers", True, "till")
        twin = self.create_customers("Twin")
        twin.email = "Marie <MARIE@example.com>"
        customers = self.marie + silent + blocked + nowhere + twin
        mailing = self.begin_mailing(customers)
        self.assertEqual(
            self.get_states(mailing),
            {
                "Marie Dupont": "waiting",
                "Silent": "no_consent",
                "Blocked": "blacklisted",
                "Nowhere": "no_email",
                "Twin": "duplicate",
            },
        )
        self.assertEqual((mailing.recipient_count, mailing.addressed_count), (5, 1))
        self.assertIn("Duplicate address: 1", mailing.left_out_reasons)
        mailing.action_send()
        self.run_queue()
        self.assertEqual(list(self.server.messages), ["marie@example.com"])
        self.assertEqual(mailing.state, "done")

    def test_of_one_address_the_one_who_agreed_receives_it(self):
        silent, willing = self.create_customers("Silent", "Willing", consent=None)
        silent.email = willing.email = "both@example.com"
        willing._give_consent("offers", True, "till")
        mailing = self.begin_mailing(silent + willing)
        self.assertEqual(self.get_states(mailing), {"Silent": "no_consent", "Willing": "waiting"})

    def test_a_service_message_asks_for_no_consent(self):
        silent = self.create_customers("Silent", consent=None)
        mailing = self.begin_mailing(silent)
        self.assertFalse(mailing.addressed_count)
        with self.assertRaisesRegex(UserError, "All customers are left out: No consent: 1"):
            mailing.action_send()
        mailing.template_id = self.env.ref("pos_customer_loyalty.mail_template_points")
        self.assertEqual(mailing.addressed_count, 1)

    def test_who_says_no_meanwhile_receives_nothing(self):
        lea, leon = self.create_customers("Lea", "Leon")
        mailing = self.begin_mailing(lea + leon)
        mailing.action_send()
        lea._give_consent("offers", False, "link")
        self.run_queue()
        self.assertEqual(list(self.server.messages), ["leon@example.com"])
        self.assertEqual(self.get_states(mailing), {"Lea": "no_consent", "Leon": "sent"})

    def test_all_that_a_filter_shows(self):
        self.create_customers("Filtered Lea", "Filtered Leon")
        mailing = self.begin_mailing_to_filter([("name", "like", "Filtered")])
        self.assertEqual(mailing.recipient_count, 2)
        everybody = self.env["res.partner"].with_user(self.manager).search_count([])
        self.assertEqual(self.begin_mailing_to_filter([]).recipient_count, everybody)
        with self.assertRaisesRegex(UserError, "nobody to write to"):
            self.begin_mailing_to_filter([("name", "like", "No Such Name")])
        with self.assertRaisesRegex(UserError, "nobody to write to"):
            self.env["res.partner"].with_user(self.manager).action_write_to_many()

    def test_a_refused_recipient_stops_nobody(self):
        customers = self.create_customers("Lea", "Leon", "Luc")
        self.server.refused.add("leon@example.com")
        mailing = self.begin_mailing(customers)
        mailing.action_send()
        with mute_logger(*QUIET):
            self.run_queue()
        self.assertEqual(set(self.server.messages), {"lea@example.com", "luc@example.com"})
        self.assertEqual(self.get_states(mailing), {"Lea": "sent", "Leon": "failed", "Luc": "sent"})
        self.assertEqual((mailing.state, mailing.failed_count), ("done", 1))
        leon = mailing.recipient_ids.filtered(lambda r: r.state == "failed")
        self.assertIn("no such mailbox", leon.failure)
        status = leon.partner_id.message_ids[0].notification_ids.notification_status
        self.assertEqual(status, "exception")
        self.server.refused.clear()
        mailing.action_retry()
        self.assertEqual(mailing.state, "running")
        self.run_queue()
        self.assertEqual(self.get_states(mailing)["Leon"], "sent")
        self.assertEqual([len(sent) for sent in self.server.messages.values()], [1, 1, 1])

    def test_no_mail_server_is_a_failure_that_can_be_repeated(self):
        mailing = self.begin_mailing(self.marie)
        mailing.action_send()
        server = self.env["ir.mail_server"].search([])
        port, server.smtp_port = server.smtp_port, 1
        with mute_logger(*QUIET):
            self.run_queue()
        self.assertEqual(self.get_states(mailing), {"Marie Dupont": "failed"})
        server.smtp_port = port
        mailing.action_retry()
        self.run_queue()
        self.assertEqual(self.get_states(mailing), {"Marie Dupont": "sent"})

    def test_a_message_that_comes_back_is_seen(self):
        mailing = self.begin_mailing(self.marie)
        mailing.action_send()
        self.run_queue()
        message_id = self.get_message("marie@example.com")["Message-Id"]
        alias = self.company.bounce_email or "bounce@example.com"
        bounce = message_from_bytes(
            f"""From: MAILER-DAEMON@example.com
To: {alias}
Subject: Undelivered Mail
Message-Id: <bounce@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

The mailbox is full.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; example.com

Final-Recipient: rfc822; marie@example.com
Action: failed
Status: 5.2.2
--x
Content-Type: message/rfc822

From: {self.manager.email}
To: marie@example.com
Message-Id: {message_id}
Subject: Thank you

Hello
--x--
""".encode(),
            policy=policy.SMTP,
        )
        self.env["mail.thread"].message_process("res.partner", bounce.as_bytes())
        self.assertEqual(self.get_states(mailing), {"Marie Dupont": "bounced"})
        self.assertIn("mailbox is full", mailing.recipient_ids.failure)
        self.assertEqual(mailing.failed_count, 1)
        notification = self.marie.message_ids[0].notification_ids
        self.assertEqual(notification.notification_status, "bounce")

    def test_what_is_deleted_from_the_queue_is_over(self):
        lea, leon = self.create_customers("Lea", "Leon")
        mailing = self.begin_mailing(lea + leon)
        mailing.action_send()
        self.env["customer.mailing"]._send_waiting()
        self.assertEqual(set(self.get_states(mailing).values()), {"queued"})
        mails = mailing.sudo().recipient_ids.mail_mail_id.sorted("res_id")
        mails[0].unlink()
        mails[1].cancel()
        self.env["customer.mailing"]._send_waiting()
        self.assertEqual(set(self.get_states(mailing).values()), {"cancelled"})
        self.assertEqual(mailing.state, "done")

    def test_a_template_that_fails_for_one_customer_stops_nobody(self):
        customers = self.create_customers("Lea", "Leon", "Luc")
        template = self.env.ref("pos_customer_loyalty.mail_template_thank_you")
        template.body_html = "<p><t t-out=\"1 // (object.name != 'Leon')\"/></p>"
        mailing = self.begin_mailing(customers)
        mailing.action_send()
        with mute_logger(*QUIET, "odoo.addons.mail.models.mail_render_mixin"):
            self.run_queue()
        self.assertEqual(set(self.server.messages), {"lea@example.com", "luc@example.com"})
        self.assertEqual(self.get_states(mailing), {"Lea": "sent", "Leon": "failed", "Luc": "sent"})
        self.assertEqual((mailing.state, mailing.failed_count), ("done", 1))
        self.assertTrue(mailing.recipient_ids.filtered("failure"))
        template.body_html = "<p>Hello</p>"
        mailing.action_retry()
        self.run_queue()
        self.assertEqual(len(self.server.messages["leon@example.com"]), 1)
        self.assertEqual(len(self.server.messages["lea@example.com"]), 1)
        self.assertEqual(mailing.state, "done")

    def test_cancelled_before_it_is_through(self):
        lea, leon = self.create_customers("Lea", "Leon")
        mailing = self.begin_mailing(lea + leon)
        mailing.action_send()
        self.env["customer.mailing"]._send_waiting()
        mailing.action_cancel()
        self.run_queue()
        self.assertFalse(self.server.messages)
        self.assertEqual(mailing.state, "cancelled")
        self.assertEqual(set(self.get_states(mailing).values()), {"cancelled"})

    def test_the_preview_is_for_one_customer(self):
        self.post(1412, "test/1")
        lea = self.create_customers("Lea")
        mailing = self.begin_mailing(self.marie + lea)
        with Form(mailing) as form:
            self.assertEqual(form.preview_partner_id, self.marie)
            self.assertIn("1,412 points", form.preview_body)
            form.preview_partner_id = lea
            self.assertIn("Lea", form.preview_body)
            self.assertNotIn("1,412", form.preview_body)
            form.template_id = self.env.ref("pos_customer_loyalty.mail_template_points")
            self.assertIn("Your points at", form.preview_subject)

    def test_a_template_that_fails_for_the_one_who_is_shown(self):
        template = self.env.ref("pos_customer_loyalty.mail_template_thank_you")
        template.body_html = "<p><t t-out=\"1 // (object.name != 'Marie Dupont')\"/></p>"
        lea = self.create_customers("Lea")
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            mailing = self.begin_mailing(self.marie + lea)
            with Form(mailing) as form:
                self.assertIn("division", form.preview_issue)
                self.assertFalse(form.preview_body)
                form.preview_partner_id = lea
                self.assertFalse(form.preview_issue)
                self.assertTrue(form.preview_body)
                form.preview_partner_id = self.marie
            with self.assertRaisesRegex(UserError, "division"):
                mailing.action_send_test()
        self.assertFalse(self.server.messages)

    def test_a_test_goes_to_oneself_alone(self):
        self.post(1412, "test/1")
        mailing = self.begin_mailing(self.marie)
        before = self.marie.message_ids
        self.assertIn("claire@example.com", mailing.action_send_test()["params"]["message"])
        self.assertEqual(list(self.server.messages), ["claire@example.com"])
        self.assertIn("1,412 points", self.get_text_at("claire@example.com"))
        subject = self.get_message("claire@example.com")["Subject"]
        self.assertEqual(subject, "[Test] Thank you for your visit")
        self.assertEqual(self.marie.message_ids, before)
        self.assertEqual(mailing.state, "draft")

    def test_names_are_text(self):
        self.marie.name = "<script>alert(1)</script>"
        mailing = self.begin_mailing(self.marie)
        self.assertNotIn("<script>", mailing.preview_body)
        mailing.action_send()
        self.run_queue()
        html = self.get_message("marie@example.com").get_body(("html",)).get_content()
        self.assertNotIn("<script>alert", html)

    def test_what_is_sent_is_not_changed(self):
        mailing = self.begin_mailing(self.marie)
        mailing.action_send()
        with self.assertRaisesRegex(UserError, "sent already"):
            mailing.name = "Another"
        with self.assertRaisesRegex(UserError, "Only drafts can be deleted"):
            mailing.unlink()
        mailing.action_send()
        self.run_queue()
        self.assertEqual(len(self.server.messages["marie@example.com"]), 1)

    def test_drafts_are_forgotten(self):
        mailing = self.begin_mailing(self.marie)
        self.env.cr.execute("UPDATE customer_mailing SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.env["customer.mailing"]._gc_drafts()
        self.assertFalse(mailing.exists())

    def test_a_template_that_goes_out_stays(self):
        mailing = self.begin_mailing(self.marie)
        mailing.action_send()
        template = mailing.template_id.sudo()
        with self.assertRaisesRegex(UserError, f"in use: {mailing.name}"):
            template.unlink()
        mailing.action_cancel()
        template.unlink()
        self.assertFalse(mailing.template_id)

    def test_templates_of_others_are_refused(self):
        template = self.env["mail.template"].create(
            {"name": "Users", "model_id": self.env.ref("base.model_res_users").id}
        )
        mailing = self.begin_mailing(self.marie)
        with self.assertRaisesRegex(ValidationError, "not for customers"):
            mailing.template_id = template

    def test_the_number_of_statements_does_not_grow(self):
        def count(number):
            customers = self.create_customers(*(f"Many{number}x{i}" for i in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mailing = self.begin_mailing(customers)
            mailing.action_send()
            return self.env.cr.sql_log_count - before

        count(3)
        self.assertEqual(count(10), count(300))

    # Attacks

    def test_a_cashier_writes_to_nobody(self):
        cashier = self.cashier
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.begin_mailing(self.marie, user=cashier)
        mailing = self.begin_mailing(self.marie)
        mailing.action_send()
        for name in ("action_send", "action_send_test", "action_cancel", "action_retry"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(mailing.with_user(cashier), name)()
        with self.assertRaises(AccessError):
            mailing.recipient_ids.with_user(cashier).read(["state"])

    def test_a_manager_forges_no_state(self):
        mailing = self.begin_mailing(self.marie)
        recipient = mailing.recipient_ids
        for record, values in [
            (mailing, {"state": "done"}),
            (mailing, {"user_id": self.env.uid}),
            (mailing, {"company_id": self.env.company.id}),
            (recipient, {"state": "waiting"}),
            (recipient, {"bonus_points": 1000}),
        ]:
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            recipient.create({"mailing_id": mailing.id, "partner_id": self.marie.id})
        with self.assertRaises(AccessError):
            recipient.unlink()
        forged = mailing.with_context(default_state="done", default_user_id=1)
        self.assertEqual(forged.create({}).state, "draft")

    def test_customers_of_another_company_are_not_written_to(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.create_customers("Theirs")
        theirs.company_id = other
        mailing = self.begin_mailing_to_filter([("id", "in", (theirs + self.marie).ids)])
        self.assertEqual(mailing.recipient_ids.partner_id, self.marie)
        with self.assertRaises(AccessError):
            self.begin_mailing(theirs)
        self.manager.write({"company_id": other.id, "company_ids": other.ids})
        with self.assertRaises(AccessError):
            mailing.with_context(allowed_company_ids=other.ids).action_send()
