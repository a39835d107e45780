from odoo import api, fields, models
from odoo.tools import SQL

from ..sale.pos_order import PAID_STATES
from .res_partner_figures import CASHIER, search_figure


class ResPartner(models.Model):
    """What a customer owes, and what the shop owes back.

    Both are those of the company that a contact belongs to, as Odoo books them.
    """

    _inherit = "res.partner"

    account_balance = fields.Monetary(
        compute="_compute_account_balance",
        search=search_figure("account_balance"),
        groups=CASHIER,
        help="Open invoices, and on-account orders of sessions that are not closed yet. Negative "
        "if the shop owes the customer.",
    )
    credit_note_total = fields.Monetary(
        "Open Credit Notes",
        compute="_compute_credit_note_total",
        search=search_figure("credit_note_total"),
        groups=CASHIER,
        help="Remaining amount of the customer's credit notes.",
    )

    @api.depends_context("company")
    def _compute_account_balance(self):
        self._fill_figures(["account_balance"], self._get_account_query(self))

    @api.depends_context("company")
    def _compute_credit_note_total(self):
        self._fill_figures(["credit_note_total"], self._get_credit_notes_query(self))

    @api.model
    def _get_books_query(self, amounts, partners=None):
        """Amounts of the books added up for all contacts of a commercial entity.

        :param SQL amounts: rows of ``partner_id`` and ``amount``
        """
        return SQL(
            """
            SELECT owner.id, sum(books.amount) AS amount
              FROM res_partner owner
              JOIN res_partner member ON member.commercial_partner_id = owner.commercial_partner_id
              JOIN (%s) books ON books.partner_id = member.id
             WHERE %s GROUP BY owner.id
            """,
            amounts,
            SQL("owner.id = ANY(%s)", partners._origin.ids) if partners else SQL("true"),
        )

    @api.model
    def _get_of_entities(self, column, partners=None):
        """A condition that keeps the books of some customers, so that an index is used."""
        if not partners:
            return SQL("true")
        return SQL(
            """
            %s = ANY(ARRAY(SELECT member.id FROM res_partner owner
                             JOIN res_partner member
                               ON member.commercial_partner_id = owner.commercial_partner_id
                            WHERE owner.id = ANY(%s)))
            """,
            SQL.identifier(*column.split(".")),
            partners._origin.ids,
        )

    @api.model
    def _get_account_query(self, partners=None):
        """Rows of ``id`` and ``account_balance``: receivables that are open, and what is on
        account in sessions that are not booked yet and has no invoice.

        The accounts on which tills wait for their own payments are not the customer's debt.
        """
        amounts = SQL(
            """
            SELECT line.partner_id, line.amount_residual AS amount
              FROM account_move_line line
             WHERE line.account_id = ANY(%(accounts)s) AND line.reconciled IS NOT TRUE
               AND line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
               AND %(of_lines)s
             UNION ALL
            SELECT o.partner_id,
                   payment.amount / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric
              FROM pos_session session
              JOIN pos_payment payment ON payment.session_id = session.id
              JOIN pos_payment_method method ON method.id = payment.payment_method_id
                                            AND method.journal_id IS NULL
              JOIN pos_order o ON o.id = payment.pos_order_id
             WHERE session.state <> 'closed' AND o.state IN %(paid)s
               AND o.account_move IS NULL AND o.company_id = ANY(%(companies)s)
               AND %(of_orders)s
            """,
            paid=PAID_STATES,
            accounts=self._get_receivable_accounts().ids,
            companies=self._get_figure_companies().ids,
            of_lines=self._get_of_entities("line.partner_id", partners),
            of_orders=self._get_of_entities("o.partner_id", partners),
        )
        return SQL(
            "SELECT id, amount AS account_balance FROM (%s) books",
            self._get_books_query(amounts, partners),
        )

    @api.model
    def _get_receivable_accounts(self):
        companies = self._get_figure_companies().sudo()
        accounts = self.env["account.account"].sudo()
        methods = self.env["pos.payment.method"].sudo().with_context(active_test=False)
        tills = companies.account_default_pos_receivable_account_id | (
            methods.search([("company_id", "in", companies.ids)]).receivable_account_id
        )
        return accounts.search(
            [("account_type", "=", "asset_receivable"), ("company_ids", "in", companies.ids)]
        ).filtered(lambda account: account not in tills)

    @api.model
    def _get_credit_notes_query(self, partners=None):
        """Rows of ``id`` and ``credit_note_total``: what is left of credit notes."""
        amounts = SQL(
            """
            SELECT move.partner_id, -move.amount_residual_signed AS amount FROM account_move move
             WHERE move.move_type = 'out_refund' AND move.state = 'posted'
               AND move.payment_state IN ('not_paid', 'partial')
               AND move.company_id = ANY(%s) AND %s
            """,
            self._get_figure_companies().ids,
            self._get_of_entities("move.partner_id", partners),
        )
        return SQL(
            "SELECT id, amount AS credit_note_total FROM (%s) books",
            self._get_books_query(amounts, partners),
        )
