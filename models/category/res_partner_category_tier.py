from odoo import api, models
from odoo.tools import SQL

from ...points.tiers import Measure, Tier


class ResPartnerCategory(models.Model):
    """Tiers: categories that are climbed by turnover, visits or points."""

    _inherit = "res.partner.category"

    @api.model
    def _get_tiers(self, company):
        """The tiers of a company as plain values, from low to high.

        How far a customer is from a free domain cannot be said, so tiers with one are left out.
        """
        return [
            category
            for category in self._get_automatic()
            if category["is_tier"]
            and category["company_id"] == company.id
            and self._get_measures(category)
            and not category["domain"]
        ]

    @api.model
    def _to_tier(self, category):
        measures = [
            Measure(kind, category[f"{kind}_least"], category.get(f"{kind}_days", 0))
            for kind in self._get_measures(category)
        ]
        return Tier(category["id"], tuple(measures))

    @api.model
    def _get_standing_query(self, categories, company, partners):
        """Customers, the ids of their categories that a company sees, and a JSON list of their
        standing before each tier: whether they are in it, whether they meet its other
        conditions, and what they have of each measure."""
        scope = self._get_scope(partners)

        def get_columns(figures):
            standings = [
                SQL(
                    """json_build_array(
                        EXISTS (SELECT FROM res_partner_res_partner_category_rel r
                                 WHERE r.partner_id = p.id AND r.category_id = %s),
                        COALESCE(%s, FALSE), json_build_array(%s))""",
                    category["id"],
                    self._get_condition(category, figures, scope, measured=False),
                    self._get_measure_columns(category, figures),
                )
                for category in categories
            ]
            return SQL(
                """ARRAY(SELECT c.id FROM res_partner_category c
                           JOIN res_partner_res_partner_category_rel r ON r.category_id = c.id
                          WHERE r.partner_id = p.id AND c.active
                            AND (c.company_id IS NULL OR c.company_id = %s)
                          ORDER BY c.id),
                   json_build_array(%s)""",
                company.id,
                SQL(", ").join(standings),
            )

        return self._get_customers_query(categories, scope, get_columns)

    @api.model
    def _get_measure_columns(self, category, figures):
        kinds = self._get_measures(category)
        return SQL(", ").join(
            SQL("COALESCE(%s, 0)", figures[self._get_figure(category, kind)]) for kind in kinds
        )
