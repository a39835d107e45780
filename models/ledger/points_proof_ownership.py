from odoo import api, models
from odoo.tools import SQL

from ...points.chain import Misfit, Ownership, Total, side_by_side


class PointsProof(models.Model):
    """Whose the accounts are is what the events of their ownership say."""

    _inherit = "points.proof"

    @api.model
    def _replay_ownership(self):
        """Go through all accounts, beside the events of their ownership.

        :return dict: the figures of a proof
        :raises Misfit: at the first account or event that does not fit
        """
        total = Total()
        with (
            self._stream("points_proof_owners", self._get_owners_query()) as accounts,
            self._stream("points_proof_ownership", self._get_ownership_query()) as events,
        ):
            for account, its_events in side_by_side(accounts, events, "ownership"):
                ownership = self._replay_owner(account, its_events)
                total.add(ownership.count, 0, ownership.head)
        return {
            "ownerships": total.entries,
            "last_ownership_id": self._get_last_id("points_ownership"),
            "ownership_head": total.head,
        }

    @api.model
    def _replay_owner(self, account, events):
        ownership = Ownership()
        try:
            for event in events:
                ownership.follow(*event[2:])
            ownership.agree(account.owner, account.merged_into_id)
        except Misfit as misfit:
            misfit.values["account"] = account.id
            raise
        return ownership

    @api.model
    def _get_owners_query(self):
        """Whose the accounts are. As with the entries, what the hash is over is told apart from
        ``points_account_owner``, and so is what an event says from ``points_ownership_follow``.
        """
        return SQL(
            r"""
            SELECT id, merged_into_id, CASE WHEN partner_id IS NOT NULL THEN encode(sha256(
                   convert_to(concat_ws(E'\x1f', owner_salt, partner_id), 'UTF8')), 'hex') END
                   AS owner
              FROM points_account
             ORDER BY id
            """
        )

    @api.model
    def _get_ownership_query(self):
        return SQL(
            r"""
            SELECT account_id, id, sequence, owner, merged_into_id, hash, concat_ws(
                   E'\x1f', account_id, sequence, kind, COALESCE(owner, ''),
                   COALESCE(merged_into_id::text, ''), to_char(date, 'YYYY-MM-DD HH24:MI:SS'),
                   COALESCE(user_id::text, ''))
              FROM points_ownership
             ORDER BY account_id, sequence
            """
        )

    def _get_sentences_on_ownership(self):
        """What is wrong with whose an account is, by the codes of :class:`Misfit`."""
        return {
            "stray_ownership": self.env._("ownership event %(ownership)s belongs to it."),
            "unowned": self.env._("it has no ownership event."),
            "owner_sequence": self.env._(
                "the number of an ownership event is %(found)s instead of %(expected)s. Events "
                "are missing, duplicated or swapped."
            ),
            "owner_hash": self.env._(
                "the hash of ownership event %(number)s does not match its content or the "
                "previous event."
            ),
            "owner": self.env._(
                "its customer is not the one of its last ownership event. It was given to "
                "another customer, or removed from its own, without a merge or an erasure."
            ),
            "owner_target": self.env._(
                "it is merged into account %(found)s, but its last ownership event says "
                "%(expected)s."
            ),
            "fewer_ownership": self.env._(
                "only %(found)s of the %(expected)s ownership events checked on %(date)s are left."
            ),
            "rewritten_ownership": self.env._(
                "the ownership events checked on %(date)s have changed: their head hash was "
                "%(expected)s and is now %(found)s."
            ),
        }
