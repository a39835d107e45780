import datetime
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

from ..common.patience import in_batches
from ..common.script import read_sql


class PointsLot(models.Model):
    """Points of one account that expire on one day, count from one day on, and are not yet spent.

    Only ``points.account._post`` moves them. At the end of each transaction PostgreSQL checks
    that the lots of an account add up to its balance.
    """

    _name = "points.lot"
    _description = "Points Lot"
    _order = "expires_on, id"
    _log_access = False

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    program_id = fields.Many2one(related="account_id.program_id")
    expires_on = fields.Date(
        readonly=True,
        help="The last day on which the points can be redeemed. Empty if they never expire.",
    )
    available_on = fields.Date(
        readonly=True,
        help="The first day on which the points can be redeemed. Empty for at once.",
    )
    points = fields.Integer(required=True, readonly=True)

    # Points that never expire are one lot without a date.
    _one_per_day = models.UniqueIndex(
        "(account_id, COALESCE(expires_on, 'infinity'), COALESCE(available_on, '-infinity'))"
    )
    _due = models.Index("(expires_on, account_id) WHERE points > 0 AND expires_on IS NOT NULL")
    _points_are_not_negative = models.Constraint(
        "CHECK (points >= 0)", "The points of a lot cannot be negative."
    )

    def init(self):
        self.env.cr.execute(read_sql("models/ledger/points_lot.sql"))

    @api.depends("expires_on", "available_on", "points")
    def _compute_display_name(self):
        for lot in self:
            days = filter(None, [lot.available_on, lot.expires_on])
            lot.display_name = f"{lot.points} ({' – '.join(map(str, days)) or '-'})"

    @api.model
    def _cron_expire(self):
        """Expire what is due, a batch at a time: a run that is cut short is taken up again."""
        cron = self.env["ir.cron"]
        self._expire(cron._commit_progress)

    @api.model
    def _expire(self, after_batch=None, size=10000):
        """Write an ``expire`` entry for each lot whose day is over, with the date of that day.

        A lot is skipped while its account is busy or has points on hold; the next run finds it.

        :param after_batch: commits a batch, and is called with the number of its lots
        :param int size: most lots of a batch
        :return int: how many lots have expired
        """
        total = 0
        self.env.flush_all()
        batch = partial(self._expire_batch, size=size)
        start = (datetime.date.min, 0, 0)
        for expired in in_batches(self.env, batch, start, are_committed=bool(after_batch)):
            total += expired
            if after_batch:
                after_batch(expired)
        self.env.invalidate_all(flush=False)
        return total

    @api.model
    def _expire_batch(self, position, size):
        """Expire the lots that come next.

        :param tuple position: day, account and number of the last lot that was looked at
        :return tuple: the position after the batch, None at the end, and how many have expired
        """
        # PostgreSQL would spend more time on compiling the statement than it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        expired = self.env.execute_query(self._get_expire_query(position, size))
        accounts = {account for _day, account, _lot in expired}
        self.env["points.account"].browse(accounts)._tell_tills()
        return max(expired, default=None), len(expired)

    @api.model
    def _get_expire_query(self, position, size):
        """The lots that come after a position, see ``points_lot_expire.sql``."""
        return SQL(
            read_sql("models/ledger/points_lot_expire.sql"),
            day=position[0],
            account=position[1],
            lot=position[2],
            size=size,
            now=fields.Datetime.now(),
        )

    @api.autovacuum
    def _gc_spent(self):
        """A lot that was spent says nothing any more: the entries keep its history."""
        self.env.cr.execute(
            """
            DELETE FROM points_lot
             WHERE id IN (SELECT id FROM points_lot WHERE points = 0 LIMIT 100000)
            """
        )
