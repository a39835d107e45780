from odoo.exceptions import UserError
from odoo.tests import tagged

from .write_common import WriteCommon


@tagged("post_install", "-at_install")
class TestWrite(WriteCommon):
    """Messages to customers, as they arrive at a mail server."""

    def test_the_manager_is_no_editor_of_templates(self):
        """What a manager of the till may do must not depend on that right."""
        self.assertFalse(self.manager.has_group("mail.group_mail_template_editor"))

    def test_points_reach_the_customer(self):
        composer = self.open_composer(self.marie, "points")
        self.assertIn("1,412 points", composer.body)
        composer.save().action_send_mail()
        message = self.get_message("marie@example.com")
        self.assertEqual(message["Subject"], f"Your points at {self.company.name}")
        self.assertIn("claire@example.com", message["From"])
        text = self.get_text(message)
        self.assertIn("Marie Dupont", text)
        self.assertIn("1,412 points", text)
        self.assertIn("176.50", text)

    def test_it_is_logged_on_the_sheet(self):
        self.open_composer(self.marie).save().action_send_mail()
        message = self.marie.message_ids[0]
        self.assertEqual(message.subject, "Thank you for your visit")
        self.assertIn("1,412 points", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)

    def test_the_text_can_be_changed(self):
        composer = self.open_composer(self.marie)
        composer.subject = "See you on Saturday"
        composer.body = "<p>We kept the cheese for you.</p>"
        composer.save().action_send_mail()
        message = self.get_message("marie@example.com")
        self.assertEqual(message["Subject"], "See you on Saturday")
        self.assertIn("We kept the cheese for you.", self.get_text(message))

    def test_what_expires_next_is_said_in_the_customer_s_language(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        self.env["points.account"]._post(
            self.program, self.helene, key="test/3", kind="earn", points=40, date="2026-01-15"
        )
        self.open_composer(self.helene, "points").save().action_send_mail()
        message = self.get_message("helene@example.com")
        self.assertEqual(message["Subject"], f"Vos points chez {self.company.name}")
        self.assertIn("40 points", self.get_text(message))
        self.assertIn("15/01/2027", self.get_text(message))

    def test_a_blacklisted_address_is_told_and_not_forbidden(self):
        self.assertFalse(self.open_composer(self.marie).blacklisted_customers)
        self.env["mail.blacklist"]._add("MARIE@example.com")
        composer = self.open_composer(self.marie)
        self.assertIn("Marie Dupont", composer.blacklisted_customers)
        self.assertIn("receive it nevertheless", composer.blacklisted_customers)
        composer.save().action_send_mail()
        self.assertTrue(self.get_message("marie@example.com"))

    def test_recipients_who_are_added_are_looked_at_too(self):
        self.env["mail.blacklist"]._add("helene@example.com")
        composer = self.open_composer(self.marie)
        self.assertFalse(composer.blacklisted_customers)
        composer.partner_ids.add(self.helene)
        self.assertIn(self.helene.name, composer.blacklisted_customers)
        composer.partner_ids.remove(id=self.helene.id)
        self.assertFalse(composer.blacklisted_customers)

    def test_of_many_those_on_the_blacklist_are_left_out(self):
        self.env["mail.blacklist"]._add("helene@example.com")
        composer = self.open_composer_of_many(self.marie + self.helene, "points")
        self.assertIn("1 of 2", composer.blacklisted_customers)
        self.assertIn(self.helene.name, composer.blacklisted_customers)
        composer.save().action_send_mail()
        self.env["mail.mail"].process_email_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com"})

    def test_many_at_once_each_with_their_own_figures_and_language(self):
        nobody = self.env["res.partner"].create({"name": "Without Address"})
        customers = self.marie + self.helene + nobody
        composer = self.open_composer_of_many(customers, "points")
        self.assertIn("1 of 3", composer.unreachable_customers)
        self.assertIn("Without Address", composer.unreachable_customers)
        composer.save().action_send_mail()
        self.env["mail.mail"].process_email_queue()
        self.assertEqual(set(self.server.messages), {"marie@example.com", "helene@example.com"})
        self.assertIn("1,412 points", self.get_text(self.get_message("marie@example.com")))
        message = self.get_message("helene@example.com")
        self.assertEqual(message["Subject"], f"Vos points chez {self.company.name}")
        self.assertIn("80 points", self.get_text(message))
        self.assertIn("80 points", self.helene.message_ids[0].body)

    def test_every_template_of_the_shop_renders(self):
        for name in ["thank_you", "points", "birthday", "we_miss_you"]:
            with self.subTest(name):
                composer = self.open_composer(self.marie, name)
                self.assertIn("1,412 points", composer.body)
                self.assertIn("176.50", composer.body)
                self.assertEqual(composer.partner_ids[:], self.marie)

    def test_a_customer_without_address_cannot_be_written_to(self):
        self.marie.email = False
        with self.assertRaisesRegex(UserError, "Marie Dupont has no valid email address"):
            self.marie.with_user(self.manager).action_write_to_customer()

    def test_points_of_another_company_are_not_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        program = self.env["points.program"].create({"name": "Theirs", "company_id": other.id})
        self.env["points.account"]._post(
            program, self.marie, key="test/4", kind="earn", points=7777
        )
        composer = self.open_composer_of_many(self.marie, "points")
        composer.save().action_send_mail()
        self.env["mail.mail"].process_email_queue()
        self.assertNotIn("7,777", self.get_text(self.get_message("marie@example.com")))

    def test_a_template_that_was_deleted_is_no_obstacle(self):
        self.get_template("thank_you").unlink()
        self.assertEqual(self.open_composer(self.marie).template_id, self.get_template("points"))
        self.env["mail.template"]._get_customer_messages().unlink()
        self.assertFalse(self.open_composer(self.marie).template_id)
