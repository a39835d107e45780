import time
from contextlib import contextmanager

from psycopg2.extras import NamedTupleCursor

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, consteq, hmac

from ...points.chain import Misfit, Replay, Total, side_by_side
from ...points.lots import available_of, expires_of, read

#: Rows that are in memory at a time.
BATCH_ROWS = 5000
#: How many entries a browser waits for: a minute's work, a longer ledger is for the background.
MOST_ENTRIES_OF_A_REQUEST = 2_000_000
#: Proofs of before there were events of ownership are signed without these.
OWNERSHIP_FIGURES = ("ownerships", "last_ownership_id", "ownership_head")


class PointsProof(models.Model):
    """One replay of the whole ledger: what it adds up to, or the first row that does not fit.

    All companies' entries are replayed, whoever asks; what does not fit in a company that the
    reader cannot see is not shown to them. Nothing is ever repaired.
    """

    _name = "points.proof"
    _description = "Points Ledger Integrity Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "date"
    _mail_post_access = "read"

    date = fields.Datetime("Checked on", required=True, readonly=True)
    state = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")],
        "Result",
        required=True,
        readonly=True,
    )
    entries = fields.Integer(readonly=True, help="Number of entries replayed.")
    accounts = fields.Integer(readonly=True)
    # Numeric, because the sum of many accounts may be more than an integer column holds.
    points = fields.Float("Total Points", digits=(20, 0), readonly=True)
    last_entry_id = fields.Integer(
        "Newest Entry",
        readonly=True,
        help="Later checks compare the entries up to this number with this check.",
    )
    head = fields.Char(
        "Head Hash",
        readonly=True,
        help="Computed from the last hash of each account: it changes with any entry.",
    )
    ownerships = fields.Integer(
        "Ownership Events",
        readonly=True,
        help="Number of times that an account was opened, merged or erased.",
    )
    last_ownership_id = fields.Integer("Newest Ownership Event", readonly=True)
    ownership_head = fields.Char(
        "Ownership Head Hash",
        readonly=True,
        help="Computed from the last ownership event of each account: it changes with any owner.",
    )
    seconds = fields.Float("Duration (Seconds)", readonly=True)
    signature = fields.Char(
        readonly=True,
        help="Computed from the figures of this check with the secret of this database.",
    )
    genuine = fields.Boolean("Valid Signature", compute="_compute_genuine")
    finding = fields.Json(
        "Discrepancy Details",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The discrepancy as code and values.",
    )
    misfit = fields.Text("First Discrepancy", compute="_compute_misfit")

    @api.depends("signature")
    def _compute_genuine(self):
        names = ["state", *self._get_signed_fields(), *OWNERSHIP_FIGURES]
        for proof in self:
            signature = self._sign({name: proof[name] for name in names})
            # What does not fit is no evidence of anything: it has no figures and is not signed.
            unsigned = proof.state == "failed" and not (proof.signature or proof.head)
            proof.genuine = unsigned or consteq(proof.signature or "", signature)

    @api.depends("finding")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_misfit(self):
        for proof in self:
            finding = proof.sudo().finding
            proof.misfit = finding and proof._describe(finding)

    def action_prove(self):
        """Prove the ledger now, or in the background where that takes more than a request may.

        :return dict: the action that shows the proof, or says that there will be one
        :raises AccessError: when the user may not read proofs
        """
        self.browse().check_access("read")
        if self._get_last_id("points_entry") > MOST_ENTRIES_OF_A_REQUEST:
            self.env.ref("pos_customer_loyalty.points_proof_cron").sudo()._trigger()
            return self._prepare_background_notification()
        return self._record().get_formview_action()

    @api.model
    def _get_failed_domain(self):
        """Failed checks since the last one that passed."""
        passed = self.sudo().search([("state", "=", "passed")], limit=1)
        return Domain("state", "=", "failed") & Domain("id", ">", passed.id or 0)

    @api.model
    def _cron_prove(self):
        self._record()

    @api.model
    def _prepare_background_notification(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The ledger is large: it is being checked in the background, and the result "
                    "will appear in this list."
                ),
            },
        }

    @api.model
    def _record(self):
        """Prove the ledger, keep the result, and alert the managers if it does not fit.

        :return: the ``points.proof``
        """
        proof = self.sudo().create(self._prove())
        if proof.state == "failed":
            proof._alert_managers()
        return proof.sudo(self.env.su)

    def _alert_managers(self):
        for user in self._get_managers():
            proof = self.with_context(lang=user.lang)
            proof.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=proof.env._("Points ledger integrity check failed"),
                user_id=user.id,
            )

    def _get_managers(self):
        """Who is alerted: the managers who may read what does not fit."""
        account = self._get_account(self.finding)
        managers = self.env.ref("point_of_sale.group_pos_manager").sudo().all_user_ids
        return managers.filtered(lambda user: not account or self._may_read(user, account))

    def _may_read(self, user, account):
        companies = user.company_ids.ids
        account = account.with_user(user).with_context(allowed_company_ids=companies)
        return bool(account._filtered_access("read"))

    @api.model
    def _prove(self):
        """Replay the ledger as it is in this transaction, and change nothing.

        :return dict: the values of a proof
        """
        started = time.monotonic()
        self.env.flush_all()
        values = {"date": fields.Datetime.now()}
        figures, findings = self.sudo()._replay_ledger()
        if findings:
            values |= {"state": "failed", "finding": self._join(findings)}
        else:
            values["state"] = "passed"
        values["seconds"] = round(time.monotonic() - started, 3)
        # The ledger itself fits where only an earlier proof was changed: later proofs compare
        # with this one.
        if all(finding["what"] == "forged" for finding in findings):
            values |= figures
            values["signature"] = self._sign(values)
        return values

    @api.model
    def _join(self, findings):
        """What is kept of several findings: the first one, and with it the others."""
        first, *others = findings
        return {**first, "also": others} if others else first

    @api.model
    def _replay_ledger(self):
        """Go through all that there is.

        Each of the checks ends at the first row that does not fit. What one of them has found
        hides nothing from the others: a ledger cannot be mended, and goes on to be guarded.

        :return tuple: the figures of a proof, and the findings, each a ``what`` and its values
        """
        figures, findings = {}, []
        for check in self._get_checks():
            try:
                figures |= check() or {}
            except Misfit as misfit:
                findings.append({"what": misfit.what, **misfit.values})
        return figures, findings

    @api.model
    def _get_checks(self):
        """What a proof does, in the order in which it names what does not fit.

        Each is a method of its own, in the room of what it checks.
        """
        return [
            self._replay_entries,
            self._check_strays,
            self._replay_ownership,
            self._compare_with_last_proof,
            self._check_proofs_are_genuine,
            self._check_orders_are_settled,
            self._check_guards,
        ]

    @api.model
    def _replay_entries(self):
        """Go through the entries of all accounts.

        :return dict: the figures of a proof
        :raises Misfit: at the first row that does not fit, in the order of the accounts
        """
        total = self._replay_accounts()
        return {
            "entries": total.entries,
            "accounts": total.accounts,
            "points": total.points,
            "head": total.head,
            "last_entry_id": self._get_last_id("points_entry"),
        }

    @api.model
    def _check_strays(self):
        for query in self._get_queries_for_strays():
            for what, values in self.env.execute_query(query):
                raise Misfit(what, **values)

    @api.model
    def _replay_accounts(self):
        """Go through all accounts, beside their entries, so that memory does not grow.

        :return Total: what they add up to
        """
        total = Total()
        with (
            self._stream("points_proof_accounts", self._get_accounts_query()) as accounts,
            self._stream("points_proof_entries", self._get_entries_query()) as entries,
        ):
            for account, its_entries in side_by_side(accounts, entries):
                replay = self._replay_account(account, its_entries)
                total.add(replay.count, replay.balance, replay.head)
        return total

    @api.model
    def _replay_account(self, account, entries):
        """Go through the entries of one account, and compare it with them.

        :param account: a row of ``_get_accounts_query``
        :param entries: rows of ``_get_entries_query``
        :return Replay: what they add up to
        """
        replay, entry = Replay(account.program_id), None
        try:
            for entry in entries:
                replay.follow(*entry[2:])
            entry = None
            replay.agree(
                account.entry_count,
                account.balance,
                account.lots or [],
                (account.next_expiry, account.next_expiry_points),
                read(account.pending),
                account.today,
            )
            self._check_held(account)
        except Misfit as misfit:
            misfit.values |= {"account": account.id, "entry": entry and entry.id}
            raise
        return replay

    @api.model
    def _check_held(self, account):
        """What is on hold are the open holds, with or without those that have ended since."""
        if account.held < account.held_now:
            raise Misfit("held", expected=account.held_now, found=account.held)
        if account.held > account.held_at_most:
            raise Misfit("held", expected=account.held_at_most, found=account.held)

    @contextmanager
    def _stream(self, name, query):
        """Read a query through a cursor of PostgreSQL, a batch of rows at a time."""
        with self.env.cr.connection.cursor(name, cursor_factory=NamedTupleCursor) as cursor:
            cursor.itersize = BATCH_ROWS
            cursor.execute(query.code, query.params)
            yield cursor

    @api.model
    def _get_accounts_query(self):
        """What the accounts say, and the lots and holds that it must agree with."""
        return SQL(
            """
            SELECT a.id, a.program_id, a.entry_count, a.balance, COALESCE(a.held, 0) AS held,
                   a.next_expiry::text, COALESCE(a.next_expiry_points, 0) AS next_expiry_points,
                   a.pending,
                   COALESCE((%(now)s AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date::text, '')
                       AS today,
                   (SELECT jsonb_agg(jsonb_build_array(
                               CASE WHEN available_on IS NULL THEN to_jsonb(expires_on)
                                    ELSE jsonb_build_array(expires_on, available_on) END, points))
                      FROM points_lot
                     WHERE account_id = a.id AND points <> 0) AS lots,
                   (SELECT COALESCE(sum(points), 0) FROM points_hold
                     WHERE account_id = a.id AND state = 'active'
                       AND expires_at > %(now)s) AS held_now,
                   (SELECT COALESCE(sum(points), 0) FROM points_hold
                     WHERE account_id = a.id AND state = 'active') AS held_at_most
              FROM points_account a LEFT JOIN points_program p ON p.id = a.program_id
             ORDER BY a.id
            """,
            now=fields.Datetime.now(),
        )

    @api.model
    def _get_entries_query(self):
        """The ledger. What the hash is over is told apart from ``points_entry_content``, which
        whoever changes the ledger could have changed too; a test compares the two.
        """
        return SQL(
            r"""
            SELECT account_id, id, program_id, sequence, points, balance_after, movements::text,
                   hash, concat_ws(
                        E'\x1f', account_id, program_id, sequence, kind,
                        points, asked, balance_after,
                        to_char(date, 'YYYY-MM-DD HH24:MI:SS'),
                        to_char(posted_on, 'YYYY-MM-DD HH24:MI:SS'),
                        COALESCE(user_id::text, ''), COALESCE(order_id::text, ''),
                        COALESCE(origin_id::text, ''), COALESCE(movements::text, ''),
                        COALESCE(detail::text, ''), key, COALESCE(reason, ''), available_on)
              FROM points_entry
             ORDER BY account_id, sequence
            """
        )

    @api.model
    def _get_queries_for_strays(self):
        """What no account's replay meets; each row is what a :class:`Misfit` takes."""
        return [
            SQL(
                """
                SELECT 'key', jsonb_build_object(
                       'key', key, 'entry', max(id), 'other', min(id), 'account', max(account_id))
                  FROM points_entry GROUP BY key HAVING count(*) > 1 ORDER BY max(id) LIMIT 1
                """
            ),
            SQL(
                """
                SELECT 'stray_lot', jsonb_build_object('account', account_id, 'row', id)
                  FROM points_lot l
                 WHERE NOT EXISTS (SELECT FROM points_account a WHERE a.id = l.account_id)
                 ORDER BY id LIMIT 1
                """
            ),
            SQL(
                """
                SELECT 'stray_hold', jsonb_build_object('account', account_id, 'row', id)
                  FROM points_hold h
                 WHERE NOT EXISTS (SELECT FROM points_account a WHERE a.id = h.account_id)
                 ORDER BY id LIMIT 1
                """
            ),
        ]

    @api.model
    def _compare_with_last_proof(self):
        """What was proven once is still there, and the same.

        Without it, whoever deletes the last entries and mends the balance, or changes an entry
        and computes all hashes again, would leave a ledger that fits.
        """
        last = self._get_signed_proofs().filtered("genuine")[:1]
        if last:
            self._compare(last, "points_entry", ("entries", "last_entry_id", "head"), "")
        if last.ownership_head:
            self._compare(last, "points_ownership", OWNERSHIP_FIGURES, "_ownership")

    @api.model
    def _compare(self, last, table, names, suffix):
        """Compare one of the chains with what an earlier proof says of it.

        :param last: a ``points.proof``
        :param str table: the one with the rows of the chain
        :param names: the fields of the proof for their number, the newest one and the head hash
        :param str suffix: what makes out the codes of its misfits
        """
        count, last_id, head = (last[name] for name in names)
        then = self._get_total_until(table, last_id)
        date = fields.Datetime.to_string(last.date)
        if then.entries < count:
            raise Misfit(f"fewer{suffix}", date=date, expected=count, found=then.entries)
        # There are more of them when one was being written while they were proven.
        if then.entries == count and then.head != head:
            raise Misfit(f"rewritten{suffix}", date=date, expected=head, found=then.head)

    @api.model
    def _get_signed_proofs(self):
        """The proofs that later ones compare with, or would if they were genuine."""
        names = ("signature", "head")
        return self.search(
            Domain("state", "=", "passed") | Domain.OR([(name, "!=", False)] for name in names)
        )

    @api.model
    def _check_proofs_are_genuine(self):
        """No proof since the newest genuine one was changed.

        Each is named once: the proof that says so is a genuine one itself, where all else fits.
        """
        newest = self._get_signed_proofs()[:1]
        if newest and not newest.genuine:
            raise Misfit("forged", date=fields.Datetime.to_string(newest.date))

    @api.model
    def _get_total_until(self, table, last_id):
        """What the rows of a chain up to one add up to.

        :return Total: of the accounts that had some
        """
        query = SQL(
            """
            SELECT DISTINCT ON (account_id) sequence, 0, hash
              FROM %s WHERE id <= %s ORDER BY account_id, sequence DESC
            """,
            SQL.identifier(table),
            last_id,
        )
        total = Total()
        with self._stream("points_proof_heads", query) as rows:
            for last_of_account in rows:
                total.add(*last_of_account)
        return total

    @api.model
    def _get_last_id(self, table):
        ((last_id,),) = self.env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
        return last_id or 0

    @api.model
    def _get_signed_fields(self):
        return ["date", "entries", "accounts", "points", "last_entry_id", "head", "seconds"]

    @api.model
    def _sign(self, values):
        """Sign the figures of a proof.

        Proofs that have passed are signed as they were before others were signed too.

        :param dict values: the state, those of ``_get_signed_fields``, the figures of ownership
        :return str: 64 hexadecimal digits
        """
        figures = {
            **values,
            "date": fields.Datetime.to_string(values["date"]),
            "points": int(values["points"]),
        }
        names = self._get_signed_fields()
        names += [name for name in OWNERSHIP_FIGURES if figures.get(name)]
        if values.get("state") == "failed":
            names.append("state")
        summary = [f"{name}={figures[name]}" for name in names]
        return hmac(self.sudo().env, "points.proof", "\n".join(summary))

    @api.model
    def _get_account(self, finding):
        """The account where something does not fit, or none if it is nobody's."""
        return self.env["points.account"].browse(finding.get("account") or 0).exists()

    @api.model
    def _describe(self, finding):
        """What does not fit, as a sentence for the reader.

        :param dict finding: a ``what`` and its values, see :class:`Misfit`
        :return str: or that another company's managers know
        """
        account = self._get_account(finding)
        if account and not account._filtered_access("read"):
            return self.env._(
                "The record belongs to another company, whose managers can see the details."
            )
        sentence = self._get_sentences()[finding["what"]] % self._prepare_words(finding)
        others = [self._describe(other) for other in finding.get("also", [])]
        told = self.env["points.entry"]._label(self._get_place(finding, account), sentence)
        return "\n".join([told, *others])

    def _get_place(self, finding, account):
        """Where something does not fit: the row, and whose it is."""
        customer = account.sudo().display_name or self.env._("which does not exist")
        words = {**finding, "customer": customer}
        if finding.get("entry"):
            return self.env._("Entry %(entry)s of account %(account)s, %(customer)s", **words)
        if finding.get("account"):
            return self.env._("Account %(account)s, %(customer)s", **words)
        return self.env._("The ledger")

    def _prepare_words(self, finding):
        """The values of a finding, as its sentence shows them."""
        words = dict(finding)
        for name in ("expected", "found"):
            if finding["what"] in ("lots", "pending"):
                words[name] = self._show_lots(finding[name])
            elif finding["what"] == "next_expiry":
                words[name] = self._show_lots([finding[name]])
        if finding["what"] == "guards":
            words["guards"] = self._show_guards(finding["guards"])
        if finding["what"] == "unsettled":
            words["orders"] = self._show_orders(finding["orders"])
        return words

    def _show_lots(self, lots):
        """Lots as ``points.lot`` shows them: "30 (2027-01-31), 5 (-)"."""
        shown = [
            f"{points} ({' – '.join(filter(None, [available_of(day), expires_of(day)])) or '-'})"
            for day, points in read(lots)
            if points
        ]
        return ", ".join(shown) or "0"

    def _get_sentences(self):
        """What does not fit, in words, by the codes of :class:`Misfit`."""
        return {
            **self._get_sentences_on_entries(),
            **self._get_sentences_on_accounts(),
            **self._get_sentences_on_strays(),
            **self._get_sentences_on_ownership(),
            **self._get_sentences_on_evidence(),
            **self._get_sentences_on_orders(),
        }

    def _get_sentences_on_entries(self):
        """What is wrong with an entry beside those before it."""
        return {
            "sequence": self.env._(
                "its number is %(found)s instead of %(expected)s. Entries are missing, "
                "duplicated or swapped."
            ),
            "program": self.env._(
                "it belongs to program %(found)s, but its account to program %(expected)s."
            ),
            "balance_after": self.env._(
                "its balance after is %(found)s, but the entries total %(expected)s."
            ),
            "hash": self.env._("its hash does not match its content or the previous entry."),
            "lot": self.env._("it takes %(expected)s points from a lot of %(found)s."),
            "movements": self.env._("it leaves lots of %(found)s points instead of %(expected)s."),
        }

    def _get_sentences_on_accounts(self):
        """What is wrong with an account beside its entries."""
        return {
            "count": self.env._(
                "its counter is %(found)s entries, but the ledger has %(expected)s. The last "
                "entries are missing, or the counter was changed."
            ),
            "balance": self.env._("its balance is %(found)s, but its entries total %(expected)s."),
            "lots": self.env._("its lots are %(found)s, but its entries leave %(expected)s."),
            "next_expiry": self.env._(
                "its next expiration is %(found)s, but its lots say %(expected)s."
            ),
            "pending": self.env._(
                "its pending points are %(found)s, but its lots say %(expected)s."
            ),
            "held": self.env._(
                "its points on hold are %(found)s, but its open holds total %(expected)s."
            ),
        }

    def _get_sentences_on_strays(self):
        """What belongs to no account, was there before, or is there twice."""
        return {
            "stray_entry": self.env._("it has no account."),
            "stray_lot": self.env._("lot %(row)s belongs to it."),
            "stray_hold": self.env._("hold %(row)s belongs to it."),
            "key": self.env._("its key %(key)s is also used by entry %(other)s."),
            "fewer": self.env._(
                "only %(found)s of the %(expected)s entries checked on %(date)s are left."
            ),
            "rewritten": self.env._(
                "the entries checked on %(date)s have changed: their head hash was %(expected)s "
                "and is now %(found)s."
            ),
        }
