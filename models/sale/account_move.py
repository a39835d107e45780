from odoo import models

#: What changes how much of a sale at the till is credited: a credit note, and an invoice that is
#: made anew after one, which charges for the same lines again; with the sign of what is credited.
SIGNS = {"out_refund": 1, "out_invoice": -1}


class AccountMove(models.Model):
    """A credit note for a sale that was invoiced at the till takes points back, and none while it
    is a draft or cancelled. Whoever posts it need not know of points, nor be allowed to.

    The credit note of a return has an order of its own, which takes points back itself.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._balance_points_of_sales()
        return posted

    def write(self, vals):
        withdrawn = self._get_moves_to_withdraw(vals)
        result = super().write(vals)
        withdrawn._balance_points_of_sales()
        return result

    def _get_moves_to_withdraw(self, vals):
        """Those of these moves that will be posted no more."""
        if vals.get("state", "posted") == "posted":
            return self.browse()
        return self.filtered(lambda move: move.state == "posted")

    def _balance_points_of_sales(self):
        """Let the points of sales at the till follow what is credited of them."""
        # The sale may have been made in a shop that the accountant does not see.
        for move in self.sudo().filtered(lambda move: move.move_type in SIGNS):
            for sale in move._get_credited_sales():
                sale._follow_credit_note(move)

    def _get_credited_sales(self):
        """The sales at the till, if any, whose invoice this move credits or makes anew."""
        if self.pos_order_ids:
            return self.pos_order_ids.browse()
        invoice = self.reversed_entry_id
        sales = invoice.pos_order_ids | (self | invoice)._get_sales_of_lines()
        return sales.filtered(lambda sale: sale.company_id == self.company_id)

    def _get_sales_of_lines(self):
        return self.invoice_line_ids.points_order_line_id.order_id

    def _get_credit_notes(self):
        """What credits this invoice of a sale at the till, the oldest first: its credit notes, the
        invoices that were made anew after them, and the credit notes of these."""
        anew = self._get_invoices_made_anew()
        reversals = (self | anew).reversal_move_ids
        notes = reversals.filtered(lambda move: move.move_type == "out_refund") | anew
        return notes.filtered(lambda note: note._is_of_accounting(self.company_id)).sorted("id")

    def _get_invoices_made_anew(self):
        """Invoices, other than this one, whose lines lead to sales of this one."""
        lines = self.pos_order_ids.lines.ids
        found = self.env["account.move.line"].search([("points_order_line_id", "in", lines)])
        return (found.move_id - self).filtered(lambda move: move.move_type == "out_invoice")

    def _is_of_accounting(self, company):
        """Whether this is a posted document of a company that no order at the till has made."""
        return self.state == "posted" and self.company_id == company and not self.pos_order_ids

    def _get_lines_that_credit(self):
        """The lines of these credit notes, and those of invoices made anew that charge for the
        same. What such an invoice charges for besides is new."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return lines.filtered(
            lambda line: line.move_id.move_type == "out_refund" or line.points_order_line_id
        )

    def _get_points_reason(self):
        """What the ledger says of an entry that follows from this move."""
        values = {"number": self.name}
        if self.move_type == "out_invoice":
            if self.state == "posted":
                return self.env._("New invoice %(number)s", **values)
            return self.env._("New invoice %(number)s reset or cancelled", **values)
        if self.state == "posted":
            return self.env._("Credit note %(number)s", **values)
        return self.env._("Credit note %(number)s reset or cancelled", **values)
