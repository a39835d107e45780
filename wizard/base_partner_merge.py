from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Odoo rewrites all references to a contact with SQL of its own, and two accounts of one
        # customer in one program would stop it. Who merges contacts need not know loyalty.
        Account = self.env["points.account"].sudo()
        Account.search([("partner_id", "in", src_partners.ids)])._move_to(dst_partner)
        self.env["customer.category.membership"]._forget(src_partners)
        self._keep_first_date(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _keep_first_date(self, src_partners, dst_partner):
        """Whoever is left is a customer since the first of them was."""
        dates = (src_partners | dst_partner).sudo().mapped("customer_since")
        if any(dates):
            dst_partner.sudo().customer_since = min(filter(None, dates))

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # The sales of both are those of one customer now.
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        self.env["res.partner.category"].sudo()._settle(partners)
        return result
