from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open


class PointsEntry(models.Model):
    """One line of the ledger: never changed, never deleted.

    The table refuses UPDATE and DELETE, so no field may be a stored computed one, every foreign
    key is RESTRICT, and there are no ``create_uid`` and ``write_uid``, which Odoo would set to
    NULL when it deletes a user.
    """

    _name = "points.entry"
    _description = "Points Entry"
    _order = "id desc"
    _log_access = False
    _rec_name = "key"

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="program_id.company_id")
    sequence = fields.Integer("Number", required=True, readonly=True)
    key = fields.Char(
        "Idempotency Key",
        required=True,
        readonly=True,
        help="Names the event that caused the entry: the same event twice is one entry.",
    )
    kind = fields.Selection([("earn", "Earned")], required=True, readonly=True)
    points = fields.Integer(required=True, readonly=True)
    balance_after = fields.Integer(required=True, readonly=True, aggregator=None)
    date = fields.Datetime(
        required=True,
        readonly=True,
        index=True,
        default=fields.Datetime.now,
        help="When it happened: for a sale, the date of the order.",
    )
    posted_on = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When the server wrote it down, later than its date for a sale made offline.",
    )
    user_id = fields.Many2one(
        "res.users", "Posted by", readonly=True, default=lambda self: self.env.uid
    )
    order_id = fields.Many2one(
        "pos.order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    detail = fields.Json(readonly=True, help="What the points were computed from, as it was then.")
    explanation = fields.Char(compute="_compute_explanation")

    _key_is_unique = models.UniqueIndex("(key)", "This event is already in the points ledger.")
    _account_sequence = models.UniqueIndex(
        "(account_id, sequence)", "Two entries of an account cannot have the same number."
    )
    _points_are_not_zero = models.Constraint(
        "CHECK (points != 0)", "An entry adds or takes at least one point."
    )
    _earned_points_are_positive = models.Constraint(
        "CHECK (kind != 'earn' OR points > 0)", "Earned points are above zero."
    )

    def init(self):
        with file_open("pos_customer_loyalty/models/points_entry.sql") as script:
            self.env.cr.execute(script.read())

    @api.depends("partner_id", "points")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.partner_id.name}: {entry.points:+d}"

    @api.depends("detail")
    def _compute_explanation(self):
        for entry in self:
            rules = (entry.detail or {}).get("rules", [])
            entry.explanation = ", ".join(entry._explain_rule(rule) for rule in rules)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self._refusal())

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self._refusal())  # pylint: disable=no-raise-unlink

    def _refusal(self):
        return self.env._(
            "The points ledger cannot be changed, only continued. "
            "Correct a mistake with a further entry."
        )

    def _explain_rule(self, rule):
        """One rule of the detail in words: "1 point per 1.00 €: 12".

        :param dict rule: the rule as it was on the day, see ``pos.order``
        :return str: the rule and what it gave
        """
        return f"{rule['name'] or self._get_rule_phrase(rule)}: {rule['earned']}"

    def _get_rule_phrase(self, rule):
        points = self.env["points.rule"]._get_points_phrase(rule["points"])
        if rule["basis"] == "unit":
            return self.env._("%(points)s per unit", points=points)
        amount = self.program_id._format_amount(rule["per"])
        return self.env._("%(points)s per %(amount)s", points=points, amount=amount)

    def _same_event(self, account_id, kind, points):
        """This entry, if it is what a second delivery of its event would have written.

        :raises UserError: when the figures are others
        """
        self.ensure_one()
        if (self.account_id.id, self.kind, self.points) != (account_id, kind, points):
            raise UserError(
                self.env._(
                    "The event %(key)s is already in the points ledger with other figures. "
                    "Give a new event a key of its own.",
                    key=self.key,
                )
            )
        return self
