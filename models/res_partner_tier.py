from odoo import api, fields, models
from odoo.tools import SQL

from ..points.tiers import Standing, highest, next_step


class ResPartner(models.Model):
    """How far customers are from the next tier."""

    _inherit = "res.partner"

    tier_progress = fields.Json(
        "Next Tier",
        compute="_compute_tier_progress",
        groups="point_of_sale.group_pos_user",
        help="What is missing to the next tier, in the company that one works in.",
    )
    fitting_category_id = fields.Many2one(
        "res.partner.category",
        "Meets the Conditions of",
        compute="_compute_fitting_category_id",
        search="_search_fitting_category_id",
        groups="point_of_sale.group_pos_manager",
        help="To find the customers who meet the conditions of a category at this moment.",
    )

    @api.depends("category_id")
    @api.depends_context("company", "lang")
    def _compute_tier_progress(self):
        progress = self._read_tier_progresses(self.env.company)
        for partner in self:
            partner.tier_progress = progress.get(partner._origin.id, False)

    def _compute_fitting_category_id(self):
        self.fitting_category_id = False

    @api.model
    def _search_fitting_category_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        Category = self.env["res.partner.category"].sudo()
        categories = Category.browse(value).exists()
        plain = [
            category._to_plain(category._uses_figures() and self.env.company)
            for category in categories
            if category._has_conditions()
        ]
        if not plain:
            return [("id", "in", [])]
        query = Category._get_evaluation_query(plain, lambda _column: SQL("TRUE"))
        return [("id", "in", SQL("SELECT id FROM (%s) fitting WHERE wanted != '{}'", query))]

    def _read_tier_progress(self, company):
        """What this customer has to do for the next tier.

        :param company: the ``res.company`` whose tiers and figures count
        :return dict: ``name`` of the next tier, what is ``missing`` of its ``kind``
            (``turnover`` in the company's currency, ``visits`` or ``points``) and the ``share``
            that is done, 0 to 1; see ``_prepare_tier_progress``. False where there is none.
        """
        self.ensure_one()
        return self._read_tier_progresses(company).get(self.id, False)

    def _read_tier_progresses(self, company):
        """``_read_tier_progress`` of many customers, in one statement or none.

        :return dict: by the id of each customer; those without a tier are left out
        """
        Category = self.env["res.partner.category"].sudo()
        plain = Category._get_tiers(company)
        if not plain or not self.ids:
            return {}
        tiers = [Category._to_tier(category) for category in plain]
        self.env.flush_all()
        rows = self.env.execute_query(Category._get_tiers_query(plain, self._origin))
        progress = {
            partner_id: self._prepare_tier_progress(company, tiers, standings)
            for partner_id, standings in rows
        }
        return {partner_id: values for partner_id, values in progress.items() if values}

    @api.model
    def _prepare_tier_progress(self, company, tiers, standings):
        """What sheet, till and receipt know of the way to the next tier.

        :return dict: or False where there is neither a tier reached nor one ahead
        """
        standing = {
            tier.key: Standing(tuple(values), possible, held)
            for tier, (held, possible, values) in zip(tiers, standings, strict=True)
        }
        step, reached = next_step(tiers, standing), highest(tiers, standing)
        if not step and not reached:
            return False
        values = {"reached": self._get_tier_name(reached), "name": False}
        if step:
            values |= {
                "name": self._get_tier_name(step.tier),
                "kind": step.kind,
                "days": step.days,
                "target": step.target,
                "missing": round(step.missing, company.currency_id.decimal_places),
                "share": step.share,
                "currency_id": company.currency_id.id,
            }
        return values

    @api.model
    def _get_tier_name(self, category_id):
        return bool(category_id) and self.env["res.partner.category"].sudo().browse(category_id).name

