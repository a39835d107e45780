from odoo import models


class ResPartner(models.Model):
    """What mails to customers have in common: how one says no to them."""

    _inherit = "res.partner"

    def _get_first_message(self):
        """The message that the composer begins with: the first that the customer agreed to.

        :return: the ``mail.template``, or none
        """
        self.ensure_one()
        for template in self.env["mail.template"]._get_customer_messages():
            purpose = template.consent_purpose
            if not purpose or self._filter_consenting(purpose):
                return template
        return self.env["mail.template"]

    def _prepare_marketing_headers(self, purpose):
        """By which a mail program offers to unsubscribe (RFC 8058).

        :param str purpose: one of ``PURPOSES``
        :return dict: headers of a mail to this customer alone
        """
        self.ensure_one()
        return {
            "List-Unsubscribe": f"<{self._get_preferences_url(purpose)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _prepare_marketing_footer(self, purpose):
        """What a mail of a purpose ends with, in the language of the customer.

        :param str purpose: one of ``PURPOSES``
        :return Markup:
        """
        self.ensure_one()
        reader = self.with_context(lang=self.lang or self.env.lang)
        return reader.env["ir.qweb"]._render(
            "pos_customer_loyalty.marketing_footer",
            {
                "company": self._get_consent_company(),
                "url": self._get_preferences_url(purpose),
            },
        )
