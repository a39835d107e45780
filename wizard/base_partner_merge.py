from odoo import models
from odoo.fields import Command, Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Odoo rewrites all references to a contact with SQL of its own, and two accounts of one
        # customer in one program would stop it. Who merges contacts need not know loyalty.
        self._move_points(src_partners.sudo(), dst_partner.sudo())
        self.env["customer.category.membership"]._forget(src_partners)
        self.env["customer.mailing.recipient"]._make_way(src_partners, dst_partner)
        dst_partner.sudo()._keep_referrer(src_partners.sudo())
        self._keep_first_date(src_partners, dst_partner)
        self._keep_barcodes(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _move_points(self, src_partners, dst_partner):
        """The account of who is left has all points, and whose points went to one of the others
        has them go there."""
        src_partners.points_partner_id = False
        if dst_partner.points_partner_id in src_partners:
            dst_partner.points_partner_id = False
        holder = dst_partner._get_account_holder()
        everybody = src_partners.with_context(active_test=False)
        (everybody.points_member_ids - dst_partner).points_partner_id = holder
        accounts = self.env["points.account"].sudo()
        accounts.search([("partner_id", "in", src_partners.ids)])._move_to(holder)

    def _keep_first_date(self, src_partners, dst_partner):
        """Whoever is left is a customer since the first of them was."""
        dates = (src_partners | dst_partner).sudo().mapped("customer_since")
        if any(dates):
            dst_partner.sudo().customer_since = min(filter(None, dates))

    def _keep_barcodes(self, src_partners, dst_partner):
        """All cards go on finding whoever is left: a second barcode becomes a further card."""
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            target = dst_partner.sudo().with_company(company)
            for partner in src_partners.sudo().with_company(company).filtered("barcode"):
                code, partner.barcode = partner.barcode, False
                if target.barcode:
                    target.card_ids = [Command.create({"code": code, "company_id": company.id})]
                else:
                    target.barcode = code

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # The sales of both are those of one customer now.
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        self.env["res.partner.category"].sudo()._settle(partners)
        return result
