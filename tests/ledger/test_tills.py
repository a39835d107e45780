"""What tills learn of points that change elsewhere."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.common.attempt import attempt
from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestTills(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)
        cls.account = cls.post(cls, 40, "test/before").account_id
        cls.env.cr.precommit.run()
        cls.bus = cls.env["bus.bus"].sudo()
        cls.last = cls.bus.search([], order="id desc", limit=1).id

    def get_messages(self):
        """What tills were told of accounts, as at COMMIT."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.bus.search([("id", ">", self.last)], order="id")
        told = [json.loads(message.message) for message in messages]
        return [message["payload"] for message in told if "POINTS_ACCOUNTS" in message["type"]]

    def test_a_till_is_told_what_a_customer_has(self):
        self.post(100, "test/elsewhere")
        ((told,),) = self.get_messages()
        self.assertEqual(
            (told["id"], told["partner_id"], told["balance"], told["entry_count"]),
            (self.account.id, self.marie.id, 140, 2),
        )
        (loaded,) = self.env["points.account"]._read_for_till(self.marie, self.config)
        self.assertEqual(told.keys(), loaded.keys())

    def test_many_changes_are_one_message_with_the_last_figure(self):
        for number in range(5):
            self.post(10, f"test/{number}")
        ((told,),) = self.get_messages()
        self.assertEqual(told["balance"], 90)

    def test_what_is_taken_back_is_not_told(self):
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.post(100, "test/elsewhere")
            self.post(100, "test/first", customer=self.env["res.partner"].create({"name": "Paul"}))
            raise RuntimeError
        self.post(5, "test/after")
        ((told,),) = self.get_messages()
        self.assertEqual(told["balance"], 45)

    def test_what_a_step_has_failed_to_write_is_not_told(self):
        def fail():
            self.post(100, "test/elsewhere")
            self.post(100, "test/first", customer=self.env["res.partner"].create({"name": "Paul"}))
            raise RuntimeError

        _result, error = attempt(self.env, fail)
        self.assertIsInstance(error, RuntimeError)
        ((told,),) = self.get_messages()
        self.assertEqual(told["balance"], 40)

    def test_a_commit_while_orders_are_sent_loses_nothing(self):
        """Odoo commits by itself where it sends an invoice on to an authority."""
        syncing = self.env["points.account"].with_context(points_told_by_sync=True)
        syncing._post(self.program, self.marie, key="test/synced", kind="earn", points=5)
        # What a COMMIT does besides.
        self.env.cr.flush()
        self.env.cr.clear()
        self.env.cr.postcommit.run()
        syncing._send_to_tills()
        ((told,),) = self.get_messages()
        self.assertEqual(told["balance"], 45)

    def test_points_that_another_hook_posts_are_told_too(self):
        self.post(5, "test/first")
        self.env.cr.precommit.add(lambda: self.post(7, "test/hook"))
        self.assertEqual([told["balance"] for (told,) in self.get_messages()], [45, 52])

    def test_points_that_expire_at_night_are_told(self):
        self.post(60, "test/expiring", lots=[("2026-01-31", 60)])
        self.get_messages()
        self.env["points.lot"]._expire()
        self.assertEqual(self.get_messages()[-1][0]["balance"], 40)

    def test_tills_of_another_program_are_not_told(self):
        self.config.points_program_id = self.program.copy({"name": "Other"})
        self.post(100, "test/elsewhere")
        self.assertFalse(self.get_messages())
        self.config.points_program_id = self.program
        self.post(100, "test/again")
        self.assertEqual(self.get_messages()[0][0]["balance"], 240)

    def test_of_two_tills_both_are_told(self):
        other = self.config.copy({"name": "Second"})
        self.assertEqual(other.points_program_id, self.program)
        self.post(100, "test/elsewhere")
        self.assertEqual(len(self.get_messages()), 2)

    def test_a_till_asks_what_customers_have(self):
        read = self.env["points.account"].with_user(self.cashier).read_at_till
        self.post(100, "test/elsewhere")
        (account,) = read(self.config.id, self.marie.ids)["points.account"]
        self.assertEqual(account["balance"], 140)
        self.assertEqual(read(self.config.id, []), {"points.account": []})
        for wrong in (None, "7", [True], [0], [2**31], list(range(1, 1002))):
            with self.assertRaises(UserError):
                read(self.config.id, wrong)
        nobody = new_test_user(self.env, "internal", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["points.account"].with_user(nobody).read_at_till(
                self.config.id, self.marie.ids
            )
