from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

WHO_SEES = "point_of_sale.group_pos_user,base.group_partner_manager"


class ResPartner(models.Model):
    """Several customers who earn and spend on one account: a household, or a company."""

    _inherit = "res.partner"

    points_partner_id = fields.Many2one(
        "res.partner",
        "Points Go To",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=WHO_SEES,
        written_by="point_of_sale.group_pos_manager",
        help="This customer earns and spends on the account of another contact, such as a "
        "household or a company. Points that are there already go over to it. Without it, later "
        "purchases count for this customer alone, and the points stay where they are.",
    )
    points_member_ids = fields.One2many(
        "res.partner", "points_partner_id", "Points Shared With", readonly=True, groups=WHO_SEES
    )
    points_holder = fields.Json(
        compute="_compute_points_holder",
        groups=WHO_SEES,
        help="The contact to whom the points go, as tills load it.",
    )

    @api.depends("points_partner_id.name")
    def _compute_points_holder(self):
        self.points_holder = False
        for member in self.sudo().filtered("points_partner_id"):
            holder = member.points_partner_id
            member.points_holder = {"id": holder.id, "name": holder.name or ""}

    @api.constrains("points_partner_id", "company_id")
    def _check_points_partner(self):
        """Nobody's points go on from where they went, so that each account is found in one step."""
        for member in self | self.points_member_ids:
            holder = member.points_partner_id
            if holder and (
                holder == member or holder.points_partner_id or member.points_member_ids
            ):
                raise ValidationError(
                    self.env._(
                        "The points of %(customer)s cannot go to %(holder)s: points do not go on "
                        "from one contact to the next. Choose a contact whose own points go to "
                        "nobody else.",
                        customer=member.display_name,
                        holder=holder.display_name,
                    )
                )
            if holder.company_id and holder.company_id != member.company_id:
                raise ValidationError(
                    self.env._(
                        "%(holder)s belongs to the company %(company)s, and %(customer)s does "
                        "not. Choose a contact of the same company, or one that all share.",
                        holder=holder.display_name,
                        company=holder.company_id.name,
                        customer=member.display_name,
                    )
                )

    def _pool_points(self):
        """Let what these customers have go over to the account that their points go to."""
        for member in self:
            self.env["points.account"].sudo()._pool(member)

    def _get_account_holder(self):
        """Whose account a customer earns and spends on: the one place that says so."""
        return self.browse((self.sudo().points_partner_id or self).id)

    def _get_program_domain(self):
        """The programs in which a customer can have an account."""
        root = self.sudo().company_id.root_id
        return Domain("company_id", "child_of", root.id) if root else Domain.TRUE

    def _get_everybody_on_account(self):
        """All customers who earn and spend on the same account, its holder first."""
        holder = self._get_account_holder()
        members = holder.sudo().with_context(active_test=False).points_member_ids
        return holder | self.browse(members.ids)
