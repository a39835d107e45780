from odoo import models

from ..common.labels import get_labels


class ResPartner(models.Model):
    """Consents as customers see and give them by themselves, for all shops where they collect."""

    _inherit = "res.partner"

    def _read_own_consents(self):
        """What a customer is asked for, in the language of the context.

        :return list[dict]: ``purpose``, ``label``, and whether it is ``given`` to all companies at
            work
        """
        labels = get_labels(self.env["customer.consent"], "purpose")
        return [
            {"purpose": purpose, "label": label, "given": self._has_consented(purpose)}
            for purpose, label in labels.items()
        ]

    def _has_consented(self, purpose):
        return all(shop._filter_consenting(purpose) for shop in self._in_each_company())

    def _answer_consent(self, purpose, given, source):
        """Record what a customer says by himself, for all companies at work."""
        for shop in self._in_each_company():
            shop._give_consent(purpose, given, source)

    def _in_each_company(self):
        """This customer, once as each of the companies at work sees it."""
        for company in self.env.companies.sudo().root_id:
            yield self.with_company(company)
