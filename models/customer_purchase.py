from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

#: Lines of a document that its summary names; the others are counted.
LINES_OF_A_SUMMARY = 4
#: Documents of different tables have numbers of their own, made of theirs.
KINDS = 4
#: What a document is called, its number among the kinds, and its lines.
DOCUMENTS = {
    "pos.order": (0, "pos_order_line", "order_id", "full_product_name", "qty", "true"),
    "account.move": (
        1,
        "account_move_line",
        "move_id",
        "name",
        "quantity",
        "display_type = 'product'",
    ),
    "sale.order": (
        2,
        "sale_order_line",
        "order_id",
        "name",
        "product_uom_qty",
        "display_type IS NULL",
    ),
}


class CustomerPurchase(models.Model):
    """What a customer bought, wherever it was: one list of sales at the till, invoices and orders.

    A sale that was invoiced is listed once, as the sale; a sales order as long as something of it
    waits for an invoice. The database reads it from the documents themselves.
    """

    _name = "customer.purchase"
    _description = "Purchase of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    name = fields.Char("Number", readonly=True)
    kind = fields.Selection(
        [
            ("sale", "Sale at the Till"),
            ("return", "Return"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("order", "Sales Order"),
        ],
        readonly=True,
    )
    amount_total = fields.Monetary("Total", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    summary = fields.Char("Bought", compute="_compute_summary")

    @property
    def _table_query(self):
        queries = [self._get_orders_query(), self._get_invoices_query()]
        if "sale.order" in self.env:
            queries.append(self._get_sales_orders_query())
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _get_orders_query(self):
        return SQL(
            """
            SELECT o.id::bigint * %(kinds)s AS id, o.partner_id, o.company_id,
                   o.date_order AS date, o.name::varchar AS name,
                   CASE WHEN o.is_refund OR o.amount_total < 0 THEN 'return'
                        ELSE 'sale' END AS kind,
                   o.amount_total::numeric AS amount_total,
                   COALESCE(list.currency_id, company.currency_id) AS currency_id,
                   'pos.order' AS res_model, o.id AS res_id
              FROM pos_order o
              JOIN res_company company ON company.id = o.company_id
              LEFT JOIN product_pricelist list ON list.id = o.pricelist_id
             WHERE o.state IN ('paid', 'done')
            """,
            kinds=KINDS,
        )

    @api.model
    def _get_invoices_query(self):
        return SQL(
            """
            SELECT m.id::bigint * %(kinds)s + 1, m.partner_id, m.company_id,
                   m.invoice_date::timestamp, m.name::varchar,
                   CASE m.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END,
                   CASE m.move_type WHEN 'out_refund' THEN -m.amount_total
                                    ELSE m.amount_total END,
                   m.currency_id, 'account.move', m.id
              FROM account_move m
             WHERE m.state = 'posted'
               AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND NOT EXISTS (SELECT FROM pos_order o WHERE o.account_move = m.id)
            """,
            kinds=KINDS,
        )

    @api.model
    def _get_sales_orders_query(self):
        return SQL(
            """
            SELECT s.id::bigint * %(kinds)s + 2, s.partner_id, s.company_id, s.date_order,
                   s.name::varchar, 'order', s.amount_total, s.currency_id, 'sale.order', s.id
              FROM sale_order s
             WHERE s.state = 'sale' AND s.invoice_status IS DISTINCT FROM 'invoiced'
            """,
            kinds=KINDS,
        )

    @api.depends("res_model", "res_id")
    def _compute_summary(self):
        for model, purchases in self.grouped("res_model").items():
            lines = self._read_lines(model, purchases.mapped("res_id"))
            for purchase in purchases:
                purchase.summary = self._get_summary(lines[purchase.res_id])

    @api.model
    def _read_lines(self, model, numbers):
        """What was bought with some documents of one kind, in one statement.

        :return dict: pairs of a quantity and a name, by document
        """
        _kind, table, document, name, quantity, condition = DOCUMENTS[model]
        rows = self.env.execute_query(
            SQL(
                "SELECT %(document)s, %(quantity)s, %(name)s FROM %(table)s"
                " WHERE %(document)s = ANY(%(numbers)s) AND %(condition)s ORDER BY id",
                document=SQL.identifier(document),
                quantity=SQL.identifier(quantity),
                name=SQL.identifier(name),
                table=SQL.identifier(table),
                numbers=numbers,
                condition=SQL(condition),
            )
        )
        lines = defaultdict(list)
        for number, count, label in rows:
            lines[number].append((float(count or 0), (label or "").split("\n")[0]))
        return lines

    @api.model
    def _get_summary(self, lines):
        named = [
            label
            if count == 1
            else f"{formatLang(self.env, count, digits=0)} × {label}"
            if count == int(count)
            else f"{formatLang(self.env, count, digits=3)} × {label}"
            for count, label in lines[:LINES_OF_A_SUMMARY]
        ]
        others = len(lines) - len(named)
        if others:
            named.append(self.env._("%(count)s more", count=others))
        return ", ".join(named)

    def action_open(self):
        """Open the sale, the invoice or the order itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
