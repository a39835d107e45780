from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, file_open


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
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    balance = fields.Integer(readonly=True, help="The sum of the entries, kept by each of them.")
    entry_count = fields.Integer("Entries", readonly=True)
    entry_ids = fields.One2many("points.entry", "account_id", "Ledger", readonly=True)
    value = fields.Monetary(compute="_compute_value", help="What the balance is worth today.")

    _one_per_customer_and_program = models.UniqueIndex(
        "(program_id, partner_id)", "This customer already has an account in this program."
    )

    def init(self):
        with file_open("pos_customer_loyalty/models/points_account.sql") as script:
            self.env.cr.execute(script.read())

    @api.depends("partner_id", "program_id")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.partner_id.name} ({account.program_id.name})"

    @api.depends("balance", "program_id.exchange_points", "program_id.exchange_amount")
    def _compute_value(self):
        for account in self:
            account.value = account.program_id._points_value(account.balance)

    def action_view_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_customer_loyalty.points_entry_action"
        )
        return {**action, "domain": [("account_id", "=", self.id)]}

    @api.model
    def _post(self, program, partner, *, key, kind, points, **values):
        """Write one entry and the balance that follows from it. Nothing else writes either.

        The account is locked until the end of the transaction, and created with its first
        entry. The same event a second time changes nothing.

        :param program: the ``points.program``
        :param partner: the customer, a ``res.partner``
        :param str key: the idempotency key, which names the event that causes the entry
        :param str kind: a kind of entry, see ``points.entry``
        :param int points: points added, or below zero those taken
        :param values: other fields of the entry: ``date``, ``order_id``, ``detail``, ``reason``
        :return: the ``points.entry``, of now or of the first time
        :raises UserError: when the key was used for another account, kind or number of points
        :raises psycopg2.errors.SerializationFailure: when another transaction has just posted
            to the account; Odoo then runs the request again
        """
        account_id, balance, entry_count, posted_id = self._lock(program, partner, key)
        Entry = self.env["points.entry"].sudo()
        if posted_id:
            return Entry.browse(posted_id)._same_event(account_id, kind, points)
        entry = Entry.create(
            {
                **values,
                "account_id": account_id,
                "program_id": program.id,
                "sequence": entry_count + 1,
                "key": key,
                "kind": kind,
                "points": points,
                "balance_after": balance + points,
            }
        )
        account = self.sudo().browse(account_id)
        account.write({"balance": entry.balance_after, "entry_count": entry.sequence})
        return entry

    @api.model
    def _lock(self, program, partner, key):
        """Lock a customer's account, which is created where there is none.

        :return tuple: the account's id, its balance, its number of entries, and the id of the
            entry that has ``key``, or None
        """
        self.flush_model(["balance", "entry_count"])
        query = SQL(
            """
            SELECT id, balance, entry_count, (SELECT id FROM points_entry WHERE key = %(key)s)
              FROM points_account
             WHERE program_id = %(program)s AND partner_id = %(partner)s
               FOR UPDATE
            """,
            key=key,
            program=program.id,
            partner=partner.id,
        )
        rows = self.env.execute_query(query)
        if not rows:
            self._insert(program, partner)
            rows = self.env.execute_query(query)
        return rows[0]

    @api.model
    def _insert(self, program, partner):
        """Create an account. Where two tills do so at once, the second one waits and retries."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO points_account (program_id, partner_id, balance, entry_count,
                                            create_uid, create_date, write_uid, write_date)
                VALUES (%(program)s, %(partner)s, 0, 0, %(user)s, now(), %(user)s, now())
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
        return Domain("program_id", "=", config.points_program_id.id) & (
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
        domain = [
            ("program_id", "=", config.points_program_id.id),
            ("partner_id", "in", partners.ids),
        ]
        return self.sudo().search_fetch(domain, names).read(names, load=False)
