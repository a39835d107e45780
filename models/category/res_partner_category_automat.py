import logging
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..common.attempt import attempt

_logger = logging.getLogger(__name__)


class ResPartnerCategory(models.Model):
    """Who enters a category and who leaves it, by its conditions."""

    _inherit = "res.partner.category"

    is_filled = fields.Boolean(
        "Initially Evaluated",
        readonly=True,
        copy=False,
        help="All customers were evaluated since the conditions were set. The first evaluation is "
        "not logged on each customer.",
    )
    filled_on = fields.Date("Initially Evaluated on", readonly=True, copy=False)

    @api.model
    def _settle(self, partners):
        """Let customers enter and leave categories, and tell it on their sheets.

        What is wrong with a category is logged, and keeps neither the others nor a sale from it.

        :param partners: ``res.partner``
        :raises psycopg2.OperationalError: when another transaction was faster; Odoo then runs
            the request again
        """
        categories = self._get_automatic()
        if categories and partners:
            self.env.flush_all()
            _changes, issues = self._apply_each(categories, self._get_scope(partners))
            self._log_issues(issues)

    @api.model
    def _apply_each(self, categories, scope):
        """Apply categories together; where that fails, one by one, to find what is wrong.

        :param categories: plain values, see ``_to_plain``
        :return tuple: the changes, see ``_apply``, and what is wrong by the id of a category
        :raises psycopg2.OperationalError: when another transaction was faster
        """
        changes, error = attempt(self.env, lambda: self._apply(categories, scope))
        if not error:
            return changes, {}
        if len(categories) == 1:
            return [], {categories[0]["id"]: str(error)}
        changes, issues = [], {}
        for category in categories:
            done, wrong = self._apply_each((category,), scope)
            changes += done
            issues |= wrong
        return changes, issues

    @api.model
    def _apply(self, categories, scope):
        """Let customers enter and leave, in one statement, and tell it on their sheets.

        :return list[tuple]: the ids of customer and category, and whether he has entered
        """
        changes = self.env.execute_query(self._get_apply_query(categories, scope))
        if changes:
            partners = self.env["res.partner"].browse({partner_id for partner_id, *_ in changes})
            partners.invalidate_recordset(["category_id"])
            self.invalidate_model(["partner_ids"])
            self._tell(changes)
        return changes

    @api.model
    def _get_apply_query(self, categories, scope):
        """Whoever was put in a category by hand, or taken out, is left alone."""
        return SQL(
            """
            WITH evaluated AS MATERIALIZED (%(evaluated)s),
            wanted AS (SELECT id AS partner_id, unnest(wanted) AS category_id FROM evaluated),
            leaving AS (
                DELETE FROM customer_category_membership m USING evaluated e
                 WHERE m.partner_id = e.id AND m.category_id = ANY(%(categories)s)
                   AND NOT m.kept_out AND m.category_id != ALL(e.wanted)
                   AND EXISTS (SELECT FROM res_partner_res_partner_category_rel r
                                WHERE r.partner_id = m.partner_id
                                  AND r.category_id = m.category_id)
                RETURNING m.partner_id, m.category_id
            ), left_out AS (
                DELETE FROM res_partner_res_partner_category_rel r USING leaving l
                 WHERE r.partner_id = l.partner_id AND r.category_id = l.category_id
            ), entering AS (
                INSERT INTO customer_category_membership (partner_id, category_id, since, kept_out)
                SELECT w.partner_id, w.category_id, %(today)s, FALSE FROM wanted w
                 WHERE NOT EXISTS (SELECT FROM res_partner_res_partner_category_rel r
                                    WHERE r.partner_id = w.partner_id
                                      AND r.category_id = w.category_id)
                ON CONFLICT DO NOTHING
                RETURNING partner_id, category_id
            ), entered AS (
                INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
                SELECT partner_id, category_id FROM entering
                ON CONFLICT DO NOTHING
            )
            SELECT partner_id, category_id, TRUE FROM entering
             UNION ALL SELECT partner_id, category_id, FALSE FROM leaving
            """,
            evaluated=self._get_evaluation_query(categories, scope),
            categories=[category["id"] for category in categories],
            today=fields.Date.today(),
        )

    @api.model
    def _get_evaluation_query(self, categories, scope):
        """Active customers, and the ids of the categories that they belong in: ``wanted``."""

        def get_columns(figures):
            cases = [
                SQL(
                    "CASE WHEN %s THEN %s END",
                    self._get_condition(category, figures, scope),
                    category["id"],
                )
                for category in categories
            ]
            return SQL("array_remove(ARRAY[%s]::int[], NULL) AS wanted", SQL(", ").join(cases))

        return self._get_customers_query(categories, scope, get_columns)

    @api.model
    def _log_issues(self, issues):
        for category_id, issue in issues.items():
            _logger.warning("Category %s cannot be evaluated: %s", category_id, issue)

    @api.model
    def _tell(self, changes):
        """Log the changes on the sheets of the customers, one message each.

        :param list[tuple] changes: see ``_apply``; those of a first filling are not told
        """
        filled = {category["id"] for category in self._get_automatic() if category["is_filled"]}
        names = defaultdict(lambda: ([], []))
        for partner_id, category_id, has_entered in changes:
            if category_id in filled:
                name = self.sudo().browse(category_id).display_name
                names[partner_id][not has_entered].append(name)
        if names:
            bodies = {key: self._get_message(*lists) for key, lists in names.items()}
            partners = self.env["res.partner"].sudo().browse(bodies)
            robot = self.env.ref("base.partner_root")
            partners._message_log_batch(bodies, author_id=robot.id)

    @api.model
    def _get_message(self, entered, left):
        sentences = [
            entered
            and self.env._("Added to categories: %(names)s", names=", ".join(sorted(entered))),
            left
            and self.env._("Removed from categories: %(names)s", names=", ".join(sorted(left))),
        ]
        return Markup("<br/>").join(filter(None, sentences))
