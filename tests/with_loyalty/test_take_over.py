"""What wants Odoo's own ``loyalty`` in the database; ``dev/test`` runs it in one of its own."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..adjustment.test_batch import BatchCommon


@tagged("post_install", "-at_install")
class TestTakeOver(BatchCommon):
    """The cards of Odoo's ``loyalty``, where that is installed."""

    def setUp(self):
        super().setUp()
        self.source = self.create_source()
        self.jean = self.env["res.partner"].create({"name": "Jean Martin"})
        for partner, points in [
            (self.marie, 120.75),
            (self.marie, 99.99999999999999),
            (self.jean, 0.5),
            (self.env["res.partner"], 30),
        ]:
            self.create_card(partner, points)

    def create_source(self, **values):
        values = {"name": "Old program", "program_type": "loyalty", **values}
        return self.env["loyalty.program"].sudo().create(values)

    def create_card(self, partner, points, program=None):
        program = program or self.source
        self.env["loyalty.card"].sudo().with_context(loyalty_no_mail=True).create(
            {"program_id": program.id, "partner_id": partner.id, "points": points}
        )

    def take_over(self, batch, source=None, user=None):
        wizard = self.env["points.take.over"].with_user(user or self.owner)
        wizard = wizard.create({"batch_id": batch.id, "source": str((source or self.source).id)})
        wizard.action_take_over()

    def test_cards_become_lines(self):
        batch = self.create_batch([])
        self.assertTrue(batch.can_take_over)
        self.take_over(batch)
        self.assertEqual(sorted(batch.line_ids.mapped("points")), [100, 120])
        self.assertEqual(
            batch.message_ids[0].body.striptags(),
            "2 of 4 cards of Old program were imported, with 220 points. Cards rounded down to "
            "whole points: 1. Skipped: 1 without a customer, 1 with less than 1 point.",
        )
        batch.control_total = 220
        batch.action_post()
        self.assertEqual(self.balance_of(self.marie), 220)
        self.assertEqual(sum(self.source.sudo().coupon_ids.mapped("points")), 251.25)

    def test_cards_are_taken_over_once(self):
        batch = self.create_batch([])
        self.take_over(batch)
        with self.assertRaisesRegex(UserError, "already has lines"):
            self.take_over(batch)

    def test_only_opening_balances_come_of_cards(self):
        with self.assertRaisesRegex(UserError, "opening balances"):
            self.take_over(self.create_batch([], kind="adjust"))

    def test_programs_of_another_company_are_not_offered(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.create_source(name="Theirs", company_id=company.id)
        retired = self.create_source(name="Retired", active=False)
        gift_cards = self.create_source(name="Gift cards", program_type="gift_card")
        sources = dict(self.env["points.take.over"].with_user(self.owner)._get_sources())
        self.assertIn(str(self.source.id), sources)
        self.assertIn(str(retired.id), sources)
        for program in (other, gift_cards):
            self.assertNotIn(str(program.id), sources)
            with self.assertRaisesRegex(UserError, "Choose the program"):
                self.take_over(self.create_batch([]), program)
