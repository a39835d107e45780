from odoo import fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    """A shop stores birthdays only if it uses them."""

    _inherit = "res.company"

    use_birthdays = fields.Boolean(
        help="Customers can have a birthday: for greetings, conditions and finding duplicates. "
        "Otherwise none is stored.",
    )

    def write(self, vals):
        using = self.filtered("use_birthdays")
        result = super().write(vals)
        (using - using.filtered("use_birthdays"))._forget_birthdays()
        return result

    def _forget_birthdays(self):
        """Delete the birthdays of customers that no company uses any more."""
        if self:
            self.env.flush_all()
            query = SQL("UPDATE res_partner p SET birthday = NULL WHERE %s", self._get_birthdays())
            self.env.cr.execute(query)
            self.env["res.partner"].invalidate_model(["birthday"])

    def _count_birthdays(self):
        """How many birthdays would be deleted if this company used them no more."""
        self.env.flush_all()
        query = SQL("SELECT count(*) FROM res_partner p WHERE %s", self._get_birthdays())
        return self.env.execute_query(query)[0][0]

    def _get_birthdays(self):
        """The condition on contacts whose birthday nobody but these companies uses."""
        return SQL(
            """
            p.birthday IS NOT NULL AND (
                p.company_id = ANY(%(companies)s)
                OR p.company_id IS NULL AND NOT EXISTS (
                    SELECT FROM res_company c WHERE c.use_birthdays AND c.id <> ALL(%(companies)s)))
            """,
            companies=self.ids,
        )
