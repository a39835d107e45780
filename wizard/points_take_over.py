import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.numbers import format_count


class PointsTakeOver(models.TransientModel):
    """Fill opening balances from the cards of Odoo's own ``loyalty``, where it is installed.

    This module does not depend on it: the program is a choice, not a relation.
    """

    _name = "points.take.over"
    _description = "Import Loyalty Cards"
    _inherit = ["points.input.mixin"]

    batch_id = fields.Many2one("points.batch", required=True, ondelete="cascade")
    source = fields.Selection(
        "_get_sources",
        "Loyalty Program",
        help="The program whose cards are imported. They are not changed.",
    )

    def action_take_over(self):
        """Add a line for each card, and note on the batch what was left out.

        :raises UserError: when no program is chosen, or lines are there already
        """
        self.ensure_one()
        self._check_access_to_named()
        self.batch_id.check_access("write")
        self._check_complete()
        program = self._get_program()
        # Cards are hidden from all users but those of the applications that use them.
        cards = self.env["loyalty.card"].sudo().search([("program_id", "=", program.id)])
        points = {card: self._get_whole_points(card) for card in cards}
        whole = cards.filtered(lambda card: card.partner_id and points[card] > 0)
        self.env["points.batch.line"].create(
            [self._prepare_line(card, points[card]) for card in whole]
        )
        self.batch_id.message_post(body=self._get_summary(program, cards, whole, points))

    @api.model
    def _get_sources(self):
        """Programs of ``loyalty`` that can be chosen, as a selection."""
        programs = self._find_programs(self.env.companies)
        return [(str(program.id), program.name) for program in programs]

    @api.model
    def _find_programs(self, companies):
        """Programs of ``loyalty``, archived ones too; none where it is not installed."""
        if "loyalty.program" not in self.env:
            return []
        programs = self.env["loyalty.program"].sudo().with_context(active_test=False)
        return programs.search(
            [("program_type", "=", "loyalty"), ("company_id", "in", [False, *companies.ids])]
        )

    def _get_program(self):
        """The program that was chosen.

        :raises UserError: when there is none, or it is of another company than the batch
        """
        for program in self._find_programs(self.batch_id.company_id):
            if str(program.id) == self.source:
                return program
        raise UserError(
            self.env._(
                "Choose the program whose cards you want to import. It must belong to the same "
                "company."
            )
        )

    def _check_complete(self):
        """:raises UserError: when the batch is not for it"""
        if self.batch_id.kind != "opening":
            raise UserError(self.env._("Loyalty cards can only be imported as opening balances."))
        if self.batch_id.line_count:
            raise UserError(
                self.env._("This batch already has lines. Import the cards into a new batch.")
            )

    @api.model
    def _get_whole_points(self, card):
        """The points of a card without the fraction, which ``loyalty`` counts to two digits."""
        return math.floor(round(card.points, 2))

    def _prepare_line(self, card, points):
        """Values of the ``points.batch.line`` for one card.

        :param int points: above zero
        """
        return {
            "batch_id": self.batch_id.id,
            "partner_id": card.partner_id.id,
            "points": points,
            "note": card.code,
        }

    def _get_summary(self, program, cards, whole, points):
        return self.env._(
            "%(taken)s of %(cards)s cards of %(program)s were imported, with %(points)s points. "
            "Cards rounded down to whole points: %(fractions)s. Skipped: %(nobody)s without a "
            "customer, %(empty)s with less than 1 point.",
            taken=len(whole),
            cards=len(cards),
            program=program.name,
            points=format_count(self.env, sum(points[card] for card in whole)),
            fractions=sum(points[card] != round(card.points, 2) for card in whole),
            nobody=len(cards.filtered(lambda card: not card.partner_id)),
            empty=len(cards.filtered(lambda card: card.partner_id and points[card] < 1)),
        )
