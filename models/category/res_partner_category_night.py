from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..common.patience import in_batches
from .res_partner_category import MANAGER

#: Where a night's run that was cut short goes on: its day, and the id of the last customer.
POSITION = "pos_customer_loyalty.categories_evaluated_until"


class ResPartnerCategory(models.Model):
    """The nightly evaluation of all customers, a batch at a time."""

    _inherit = "res.partner.category"

    def action_evaluate(self):
        """Evaluate all customers in the background, now instead of tonight.

        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only Point of Sale managers can evaluate all customers."))
        self._evaluate_soon()

    def _start_anew(self):
        """Have all customers evaluated soon, by conditions that are new or mended."""
        self.sudo().is_filled = False
        self._forget_automatic()
        if any(category.is_automatic for category in self):
            self._evaluate_soon()
        self._release()

    @api.model
    def _evaluate_soon(self):
        self.env["ir.config_parameter"].sudo().set_param(POSITION, False)
        self.env.ref("pos_customer_loyalty.res_partner_category_cron").sudo()._trigger()

    def _release(self):
        """Members of categories that no longer keep themselves stay, as if put there by hand."""
        manual = self.filtered(lambda category: not category.is_automatic)
        self.env["customer.category.membership"].sudo().search(
            [("category_id", "in", manual.ids)]
        ).unlink()

    @api.model
    def _cron_evaluate(self):
        """Evaluate all customers; a run that is cut short is taken up where it was."""
        company = self.env.company
        categories = self.with_context(lang=company.partner_id.lang)
        categories._evaluate_all(self.env["ir.cron"]._commit_progress)

    @api.model
    def _evaluate_all(self, after_batch=None, size=50000):
        """Let all customers enter and leave the automatic categories.

        :param after_batch: commits a batch, and is called with the number of its customers;
            returns the seconds that are left
        :param int size: most customers of a batch
        :return int: how many customers have entered or left a category
        """
        self.env["customer.category.membership"]._reconcile()
        categories, total = self._get_automatic(), 0
        batch = partial(self._evaluate_batch, categories, size=size)
        start = self._get_position()
        for count, changes in in_batches(self.env, batch, start, are_committed=bool(after_batch)):
            total += len(changes)
            if after_batch and not after_batch(count):
                return total
        self._finish(categories)
        if after_batch:
            after_batch(0)
        return total

    @api.model
    def _evaluate_batch(self, categories, first, size):
        """Evaluate the customers that come after an id.

        :param int size: most customers
        :return tuple: the last id, None at the end, and what was done: the number of customers,
            and the changes, see ``_apply``
        """
        last, count = self._get_batch(first, size) if categories else (None, 0)
        if not last:
            return None, (0, [])
        # PostgreSQL would spend more time on compiling the statement than it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        changes, issues = self._apply_each(
            categories, lambda column: SQL("%s > %s AND %s <= %s", column, first, column, last)
        )
        self._note_issues(issues)
        self._set_position(last)
        return last, (count, changes)

    @api.model
    def _get_batch(self, position, size):
        """The customers that come after an id.

        :return tuple: the last id, None at the end, and the number of customers
        """
        (batch,) = self.env.execute_query(
            SQL(
                """
                SELECT max(id), count(*) FROM (
                    SELECT id FROM res_partner WHERE id > %s ORDER BY id LIMIT %s) batch
                """,
                position,
                size,
            )
        )
        return batch

    @api.model
    def _note_issues(self, issues):
        """Show a manager which categories cannot be evaluated; they rest until mended."""
        self._log_issues(issues)
        for category_id, issue in issues.items():
            self.sudo().browse(category_id).issue = issue
        if issues:
            self._forget_automatic()

    @api.model
    def _get_position(self):
        day, _sep, position = (self._get_parameter(POSITION) or "").partition("/")
        return int(position) if day == str(fields.Date.today()) else 0

    @api.model
    def _get_parameter(self, name):
        return self.env["ir.config_parameter"].sudo().get_param(name)

    @api.model
    def _set_position(self, position):
        day = fields.Date.today()
        self.env["ir.config_parameter"].sudo().set_param(POSITION, f"{day}/{position}")

    @api.model
    def _finish(self, categories):
        """From now on, who enters or leaves is told on the sheet."""
        self.env["ir.config_parameter"].sudo().set_param(POSITION, False)
        filled = self.sudo().browse(category["id"] for category in categories)
        filled = filled.exists().filtered(lambda category: not category.is_filled)
        if filled:
            filled.write({"is_filled": True, "filled_on": fields.Date.today()})
            self._forget_automatic()
