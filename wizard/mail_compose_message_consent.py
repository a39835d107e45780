from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.labels import get_labels
from ..models.messages.customer_consent import PURPOSES
from .mail_compose_message import MOST_NAMES


class MailComposeMessage(models.TransientModel):
    """News and offers go to customers who agreed, and to nobody else."""

    _inherit = "mail.compose.message"

    consent_purpose = fields.Selection(
        PURPOSES,
        "Requires Consent to",
        compute="_compute_consent_purpose",
        store=True,
        readonly=False,
        help="Nothing: a service email or a personal answer, which everybody may receive.",
    )
    unconsenting_customers = fields.Char(
        "Recipients without Consent", compute="_compute_unconsenting_customers"
    )
    customer_messages = fields.Json("Messages to Customers", compute="_compute_customer_messages")

    @api.depends("template_id", "model")
    def _compute_consent_purpose(self):
        for composer in self:
            is_to_customers = composer.model == "res.partner"
            composer.consent_purpose = is_to_customers and composer.template_id.consent_purpose

    @api.depends("composition_mode", "model", "res_ids", "partner_ids", "consent_purpose")
    def _compute_unconsenting_customers(self):
        for composer in self:
            composer.unconsenting_customers = composer._name_unconsenting_customers()

    def _name_unconsenting_customers(self):
        """A sentence on the customers who have not agreed to this message, if there are any."""
        customers = self._get_customers_to_consent()
        missing = customers - customers._filter_consenting(self.consent_purpose)
        if not missing:
            return False
        names = missing._list_names(MOST_NAMES)
        purpose = self._get_purpose_label()
        if self.composition_mode == "mass_mail":
            return self.env._(
                '%(missing)s of %(all)s recipients have not agreed to "%(purpose)s" and will not '
                "receive this message: %(names)s",
                missing=len(missing),
                all=len(customers),
                purpose=purpose,
                names=names,
            )
        return self.env._(
            'Not agreed to "%(purpose)s": %(names)s. Ask for it and tick it on the contact, or '
            "choose another message.",
            purpose=purpose,
            names=names,
        )

    def _get_customers_to_consent(self):
        """Whom this message needs a consent of; colleagues who receive it need none."""
        if not self.consent_purpose or self.model != "res.partner":
            return self.env["res.partner"]
        if self.composition_mode == "mass_mail":
            return self.env["res.partner"].browse(self._evaluate_res_ids())
        return self.partner_ids._origin.filtered("partner_share")

    def _get_purpose_label(self):
        return get_labels(self, "consent_purpose")[self.consent_purpose]

    @api.depends("model", "res_ids")
    def _compute_customer_messages(self):
        for composer in self:
            is_to_customers = composer.model == "res.partner"
            composer.customer_messages = is_to_customers and composer._read_customer_messages()

    def _read_customer_messages(self):
        """The shop's messages, to be chosen with one click.

        :return list[dict]: ``id`` and ``name`` of templates
        """
        templates = self.env["mail.template"]._get_customer_messages()
        return [{"id": template.id, "name": template._get_short_name()} for template in templates]

    def _prepare_mail_values_static(self):
        values = super()._prepare_mail_values_static()
        if self.consent_purpose and self.model == "res.partner":
            values["consent_purpose"] = self.consent_purpose
        return values

    def _prepare_mail_values(self, res_ids):
        values_all = super()._prepare_mail_values(res_ids)
        if self.consent_purpose and self.model == "res.partner":
            for values in values_all.values():
                values["record_company_id"] = self.env.company.id
        return values_all

    def _manage_mail_values(self, mail_values_all):
        values_all = super()._manage_mail_values(mail_values_all)
        if not self.consent_purpose or self.model != "res.partner":
            return values_all
        if self.composition_mode != "mass_mail":
            self._check_consents()
            return values_all
        customers = self.env["res.partner"].browse(values_all)
        agreed = set(customers._filter_consenting(self.consent_purpose)._ids)
        return {id_: values for id_, values in values_all.items() if id_ in agreed}

    def _check_consents(self):
        """:raises UserError: when one of the recipients has not agreed"""
        if sentence := self._name_unconsenting_customers():
            raise UserError(sentence)
