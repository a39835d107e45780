from odoo import api, fields, models

# Names that the composer lists; with more, it says how many there are.
MOST_NAMES = 10


class MailComposeMessage(models.TransientModel):
    """Before a message goes to many customers, those whom it cannot reach are named."""

    _inherit = "mail.compose.message"

    unreachable_customers = fields.Char(
        "Recipients without Email", compute="_compute_unreachable_customers"
    )

    @api.depends("composition_mode", "model", "res_ids")
    def _compute_unreachable_customers(self):
        for composer in self:
            composer.unreachable_customers = composer._name_unreachable_customers()

    def _name_unreachable_customers(self):
        """A sentence on the customers who have no usable e-mail address, if there are any."""
        if self.composition_mode != "mass_mail" or self.model != "res.partner":
            return False
        customers = self.env["res.partner"].browse(self._evaluate_res_ids())
        missing = customers.filtered(lambda customer: not customer.email_normalized)
        if not missing:
            return False
        return self.env._(
            "%(missing)s of %(all)s recipients have no valid email address and will not receive "
            "this message: %(names)s",
            missing=len(missing),
            all=len(customers),
            names=missing._list_names(MOST_NAMES),
        )
