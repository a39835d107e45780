from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from ..common import limits


class ResPartner(models.Model):
    """The customer's sheet at the till."""

    _inherit = "res.partner"

    @api.readonly
    @api.model
    def read_customer_sheet(self, partner_id, config_id):
        """What the till shows of a customer, in one call that any history leaves as fast.

        :param int partner_id: the customer, whom the user may read
        :param int config_id: the ``pos.config`` of the till; nothing of another company than
            its own is told
        :return dict: ``records`` for the till's models; ``figures``, see ``_read_figures``, in
            the currency ``currency_id``; ``birthday`` and ``customer_since``, ISO dates;
            ``notes``, plain text; ``consents`` and ``messages``, which can be sent;
            ``purchases``, the last ones, see ``read_customer_purchases``
        :raises AccessError: for who is no user of the point of sale, or not of that till
        """
        partner, config = self._get_for_till(partner_id, config_id)
        return {
            "records": self.get_new_partner(config.id, [("id", "=", partner.id)], 0),
            "figures": partner._read_figures(config.company_id),
            "currency_id": config.company_id.currency_id.id,
            "birthday": fields.Date.to_string(partner.birthday) or False,
            "customer_since": fields.Date.to_string(partner.customer_since) or False,
            "notes": html2plaintext(partner.comment or ""),
            "consents": partner._read_consents(),
            "messages": partner._read_messages(),
            "purchases": partner._read_purchases(config),
        }

    @api.readonly
    @api.model
    def read_customer_purchases(self, partner_id, config_id, before_id):
        """The next page of a customer's purchases.

        :param int before_id: the last order that is known; the page begins with the one before
        :return dict: ``orders``, newest first, and whether there are ``more``
        :raises AccessError: as ``read_customer_sheet``
        """
        partner, config = self._get_for_till(partner_id, config_id)
        if before_id:
            limits.check_id(self.env, before_id, "before_id")
            self.env["pos.order"].browse(before_id).exists().check_access("read")
        return partner._read_purchases(config, before_id)

    @api.model
    def _get_for_till(self, partner_id, config_id):
        """The customer and the till, for who may see both."""
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(
                self.env._(
                    "Only Point of Sale users can open the customer sheet. Ask an administrator "
                    "for this access."
                )
            )
        limits.check_id(self.env, partner_id, "partner_id")
        limits.check_id(self.env, config_id, "config_id")
        config = self.env["pos.config"].browse(config_id)
        config.check_access("read")
        partner = self.browse(partner_id).with_company(config.company_id)
        partner.check_access("read")
        return partner, config

    def _read_purchases(self, config, before_id=False):
        orders, more = self.env["pos.order"]._get_purchases(self, config.company_id, before_id)
        sold = orders.lines.product_id._get_sold_at(config)
        return {"orders": [order._read_purchase(sold) for order in orders], "more": more}
