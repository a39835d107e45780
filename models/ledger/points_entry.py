from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...points.lots import (
    Pending,
    available_of,
    expires_of,
    extend,
    get_taken,
    give_back,
    read,
)
from ..common.numbers import format_count
from ..common.script import read_sql

#: What of an account follows from an entry, as ``points_account_follow()`` takes it.
FOLLOWING = (
    "balance",
    "entry_count",
    "next_expiry",
    "next_expiry_points",
    "pending",
    "write_uid",
    "write_date",
)


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
    # No index: a shop has a handful of programs, so it would not be used.
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="program_id.company_id")
    sequence = fields.Integer("Number", required=True, readonly=True)
    key = fields.Char(
        "Idempotency Key",
        required=True,
        readonly=True,
        help="Identifies the event of the entry: the same event is never posted twice.",
    )
    kind = fields.Selection(
        [
            ("earn", "Earned"),
            ("redeem", "Redeemed"),
            ("clawback", "Taken Back"),
            ("restore", "Refunded"),
            ("adjust", "Adjusted"),
            ("bonus", "Bonus"),
            ("expire", "Expired"),
            ("transfer", "Transferred"),
            ("opening", "Opening Balance"),
            ("activity", "Expiration Extended"),
        ],
        required=True,
        readonly=True,
    )
    points = fields.Integer(required=True, readonly=True)
    asked = fields.Integer(
        "Points Requested",
        required=True,
        readonly=True,
        help="Higher than the points taken back when the return stopped at a balance of zero.",
    )
    balance_after = fields.Integer(required=True, readonly=True, aggregator=None)
    date = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="Date of the event: for a sale, the order date.",
    )
    posted_on = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When the entry was posted; later than its date for an order made offline.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Posted by",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    order_id = fields.Many2one(
        "pos.order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    origin_id = fields.Many2one(
        "points.entry",
        "Original Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The entry whose points are taken back, refunded or transferred.",
    )
    available_on = fields.Date(
        "Available From",
        readonly=True,
        help="First day on which the points can be redeemed, in the time zone of the program. "
        "Empty if they could be redeemed at once.",
    )
    reason = fields.Char(readonly=True, help="Reason given by the user.")
    movements = fields.Json(
        "Lot Movements",
        readonly=True,
        help="Changes of the lots: expiration dates and points. Empty for the part that changed a "
        "negative balance.",
    )
    hash = fields.Char(
        readonly=True, help="Computed from this entry and the hash of the previous one."
    )
    detail = fields.Json(
        readonly=True, help="The data from which the points were computed at that time."
    )
    explanation = fields.Char(compute="_compute_explanation")

    _key_is_unique = models.UniqueIndex("(key)", "This event is already in the points ledger.")
    _account_sequence = models.UniqueIndex(
        "(account_id, sequence)", "Two entries of an account cannot have the same number."
    )
    _one_earning_of_an_order = models.UniqueIndex(
        "(order_id) WHERE kind = 'earn'", "The points of this order are already credited."
    )
    # What a customer earned in a period is read from the index alone.
    _date = models.Index("(account_id, date) INCLUDE (kind, asked)")
    _moved_sale = models.Index("(account_id) WHERE kind = 'transfer' AND order_id IS NOT NULL")
    # Entries come in the order of time, more or less: a summary of each range of pages will do.
    _any_date = models.Index("USING brin (date)")
    # As text: PostgreSQL writes it the same way in a backup, so that the integrity check knows it
    # again in a database that was restored.
    _sign_fits_the_kind = models.Constraint(
        """CHECK (CASE WHEN kind::text IN ('earn', 'restore', 'bonus', 'opening') THEN points > 0
                       WHEN kind::text IN ('redeem', 'expire') THEN points < 0
                       WHEN kind = 'clawback' THEN asked != 0 AND points * sign(asked) >= 0
                       WHEN kind = 'activity' THEN points = 0 AND asked = 0
                       ELSE points != 0 END)""",
        "The points of an entry cannot be zero, and must be positive or negative as its type "
        "requires.",
    )
    _texts_have_no_separator = models.Constraint(
        r"CHECK (concat(key, reason) NOT LIKE E'%%\x1f%%')",
        "Keys and reasons must be a single line of text, without control characters.",
    )

    def init(self):
        self.env.cr.execute(read_sql("models/ledger/points_entry.sql"))

    @api.depends("partner_id", "points")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry._label(
                entry.partner_id.name, format_count(self.env, entry.points, sign=True)
            )

    @api.depends("detail", "reason")
    def _compute_explanation(self):
        for entry in self:
            words = [entry._explain_rules(), entry._get_reward_name(), entry.reason]
            entry.explanation = ", ".join(filter(None, words))

    @api.model
    def _write_with_lots(self, account, values, held):
        """Write an entry, the lots that it moves, and what the account holds then: in one
        statement, since each sale needs all three.

        Nothing else may do it: ``points.account._post`` comes here.

        :param account: the ``points.account``, locked
        :param dict values: fields of the entry
        :param dict held: fields of the account
        :return: the ``points.entry``
        """
        values = self._add_missing_default_values(values)
        columns = {
            name: self._fields[name].convert_to_column_insert(value, self, values)
            for name, value in values.items()
        }
        movements = values["movements"] or []
        pending = account._fields["pending"].convert_to_column(held["pending"], account)
        following = {**held, "pending": pending}
        query = SQL(
            """INSERT INTO points_entry (%s) VALUES %s
               RETURNING id, points_account_follow(%s, %s::date[], %s::date[], %s, %s)""",
            SQL(", ").join(map(SQL.identifier, columns)),
            tuple(columns.values()),
            account.id,
            [expires_of(day) for day, _points in movements],
            [available_of(day) for day, _points in movements],
            [points for _day, points in movements],
            SQL(", ").join(SQL("%s", following[name]) for name in FOLLOWING),
        )
        ((entry_id, _account_id),) = self.env.execute_query(query)
        self.env["points.lot"].invalidate_model(["points", "expires_on", "available_on"])
        account.invalidate_recordset(["lot_ids", "entry_ids"])
        account._update_cache(held, validate=False)
        account.modified([*held, "entry_ids"])
        return self.browse(entry_id)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self._refusal())

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self._refusal())  # pylint: disable=no-raise-unlink

    def _refusal(self):
        return self.env._(
            "Entries of the points ledger cannot be changed or deleted. Correct mistakes with a "
            "new entry."
        )

    def _get_reward_name(self):
        """The reward that the points were spent for, as it was called then; None for none."""
        names = (self.detail or {}).get("reward", {}).get("name", {})
        return names.get(self.env.lang) or names.get("en_US") or next(iter(names.values()), None)

    def _explain_rules(self):
        """The rules by which points were given; where a limit took some off, what is left."""
        rules = (self.detail or {}).get("rules", [])
        cuts = (self.detail or {}).get("cuts")
        if not cuts:
            return ", ".join(map(self._explain_rule, rules))
        phrase = self.env["points.rule"]._get_points_phrase
        left = self.env._(
            "%(after)s instead of %(before)s, limited",
            before=format_count(self.env, cuts[0]["before"]),
            after=phrase(cuts[-1]["after"]),
        )
        return self._label(left, ", ".join(map(self._get_rule_name, rules)))

    def _explain_rule(self, rule):
        """One rule of the detail in words: "1 point per 1.00 €: 12".

        :param dict rule: the rule as it was on the day, see ``pos.order``
        :return str: the rule and what it gave
        """
        earned = format_count(self.env, rule["earned"])
        return self._label(self._get_rule_name(rule), earned)

    def _get_rule_name(self, rule):
        return rule["name"] or self._get_rule_phrase(rule)

    def _label(self, label, text):
        """What a text is about, before it: French leaves a space before the colon."""
        return self.env._("%(label)s: %(text)s", label=label, text=text)

    def _get_rule_phrase(self, rule):
        points = self.env["points.rule"]._get_points_phrase(rule["points"])
        if rule["basis"] == "unit":
            return self.env._("%(points)s per unit", points=points)
        if rule["basis"] == "order":
            return self.env._("%(points)s per order", points=points)
        if rule["basis"] == "product":
            return self.env._("points of the product")
        if rule["basis"] == "base":
            return self.env._("bonus of %(percent)s %%", percent=rule["points"])
        amount = self.program_id._format_amount(rule["per"])
        return self.env._("%(points)s per %(amount)s", points=points, amount=amount)

    def _claw_back(self, points, *, key, **values):
        """Take back points that this entry gave, on a return of goods.

        :param int points: how many, 1 or more
        :param str key: the idempotency key of the return
        :param values: other fields of the entry
        :return: the ``points.entry``; none when the customer was erased
        :raises UserError: when more would be taken back than was given
        """
        return self._reverse("clawback", points, key, **values)

    def _restore(self, points, *, key, **values):
        """Give back points that this entry took, with the days of expiry that they had, or more
        where the program has a grace period.

        :param int points: how many, 1 or more
        :param str key: the idempotency key of the return
        :param values: other fields of the entry
        :return: the ``points.entry``; none when the customer was erased
        :raises UserError: when more would come back than was taken
        """
        return self._reverse("restore", points, key, **values)

    def _give_again(self, points, clawbacks, expires, *, key, **values):
        """Give points again that were taken back of what this entry gave: the goods, or their
        money, did not come back after all. It is a clawback with the sign turned, and what was
        taken last comes first, with the days of expiry that it had.

        :param int points: how many of those asked for, 1 or more; what was not taken, because
            the balance stopped at zero, does not come
        :param clawbacks: the ``points.entry`` that took points of the sale, or gave them again
        :param str expires: the last day of points that were taken and not there, as an ISO date
        :param str key: the idempotency key of the event
        :param values: other fields of the entry
        :return: the ``points.entry``; none when the customer was erased
        """
        self.ensure_one()
        account = self.account_id._get_current()
        if not account.partner_id:
            return self.browse()
        locked = account._lock(account.program_id, account.partner_id, key)
        lots = (
            [] if locked.posted_id else clawbacks._get_lots_to_give(points, self._get_day(expires))
        )
        return account._post_again(locked, points, lots, origin_id=self.id, **values)

    def _get_lots_to_give(self, points, day):
        """Which of the points that these entries took come again, see ``_give_again``."""
        not_taken = sum(entry.points - entry.asked for entry in self)
        steps = [(entry.points, read(entry.movements)) for entry in self.sorted("id")]
        return give_back(get_taken(steps, day), 0, max(0, points - not_taken))

    def _get_day(self, expires):
        """The day of a lot of points of this entry.

        :param str expires: their last day, an ISO date or None
        :return: see :mod:`~...points.lots`
        """
        available = fields.Date.to_string(self.available_on)
        return Pending(expires, available) if available else expires

    def _reverse(self, kind, points, key, **values):
        self.ensure_one()
        account = self.account_id._get_current()
        if not account.partner_id:
            return self.browse()
        locked = account._lock(account.program_id, account.partner_id, key)
        if not locked.posted_id:
            reversed_points = self._get_reversed_points(kind)
            self._check_not_reversed(kind, points, reversed_points)
            if kind == "restore":
                plan = values.get("plan") or account.program_id._get_plan()
                values |= self._prepare_restore(plan, reversed_points, points)
        return account._post_locked(
            locked,
            kind=kind,
            points=points if kind == "restore" else -points,
            origin=self,
            **values,
        )

    def _prepare_restore(self, plan, returned, points):
        """Which lots points come back to.

        :param Plan plan: what the program says of this return
        :param int returned: how many points of this entry came back before
        :param int points: how many come back now
        :return dict: the lots, and where some are kept for longer, what the entry says of it
        """
        lots = give_back(self._get_lots_taken(plan), returned, points)
        # They are there again today, whenever the goods came back.
        extended = extend(lots, plan.get_grace(fields.Datetime.now()))
        if extended == lots:
            return {"lots": lots}
        return {"lots": extended, "detail": {"grace_days": plan.grace_days}}

    def _get_lots_taken(self, plan):
        """What this entry took from the lots; points that were not there, as a till without
        connection takes them, as if they had been earned then."""
        steps = [(self.points, read(self.movements))]
        return get_taken(steps, plan.get_expiry(self.date))

    def _get_points_left(self):
        """How many points of this entry were neither taken back nor transferred."""
        moved = self.sudo()._read_group(
            [("origin_id", "=", self.id), ("kind", "in", ("clawback", "transfer"))],
            aggregates=["asked:sum"],
        )
        return max(0, self.points + (moved[0][0] or 0))

    def _get_reversed_points(self, kind):
        """How many points of this entry were taken or given back before; below zero where more
        came again than were taken, since the entry took over from another one."""
        groups = self.sudo()._read_group(
            [("origin_id", "=", self.id), ("kind", "=", kind)], aggregates=["asked:sum"]
        )
        asked = groups[0][0] or 0
        return asked if kind == "restore" else -asked

    def _check_not_reversed(self, kind, points, before):
        """Each point is taken or given back once.

        :param int before: points of this entry that were reversed by earlier returns
        """
        left = abs(self.points) - before
        if points <= left:
            return
        values = {
            "left": format_count(self.env, left),
            "points": format_count(self.env, points),
        }
        if kind == "restore":
            raise UserError(
                self.env._(
                    "Only %(left)s of the points redeemed can still be refunded, but %(points)s "
                    "are requested.",
                    **values,
                )
            )
        raise UserError(
            self.env._(
                "Only %(left)s of the points earned can still be taken back, but %(points)s are "
                "requested.",
                **values,
            )
        )

    def _same_event(self, account, kind, points):
        """This entry, if it is what a second delivery of its event would have written.

        :raises UserError: when the figures are others
        """
        self.ensure_one()
        # An event of before a merge is still the same event.
        if (self.account_id._get_current(), self.kind, self.asked) != (account, kind, points):
            raise UserError(
                self.env._(
                    "The event %(key)s is already in the points ledger with other figures. Use a "
                    "different key for a new event.",
                    key=self.key,
                )
            )
        return self
