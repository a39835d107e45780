from odoo import api, fields, models
from odoo.exceptions import UserError

#: As many as Odoo merges at once.
MOST_MERGED = 3


class CustomerMerge(models.TransientModel):
    """Merge contacts that the list of likely duplicates offers.

    Odoo's own merge is for whoever may change contacts, and takes different e-mails from
    administrators alone. Here a manager of the point of sale decides, and no contact is taken that
    stands for more than a customer.
    """

    _name = "customer.merge"
    _description = "Merge Customers"
    _inherit = ["points.input.mixin"]

    candidate_ids = fields.Many2many(
        "res.partner", "customer_merge_candidate_rel", string="Likely Duplicates"
    )
    partner_ids = fields.Many2many(
        "res.partner", "customer_merge_partner_rel", string="Contacts to Merge"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact to Keep",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        help="It receives the points, sales and cards of the others, which are deleted.",
    )

    @api.depends("partner_ids")
    def _compute_partner_id(self):
        for wizard in self:
            if wizard.partner_id not in wizard.partner_ids:
                wizard.partner_id = wizard._get_oldest()[:1]

    def _get_oldest(self):
        """The contacts, the oldest one first."""
        return self.partner_ids.sorted(lambda partner: partner.id or partner._origin.id)

    @api.model
    def _open(self, customers):
        """Offer some customers to be merged, as many at once as Odoo merges.

        :param customers: ``res.partner`` that are alike
        :return dict: the action
        """
        chosen = customers.sorted("id")[:MOST_MERGED]
        values = {"candidate_ids": customers.ids, "partner_ids": chosen.ids}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Customers"),
            "res_model": self._name,
            "res_id": self.create(values).id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_merge(self):
        """Merge the contacts into the one to keep, with their points, sales and cards.

        :raises AccessError: when the user is not a manager of the point of sale, or may not read a
            contact
        :raises UserError: when these contacts must not be merged
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_choice()
        self._check_customers()
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge(self.partner_ids.ids, self.partner_id.sudo(), extra_checks=False)
        return {"type": "ir.actions.act_window_close"}

    def _check_choice(self):
        """:raises UserError: when it is not some likely duplicates, and one of them to keep"""
        if not 1 < len(self.partner_ids) <= MOST_MERGED:
            raise UserError(
                self.env._(
                    "Select 2 to %(most)s contacts to merge. Merge others afterwards.",
                    most=MOST_MERGED,
                )
            )
        if self.partner_id not in self.partner_ids:
            raise UserError(self.env._("Choose the contact to keep among the contacts to merge."))
        if not self.env["customer.duplicate"]._are_alike(self.partner_ids):
            raise UserError(
                self.env._(
                    "These contacts are no likely duplicates: they have neither email, phone, nor "
                    "name and birthday in common, or they belong to different companies. Merge "
                    "only contacts of the list."
                )
            )

    def _check_customers(self):
        """:raises UserError: when a contact is more than a customer"""
        everybody = self.partner_ids.sudo().with_context(active_test=False)
        if users := everybody.filtered("user_ids"):
            raise UserError(
                self.env._(
                    "%(names)s can log in, now or formerly. Leave such contacts out, or ask an "
                    "administrator to merge them in Contacts.",
                    names=", ".join(users.mapped("display_name")),
                )
            )
        if own := everybody.filtered("ref_company_ids"):
            raise UserError(
                self.env._(
                    "%(names)s stands for a company of this database. Leave it out.",
                    names=", ".join(own.mapped("display_name")),
                )
            )
