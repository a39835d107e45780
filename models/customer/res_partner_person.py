from odoo import api, fields, models
from odoo.fields import Domain

from ..common.for_readers import for_readers_of

WHO_SEES = "point_of_sale.group_pos_user,base.group_partner_manager"


class ResPartner(models.Model):
    """What a shop asks of a person, and Odoo does not.

    The database dates a customer by the first purchase, see ``customer_turnover.sql``.
    """

    _inherit = "res.partner"

    birthday = fields.Date(groups=WHO_SEES)
    customer_since = fields.Date(
        copy=False,
        groups=WHO_SEES,
        help="Date of the first purchase: a point of sale order or an invoice. It can be entered "
        "or imported, for customers of earlier systems, and is then kept.",
    )
    has_birthday_this_month = fields.Boolean(
        "Birthday This Month",
        compute="_compute_has_birthday_this_month",
        search="_search_has_birthday_this_month",
        groups=WHO_SEES,
    )

    @api.depends("birthday")
    def _compute_has_birthday_this_month(self):
        month = fields.Date.context_today(self).month
        for partner in self:
            partner.has_birthday_this_month = partner.birthday and partner.birthday.month == month

    @api.model
    @for_readers_of("has_birthday_this_month")
    def _search_has_birthday_this_month(self, comparison, value):
        if comparison != "in":
            return NotImplemented
        month = fields.Date.context_today(self).month
        return Domain("birthday.month_number", "=", month)
