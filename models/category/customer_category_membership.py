from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CustomerCategoryMembership(models.Model):
    """What the automat has to say of a customer in a category.

    Odoo's own table says who is in a category. A row here beside it says that the automat put
    the customer there, and may take him out; without one he was put there by hand. A row that is
    ``kept_out`` says that somebody took him out by hand, so that the automat leaves it at that.
    """

    _name = "customer.category.membership"
    _description = "Automatic Category Membership"
    _order = "since desc, id desc"
    _rec_name = "category_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        "res.partner.category", required=True, readonly=True, index=True, ondelete="cascade"
    )
    since = fields.Date(required=True, readonly=True)
    kept_out = fields.Boolean("Manually Excluded", required=True, readonly=True)

    _one_per_customer_and_category = models.UniqueIndex("(partner_id, category_id)")

    def action_let_back(self):
        """Leave it to the conditions again whether customers kept out by hand are members.

        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.check_access("read")
        if not self.env.user.has_group("point_of_sale.group_pos_manager"):
            raise AccessError(
                self.env._("Only Point of Sale managers can allow excluded customers again.")
            )
        partners = self.partner_id
        self.sudo().filtered("kept_out").unlink()
        self.env["res.partner.category"]._settle(partners)

    @api.model
    def _forget(self, partners):
        """Take customers out of the categories that keep themselves, before they are merged."""
        self._reconcile(partners)
        self.env.cr.execute(
            SQL(
                """
                WITH automatic AS (
                    DELETE FROM customer_category_membership WHERE partner_id = ANY(%(partners)s)
                    RETURNING partner_id, category_id, kept_out
                )
                DELETE FROM res_partner_res_partner_category_rel r USING automatic a
                 WHERE r.partner_id = a.partner_id AND r.category_id = a.category_id
                   AND NOT a.kept_out
                """,
                partners=partners.ids,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _reconcile(self, partners=None):
        """See what was done by hand since: members that somebody took out are kept out, and who
        was kept out and is in again was put there by hand.

        :param partners: the ``res.partner`` to look at, all unless given
        """
        self.env.flush_all()
        concerned = SQL("m.partner_id = ANY(%s)", partners.ids) if partners else SQL("TRUE")
        is_member = SQL(
            """EXISTS (SELECT FROM res_partner_res_partner_category_rel r
                WHERE r.partner_id = m.partner_id AND r.category_id = m.category_id)"""
        )
        self.env.cr.execute(
            SQL(
                """
                WITH put_back AS (
                    DELETE FROM customer_category_membership m
                     WHERE m.kept_out AND %(concerned)s AND %(is_member)s
                )
                UPDATE customer_category_membership m SET kept_out = TRUE, since = %(today)s
                 WHERE NOT m.kept_out AND %(concerned)s AND NOT %(is_member)s
                """,
                concerned=concerned,
                is_member=is_member,
                today=fields.Date.today(),
            )
        )
        self.invalidate_model(["kept_out", "since"])
