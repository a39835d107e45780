from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..customer.write_common import WriteCommon
from .french import load_french


@tagged("post_install", "-at_install")
class TestMarketing(WriteCommon):
    """News go to those who agreed, each with a way out, as a mail server receives them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = cls.env["res.partner"].create(
            {"name": "Paul Martin", "email": "paul@example.com", "lang": "en_US"}
        )

    def send_queue(self):
        self.env["mail.mail"].process_email_queue()

    def send_to_many(self, customers, template):
        self.open_composer_of_many(customers, template).save().action_send_mail()
        self.send_queue()

    def assert_way_out(self, message, customer, purpose="offers"):
        """Headers, HTML and text lead to the page of this customer."""
        url = customer._get_preferences_url(purpose)
        self.assertEqual(message["List-Unsubscribe"], f"<{url}>")
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn(url, message.get_body(("html",)).get_content())
        self.assertIn(url, message.get_body(("plain",)).get_content())

    def test_news_to_one_customer(self):
        self.open_composer(self.marie).save().action_send_mail()
        message = self.get_message("marie@example.com")
        self.assertEqual(message["Subject"], "Thank you for your visit")
        self.assert_way_out(message, self.marie)

    def test_a_service_mail_has_no_way_out_and_reaches_everybody(self):
        self.open_composer(self.paul, "points").save().action_send_mail()
        message = self.get_message("paul@example.com")
        self.assertIsNone(message["List-Unsubscribe"])
        self.assertNotIn("nsubscribe", self.get_text(message))

    def test_who_has_not_agreed_is_written_no_news(self):
        composer = self.open_composer(self.paul, "birthday")
        self.assertIn("Paul Martin", composer.unconsenting_customers)
        with self.assertRaisesRegex(UserError, "Paul Martin"):
            composer.save().action_send_mail()
        self.assertFalse(self.server.messages)

    def test_the_composer_begins_with_what_the_customer_agreed_to(self):
        self.assertEqual(self.open_composer(self.marie).template_id.consent_purpose, "offers")
        composer = self.open_composer(self.paul)
        self.assertEqual(composer.template_id, self.get_template("points"))
        self.assertFalse(composer.unconsenting_customers)

    def test_a_personal_answer_may_be_sent(self):
        """Who writes says that it is none of the shop's news."""
        composer = self.open_composer(self.paul, "birthday")
        composer.consent_purpose = False
        self.assertFalse(composer.unconsenting_customers)
        composer.save().action_send_mail()
        self.assertTrue(self.get_message("paul@example.com"))

    def test_of_many_only_those_who_agreed(self):
        customers = self.marie + self.helene + self.paul
        composer = self.open_composer_of_many(customers, "we_miss_you")
        self.assertIn("1 of 3", composer.unconsenting_customers)
        self.assertIn("Paul Martin", composer.unconsenting_customers)
        composer.save().action_send_mail()
        self.send_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com", "helene@example.com"})
        for customer in self.marie + self.helene:
            self.assert_way_out(self.get_message(customer.email), customer)
        self.assertFalse(self.paul.message_ids.filtered("consent_purpose"))

    def test_who_unsubscribes_while_mails_wait_gets_none(self):
        customers = self.marie + self.helene
        composer = self.open_composer_of_many(customers, "we_miss_you").save()
        composer.force_send = False
        composer.action_send_mail()
        self.helene._give_consent("offers", False, "link")
        self.send_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com"})
        notification = self.helene.message_ids.notification_ids
        self.assertEqual(notification.notification_status, "canceled")
        self.assertEqual(notification.failure_type, "mail_optout")

    def test_a_template_that_is_sent_by_itself(self):
        template = self.get_template("birthday")
        template.send_mail_batch((self.marie + self.paul).ids)
        self.send_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com"})
        self.assert_way_out(self.get_message("marie@example.com"), self.marie)

    def test_an_address_without_contact_is_no_way_around(self):
        template = self.get_template("birthday")
        template.write({"partner_to": False, "email_to": "{{ object.email }}"})
        template.send_mail_batch((self.marie + self.paul).ids)
        self.send_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com"})
        self.assert_way_out(self.get_message("marie@example.com"), self.marie)

    def test_colleagues_who_follow_the_customer_need_not_agree(self):
        follower = self.manager.copy({"login": "follower", "email": "follower@example.com"})
        follower.notification_type = "email"
        self.marie.message_subscribe(follower.partner_id.ids)
        self.open_composer(self.marie).save().action_send_mail()
        colleague = self.get_message("follower@example.com")
        self.assertIsNone(colleague["List-Unsubscribe"])
        self.assert_way_out(self.get_message("marie@example.com"), self.marie)

    def test_another_recipient_has_to_agree_too(self):
        composer = self.open_composer(self.marie)
        composer.partner_ids.add(self.paul)
        with self.assertRaisesRegex(UserError, "Paul Martin"):
            composer.save().action_send_mail()

    def test_consents_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.paul.with_company(other)._give_consent("offers", True, "till")
        self.send_to_many(self.marie + self.paul, "we_miss_you")
        self.assertEqual(set(self.server.messages), {"marie@example.com"})

    def test_the_way_out_is_in_the_customer_s_language(self):
        load_french(self.env)
        self.send_to_many(self.helene, "we_miss_you")
        text = self.get_text(self.get_message("helene@example.com"))
        self.assertIn("Se désabonner", text)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_one_who_is_refused_does_not_stop_the_others(self):
        self.server.refused.add("marie@example.com")
        self.send_to_many(self.marie + self.helene, "we_miss_you")
        self.assertEqual(set(self.server.messages), {"helene@example.com"})
        marie, helene = ((c.with_user(self.manager)) for c in self.marie + self.helene)
        self.assertIn("was not delivered", marie.email_problem)
        self.assertFalse(helene.email_problem)
        self.assertEqual(marie.newest_mail_ids.customer_status, "exception")
        self.assertEqual(helene.newest_mail_ids.customer_status, "sent")

    def test_one_who_bounces_is_seen_on_the_sheet(self):
        self.send_to_many(self.marie, "we_miss_you")
        sent = self.marie.message_ids.filtered("consent_purpose")
        self.env["mail.thread"]._routing_handle_bounce(
            self.env["mail.message"],
            {
                "bounced_email": "marie@example.com",
                "bounced_partner": self.marie,
                "bounced_message": sent,
                "bounced_msg_ids": [sent.message_id],
                "message_id": "<bounce@example.com>",
                "email_from": "mailer-daemon@example.com",
                "to": "bounce@example.com",
                "body": "No such mailbox",
            },
        )
        marie = self.marie.with_user(self.manager)
        self.assertEqual(marie.newest_mail_ids.customer_status, "bounce")
        self.assertIn("bounced", marie.email_problem)

    def test_an_answer_is_seen_on_the_sheet(self):
        self.open_composer(self.marie).save().action_send_mail()
        sent = self.marie.message_ids[0]
        marie = self.marie.with_user(self.manager)
        self.assertFalse(marie.newest_mail_ids.is_answered)
        self.marie.message_post(
            body=self.marie.name,
            author_id=self.marie.id,
            parent_id=sent.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        marie.invalidate_recordset()
        self.assertTrue(marie.newest_mail_ids[-1:].is_answered)
        self.assertEqual(len(marie.newest_mail_ids), 1)

    def test_a_message_that_the_user_may_not_read_is_not_listed(self):
        self.open_composer(self.marie).save().action_send_mail()
        names = self.marie.with_user(self.manager).newest_mail_ids.mapped("subject")
        self.assertEqual(names, ["Thank you for your visit"])
