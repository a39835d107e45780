from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Odoo rewrites all references to a contact with SQL of its own, and two accounts of one
        # customer in one program would stop it. Who merges contacts need not know loyalty.
        accounts = (
            self.env["points.account"]
            .sudo()
            .search([("partner_id", "in", src_partners.ids), ("merged_into_id", "=", False)])
        )
        accounts._move_to(dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
