from odoo import fields, models
from odoo.fields import Command


class ResPartner(models.Model):
    """What is done to categories by hand goes before what they do by themselves; and what follows
    from a contact that changes."""

    _inherit = "res.partner"

    category_membership_ids = fields.One2many(
        "customer.category.membership",
        "partner_id",
        "Automatic Categories",
        readonly=True,
        groups="point_of_sale.group_pos_user",
    )

    def write(self, vals):
        vals = self._drop_unused_birthday(vals)
        self._check_referrer_is_free(vals)
        result = super().write(vals)
        if vals.get("points_partner_id"):
            self._pool_points()
        if "category_id" in vals:
            self.env["customer.category.membership"].sudo()._reconcile(self)
        return result

    def copy_data(self, default=None):
        """A duplicate has the categories that were given by hand."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            automatic = partner.sudo().category_membership_ids.category_id
            if "category_id" in vals and "category_id" not in (default or {}):
                vals["category_id"] = [Command.set((partner.category_id - automatic).ids)]
        return vals_list
