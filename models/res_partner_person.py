from odoo import fields, models


class ResPartner(models.Model):
    """What a shop asks of a person, and Odoo does not."""

    _inherit = "res.partner"

    birthday = fields.Date(groups="point_of_sale.group_pos_user,base.group_partner_manager")
