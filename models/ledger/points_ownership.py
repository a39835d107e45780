from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.script import read_sql


class PointsOwnership(models.Model):
    """Whose an account is, from one moment on: never changed, never deleted.

    PostgreSQL writes the first event with the account itself, and fills in what each event says
    (``points_ownership.sql``, which tells why the customer's number is not in it). The newest
    event of an account is the one that counts.
    """

    _name = "points.ownership"
    _description = "Points Account Ownership"
    _order = "id desc"
    _log_access = False
    _rec_name = "kind"

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer("Number", required=True, readonly=True)
    kind = fields.Selection(
        [("opened", "Opened"), ("merged", "Merged"), ("erased", "Erased")],
        required=True,
        readonly=True,
    )
    owner = fields.Char(readonly=True, help="Salted hash of the customer. Empty once erased.")
    merged_into_id = fields.Many2one("points.account", readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    hash = fields.Char(
        required=True,
        readonly=True,
        help="Computed from this event and the hash of the previous one.",
    )

    _account_sequence = models.UniqueIndex(
        "(account_id, sequence)", "Two events of an account cannot have the same number."
    )

    def init(self):
        self.env.cr.execute(read_sql("models/ledger/points_ownership.sql"))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self._refusal())

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self._refusal())  # pylint: disable=no-raise-unlink

    def _refusal(self):
        return self.env._(
            "The ownership of points cannot be changed afterwards. "
            "Merge the contacts, or erase the customer from loyalty."
        )

    @api.model
    def _record(self, accounts, kind):
        """Write down whose accounts are now.

        :param accounts: ``points.account`` whose customer has changed
        :param str kind: ``merged`` or ``erased``
        """
        accounts.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO points_ownership (account_id, kind, user_id)
                SELECT id, %s, %s FROM points_account WHERE id = ANY(%s) ORDER BY id
                """,
                kind,
                self.env.uid,
                accounts.ids,
            )
        )
