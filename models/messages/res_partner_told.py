from odoo import models


class ResPartner(models.Model):
    """What messages tell of a customer's papers, for who has none too.

    Odoo renders messages with all rights: only the companies at work are looked at.
    """

    _inherit = "res.partner"

    def _get_told_credit_notes(self):
        """The credit notes that are open, the oldest first.

        :return: the ``account.move``
        """
        self.ensure_one()
        notes = self.env["account.move"].sudo().search(self._get_credit_notes_domain())
        return notes.filtered("amount_residual").sorted(lambda note: (note.invoice_date, note.id))

    def _get_told_order(self):
        """The last purchase at the point of sale.

        :return: the ``pos.order``, or none
        """
        self.ensure_one()
        orders = self.env["pos.order"].sudo()
        return orders._get_purchases(self.sudo(), self.env.company, limit=1)[0]
