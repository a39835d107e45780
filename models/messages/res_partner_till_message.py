from odoo import api, models
from odoo.exceptions import UserError

from ..common import limits
from ..common.labels import get_labels
from .customer_consent import PURPOSES


class ResPartner(models.Model):
    """Consents and messages at the till: one tap to record what a customer says, two to send."""

    _inherit = "res.partner"

    @api.model
    def set_customer_consent(self, partner_id, config_id, purpose, given):
        """Record at the till whether a customer agrees to messages.

        The server knows by whom, when and where: nothing else is taken.

        :param int partner_id: the customer, whom the user may read
        :param int config_id: the ``pos.config`` of the till, which is open
        :param str purpose: one of ``PURPOSES``
        :param bool given: whether the customer agrees
        :return list: what holds now, see ``_read_consents``
        :raises AccessError: for who is no user of the point of sale, or not of that till
        :raises UserError: when the till is closed, or there is no such purpose
        """
        partner, config = self._get_for_till(partner_id, config_id)
        self._check_till_is_open(config)
        purposes = [known for known, _label in PURPOSES]
        if purpose not in purposes or type(given) is not bool:
            raise UserError(
                self.env._(
                    "A consent is to one of %(purposes)s, and given or not: true or false.",
                    purposes=", ".join(purposes),
                )
            )
        partner._give_consent(purpose, given, "till")
        return partner._read_consents()

    @api.model
    def send_customer_message(self, partner_id, config_id, template_id=False):
        """Send a customer the points statement, or one of the shop's messages, from the till.

        :param int partner_id: the customer, whom the user may read
        :param int config_id: the ``pos.config`` of the till, which is open
        :param int template_id: one of those that the sheet offers; the statement unless given
        :return str: a sentence that says to whom it goes
        :raises AccessError: for who is no user of the point of sale, or not of that till
        :raises UserError: when there is no such message, no address, or no consent
        """
        partner, config = self._get_for_till(partner_id, config_id)
        self._check_till_is_open(config)
        partner._check_has_email()
        if template_id:
            partner._send_message_from_till(template_id)
        else:
            partner._send_points_statement()
        return self.env._("Sent to %(address)s.", address=partner.email)

    def _send_message_from_till(self, template_id):
        """Send one of the shop's messages as it is, in the name of the shop."""
        limits.check_id(self.env, template_id, "template_id")
        templates = self.env["mail.template"].sudo()._get_customer_messages()
        template = templates.filtered(lambda message: message.id == template_id)
        if not template:
            raise UserError(
                self.env._(
                    "This message is not offered any more. Open the customer sheet again, then "
                    "choose another one."
                )
            )
        if template.consent_purpose and self.is_blacklisted:
            raise UserError(
                self.env._(
                    "%(customer)s is on the email blacklist and receives no news. Send the "
                    "statement, or another message that was asked for.",
                    customer=self.display_name,
                )
            )
        address = self.env.company.email_formatted or self.env.user.email_formatted
        self.sudo().message_post_with_source(
            template,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
            email_from=address,
        )

    @api.model
    def _check_till_is_open(self, config):
        """:raises UserError: when nobody sells at a till: what it records would be no fact"""
        if not config.sudo().current_session_id:
            raise UserError(
                self.env._("%(till)s is closed. Open a session, then try again.", till=config.name)
            )

    def _read_consents(self):
        """What the till shows of the customer's consents.

        :return list[dict]: ``purpose``, its ``label``, whether it is ``given``
        """
        self.ensure_one()
        labels = get_labels(self.env["customer.consent"], "purpose")
        return [
            {
                "purpose": purpose,
                "label": label,
                "given": bool(self._filter_consenting(purpose)),
            }
            for purpose, label in labels.items()
        ]

    def _read_messages(self):
        """What the till offers to send, the statement first.

        :return list[dict]: ``id`` of the template, ``False`` for the statement; ``name``;
            ``purpose`` that it needs a consent for; whether there is none, ``is_refused``
        """
        self.ensure_one()
        refused = {row["purpose"] for row in self._read_consents() if not row["given"]}
        templates = self.env["mail.template"].sudo()._get_customer_messages()
        statement = {"id": False, "name": self.env._("Points Statement")}
        return [
            {**statement, "purpose": False, "is_refused": False},
            *(
                {
                    "id": template.id,
                    "name": template._get_short_name(),
                    "purpose": template.consent_purpose,
                    "is_refused": template.consent_purpose in refused,
                }
                for template in templates
            ),
        ]
