from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.misc import hash_sign, verify_hash_signed
from odoo.tools.urls import urljoin

from ..common import limits

SCOPE = "pos_customer_loyalty.receipt_claim"
#: How long the link of the mail works, and how long it is remembered that it was used.
VALID_HOURS = 48
KEEP_DAYS = 30
#: Mails of a day for one receipt, and to one address from whatever receipts.
MOST_MAILS = 3
LONGEST_NAME = 100
LONGEST_EMAIL = 254


class PointsReceiptClaim(models.Model):
    """Somebody asks to be enrolled and to have the points of a receipt, by an address that a mail
    has to prove first.

    Until then there is no contact, and nobody is told whether there was one. Once it is confirmed,
    name and address are forgotten here: the contact has them.
    """

    _name = "points.receipt.claim"
    _description = "Claim by Receipt"
    _log_access = False
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "pos.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    email = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    lang = fields.Char(readonly=True)
    purposes = fields.Json("Consents", readonly=True)
    is_confirmed = fields.Boolean("Confirmed", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _email = models.Index("(email, date) WHERE email IS NOT NULL")

    @api.model
    def _ask(self, order, name, email, purposes):
        """Send a link to the address of who asks to be enrolled.

        :param order: the ``pos.order``, see ``pos.order._find_by_receipt``
        :param str name: as typed
        :param str email: as typed
        :param list[str] purposes: what the customer agrees to, see ``customer.consent``
        :return str: why not: ``name``, ``email``, ``limit`` or ``sending``; nothing when a mail is
            on its way
        """
        name, address = " ".join(name.split()), email_normalize(email.strip())
        if not name or not limits.is_text(name, LONGEST_NAME):
            return "name"
        if not address or not limits.is_text(address, LONGEST_EMAIL):
            return "email"
        if self._count_mails(order, address):
            return "limit"
        values = {"name": name, "email": address, "lang": self.env.lang, "purposes": purposes}
        claim = order.env[self._name].create({"order_id": order.id, **values})
        return "" if claim._send_link() else "sending"

    @api.model
    def _count_mails(self, order, address):
        """Whether no more mails are sent today for a receipt, or to an address."""
        today = ("date", ">", fields.Datetime.now() - timedelta(days=1))
        return any(
            self.sudo().search_count([today, condition], limit=MOST_MAILS) >= MOST_MAILS
            for condition in (("order_id", "=", order.id), ("email", "=", address))
        )

    def _send_link(self):
        """Whether the mail with the link is on its way."""
        template = self.env.ref(
            "pos_customer_loyalty.mail_template_receipt_claim", raise_if_not_found=False
        )
        if not template:
            return False
        # Odoo deletes what has no valid recipient as if it had been sent.
        number = template.sudo().send_mail(
            self.id, force_send=True, email_values={"auto_delete": False}
        )
        mail = self.env["mail.mail"].sudo().browse(number)
        is_on_its_way = mail.state != "exception"
        if mail.state == "sent":
            mail.unlink()
        return is_on_its_way

    def _get_confirm_url(self):
        """The link of the mail, which proves the address."""
        self.ensure_one()
        token = hash_sign(self.sudo().env, SCOPE, [self.id], expiration_hours=VALID_HOURS)
        return urljoin(self.order_id.get_base_url(), f"/points/receipt/confirm/{token}")

    @api.model
    def _find_by_token(self, token):
        """The claim of a link, as the shop itself sees it; none where the link is not ours, or too
        old.

        :param str token: of the link
        """
        try:
            values = verify_hash_signed(self.sudo().env, SCOPE, token)
        except (ValueError, IndexError):
            values = None
        claim = self.sudo().browse(values or []).exists()
        return claim.with_env(claim.order_id._as_shop().env)

    def _confirm(self):
        """Enrol who has proven the address, and give the points of the receipt.

        :return: the ``res.partner``; none where somebody else has the points, or they are nobody's
            any more
        """
        self.ensure_one()
        customer = self.order_id._claim_online(lambda: self._find_customer() or self._enrol())
        for purpose in self.purposes or []:
            customer._answer_consent(purpose, True, "receipt")
        if customer:
            self.write({"is_confirmed": True, "name": False, "email": False})
        return customer

    def _find_customer(self):
        """The contact of the address that was proven: of several, the one with points. Who earns
        none does not become another customer."""
        domain = [
            ("email_normalized", "=", self.email),
            ("company_id", "in", [False, self.order_id.company_id.id]),
        ]
        program = self.order_id.config_id.points_program_id
        accounts = self.env["points.account"]
        return (
            self.env["res.partner"]
            .search(domain, order="id")
            .sorted(
                lambda contact: (
                    contact.points_excluded,
                    not accounts._get_of(program, contact),
                    bool(contact.parent_id),
                )
            )
        )[:1]

    def _enrol(self):
        values = {"name": self.name, "email": self.email}
        return self.env["res.partner"].create({**values, "lang": self.lang or self.env.lang})

    @api.autovacuum
    def _gc_old(self):
        """Forget links that work no more, and in the end that one was used."""
        now = fields.Datetime.now()
        expired = now - timedelta(hours=VALID_HOURS)
        used = now - timedelta(days=KEEP_DAYS)
        domain = [
            "|",
            ("date", "<", used),
            "&",
            ("date", "<", expired),
            ("is_confirmed", "=", False),
        ]
        self.search(domain).unlink()
