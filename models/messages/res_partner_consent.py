from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed
from odoo.tools.urls import urljoin

from ..common import limits
from ..common.for_readers import for_readers_of
from ..customer.res_partner_figures import CASHIER
from ..customer.res_partner_person import WHO_SEES
from .customer_consent import PURPOSES, RECORDED_BY_USERS

#: What a token is signed for.
SCOPE = "pos_customer_loyalty.consent"


def search_consent(name, purpose):
    """The search method of a consent's field."""

    @for_readers_of(name)
    def search(partners, comparison, _value):
        if comparison != "in":
            return NotImplemented
        return partners._get_consent_domain(purpose)

    return search


class ResPartner(models.Model):
    """Which messages a customer has agreed to, in the current company."""

    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "customer.consent", "partner_id", "Consents", readonly=True, groups=WHO_SEES
    )
    consent_offers = fields.Boolean(
        "News and Offers",
        compute="_compute_consents",
        inverse="_inverse_consent_offers",
        search=search_consent("consent_offers", "offers"),
        groups=WHO_SEES,
        help="The customer agrees to receive news and offers by email.",
    )
    consent_points = fields.Boolean(
        "News about Points",
        compute="_compute_consents",
        inverse="_inverse_consent_points",
        search=search_consent("consent_points", "points"),
        groups=WHO_SEES,
        help="The customer agrees to receive emails about points: welcome, expiration, tiers.",
    )

    @api.depends("consent_ids.given")
    @api.depends_context("company")
    def _compute_consents(self):
        for purpose, _label in PURPOSES:
            consenting = set(self._filter_consenting(purpose)._ids)
            for partner in self:
                partner[f"consent_{purpose}"] = partner._origin.id in consenting

    def _inverse_consent_offers(self):
        self._take_consent("offers")

    def _inverse_consent_points(self):
        self._take_consent("points")

    def _take_consent(self, purpose):
        """Record what a form or a file says."""
        source = self._get_consent_source()
        given = self.filtered(f"consent_{purpose}")
        given._give_consent(purpose, True, source)
        (self - given)._give_consent(purpose, False, source)

    @api.model
    def _get_consent_source(self):
        """Where what is written comes from: a file, the form of a till, or that of the back office.

        Whoever says to be at a till could record it there.
        """
        if self.env.context.get("import_file"):
            return "import"
        config = self.env["pos.config"]
        config_id = self.env.context.get("till_config_id")
        if limits.is_id(config_id) and self.env.user.has_group(CASHIER):
            config = config.browse(config_id).exists()._filtered_access("read")
        return "till" if config.sudo().current_session_id else "back_office"

    def _give_consent(self, purpose, given, source):
        """Record what customers say, where it is something else than what holds.

        :param str purpose: one of ``PURPOSES``
        :param bool given: whether they agree
        :param str source: where they said so, one of ``SOURCES``
        :return: the ``res.partner`` of whom something was recorded
        """
        consenting = self._filter_consenting(purpose)
        changed = self._origin - consenting if given else consenting
        values = {
            "company_id": self._get_consent_company().id,
            "purpose": purpose,
            "given": given,
            "source": source,
            "user_id": self.env.uid if source in RECORDED_BY_USERS else False,
            "date": fields.Datetime.now(),
        }
        self.env["customer.consent"].sudo().create(
            [
                {**values, "partner_id": partner.id, "contact_number": partner.id}
                for partner in changed
            ]
        )
        return changed

    @api.model
    def _get_consent_company(self):
        """A branch is no other shop for whom customers told what they agree to."""
        return self.env.company.sudo().root_id

    @api.model
    def _get_consenting_query(self, purpose, among=None):
        """Rows of ``partner_id``: whoever has agreed, and not said no since.

        :param SQL among: a condition on the rows, to look at some customers only
        """
        return SQL(
            """
            SELECT newest.partner_id
              FROM (SELECT DISTINCT ON (partner_id) partner_id, given FROM customer_consent
                     WHERE company_id = %s AND purpose = %s AND %s
                     ORDER BY partner_id, id DESC) newest
             WHERE newest.given
            """,
            self._get_consent_company().id,
            purpose,
            among or SQL("TRUE"),
        )

    def _filter_consenting(self, purpose):
        """Those of some customers who have agreed to messages of a purpose, by one query.

        :param str purpose: one of ``PURPOSES``
        :return: the ``res.partner``
        """
        ids = self._origin.ids
        if not ids:
            return self.browse()
        self.env["customer.consent"].flush_model()
        query = self._get_consenting_query(purpose, SQL("partner_id = ANY(%s)", ids))
        found = {id_ for (id_,) in self.env.execute_query(query)}
        return self._origin.filtered(lambda partner: partner.id in found)

    @api.model
    def _get_consent_domain(self, purpose):
        """All who have agreed to messages of a purpose.

        :param str purpose: one of ``PURPOSES``
        :return Domain:
        """
        self.env["customer.consent"].flush_model()
        return Domain("id", "in", SQL("(%s)", self._get_consenting_query(purpose)))

    def _get_of_same_address(self):
        """Whom a mail to this customer reaches: all contacts that have the address. Whoever reads
        it says no for all of them, or the next mail would come to another one of them."""
        self.ensure_one()
        if not self.email_normalized:
            return self
        everybody = self.with_context(active_test=False)
        return self | everybody.search([("email_normalized", "=", self.email_normalized)])

    @api.model
    def _read_preferences_token(self, token):
        """Whom a link is for.

        :param str token: the end of the link
        :return tuple: the ``res.partner``, in the company that the link is of, and the purpose; no
            partner where the link is none of ours
        """
        try:
            claim = verify_hash_signed(self.sudo().env, SCOPE, token)
        except (ValueError, OverflowError):
            # No token at all.
            claim = None
        contact_number, company_id, purpose = claim or (0, 0, False)
        company = self.env["res.company"].sudo().browse(company_id).exists()
        partner = self.env["customer.consent"].sudo()._find_customer(contact_number)
        return (partner if company else self.browse()).with_company(company), purpose

    def _get_preferences_url(self, purpose):
        """Where a customer says no to messages of a purpose, without logging in.

        :param str purpose: one of ``PURPOSES``
        :return str: a link that is signed, and that is this customer's alone
        """
        self.ensure_one()
        claim = [self.id, self._get_consent_company().id, purpose]
        token = hash_sign(self.sudo().env, SCOPE, claim)
        return urljoin(self.get_base_url(), f"/points/unsubscribe/{token}")
