from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..sale.pos_order import PAID_STATES


class ResPartner(models.Model):
    """Who brought a customer."""

    _inherit = "res.partner"

    points_referrer_id = fields.Many2one(
        "res.partner",
        "Referred By",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="point_of_sale.group_pos_user,base.group_partner_manager",
        help="The customer who brought this one. Both get the bonus of the loyalty program with "
        "the first purchase. It cannot be changed afterwards.",
    )

    @api.constrains("points_referrer_id", "company_id")
    def _check_referrer(self):
        for partner in self.sudo().filtered("points_referrer_id"):
            referrer = partner.points_referrer_id
            if partner._has_cycle("points_referrer_id"):
                raise ValidationError(
                    self.env._(
                        "%(customer)s cannot be referred by %(referrer)s: nobody refers "
                        "themselves, nor who referred them. Choose another customer.",
                        customer=partner.display_name,
                        referrer=referrer.display_name,
                    )
                )
            if referrer.company_id and referrer.company_id != partner.company_id:
                raise ValidationError(
                    self.env._(
                        "%(referrer)s belongs to the company %(company)s, and %(customer)s does "
                        "not. Choose a customer of the same company, or one that all share.",
                        referrer=referrer.display_name,
                        company=referrer.company_id.name,
                        customer=partner.display_name,
                    )
                )

    def _check_referrer_is_free(self, vals):
        """:raises UserError: when who referred a customer changes after the first purchase"""
        if self.env.su or "points_referrer_id" not in vals:
            return
        changed = self.filtered(
            lambda partner: partner.points_referrer_id.id != (vals["points_referrer_id"] or False)
        )
        if customer := changed._get_who_has_bought()[:1]:
            raise UserError(
                self.env._(
                    "%(customer)s has purchased before, so who referred this customer cannot be "
                    "changed any more. Leave it as it is.",
                    customer=customer.display_name,
                )
            )

    def _get_who_has_bought(self):
        """Those of these customers who have a paid order, in any shop."""
        domain = [("partner_id", "in", self.ids), ("state", "in", PAID_STATES)]
        groups = self.env["pos.order"].sudo()._read_group(domain, ["partner_id"])
        return self.filtered(lambda partner: partner.id in {buyer.id for (buyer,) in groups})

    def _get_referrer(self, program):
        """Who gets the bonus for having brought this customer: somebody else, who is a customer of
        the program already.

        :param program: the ``points.program``
        :return: a ``res.partner``, or none
        """
        referrer = self.sudo().points_referrer_id
        holders = [customer._get_account_holder() for customer in (self, referrer)]
        is_somebody = referrer.active and not referrer.points_excluded
        if not is_somebody or holders[0] == holders[1] or not referrer._is_customer_of(program):
            return referrer.browse()
        return referrer

    def _is_customer_of(self, program):
        """Whether this customer has ever earned points in a program, or brought some into it, and
        belongs to its company."""
        company = self.company_id.root_id
        if company and company != program.sudo().company_id.root_id:
            return False
        account = self.env["points.account"].sudo()._get_of(program, self)
        domain = [("account_id", "=", account.id), ("kind", "in", ("earn", "opening", "transfer"))]
        return bool(self.env["points.entry"].sudo().search_count(domain, limit=1))

    def _cut_referrals(self):
        """Forget who brought these customers, and whom they brought."""
        everybody = self.with_context(active_test=False)
        brought = everybody.search([("points_referrer_id", "in", self.ids)])
        (self | brought).points_referrer_id = False

    def _keep_referrer(self, others):
        """Let this customer have the referrer of others who are about to be merged into it.

        :param others: the ``res.partner`` that will be gone
        """
        everybody = self | others
        referrer = (everybody.points_referrer_id - everybody)[:1]
        chain = referrer
        while chain and chain not in everybody:
            chain = chain.points_referrer_id
        everybody.points_referrer_id = False
        # Whom the others brought is this customer's now, and cannot have brought the customer.
        if not chain and referrer.company_id in (self.company_id, self.env["res.company"]):
            self.points_referrer_id = referrer
