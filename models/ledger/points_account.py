from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...points.lots import (
    available_of,
    credit,
    debit,
    expires_of,
    get_pending,
    mature,
    merge,
    next_to_expire,
    postpone,
    read,
    settle,
)
from ..common import limits
from ..common.for_readers import for_readers_of
from ..common.limits import MOST_INTEGER as MOST_POINTS
from ..common.numbers import format_count
from ..common.opening import open_action
from ..common.script import read_sql
from .locked_account import LockedAccount


class PointsAccount(models.Model):
    """One customer in one program: holds the balance, and is the row that is locked."""

    _name = "points.account"
    _description = "Points Account"
    _inherit = ["points.load.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Empty after the customer was erased.",
    )
    merged_into_id = fields.Many2one(
        "points.account",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The account that received the points when two contacts were merged.",
    )
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    balance = fields.Integer(readonly=True, help="The sum of the entries.")
    held = fields.Integer("On Hold", readonly=True, help="Points on hold for unpaid orders.")
    entry_count = fields.Integer("Entries", readonly=True)
    entry_ids = fields.One2many("points.entry", "account_id", "Ledger", readonly=True)
    lot_ids = fields.One2many("points.lot", "account_id", "Lots", readonly=True)
    value = fields.Monetary(compute="_compute_value", help="Current value of the balance.")
    next_expiry = fields.Date(
        "Next Expiration",
        readonly=True,
        help="The last day on which the points that expire first can be redeemed.",
    )
    next_expiry_points = fields.Integer("Points Expiring", readonly=True)
    pending = fields.Json(
        "Pending Lots",
        readonly=True,
        help="First days and points of the lots that count from a day on.",
    )
    pending_points = fields.Integer(
        compute="_compute_pending_points",
        help="Points of the balance that can only be redeemed from a later day.",
    )
    balance_at = fields.Integer(
        "Balance at That Date",
        compute="_compute_balance_at",
        search="_search_balance_at",
        groups="point_of_sale.group_pos_manager",
        help="The sum of the entries up to the requested date.",
    )

    # An account that was merged stays for its history, beside the one that took over.
    _one_per_customer_and_program = models.UniqueIndex(
        "(program_id, partner_id) WHERE merged_into_id IS NULL",
        "This customer already has an account in this program.",
    )

    def init(self):
        self.env.cr.execute(read_sql("models/ledger/points_account.sql"))
        self.env.cr.execute(read_sql("models/ledger/points_account_posting.sql"))

    @api.depends("partner_id", "program_id")
    def _compute_display_name(self):
        for account in self:
            name = account.partner_id.name or self.env._("Erased customer")
            account.display_name = f"{name} ({account.program_id.name})"

    @api.depends("balance", "program_id.exchange_points", "program_id.exchange_amount")
    def _compute_value(self):
        for account in self:
            account.value = account.program_id._points_value(account.balance)

    @api.depends("pending", "program_id.tz")
    def _compute_pending_points(self):
        for account in self:
            account.pending_points = sum(points for _day, points in account._get_pending())

    @api.depends("entry_ids")
    @api.depends_context("points_as_at")
    def _compute_balance_at(self):
        balances = self._get_balance_at(self._get_instant())
        for account in self:
            account.balance_at = balances.get(account.id, 0)

    @for_readers_of("balance_at")
    def _search_balance_at(self, operator, value):
        if operator != "in":
            return NotImplemented
        limits.check_count(self.env, value, limits.MOST_ASKED)
        for points in filter(None, value):
            limits.check_number(
                self.env,
                points,
                limits.MOST_AMOUNT,
                self._fields["balance_at"]._description_string(self.env),
            )
        query = SQL(
            """
            SELECT a.id FROM points_account a
              LEFT JOIN points_entry e ON e.account_id = a.id AND e.date <= %s
             GROUP BY a.id HAVING COALESCE(sum(e.points), 0) = ANY(%s)
            """,
            self._get_instant(),
            [points or 0 for points in value],
        )
        return [("id", "in", query)]

    def action_view_entries(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_entry_action",
            domain=[("account_id", "=", self.id)],
        )

    def _get_current(self):
        """This account, or the one that took over when its customer was merged."""
        self.ensure_one()
        account = self.sudo()
        while account.merged_into_id:
            account = account.merged_into_id
        return self.browse(account.id)

    @api.model
    def _get_instant(self):
        """The moment at which balances are asked for, in UTC: now, or that of the context."""
        instant = self.env.context.get("points_as_at")
        try:
            return fields.Datetime.to_datetime(instant) or fields.Datetime.now()
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The date of the balances must be a date and time, such as 2026-12-31 22:59:59."
                )
            ) from error

    def _get_balance_at(self, instant):
        """What accounts held at a moment: the sum of their entries up to it.

        An entry counts from its ``date``: a sale made offline from when it was made.

        :param datetime instant: the moment, in UTC
        :return dict: points by account id
        """
        self.env["points.entry"].flush_model(["account_id", "date", "points"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_id, sum(points) FROM points_entry
                 WHERE account_id = ANY(%s) AND date <= %s GROUP BY account_id
                """,
                self.ids,
                instant,
            )
        )
        return {**dict.fromkeys(self.ids, 0), **dict(rows)}

    def _get_pending_at(self, instant):
        """How many of the points that accounts held at a moment did not count yet.

        :param datetime instant: the moment, in UTC
        :return int: the sum of the movements of lots that count from a later day
        """
        self.env["points.entry"].flush_model(["account_id", "date", "movements"])
        ((points,),) = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(sum((movement->>1)::integer), 0)
                  FROM points_entry e JOIN points_program p ON p.id = e.program_id,
                       jsonb_array_elements(e.movements) movement
                 WHERE e.account_id = ANY(%(accounts)s) AND e.date <= %(instant)s
                   AND e.movements @? '$[*][0][1]'
                   AND (movement->0->>1)::date >
                       (%(instant)s AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date
                """,
                accounts=self.ids,
                instant=instant,
            )
        )
        return int(points)

    def _get_held(self):
        """Points that are on hold now.

        :return dict: points by account id; without a hold there is none
        """
        domain = [
            ("account_id", "in", self.ids),
            ("state", "=", "active"),
            ("expires_at", ">", fields.Datetime.now()),
        ]
        groups = self.env["points.hold"].sudo()._read_group(domain, ["account_id"], ["points:sum"])
        return {account.id: points for account, points in groups}

    def _get_pending(self):
        """Points that count only from a later day on; nobody needs to move them when it comes.

        :return list[tuple]: pairs of a day, as an ISO date, and points, the soonest first
        """
        self.ensure_one()
        today = self.program_id._get_today() if self.pending else ""
        return [(day, points) for day, points in self.pending or [] if day > today]

    def _get_available(self):
        """Points that can be spent now: the balance less what is on hold and what counts only
        later, never below zero."""
        self.ensure_one()
        held = self._get_held().get(self.id, 0)
        return max(0, self.balance - held - sum(points for _day, points in self._get_pending()))

    def _move_to(self, partner):
        """Give accounts to another customer, in whom theirs is merged.

        Where that customer has an account in the program, what is on this one goes over to it
        by two ``transfer`` entries, and this one stays for its history.

        :param partner: a ``res.partner``
        """
        merged = self.filtered("merged_into_id")
        merged._change_owner("merged", {"partner_id": partner.id})
        for account in self - merged:
            target = self._get_of(account.program_id, partner)
            if target:
                account._transfer_to(target, "merge", self.env._("Contacts merged"))
            account._change_owner("merged", {"partner_id": partner.id, "merged_into_id": target.id})

    def _change_owner(self, kind, values):
        """Let accounts belong to somebody else, or to nobody, and write that down.

        :param str kind: a kind of ``points.ownership``
        :param dict values: the fields of the account that say whose it is
        """
        self.write(values)
        self.env["points.ownership"].sudo()._record(self, kind)

    @api.model
    def _get_of(self, program, partner):
        """The account of a customer in a program, or the one that it goes to; none before the first
        entry."""
        return self.search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "=", partner._get_account_holder().id),
                ("merged_into_id", "=", False),
            ]
        )

    @api.model
    def _pool(self, member):
        """Let what a customer has go over to the account that the points go to from now on.

        The customer's own accounts are opened, so that a sale of this very moment begins again.
        """
        holder = member._get_account_holder()
        everything = self.env["points.program"].sudo().with_context(active_test=False)
        for program in everything.search(member._get_program_domain()):
            own = self._lock(program, member, is_own=True).account
            if own.balance or own._get_open_holds():
                target = self._lock(program, holder).account
                reason = self.env._("Points go to %(holder)s", holder=holder.display_name)
                own._transfer_to(target, f"pool/{own.entry_count}", reason)

    def _transfer_to(self, target, event, reason):
        """Transfer points with their days of expiry, or arrears, and the active holds.

        :param target: another account of the program
        :param str event: names the cause in the key
        :param str reason: of the two entries
        """
        values = {"kind": "transfer", "reason": reason}
        key = f"{event}/{self.id}/{target.id}"
        locked = self._lock(self.program_id, self.partner_id, f"{key}/out", is_own=True)
        taken = self._post_locked(locked, points=-locked.balance, **values)
        if taken:
            self._post(
                target.program_id,
                target.partner_id,
                key=f"{key}/in",
                points=-taken.points,
                lots=[(day, -points) for day, points in read(taken.movements)],
                origin_id=taken.id,
                **values,
            )
        self._move_holds(target)

    def _move_holds(self, target):
        """An order at a till that has points set aside finds them on the other account."""
        holds = self._get_open_holds()
        if holds:
            holds.account_id = target
            target.held = target._lock(target.program_id, target.partner_id).held
            self.held = 0

    def _get_open_holds(self):
        """Holds that were neither captured nor released, those that have ended too."""
        holds = self.env["points.hold"].sudo()
        return holds.search([("account_id", "=", self.id), ("state", "=", "active")])

    def _forfeit(self):
        """Bring the balance to zero, arrears too, and release the holds."""
        for hold in self._get_open_holds():
            hold._release()
        locked = self._lock(self.program_id, self.partner_id, f"erase/{self.id}", is_own=True)
        self._post_locked(
            locked,
            kind="adjust",
            points=-locked.balance,
            reason=self.env._("Customer erased"),
        )

    @api.model
    def _post(self, program, partner, *, key, kind, points, **values):
        """Write one entry, and the balance and lots that follow from it.

        The account is locked until the end of the transaction, and created with its first
        entry. The same event a second time changes nothing.

        :param program: the ``points.program``
        :param partner: the customer, a ``res.partner``
        :param str key: the idempotency key, which names the event that causes the entry
        :param str kind: a kind of entry, see ``points.entry``
        :param int points: points added, or below zero those taken
        :param values: see ``_post_locked``
        :return: the ``points.entry``, of now or of the first time; none for no points
        :raises UserError: when more is taken than there is, or the key was used for another
            account, kind or number of points
        :raises psycopg2.errors.SerializationFailure: when another transaction has just posted
            to the account; Odoo then runs the request again
        """
        locked = self._lock(program, partner, key)
        return self._post_locked(locked, kind=kind, points=points, **values)

    @api.model
    def _post_locked(
        self, locked, *, kind, points, lots=None, plan=None, overdraw=False, origin=None, **values
    ):
        """What ``_post`` does once the account is locked. Nothing else writes to the ledger.

        :param LockedAccount locked: the account, locked for the key of the entry
        :param str kind: a kind of entry, see ``points.entry``
        :param int points: points added, or below zero those taken
        :param list lots: for points added, when they expire and count: pairs of a day and points,
            see :mod:`~...points.lots`; without it, at once and until when the program says
        :param Plan plan: the program as it was at the moment of a sale; without it, as it is now
        :param bool overdraw: spend more than there is, after a sale without connection; the
            ``detail`` says how much is ``uncovered``
        :param origin: the ``points.entry`` whose points are taken or given back, or transferred;
            those of it that count only later are taken first
        :param values: other fields of the entry, such as ``date``, ``order_id``, ``reason`` and
            ``detail``
        :return: the ``points.entry``, of now or of the first time; none for no points
        :raises UserError: when more is taken than there is, or the key was used for another
            account, kind or number of points
        """
        entries = self.env["points.entry"].sudo()
        if locked.posted_id:
            return entries.browse(locked.posted_id)._same_event(locked.account, kind, points)
        if not points:
            return entries
        plan = plan or locked.program._get_plan()
        taken = self._get_points_to_take(locked, plan, kind, points, overdraw)
        date = fields.Datetime.to_datetime(values.get("date")) or fields.Datetime.now()
        if taken < 0:
            movements = self._get_debit(locked, kind, -taken, origin)
        else:
            lots = lots or [(plan.get_expiry(date), taken)]
            values["available_on"] = self._get_first_day(locked, lots)
            movements = self._get_credit(locked, plan, kind, lots)
        if origin:
            values["origin_id"] = origin.id
        values = {**values, "kind": kind, "asked": points, "movements": movements, "date": date}
        return self._write_entry(locked, taken, values)

    @api.model
    def _postpone(self, locked, event, expires, **values):
        """Keep the points of an account alive until a day: an entry without points, whose movements
        say which lots moved. Where none expires sooner there is none.

        It needs no key to be written once: what was postponed is not postponed again.

        :param LockedAccount locked: the account
        :param str event: names the purchase, see ``key``
        :param str expires: an ISO date
        :param values: other fields of the entry
        :return: the ``points.entry``; none where nothing moved
        """
        movements = postpone(locked.lots, expires)
        if not movements:
            return self.env["points.entry"].sudo()
        values |= {"kind": "activity", "asked": 0, "movements": movements}
        key = f"{event}/{locked.account.id}/{locked.entry_count + 1}"
        return self._write_entry(replace(locked, key=key), 0, values)

    @api.model
    def _post_again(self, locked, asked, lots, **values):
        """Give points again that were taken back, see ``points.entry._give_again``.

        :param LockedAccount locked: the account
        :param int asked: how many of those asked for come again
        :param list lots: those of them that were taken: pairs of a day and points
        :param values: other fields of the entry
        :return: the ``points.entry``, of now or of the first time
        :raises UserError: when the key was used for another account, kind or number of points
        """
        if locked.posted_id:
            posted = self.env["points.entry"].sudo().browse(locked.posted_id)
            return posted._same_event(locked.account, "clawback", asked)
        points = sum(points for _day, points in lots)
        locked.account._check_range(locked.balance + points)
        movements = credit(self._settle(locked, lots), locked.arrears)
        values |= {"kind": "clawback", "asked": asked, "movements": movements}
        return self._write_entry(locked, points, values)

    @api.model
    def _write_entry(self, locked, points, values):
        values = {**values, **self._prepare_entry(locked, points)}
        held = self._prepare_held(locked, values)
        entry = self.env["points.entry"].sudo()._write_with_lots(locked.account, values, held)
        locked.account._tell_tills()
        return entry

    @api.model
    def _prepare_entry(self, locked, points):
        """Where an entry of so many points stands in its account."""
        return {
            "account_id": locked.account.id,
            "program_id": locked.program.id,
            "sequence": locked.entry_count + 1,
            "key": locked.key,
            "points": points,
            "balance_after": locked.balance + points,
        }

    @api.model
    def _get_points_to_take(self, locked, plan, kind, points, overdraw=False):
        """How many points an entry may move, of those that it asks for.

        :param LockedAccount locked: the account
        :param Plan plan: the program
        :return int: ``points``, or less for a clawback where the program knows no arrears
        :raises UserError: when a customer would spend more than there is
        """
        locked.account._check_range(locked.balance + points)
        if points >= 0 or kind == "transfer" or overdraw:
            return points
        if kind == "adjust":
            locked.account._check_available(locked.unheld, -points)
        elif kind != "clawback":
            locked.account._check_available(locked.available, -points)
        elif plan.stop_at_zero:
            # Zero points are an entry too, so that the same return again finds it.
            return max(points, -max(locked.balance, 0))
        return points

    def _check_available(self, available, wanted):
        """:raises UserError: when fewer points are available than are wanted"""
        if available < wanted:
            raise UserError(
                self.env._(
                    "%(customer)s has only %(available)s points available; %(wanted)s are needed.",
                    customer=self.display_name,
                    available=format_count(self.env, max(available, 0)),
                    wanted=format_count(self.env, wanted),
                )
            )

    def _check_range(self, balance):
        if abs(balance) > MOST_POINTS:
            raise UserError(
                self.env._(
                    "%(customer)s would have %(balance)s points, but an account can hold at most "
                    "%(most)s. Check the number of points.",
                    customer=self.display_name,
                    balance=format_count(self.env, balance),
                    most=format_count(self.env, MOST_POINTS),
                )
            )

    @api.model
    def _get_debit(self, locked, kind, points, origin):
        """What an entry takes from the lots of the account, see :mod:`~...points.lots`.

        An adjustment takes what counts only later before the rest: it leaves what is on hold, and
        what the customer was told that can be spent.
        """
        first = locked.pending if kind == "adjust" else ()
        if origin and origin.available_on:
            first = {fields.Date.to_string(origin.available_on)}
        return debit(locked.lots, points, locked.today, first)

    @api.model
    def _get_credit(self, locked, plan, kind, lots):
        """What an entry adds to the lots of the account, see :mod:`~...points.lots`."""
        lots = self._settle(locked, lots)
        movements = credit(lots, locked.arrears)
        if kind != "earn":
            return movements
        # Each day of sales opens a lot of its own: those whose day has come become one.
        is_pending = any(available_of(day) for day, _points in lots)
        moved = mature(locked.lots, locked.today) if is_pending else []
        if plan.expiry == "activity":
            counting = dict(merge([*locked.lots.items(), *moved]))
            moved += postpone(counting, expires_of(lots[0][0]))
        return merge(moved + movements) if moved else movements

    @api.model
    def _settle(self, locked, lots):
        """Lots of points that are added: what counts by now is not pending."""
        return merge([(settle(day, locked.today), points) for day, points in lots])

    @api.model
    def _get_first_day(self, locked, lots):
        """From when the points of an entry count, where that is one later day for all of them."""
        days = {available_of(day) for day, _points in self._settle(locked, lots)}
        return days.pop() if len(days) == 1 else None

    @api.model
    def _prepare_held(self, locked, values):
        """What the account holds after an entry.

        :param LockedAccount locked: the account before it
        :param dict values: fields of the entry
        :return dict: fields of the account
        """
        movements = values["movements"] or []
        lots = dict(merge([*locked.lots.items(), *movements]))
        next_expiry, next_expiry_points = next_to_expire(lots)
        return {
            "balance": values["balance_after"],
            "entry_count": values["sequence"],
            "next_expiry": fields.Date.to_date(next_expiry),
            "next_expiry_points": next_expiry_points,
            # Also days that have come: the clocks of a program may be set back.
            "pending": list(map(list, get_pending(lots, "").items())) or None,
            "write_uid": self.env.uid,
            "write_date": self.env.cr.now(),
        }

    @api.model
    def _lock(self, program, partner, key=None, day=None, opens=True, is_own=False):
        """Lock the account of a customer, or the one that the points go to, which is created where
        there is none.

        :param str key: an idempotency key to look for
        :param tuple[datetime] day: the beginning and the end of a day, in UTC, for ``earned``
        :param bool opens: create the account where there is none
        :param bool is_own: the customer's own account, wherever the points go
        :return LockedAccount: the account and what it holds; None where there is none
        :raises UserError: when the customer was erased
        """
        if not partner:
            raise UserError(
                self.env._("This customer was erased from loyalty. Choose another customer.")
            )
        self.flush_model()
        self.env["points.hold"].flush_model()
        holder = partner if is_own else partner._get_account_holder()
        query = self._get_lock_query(program, holder, key, day, opens)
        states = self.env.execute_query_dict(query)
        if not states and not opens:
            return None
        (state,) = states
        holder.invalidate_recordset(["points_account_ids"])
        account, lots = self.browse(state.pop("id")), dict(read(state.pop("lots")))
        # The statement has just said so: nobody needs to read it again.
        known = {"program_id": program.id, "partner_id": holder.id, "merged_into_id": False}
        account._update_cache(known, validate=False)
        today = program._get_today()
        return LockedAccount(account, program, key, lots=lots, today=today, **state)

    @api.model
    def _get_lock_query(self, program, partner, key, day, opens):
        """One statement for all that an entry needs to know, see ``points_account_lock()``."""
        return SQL(
            "SELECT a.*, %s AS earned FROM points_account_lock(%s, %s, %s, %s, %s, %s) a",
            self._get_earned_query(key, *day) if day else SQL("0"),
            program.id,
            partner.id,
            key,
            opens,
            self.env.uid,
            fields.Datetime.now(),
        )

    @api.model
    def _get_earned_query(self, key, first, last):
        """What an account earned from one moment until another, less what of it was returned."""
        return SQL(
            """
            (SELECT COALESCE(sum(e.points), 0) FROM points_entry e
               LEFT JOIN points_entry origin ON origin.id = e.origin_id
              WHERE e.account_id = a.id AND e.date >= %(first)s AND e.kind IN ('earn', 'clawback')
                AND COALESCE(origin.date, e.date) >= %(first)s
                AND COALESCE(origin.date, e.date) < %(last)s AND e.key != %(key)s)
            """,
            first=first,
            key=key,
            last=last,
        )

    @api.model
    def _get_holders_query(self):
        """Rows of ``partner_id`` and ``id``: the accounts that count for a customer, the own one
        and the one that the points go to."""
        return SQL(
            """
            SELECT partner_id, id FROM points_account
             UNION ALL
            SELECT m.id, a.id FROM res_partner m
              JOIN points_account a ON a.partner_id = m.points_partner_id
            """
        )
