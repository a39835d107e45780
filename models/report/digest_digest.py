from odoo import fields, models
from odoo.exceptions import AccessError

from .overview_scope import KINDS, MANAGER


class DigestDigest(models.Model):
    """Points and members in Odoo's periodic e-mail of figures."""

    _inherit = "digest.digest"

    kpi_points_earned = fields.Boolean("Loyalty: Points Earned")
    kpi_points_earned_value = fields.Integer(
        "Loyalty: Points Earned (Value)", compute="_compute_kpi_points_earned_value"
    )
    kpi_points_spent = fields.Boolean("Loyalty: Points Redeemed")
    kpi_points_spent_value = fields.Integer(
        "Loyalty: Points Redeemed (Value)", compute="_compute_kpi_points_spent_value"
    )
    kpi_points_members = fields.Boolean("Loyalty: New Members")
    kpi_points_members_value = fields.Integer(
        "Loyalty: New Members (Value)", compute="_compute_kpi_points_members_value"
    )

    def _compute_kpi_points_earned_value(self):
        self._compute_points_kpi("kpi_points_earned_value", KINDS["earned"], 1)

    def _compute_kpi_points_spent_value(self):
        self._compute_points_kpi("kpi_points_spent_value", KINDS["spent"], -1)

    def _compute_kpi_points_members_value(self):
        for digest in self:
            start, end, programs = digest._get_points_parameters()
            members = self.env["points.account"]._read_group(
                [
                    ("program_id", "in", programs.ids),
                    ("partner_id", "!=", False),
                    ("partner_id.points_partner_id", "=", False),
                    ("create_date", "<", end),
                ],
                ["partner_id"],
                having=[("create_date:min", ">=", start)],
            )
            digest.kpi_points_members_value = len(members)

    def _compute_points_kpi(self, name, kinds, sign):
        """Points of some kinds of entries, in the time and the programs of each digest."""
        for digest in self:
            start, end, programs = digest._get_points_parameters()
            domain = [
                ("program_id", "in", programs.ids),
                ("kind", "in", kinds),
                ("date", ">=", start),
                ("date", "<", end),
            ]
            ((points,),) = self.env["points.entry"]._read_group(domain, [], ["points:sum"])
            digest[name] = sign * (points or 0)

    def _get_points_parameters(self):
        """From when to when, and of which programs.

        :raises AccessError: when the reader is no manager; Odoo then leaves the figure out
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the point of sale see points."))
        start, end, companies = self._get_kpi_compute_parameters()
        programs = self.env["points.program"].with_context(active_test=False)
        return start, end, programs.search([("company_id", "in", companies.ids)])

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("point_of_sale.menu_point_root").id
        action = f"pos_customer_loyalty.points_overview_action?menu_id={menu}"
        names = ("kpi_points_earned", "kpi_points_spent", "kpi_points_members")
        return {**super()._compute_kpis_actions(company, user), **dict.fromkeys(names, action)}
