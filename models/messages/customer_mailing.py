from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..common.attempt import attempt
from ..common.labels import get_labels
from ..common.opening import open_action
from ..common.patience import in_batches
from .customer_consent import PURPOSES

#: Messages that are rendered and queued in one transaction.
CHUNK = 100
#: Of one call of the scheduled action; Odoo calls it again for the rest, ten times in a row.
CHUNKS_PER_RUN = 10
#: Nobody goes on with a draft after so many days.
DRAFT_DAYS = 30


class CustomerMailing(models.Model):
    """One template to many customers.

    Its recipients are rows from the beginning: the draft says who is left out and why. Sending
    makes messages of them in chunks, each in a transaction that takes them off what is waiting,
    and leaves the rest to Odoo's queue. A run that is cut short is taken up where it was.
    """

    _name = "customer.mailing"
    _description = "Customer Mailing"
    _inherit = ["points.server.fields.mixin", "points.input.mixin"]
    _order = "id desc"

    name = fields.Char("Title", required=True, default=lambda self: self._get_default_name())
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Sent by", readonly=True, copy=False, ondelete="restrict"
    )
    template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "res.partner")],
        ondelete="set null",
        default=lambda self: self._get_default_template(),
    )
    consent_purpose = fields.Selection(
        PURPOSES, "Requires Consent to", compute="_compute_consent_purpose"
    )
    program_mail_id = fields.Many2one(
        "points.program.mail",
        "Automatic Email",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Being Sent"),
            ("done", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    recipient_ids = fields.One2many(
        "customer.mailing.recipient", "mailing_id", "Recipients", readonly=True
    )
    recipient_count = fields.Integer("Customers", compute="_compute_counts")
    addressed_count = fields.Integer("To Send", compute="_compute_counts")
    left_out_count = fields.Integer("Left Out", compute="_compute_counts")
    sent_count = fields.Integer("Sent", compute="_compute_counts")
    failed_count = fields.Integer("Not Delivered", compute="_compute_counts")
    left_out_reasons = fields.Char(compute="_compute_counts")
    left_out_note = fields.Char("Who Is Left Out", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Percentage of the recipients.")
    preview_partner_id = fields.Many2one(
        "res.partner",
        "Preview for",
        domain="[('mailing_recipient_ids.mailing_id', '=', id)]",
        ondelete="set null",
    )
    preview_subject = fields.Char("Subject", compute="_compute_preview")
    preview_body = fields.Html("Preview", compute="_compute_preview", sanitize=False)
    preview_issue = fields.Char("Problem", compute="_compute_preview")

    _waiting = models.Index("(id) WHERE state = 'running'")

    @api.model
    def _get_default_name(self):
        today = format_date(self.env, fields.Date.context_today(self))
        return self.env._("Mailing of %(date)s", date=today)

    @api.model
    def _get_default_template(self):
        return self.env.ref(
            "pos_customer_loyalty.mail_template_thank_you", raise_if_not_found=False
        )

    @api.depends("recipient_ids.state", "recipient_ids.reason")
    def _compute_counts(self):
        groups = self.env["customer.mailing.recipient"]._read_group(
            [("mailing_id", "in", self.ids)], ["mailing_id", "state", "reason"], ["__count"]
        )
        for mailing in self:
            own = [group[1:] for group in groups if group[0].id == mailing._origin.id]
            mailing._fill_counts(own)

    def _fill_counts(self, groups):
        """:param list[tuple] groups: state, reason and number of this mailing's recipients"""
        count = dict.fromkeys(("waiting", "left_out", "queued", "sent", "failed", "bounced"), 0)
        for state, _reason, number in groups:
            count[state] += number
        self.recipient_count = sum(count.values())
        self.left_out_count = count["left_out"]
        self.addressed_count = self.recipient_count - self.left_out_count
        self.failed_count = count["failed"] + count["bounced"]
        self.sent_count = count["sent"]
        handled = self.sent_count + self.failed_count
        self.progress = 100 * handled / (self.addressed_count or 1)
        reasons = get_labels(self.env["customer.mailing.recipient"], "reason")
        self.left_out_reasons = ", ".join(
            self.env._("%(label)s: %(text)s", label=reasons[reason], text=number)
            for state, reason, number in groups
            if state == "left_out"
        )
        self.left_out_note = self.env._(
            "%(count)s of %(all)s customers are left out: %(reasons)s",
            count=self.left_out_count,
            all=self.recipient_count,
            reasons=self.left_out_reasons,
        )

    @api.depends("template_id.consent_purpose", "program_mail_id.kind")
    def _compute_consent_purpose(self):
        for mailing in self:
            purpose = mailing.template_id.consent_purpose
            mailing.consent_purpose = purpose or mailing.program_mail_id._get_purpose()

    @api.depends("template_id", "preview_partner_id")
    def _compute_preview(self):
        for mailing in self:
            partner = mailing.preview_partner_id
            partner.check_access("read")
            mailing.update(mailing._prepare_preview(partner))

    def _prepare_preview(self, partner):
        preview = dict.fromkeys(("preview_subject", "preview_body", "preview_issue"), False)
        try:
            preview["preview_subject"] = self._render("subject", partner)
            preview["preview_body"] = self._render("body_html", partner)
        except UserError as error:
            # The mailing can still be opened, and given another message.
            preview["preview_issue"] = str(error)
        return preview

    def _render(self, name, partner):
        """A field of the template for one customer, in his language."""
        if not self.template_id or not partner:
            return False
        template = self.template_id.sudo().with_context(allowed_company_ids=self.company_id.ids)
        return template._render_field(name, partner.ids, compute_lang=True)[partner.id]

    @api.constrains("template_id")
    def _check_template(self):
        self.template_id._check_for_customers()

    def write(self, vals):
        self._check_editable()
        result = super().write(vals)
        if "template_id" in vals and not self.env.su:
            self._check_recipients()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._(
                    "Only drafts can be deleted: the others tell who has received what already."
                )
            )

    @api.model
    def _start(self, domain):
        """Begin a mailing to customers.

        :param Domain domain: of ``res.partner``; those count whom the user may read
        :return dict: the action that opens the draft
        :raises UserError: when there is nobody
        """
        mailing = self.create({})
        mailing._add_customers(domain)
        return mailing._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _add_customers(self, domain):
        """Make customers the recipients, in one statement however many there are."""
        self.env.flush_all()
        partners = self.env["res.partner"].sudo(False)._search(domain)
        query = SQL("SELECT id, NULL, NULL::date FROM (%s) p ORDER BY id", partners.select())
        if not self.env["customer.mailing.recipient"]._add(self, query):
            raise UserError(
                self.env._("There is nobody to write to. Select customers, or change the filter.")
            )
        self._check_recipients()
        self.preview_partner_id = self._get_first_customer()

    def _get_first_customer(self):
        """Whom the preview begins with: somebody who receives it, if there is anybody."""
        recipients = self.env["customer.mailing.recipient"]
        own = [("mailing_id", "=", self.id)]
        return recipients.search(own, order="state desc, id", limit=1).partner_id

    def _check_recipients(self):
        """Say anew who is left out, and why."""
        for mailing in self:
            mailing.env["customer.mailing.recipient"]._leave_out(mailing)

    def action_send(self):
        """Send it to all who are not left out, in the background.

        :raises UserError: when nobody is left, or there is no template
        """
        self.ensure_one()
        self._check_access_to_named()
        if self.state != "draft":
            return
        if not self.template_id:
            raise UserError(self.env._("Select a template first."))
        self._check_recipients()
        if not self.addressed_count:
            raise UserError(
                self.env._("All customers are left out: %(reasons)s", reasons=self.left_out_reasons)
            )
        self.sudo().write({"state": "running", "user_id": self.env.uid})
        self._send_soon()

    def action_send_test(self):
        """Send what the preview shows to the user himself.

        :return dict: a notification
        :raises UserError: when there is nothing to show, or the user has no e-mail address
        """
        self.ensure_one()
        self._check_access_to_named("read")
        user = self.env.user
        if not user.email:
            raise UserError(
                self.env._(
                    "You have no email address. Enter one in your preferences, then try again."
                )
            )
        if not self.preview_body:
            raise UserError(
                self.preview_issue
                or self.env._("Select a template first, and a customer for the preview.")
            )
        self._as_sender()._prepare_test_mail(user).send(raise_exception=True)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("A test was sent to %(email)s.", email=user.email),
            },
        }

    def _prepare_test_mail(self, user):
        """The mail of the preview, which goes to a user and is on no customer's sheet."""
        subject = self.env._("[Test] %(subject)s", subject=self.preview_subject)
        return self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": self.preview_body,
                "email_to": user.email_formatted,
                "email_from": self._get_sender_address(),
                "auto_delete": True,
            }
        )

    def action_cancel(self):
        """Send no more of it; what is gone is gone."""
        self.ensure_one()
        self.check_access("write")
        if self.state in ("draft", "running"):
            self.recipient_ids.sudo()._cancel()
            self.sudo().state = "cancelled"

    def action_retry(self):
        """Send again to those for whom it failed."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "cancelled" and self.recipient_ids.sudo()._retry():
            self.sudo().state = "running"
            self._send_soon()

    def action_view_recipients(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.customer_mailing_recipient_action",
            domain=[("mailing_id", "=", self.id)],
        )

    def action_view_left_out(self):
        action = self.action_view_recipients()
        return {**action, "context": {"search_default_left_out": True}}

    def action_view_failed(self):
        action = self.action_view_recipients()
        return {**action, "context": {"search_default_failed": True}}

    def _check_editable(self):
        """:raises UserError: when a user changes a mailing that is on its way"""
        if not self.env.su and set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._("This mailing is sent already. Begin a new one for another message.")
            )

    @api.model
    def _send_soon(self):
        self.env.ref("pos_customer_loyalty.customer_mailing_cron_send").sudo()._trigger()

    @api.model
    def _cron_send(self):
        """Go on with what is being sent, and commit each chunk."""
        cron = self.env["ir.cron"]
        waiting = [("mailing_id", "in", self._get_open().ids), ("state", "=", "waiting")]
        remaining = self.env["customer.mailing.recipient"].search_count(waiting)
        cron._commit_progress(remaining=remaining)
        self._send_waiting(cron._commit_progress)

    @api.model
    def _send_waiting(self, after_chunk=None):
        """Send some chunks; a run that is cut short is taken up again.

        :param after_chunk: commits a chunk, and is called with the number of its recipients
        """
        chunks = in_batches(self.env, self._send_next_chunk, are_committed=bool(after_chunk))
        for done in islice(chunks, CHUNKS_PER_RUN):
            if after_chunk:
                after_chunk(done)
        self._close()

    @api.model
    def _send_next_chunk(self, _position):
        """A chunk of the oldest mailing that may go out now; see ``in_batches``."""
        for mailing in self._get_open():
            chunk = mailing.recipient_ids._get_next(mailing, CHUNK)
            if chunk:
                mailing._as_sender()._send_chunk(chunk.ids)
                return mailing.id, len(chunk)
        return None, 0

    @api.model
    def _get_open(self):
        """Mailings that are being sent, but automatic ones at night."""
        running = self.search([("state", "=", "running")], order="id")
        return running.filtered(
            lambda mailing: (
                not mailing.program_mail_id
                or mailing.program_mail_id.program_id._is_time_for_mails()
            )
        )

    def _as_sender(self):
        """This mailing, for whoever sent it and its company; automatic ones are nobody's."""
        user = self.sudo().user_id or self.env.user
        mailing = self.with_user(user).with_context(
            lang=user.lang, allowed_company_ids=self.sudo().company_id.ids
        )
        return mailing.sudo()

    def _send_chunk(self, recipient_ids):
        """Make messages for some recipients, and give them to Odoo's queue.

        :param list[int] recipient_ids: who is waiting
        """
        recipients = self.env["customer.mailing.recipient"].browse(recipient_ids)
        recipients._post_bonus()
        recipients._leave_out(self, recipients)
        addressed = recipients.filtered(lambda recipient: recipient.state == "waiting")
        if addressed:
            self._make_messages(addressed)
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _make_messages(self, recipients):
        """Make the messages of some recipients: of all at once, or one by one where that fails. A
        template that cannot be filled in for one customer stops nobody else."""
        _done, error = attempt(self.env, lambda: self._compose(recipients))
        if not error:
            return
        if len(recipients) > 1:
            for recipient in recipients:
                self._make_messages(recipient)
            return
        recipients.write({"state": "failed", "failure": str(error)})

    def _compose(self, recipients):
        mails, _messages = self._open_composer(recipients.partner_id)._action_send_mail()
        recipients._queue(mails)

    def _open_composer(self, partners):
        """Odoo's composer for some customers, who are told apart by their own figures."""
        return self.env["mail.compose.message"].create(self._prepare_composer(partners))

    def _prepare_composer(self, partners):
        return {
            "composition_mode": "mass_mail",
            "model": "res.partner",
            "res_ids": str(partners.ids),
            "template_id": self.template_id.id,
            "consent_purpose": self.consent_purpose,
            "email_from": self.template_id.email_from or self._get_sender_address(),
            "force_send": False,
        }

    def _get_sender_address(self):
        """From whom it comes: the user who sends, or the shop for what goes out by itself."""
        shop = self.company_id.email_formatted
        return shop if shop and not self.user_id else self.env.user.email_formatted

    @api.model
    def _close(self):
        """Mailings are done once nobody waits, neither here nor in Odoo's queue."""
        self.env["customer.mailing.recipient"]._reconcile()
        self.env.cr.execute(
            """
            UPDATE customer_mailing m SET state = 'done'
             WHERE state = 'running' AND NOT EXISTS (
                SELECT FROM customer_mailing_recipient r
                 WHERE r.mailing_id = m.id AND r.state IN ('waiting', 'queued'))
            """
        )
        self.invalidate_model(["state"])

    @api.autovacuum
    def _gc_drafts(self):
        """Drafts that nobody goes on with name customers for no reason."""
        until = fields.Date.subtract(fields.Date.today(), days=DRAFT_DAYS)
        self.search([("state", "=", "draft"), ("write_date", "<", until)], limit=1000).unlink()
