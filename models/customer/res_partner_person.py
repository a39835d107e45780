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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._drop_unused_birthday(vals) for vals in vals_list])

    @api.model
    def _drop_unused_birthday(self, vals):
        """What is about to be written, without a birthday that the shop does not use.

        :param dict vals: of a contact
        :return dict: the values to write
        """
        if not vals.get("birthday") or self.env.company.use_birthdays:
            return vals
        return {name: value for name, value in vals.items() if name != "birthday"}

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.company.use_birthdays)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """A shop that does not use birthdays is not asked for them, in any view."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env.company.use_birthdays:
            for node in arch.xpath("//field[@name='birthday'] | //filter[@name='birthday']"):
                node.getparent().remove(node)
        return arch, view

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
