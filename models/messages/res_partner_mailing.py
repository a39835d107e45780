from odoo import fields, models
from odoo.fields import Domain

from ..common import limits


class ResPartner(models.Model):
    """Writing to many customers at once, and of what they have reached."""

    _inherit = "res.partner"

    mailing_recipient_ids = fields.One2many(
        "customer.mailing.recipient",
        "partner_id",
        "Mailings",
        readonly=True,
        groups="point_of_sale.group_pos_manager",
    )

    def action_write_to_many(self):
        """Begin a mailing to the customers of a list: those selected, or all that it shows.

        The context has what the list shows, as Odoo's web client says it: ``active_domain``.

        :return dict: the action that opens the draft
        :raises UserError: when there is nobody
        """
        self.check_access("read")
        mailings = self.env["customer.mailing"]
        mailings.check_access("create")
        limits.check_count(self.env, self.ids, limits.MOST_RECORDS)
        if self:
            return mailings._start(Domain("id", "in", self.ids))
        return mailings._start(Domain(self.env.context.get("active_domain", Domain.FALSE)))

    def _get_reached_tier(self):
        """The name of the customer's tier, for messages.

        :return str: in the language of the context; False where there is none
        """
        self.ensure_one()
        return (self.sudo().tier_progress or {}).get("reached")
