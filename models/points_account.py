from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, file_open

from ..points.lots import credit, debit, merge, postpone


class PointsAccount(models.Model):
    """One customer in one program: holds the balance, and is the row that is locked."""

    _name = "points.account"
    _description = "Points Account"
    _inherit = ["pos.load.mixin"]
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
        help="Empty once the customer was erased.",
    )
    merged_into_id = fields.Many2one(
        "points.account",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The account that took over the points when two contacts were merged.",
    )
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    balance = fields.Integer(readonly=True, help="The sum of the entries, kept by each of them.")
    held = fields.Integer(
        "On Hold", readonly=True, help="Points set aside for orders that are not yet paid."
    )
    entry_count = fields.Integer("Entries", readonly=True)
    entry_ids = fields.One2many("points.entry", "account_id", "Ledger", readonly=True)
    lot_ids = fields.One2many("points.lot", "account_id", "Lots", readonly=True)
    value = fields.Monetary(compute="_compute_value", help="What the balance is worth today.")
    next_expiry = fields.Date(compute="_compute_next_expiry")
    next_expiry_points = fields.Integer("Points Expiring", compute="_compute_next_expiry")

    # An account that was merged stays for its history, beside the one that took over.
    _one_per_customer_and_program = models.UniqueIndex(
        "(program_id, partner_id) WHERE merged_into_id IS NULL",
        "This customer already has an account in this program.",
    )

    def init(self):
        with file_open("pos_customer_loyalty/models/points_account.sql") as script:
            self.env.cr.execute(script.read())

    @api.depends("partner_id", "program_id")
    def _compute_display_name(self):
        for account in self:
            name = account.partner_id.name or self.env._("Erased customer")
            account.display_name = f"{name} ({account.program_id.name})"

    @api.depends("balance", "program_id.exchange_points", "program_id.exchange_amount")
    def _compute_value(self):
        for account in self:
            account.value = account.program_id._points_value(account.balance)

    @api.depends("lot_ids.points", "lot_ids.expires_on")
    def _compute_next_expiry(self):
        for account in self:
            lots = account.lot_ids.filtered(lambda lot: lot.points and lot.expires_on)
            lot = lots.sorted("expires_on")[:1]
            account.next_expiry = lot.expires_on
            account.next_expiry_points = lot.points

    def action_view_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_customer_loyalty.points_entry_action"
        )
        return {**action, "domain": [("account_id", "=", self.id)]}

    def _get_current(self):
        """This account, or the one that took over when its customer was merged."""
        self.ensure_one()
        account = self.sudo()
        while account.merged_into_id:
            account = account.merged_into_id
        return self.browse(account.id)

    @api.model
    def _post(self, program, partner, *, key, kind, points, lots=None, hold=None, **values):
        """Write one entry, and the balance and lots that follow from it. Nothing else does.

        The account is locked until the end of the transaction, and created with its first
        entry. The same event a second time changes nothing.

        :param program: the ``points.program``
        :param partner: the customer, a ``res.partner``
        :param str key: the idempotency key, which names the event that causes the entry
        :param str kind: a kind of entry, see ``points.entry``
        :param int points: points added, or below zero those taken
        :param list lots: for points added, when they expire: pairs of a date and points, see
            :mod:`~..points.lots`; without it, as the program says
        :param hold: for points taken, the ``points.hold`` that set them aside
        :param values: other fields of the entry, such as ``date``, ``order_id``, ``reason``,
            ``origin_id`` and ``detail``
        :return: the ``points.entry``, of now or of the first time; none for no points
        :raises UserError: when more is taken than there is, or the key was used for another
            account, kind or number of points
        :raises psycopg2.errors.SerializationFailure: when another transaction has just posted
            to the account; Odoo then runs the request again
        """
        account, state = self._lock(program, partner, key)
        Entry = self.env["points.entry"].sudo()
        if state["posted_id"]:
            return Entry.browse(state["posted_id"])._same_event(account, kind, points)
        if not points:
            return Entry
        plan = program._get_plan()
        taken = account._get_points_to_take(plan, state, kind, points, hold)
        date = fields.Datetime.to_datetime(values.pop("date", None)) or fields.Datetime.now()
        movements = self._get_movements(plan, state, kind, taken, lots, date)
        entry = Entry.create(
            {
                **values,
                "account_id": account.id,
                "program_id": program.id,
                "sequence": state["entry_count"] + 1,
                "key": key,
                "kind": kind,
                "points": taken,
                "asked": points,
                "balance_after": state["balance"] + taken,
                "movements": movements,
                "date": date,
            }
        )
        account._apply(entry, movements)
        return entry

    def _get_points_to_take(self, plan, state, kind, points, hold=None):
        """How many points an entry may move, of those that it asks for.

        :param Plan plan: the program's, see ``points.program``
        :param dict state: the locked account, see ``_lock``
        :return int: ``points``, or less for a clawback where the program knows no arrears
        :raises UserError: when a customer would spend more than there is
        """
        if points >= 0 or kind == "transfer":
            return points
        if kind == "clawback":
            # Zero points are an entry too, so that the same return again finds it.
            left = max(state["balance"], 0)
            return max(points, -left) if plan.stop_at_zero else points
        available = state["balance"] - state["held"] + (hold.points if hold else 0)
        if available + points < 0:
            raise UserError(
                self.env._(
                    "%(customer)s has %(available)s points to spend, %(wanted)s are wanted.",
                    customer=self.display_name,
                    available=max(available, 0),
                    wanted=-points,
                )
            )
        return points

    @api.model
    def _get_movements(self, plan, state, kind, points, lots, date):
        """What an entry moves between the lots of the account, see :mod:`~..points.lots`."""
        if points < 0:
            return debit(state["lots"], -points)
        expires = plan.get_expiry(date)
        movements = credit(lots or [(expires, points)], arrears=max(0, -state["balance"]))
        if kind == "earn" and plan.expiry == "activity":
            movements = merge(postpone(state["lots"], expires) + movements)
        return movements

    def _apply(self, entry, movements):
        """Let balance and lots follow from an entry."""
        self.env["points.lot"]._move(self, movements)
        self.sudo().write({"balance": entry.balance_after, "entry_count": entry.sequence})

    @api.model
    def _lock(self, program, partner, key=None):
        """Lock a customer's account, which is created where there is none.

        :param str key: an idempotency key to look for
        :return tuple: the account, and what it holds: ``balance``, ``held`` by active holds,
            ``entry_count``, ``lots`` (points by ISO date) and the ``posted_id`` of the entry
            that has ``key``
        """
        self.flush_model()
        self.env["points.hold"].flush_model()
        query = self._get_lock_query(program, partner, key)
        rows = self.env.execute_query_dict(query)
        if not rows:
            self._insert(program, partner)
            rows = self.env.execute_query_dict(query)
        (state,) = rows
        state["lots"] = dict(state["lots"] or [])
        return self.browse(state.pop("id")), state

    @api.model
    def _get_lock_query(self, program, partner, key):
        """One statement for all that an entry needs to know (DESIGN, section 9)."""
        return SQL(
            """
            SELECT a.id, a.balance, a.entry_count,
                   (SELECT id FROM points_entry WHERE key = %(key)s) AS posted_id,
                   (SELECT COALESCE(sum(points), 0) FROM points_hold
                     WHERE account_id = a.id AND state = 'active' AND expires_at > %(now)s) AS held,
                   (SELECT jsonb_agg(jsonb_build_array(expires_on, points)) FROM points_lot
                     WHERE account_id = a.id AND points > 0) AS lots
              FROM points_account a
             WHERE a.program_id = %(program)s AND a.partner_id = %(partner)s
               AND a.merged_into_id IS NULL
               FOR UPDATE OF a
            """,
            key=key,
            now=fields.Datetime.now(),
            program=program.id,
            partner=partner.id,
        )

    @api.model
    def _insert(self, program, partner):
        """Create an account. Where two tills do so at once, the second one waits and retries."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO points_account (program_id, partner_id, balance, held, entry_count,
                                            create_uid, create_date, write_uid, write_date)
                VALUES (%(program)s, %(partner)s, 0, 0, 0, %(user)s, now(), %(user)s, now())
                ON CONFLICT DO NOTHING
                """,
                program=program.id,
                partner=partner.id,
                user=self.env.uid,
            )
        )
        partner.invalidate_recordset(["points_account_ids"])

    @api.model
    def _load_pos_data_domain(self, data, config):
        partner_ids = [partner["id"] for partner in data.get("res.partner", [])]
        return self._get_till_domain(config) & (
            Domain("partner_id", "in", partner_ids) | self._changed_since_last_load()
        )

    @api.model
    def _server_date_to_domain(self, domain):
        # A customer that the till loads for the first time may have an account that is older
        # than its last load: the domain itself says which accounts are fresh.
        return domain

    @api.model
    def _changed_since_last_load(self):
        """Accounts of customers that the till already has may have changed without them."""
        last_load = self.env.context.get("pos_last_server_date")
        if not last_load or not self.env.context.get("pos_limited_loading", True):
            return Domain.FALSE
        return Domain("write_date", ">", last_load)

    @api.model
    def _get_till_domain(self, config):
        return Domain("program_id", "=", config.points_program_id.id) & Domain(
            "merged_into_id", "=", False
        )

    @api.model
    def _load_pos_data_fields(self, config):
        return ["partner_id", "program_id", "balance"]

    @api.model
    def _read_for_till(self, partners, config):
        """The accounts of some customers, as the till loads them.

        :param partners: the ``res.partner`` that the till may see
        :param config: the ``pos.config``, whose program counts
        :return list[dict]: records of ``points.account``
        """
        # In one statement: who sees the customer at the till may see the balance.
        names = self._load_pos_data_fields(config)
        domain = self._get_till_domain(config) & Domain("partner_id", "in", partners.ids)
        return self.sudo().search_fetch(domain, names).read(names, load=False)
