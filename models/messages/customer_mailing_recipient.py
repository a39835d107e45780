from odoo import api, fields, models
from odoo.tools import SQL

from ..common.attempt import attempt
from ..common.labels import get_labels

#: Why Odoo's composer or queue does not send a message, as the reason of a recipient.
REASONS = {
    "mail_bl": "blacklisted",
    "mail_dup": "duplicate",
    "mail_optout": "no_consent",
    "mail_email_missing": "no_email",
    "mail_email_invalid": "no_email",
}


class CustomerMailingRecipient(models.Model):
    """What has become of a mailing for one customer.

    Of an automatic e-mail it is the memory, too: an event that has a row is over, whether or not
    anything could be sent.
    """

    _name = "customer.mailing.recipient"
    _description = "Mailing Recipient"
    _order = "id"
    _rec_name = "partner_id"
    _log_access = False

    mailing_id = fields.Many2one(
        "customer.mailing", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="mailing_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    email = fields.Char(related="partner_id.email")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("left_out", "Left Out"),
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Not Delivered"),
            ("bounced", "Bounced"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(
        [
            ("no_email", "No email address"),
            ("blacklisted", "On the blacklist"),
            ("no_consent", "No consent"),
            ("duplicate", "Duplicate address"),
            ("late", "Too late"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
        help="Why this customer receives nothing.",
    )
    failure = fields.Char(readonly=True, help="What the mail server said.")
    mail_mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    mail_message_id = fields.Many2one(
        "mail.message", "Message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    program_mail_id = fields.Many2one(
        "points.program.mail", "Automatic Email", readonly=True, ondelete="cascade"
    )
    event = fields.Char(readonly=True, help="What happened, such as the year of a birthday.")
    due = fields.Date("Date of the Event", readonly=True)
    bonus_points = fields.Integer(readonly=True, help="Points credited for the event.")

    _one_per_customer = models.UniqueIndex("(mailing_id, partner_id)")
    _once_per_event = models.UniqueIndex(
        "(program_mail_id, partner_id, event) WHERE program_mail_id IS NOT NULL"
    )
    _open = models.Index("(mailing_id, id) WHERE state IN ('waiting', 'queued')")

    @api.model
    def _add(self, mailing, query):
        """Add customers to a mailing, in one statement; who is there already is not added again.

        :param SQL query: rows of a customer's id, the event and its date
        :return int: how many were added
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_mailing_recipient
                       (mailing_id, partner_id, event, due, state, program_mail_id, bonus_points)
                SELECT %(mailing)s, e.*, 'waiting', %(program_mail)s, %(bonus)s FROM (%(query)s) e
                ON CONFLICT DO NOTHING
                """,
                mailing=mailing.id,
                program_mail=mailing.program_mail_id.id or None,
                bonus=mailing.program_mail_id.bonus_points or 0,
                query=query,
            )
        )
        self.invalidate_model()
        return self.env.cr.rowcount

    @api.model
    def _get_next(self, mailing, most):
        """Who comes next."""
        return self.search(
            [("mailing_id", "=", mailing.id), ("state", "=", "waiting")], order="id", limit=most
        )

    @api.model
    def _leave_out(self, mailing, recipients=None):
        """Say which of a mailing's recipients receive nothing, and why: one statement.

        :param mailing: the ``customer.mailing``
        :param recipients: those to look at; without it all who are not on their way
        """
        self.env.flush_all()
        some = SQL("r.id = ANY(%s)", recipients.ids) if recipients else SQL("TRUE")
        self.env.cr.execute(
            SQL(
                """
                WITH judged AS (%(judged)s), told AS (
                    SELECT id, COALESCE(reason, CASE WHEN %(is_first_only)s AND row_number() OVER (
                               PARTITION BY email, reason IS NULL ORDER BY partner_id) > 1
                           THEN 'duplicate' END) AS reason
                      FROM judged
                )
                UPDATE customer_mailing_recipient r
                   SET reason = told.reason,
                       state = CASE WHEN told.reason IS NULL THEN 'waiting' ELSE 'left_out' END
                  FROM told WHERE told.id = r.id AND %(some)s
                """,
                judged=self._get_judged_query(mailing, some),
                # What goes out by itself is about one customer, not about an address.
                is_first_only=not mailing.program_mail_id and not recipients,
                some=some,
            )
        )
        self.invalidate_model(["state", "reason"])
        mailing.invalidate_recordset()

    @api.model
    def _get_judged_query(self, mailing, some):
        """Rows of ``id``, ``partner_id``, ``email``, and ``reason`` to leave a recipient out."""
        return SQL(
            """
            SELECT r.id, r.partner_id, p.email_normalized AS email, %(reason)s AS reason
              FROM customer_mailing_recipient r JOIN res_partner p ON p.id = r.partner_id
             WHERE r.mailing_id = %(mailing)s AND r.state IN ('waiting', 'left_out') AND %(some)s
            """,
            mailing=mailing.id,
            reason=self._get_reason(
                mailing.consent_purpose,
                mailing.company_id,
                mailing.program_mail_id._get_latest_day(),
            ),
            some=some,
        )

    @api.model
    def _get_reason(self, purpose, company, latest=None):
        """Why nothing can be sent to a customer ``p`` for a recipient or event ``r``.

        :param str purpose: what the template requires consent to, if anything
        :param company: the ``res.company`` to which it was given
        :param date latest: events of before are told no more
        :return SQL: a reason, or NULL
        """
        partners = self.env["res.partner"].sudo().with_company(company)
        partners = partners.with_context(active_test=False)
        no_consent = SQL("FALSE")
        if purpose:
            consenting = partners._search(partners._get_consent_domain(purpose))
            no_consent = SQL("p.id NOT IN (%s)", consenting.select())
        return SQL(
            """
            CASE WHEN p.email_normalized IS NULL THEN 'no_email'
                 WHEN EXISTS (SELECT FROM mail_blacklist b
                               WHERE b.active AND b.email = p.email_normalized) THEN 'blacklisted'
                 WHEN %s THEN 'no_consent'
                 WHEN r.due < %s THEN 'late' END
            """,
            no_consent,
            latest,
        )

    def _post_bonus(self):
        """Credit the points of the events. They are posted once, whether or not anybody is told."""
        for recipient in self.filtered("bonus_points"):
            _entry, error = attempt(self.env, recipient._post_own_bonus)
            if error:
                recipient.failure = str(error)

    def _post_own_bonus(self):
        mail = self.program_mail_id
        return self.env["points.account"]._post(
            mail.program_id,
            self.partner_id,
            key=f"{mail.kind}/{mail.program_id.id}/{self.partner_id.id}/{self.event}",
            kind="bonus",
            points=self.bonus_points,
            reason=get_labels(mail, "kind")[mail.kind],
        )

    def _queue(self, mails):
        """Take these recipients off what is waiting, as their messages are in Odoo's queue.

        :param mails: the ``mail.mail`` that the composer has made of them
        """
        mails_by_partner = {mail.res_id: mail for mail in mails}
        for recipient in self:
            mail = mails_by_partner.get(recipient.partner_id.id)
            recipient.write(self._prepare_queued(mail))

    @api.model
    def _prepare_queued(self, mail):
        """What is known of a recipient whose message the composer has made, or left out."""
        if not mail or mail.state == "cancel":
            reason = REASONS.get(mail and mail.failure_type, "no_consent")
            return {"state": "left_out", "reason": reason}
        return {
            "state": "queued",
            "mail_mail_id": mail.id,
            "mail_message_id": mail.mail_message_id.id,
        }

    @api.model
    def _get_of(self, mails):
        return self.search([("mail_mail_id", "in", mails.ids)])

    def _leave(self):
        """It counts as sent from the moment at which its last bytes leave, see ``mail.mail``."""
        self.write(
            {
                "state": "sent",
                "failure": self.env._(
                    "The server stopped while this email was being sent. It has probably arrived."
                ),
            }
        )

    @api.model
    def _settle(self, mails, failure_type, failure_reason):
        """Note what the mail server said to messages.

        :param mails: the ``mail.mail``
        :param failure_type: of Odoo; nothing where they were sent
        :param failure_reason: in the words of the mail server
        """
        recipients = self._get_of(mails)
        if failure_type in REASONS:
            recipients.write({"state": "left_out", "reason": REASONS[failure_type]})
        elif failure_type:
            recipients.write(
                {"state": "failed", "failure": failure_reason or mails[:1].failure_reason}
            )
        elif recipients:
            recipients.write({"state": "sent", "failure": False})

    def _bounce(self, text):
        """The message came back later."""
        self.write({"state": "bounced", "failure": text})

    def _cancel(self):
        """Nothing more goes out. What the events bring is credited all the same."""
        self.env.flush_all()
        open_ones = self.filtered(lambda recipient: recipient.state in ("waiting", "queued"))
        open_ones.filtered(lambda recipient: recipient.state == "waiting")._post_bonus()
        open_ones.mail_mail_id.cancel()
        open_ones.write({"state": "left_out", "reason": "cancelled"})

    def _retry(self):
        """Let those wait again for whom it failed.

        :return: the recipients
        """
        failed = self.filtered(lambda recipient: recipient.state == "failed")
        failed.mail_mail_id.mark_outgoing()
        failed.filtered("mail_mail_id").write({"state": "queued", "failure": False})
        failed.filtered(lambda recipient: not recipient.mail_mail_id).write(
            {"state": "waiting", "failure": False}
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return failed

    @api.model
    def _make_way(self, sources, target):
        """Of contacts that are merged, keep one row for each mailing and each event."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_mailing_recipient r USING customer_mailing_recipient kept
                 WHERE r.partner_id = ANY(%(sources)s) AND kept.id <> r.id
                   AND kept.partner_id = ANY(%(everybody)s)
                   AND (kept.mailing_id = r.mailing_id
                        OR kept.program_mail_id = r.program_mail_id AND kept.event = r.event)
                   AND (kept.partner_id = %(target)s OR kept.id < r.id)
                """,
                sources=sources.ids,
                everybody=(sources + target).ids,
                target=target.id,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _reconcile(self):
        """See what others have done to messages in Odoo's queue: deleted, or cancelled."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE customer_mailing_recipient r
               SET state = CASE WHEN m.state = 'exception' THEN 'failed' ELSE 'left_out' END,
                   reason = CASE WHEN m.state = 'exception' THEN NULL ELSE 'cancelled' END,
                   failure = m.failure_reason
              FROM customer_mailing_recipient o LEFT JOIN mail_mail m ON m.id = o.mail_mail_id
             WHERE o.id = r.id AND r.state = 'queued'
               AND (m.id IS NULL OR m.state IN ('exception', 'cancel'))
            """
        )
        self.invalidate_model(["state", "reason", "failure"])
