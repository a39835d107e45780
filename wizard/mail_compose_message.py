from odoo import api, fields, models

# Names that the composer lists; with more, it says how many there are.
MOST_NAMES = 10


class MailComposeMessage(models.TransientModel):
    """Before a message goes to customers, those are named whom it cannot reach, and those who do
    not want it."""

    _inherit = "mail.compose.message"

    unreachable_customers = fields.Char(
        "Recipients without Email", compute="_compute_unreachable_customers"
    )

    blacklisted_customers = fields.Char(
        "Blacklisted Recipients", compute="_compute_blacklisted_customers"
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

    @api.depends("composition_mode", "model", "res_ids", "partner_ids", "use_exclusion_list")
    def _compute_blacklisted_customers(self):
        for composer in self:
            composer.blacklisted_customers = composer._name_blacklisted_customers()

    def _name_blacklisted_customers(self):
        """A sentence on the customers who asked for no e-mails, if there are any.

        Odoo leaves them out of a message to many. A message to one customer goes to whom it is
        addressed, since it may be an answer.
        """
        if self.model != "res.partner":
            return False
        is_to_many = self.composition_mode == "mass_mail"
        customers = self.partner_ids
        if is_to_many:
            customers = self.env["res.partner"].browse(self._evaluate_res_ids())
        blacklisted = customers.filtered("is_blacklisted")
        if not blacklisted:
            return False
        names = blacklisted._list_names(MOST_NAMES)
        if is_to_many and self.use_exclusion_list:
            return self.env._(
                "%(blacklisted)s of %(all)s recipients are on the email blacklist and will not "
                "receive this message: %(names)s",
                blacklisted=len(blacklisted),
                all=len(customers),
                names=names,
            )
        return self.env._(
            "On the email blacklist, that is, they asked for no more mailings: %(names)s. If you "
            "send this message, they will receive it nevertheless.",
            names=names,
        )
