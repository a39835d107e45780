from odoo import api, fields, models
from odoo.tools import SQL

from ...points.tiers import Standing, highest, next_step
from ..common import limits
from ..common.for_readers import for_readers_of


class ResPartner(models.Model):
    """How far customers are from the next tier."""

    _inherit = "res.partner"

    tier_progress = fields.Json(
        "Tier",
        compute="_compute_tier_progress",
        groups="point_of_sale.group_pos_user",
        help="The customer's tier and what is missing to reach the next one, in the current "
        "company.",
    )
    fitting_category_id = fields.Many2one(
        "res.partner.category",
        "Meets the Conditions Of",
        compute="_compute_fitting_category_id",
        search="_search_fitting_category_id",
        groups="point_of_sale.group_pos_manager",
        help="To find the customers who currently meet the conditions of a category.",
    )

    @api.depends("category_id")
    @api.depends_context("company", "lang")
    def _compute_tier_progress(self):
        self.tier_progress = False
        progress = self._read_tier_progresses(self.env.company)
        for partner in self.filtered(lambda partner: partner._origin.id in progress):
            partner.tier_progress = progress[partner._origin.id]

    def _compute_fitting_category_id(self):
        self.fitting_category_id = False

    @api.model
    @for_readers_of("fitting_category_id")
    def _search_fitting_category_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        Category = self.env["res.partner.category"]
        limits.check_count(self.env, value, limits.MOST_ASKED)
        for category_id in filter(None, value):
            limits.check_id(self.env, category_id, "fitting_category_id")
        # Those of another company are not for everybody.
        categories = Category.browse(filter(None, value)).exists()._filtered_access("read").sudo()
        plain = [
            category._to_plain(category._uses_figures() and self.env.company)
            for category in categories
            if category._has_conditions()
        ]
        if not plain:
            return [("id", "in", [])]
        query = categories._get_evaluation_query(plain, lambda _column: SQL("TRUE"))
        return [("id", "in", SQL("SELECT id FROM (%s) fitting WHERE wanted != '{}'", query))]

    def _read_tier_progress(self, company):
        """What this customer has to do for the next tier.

        :param company: the ``res.company`` whose tiers and figures count
        :return dict: ``name`` of the next tier, what is ``missing`` of its ``kind``
            (``turnover`` in the company's currency, ``visits``, ``points`` or ``earned`` ones) and
            the ``share`` that is done, 0 to 1; see ``_prepare_tier_progress``. False where there
            is none.
        """
        self.ensure_one()
        return self._read_tier_progresses(company).get(self.id, False)

    def _read_tier_progresses(self, company):
        """``_read_tier_progress`` of many customers, in one statement or none.

        :return dict: by the id of each customer; those without a tier are left out
        """
        if not self.ids or not self.env["res.partner.category"]._get_tiers(company):
            return {}
        standings = self._read_standings(company)
        return {
            partner_id: standing["tier_progress"]
            for partner_id, standing in standings.items()
            if standing["tier_progress"]
        }

    def _read_standings(self, company):
        """The categories of customers and their way to the next tier, in one statement.

        :param company: the ``res.company`` whose categories, tiers and figures count
        :return dict: ``category_ids`` and ``tier_progress`` by the id of each active customer
        """
        Category = self.env["res.partner.category"].sudo()
        plain = Category._get_tiers(company)
        tiers = [Category._to_tier(category) for category in plain]
        self.env.flush_all()
        names = {category["id"]: self._translate(category["names"]) for category in plain}
        rows = self.env.execute_query(Category._get_standing_query(plain, company, self._origin))
        return {
            partner_id: {
                "category_ids": category_ids,
                "tier_progress": self._prepare_tier_progress(company, tiers, names, standings),
            }
            for partner_id, category_ids, standings in rows
        }

    @api.model
    def _prepare_tier_progress(self, company, tiers, names, standings):
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
        values = {"reached": names.get(reached, False), "name": False}
        if step:
            values |= {
                "name": names[step.tier],
                "kind": step.kind,
                "days": step.days,
                "target": step.target,
                "missing": round(step.missing, company.currency_id.decimal_places),
                "share": step.share,
                "currency_id": company.currency_id.id,
            }
        return values

    @api.model
    def _translate(self, names):
        """A name in the user's language.

        :param dict names: by language; English is always there
        """
        return names.get(self.env.lang) or names.get("en_US", "")
