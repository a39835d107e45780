from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain

from ..common import limits

#: What tills are told by Odoo's bus when accounts change.
CHANNEL = "POINTS_ACCOUNTS"
#: Accounts of one message: whoever changes more at once has them read again when needed.
MOST_TOLD = 1_000
#: Where the numbers of changed accounts wait for the end of their transaction, among what follows
#: COMMIT: what precedes it is forgotten whenever Odoo flushes.
CHANGED = "pos_customer_loyalty.changed_accounts"


class PointsAccount(models.Model):
    """What tills load of accounts, and learn of those that change elsewhere."""

    _inherit = "points.account"

    @api.model
    def _load_pos_data_domain(self, data, config):
        partners = data.get("res.partner", [])
        holders = [partner.get("points_holder") or partner for partner in partners]
        partner_ids = [holder["id"] for holder in holders]
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
        return [
            "partner_id",
            "program_id",
            "balance",
            "entry_count",
            "next_expiry",
            "next_expiry_points",
            "pending",
        ]

    @api.model
    def _read_for_till(self, partners, config):
        """The accounts of some customers, as the till loads them.

        :param partners: the ``res.partner`` that the till may see
        :param config: the ``pos.config``, whose program counts
        :return list[dict]: records of ``points.account``
        """
        # In one statement: who sees the customer at the till may see the balance.
        names = self._load_pos_data_fields(config)
        holders = partners | partners.sudo().points_partner_id
        accounts = self._get_changed_of(holders, config.points_program_id)
        if others := holders - accounts.partner_id:
            domain = self._get_till_domain(config) & Domain("partner_id", "in", others.ids)
            accounts |= self.sudo().search_fetch(domain, names)
        return accounts.read(names, load=False)

    @api.model
    def _get_changed_of(self, holders, program):
        """Accounts that this transaction has changed and tills were not yet told of: what they hold
        is known."""
        ids = self.env.cr.postcommit.data.get(CHANGED, ())
        changed = self.sudo().browse(sorted(ids)[:MOST_TOLD])._read_changed()
        return changed.filtered(
            lambda account: account.program_id == program and account.partner_id in holders
        )

    @api.model
    def read_at_till(self, config_id, partner_ids):
        """What customers have now, for a till that shows what it was told before.

        :param int config_id: the till, a ``pos.config``
        :param list[int] partner_ids: customers, each a ``res.partner``
        :return dict: records of ``points.account``, as the till loads them
        :raises AccessError: when the user may not sell at the till, or not see a customer
        :raises UserError: when these are no numbers of records, or too many
        """
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(
                self.env._("Only Point of Sale users can see the points of customers.")
            )
        limits.check_id(self.env, config_id, "config_id")
        limits.check_ids(self.env, partner_ids, limits.MOST_ASKED, "partner_ids")
        config = self.env["pos.config"].browse(config_id)
        config.check_access("read")
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners.check_access("read")
        return {self._name: self._read_for_till(partners, config)}

    def _tell_tills(self):
        """Have the tills of the program told what these accounts hold, at COMMIT.

        Where a till sends orders, ``sync_from_ui`` has them told, in one statement with Odoo's own
        messages of these.
        """
        cr = self.env.cr
        if CHANGED not in cr.postcommit.data:
            cr.postcommit.data[CHANGED] = set()
            cr.postcommit.add(self.browse()._tell_after_commit)
        cr.postcommit.data[CHANGED].update(self.ids)
        if CHANGED not in cr.precommit.data and not self.env.context.get("points_told_by_sync"):
            cr.precommit.data[CHANGED] = True
            cr.precommit.add(self.browse()._send_to_tills)

    @api.model
    def _tell_after_commit(self):
        """Odoo may commit while orders are sent, such as when it sends an invoice on: of what
        nobody was told by then, the next transaction of the same request tells."""
        if ids := self.env.cr.postcommit.data.pop(CHANGED, ()):
            untold = self.with_context(points_told_by_sync=False).browse(ids)
            self.env.cr.precommit.add(untold._tell_tills)

    @api.model
    def _send_to_tills(self):
        # Another hook before COMMIT may change accounts once more.
        self.env.cr.precommit.data.pop(CHANGED, None)
        ids = sorted(self.env.cr.postcommit.data.pop(CHANGED, ()))
        changed = self.sudo().browse(ids[:MOST_TOLD])
        for program, accounts in changed._read_changed().grouped("program_id").items():
            told = accounts.read(self._load_pos_data_fields(None), load=False)
            for till in self.env["pos.config"].sudo().browse(program._get_tills()):
                till._notify(CHANNEL, told)

    def _read_changed(self):
        """Those of these accounts that are there, and of which a till knows: what was written may
        have been undone."""
        try:
            self.mapped("balance")
        except MissingError:
            return self.exists()._read_changed()
        return self.filtered(lambda account: not account.merged_into_id)
