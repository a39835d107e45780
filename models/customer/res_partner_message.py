from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Writing to customers: Odoo's mail composer with the shop's templates."""

    _inherit = "res.partner"

    def action_write_to_customer(self):
        """Open Odoo's composer with one of the shop's messages, which can be changed there.

        :return dict: the action
        :raises UserError: when the customer has no e-mail address
        """
        self.ensure_one()
        self.check_access("read")
        self._check_has_email()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Email %(customer)s", customer=self.display_name),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": self._prepare_message_context(),
        }

    def _check_has_email(self):
        """:raises UserError: when the customer has no e-mail address that can be written to"""
        self.ensure_one()
        if not self.email_normalized:
            raise UserError(
                self.env._(
                    "%(customer)s has no valid email address. Enter one on the contact, then try "
                    "again.",
                    customer=self.display_name,
                )
            )

    def _prepare_message_context(self):
        """What the composer begins with."""
        return {
            "default_composition_mode": "comment",
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": self._get_first_message().id,
        }

    def _get_salutation_name(self):
        """The name with which a message begins: the first name, where it is known by itself.

        No name on the contact is the address itself.
        """
        self.ensure_one()
        # A field of OCA's partner_firstname.
        first_name = not self.is_company and "firstname" in self._fields and self.firstname
        return first_name or self.name or self.email

    def _get_told_accounts(self):
        """The accounts of a customer that messages tell of: those of the companies at work.

        Odoo renders messages to many customers as superuser, who would see all companies.

        :return: the ``points.account``
        """
        self.ensure_one()
        return (
            self.sudo()
            ._get_points_accounts()
            .filtered(lambda account: not account.merged_into_id and account.program_id.active)
        )

    def _list_names(self, most):
        """The first names of some customers, and that there are more.

        :param int most: how many names are given at most
        """
        names = ", ".join(self[:most].mapped("display_name"))
        return f"{names}, ..." if len(self) > most else names
