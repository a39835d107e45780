from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query
from odoo.tools.misc import formatLang

#: Lines of a document that its summary names; the others are counted.
LINES_OF_A_SUMMARY = 4
#: Documents, in the order in which ids are made of theirs.
DOCUMENTS = ("pos.order", "account.move", "sale.order")
#: Room for kinds of documents in the ids; as many as there ever may be.
KINDS = 4


class CustomerPurchase(models.Model):
    """What a customer bought, wherever it was: one list of sales at the till, invoices and orders.

    A sale that was invoiced is listed once, as the sale; a sales order as long as something of it
    waits for an invoice. The database reads it from the documents themselves, by their own indexes.
    """

    _name = "customer.purchase"
    _description = "Customer Purchase"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    name = fields.Char("Number", readonly=True)
    kind = fields.Selection(
        [
            ("sale", "Sale"),
            ("return", "Return"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("order", "Order"),
        ],
        readonly=True,
    )
    # Different currencies do not add up.
    amount_total = fields.Monetary("Total", readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    summary = fields.Char("Products", compute="_compute_summary")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._get_documents_queries())

    @api.depends("res_model", "res_id")
    def _compute_summary(self):
        found = self._read_first_lines()
        for purchase in self:
            purchase.summary = self._get_summary(*found.get(purchase.id, ((), 0)))

    def _read_first_lines(self):
        """What the documents of a page say of their lines, one query for each kind of them.

        :return dict: by purchase, pairs of a name and a quantity, and how many lines there are
        """
        self.env.flush_all()
        found = {}
        for kind, lines in enumerate(self._get_lines_queries()):
            numbers = [id_ // KINDS for id_ in self.ids if id_ % KINDS == kind]
            if numbers:
                rows = self.env.execute_query(self._get_first_lines_query(lines, numbers))
                found.update({number * KINDS + kind: row for number, *row in rows})
        products = {product for lines, _count in found.values() for _name, _qty, product in lines}
        names = self.env["product.product"].sudo().browse(products - {None})
        names = {product.id: product.display_name for product in names}
        return {
            id_: ([(name or names.get(product, ""), qty) for name, qty, product in lines], count)
            for id_, (lines, count) in found.items()
        }

    @api.model
    def _get_summary(self, lines, count):
        """Say what was bought: ``2 × Bread, Cheese, 3 more``.

        :param list lines: names and quantities of the first lines
        :param int count: of all lines
        """
        words = [self._get_words(*line) for line in lines]
        if count > len(lines):
            words.append(self.env._("%(count)s more", count=count - len(lines)))
        return ", ".join(words)

    @api.model
    def _get_words(self, name, quantity):
        if quantity == 1:
            return name
        digits = 0 if quantity == int(quantity) else 3
        return f"{formatLang(self.env, quantity, digits=digits)} × {name}"

    @api.model
    def _search(self, domain, *args, order=None, **options):
        """Read documents that are asked for by id by the ids of their tables, and of each kind no
        more than a page needs."""
        self.env.flush_all()
        condition = Domain(domain)
        narrowed = self
        if getattr(condition, "field_expr", None) == "id" and condition.operator == "in":
            narrowed = self.with_context(customer_purchase_ids=list(condition.value))
        query = super(CustomerPurchase, narrowed)._search(domain, *args, order=order, **options)
        if query.limit and order == self._order and not query.is_empty():
            return self._stop_at_page(query)
        return query

    @api.model
    def _stop_at_page(self, query):
        """The same query, in which each kind of document stops with the page: an index gives them
        in their order, so that no history is sorted."""
        documents = [
            SQL(
                "(SELECT * FROM (%s) %s WHERE %s ORDER BY date DESC, id DESC LIMIT %s)",
                documents,
                SQL.identifier(self._table),
                query.where_clause or SQL("true"),
                query.limit + (query.offset or 0),
            )
            for documents in self._get_documents_queries()
        ]
        page = Query(self.env, self._table, SQL("(%s)", SQL(" UNION ALL ").join(documents)))
        page.order, page.limit, page.offset = query.order, query.limit, query.offset
        return page

    @api.model
    def _find_newest(self, members, companies, limit):
        """The newest purchases of some customers; how many there are in all makes no difference.

        :param members: ``res.partner``, a company with its contacts, for instance
        :param companies: the ``res.company`` that sold
        :param int limit: how many purchases at most
        """
        query = self._get_newest_query(members, companies, limit)
        self.env.flush_all()
        return self.browse(id_ for (id_,) in self.env.execute_query(query))

    @api.model
    def _get_newest_query(self, members, companies, limit):
        return SQL(
            """
            SELECT newest.id
              FROM unnest(%(members)s::int[]) member (id),
                   unnest(%(companies)s::int[]) company (id),
                   LATERAL (%(documents)s) newest
             ORDER BY newest.date DESC, newest.id DESC LIMIT %(limit)s
            """,
            members=members.ids,
            companies=companies.ids,
            limit=limit,
            documents=SQL(" UNION ALL ").join(
                SQL(
                    "(SELECT id, date FROM (%s) document"
                    " WHERE partner_id = member.id AND company_id = company.id"
                    " ORDER BY date DESC, id DESC LIMIT %s)",
                    query,
                    limit,
                )
                for query in self._get_documents_queries()
            ),
        )

    @api.model
    def _get_documents_queries(self):
        """A query for each kind of document, in the order of ``DOCUMENTS``."""
        queries = [self._get_orders_query(), self._get_invoices_query()]
        if "sale.order" in self.env:
            queries.append(self._get_sales_orders_query())
        return queries

    @api.model
    def _get_narrowing(self, kind):
        """A condition on the document ``d``, where only some are asked for."""
        ids = self.env.context.get("customer_purchase_ids")
        # A call can have anything in its context.
        if not isinstance(ids, list):
            return SQL("true")
        numbers = [id_ for id_ in ids if type(id_) is int and id_ > 0]
        return SQL("d.id = ANY(%s)", [id_ // KINDS for id_ in numbers if id_ % KINDS == kind])

    @api.model
    def _get_orders_query(self):
        return SQL(
            """
            SELECT d.id::bigint * %(kinds)s AS id, d.partner_id, d.company_id,
                   d.date_order AS date, d.name::varchar AS name,
                   CASE WHEN COALESCE(d.is_pure_return, d.is_refund OR d.amount_total < 0)
                        THEN 'return' ELSE 'sale' END AS kind,
                   d.amount_total::numeric AS amount_total,
                   (SELECT COALESCE(journal.currency_id, company.currency_id)
                      FROM pos_config config
                      JOIN res_company company ON company.id = config.company_id
                      LEFT JOIN account_journal journal ON journal.id = config.journal_id
                     WHERE config.id = d.config_id) AS currency_id,
                   'pos.order' AS res_model, d.id AS res_id
              FROM pos_order d
             WHERE d.state IN ('paid', 'done') AND d.partner_id IS NOT NULL AND %(narrowing)s
            """,
            kinds=KINDS,
            narrowing=self._get_narrowing(0),
        )

    @api.model
    def _get_invoices_query(self):
        return SQL(
            """
            SELECT d.id::bigint * %(kinds)s + 1 AS id, d.partner_id, d.company_id,
                   d.invoice_date::timestamp AS date, d.name::varchar AS name,
                   CASE d.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END
                       AS kind,
                   d.amount_total_in_currency_signed::numeric AS amount_total, d.currency_id,
                   'account.move' AS res_model, d.id AS res_id
              FROM account_move d
             WHERE d.state = 'posted'
               AND d.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND NOT EXISTS (SELECT FROM pos_order o WHERE o.account_move = d.id)
               AND %(narrowing)s
            """,
            kinds=KINDS,
            narrowing=self._get_narrowing(1),
        )

    @api.model
    def _get_sales_orders_query(self):
        return SQL(
            """
            SELECT d.id::bigint * %(kinds)s + 2 AS id, d.partner_id, d.company_id,
                   d.date_order AS date, d.name::varchar AS name, 'order' AS kind,
                   d.amount_total::numeric AS amount_total, d.currency_id,
                   'sale.order' AS res_model, d.id AS res_id
              FROM sale_order d
             WHERE d.state = 'sale' AND d.invoice_status IS DISTINCT FROM 'invoiced'
               AND %(narrowing)s
            """,
            kinds=KINDS,
            narrowing=self._get_narrowing(2),
        )

    @api.model
    def _get_first_lines_query(self, lines, numbers):
        """Rows of a document's number, its first lines, and how many it has.

        :param SQL lines: rows of ``id``, ``name``, ``quantity`` and ``product_id`` of the document
            ``d.id``
        :param list numbers: ids of documents of one kind
        """
        return SQL(
            """
            SELECT d.id, lines.named, lines.count
              FROM unnest(%(numbers)s) d (id), LATERAL (
                SELECT jsonb_agg(
                           jsonb_build_array(split_part(name, E'\\n', 1), quantity, product_id)
                           ORDER BY id) FILTER (WHERE place <= %(most)s) AS named,
                       count(*) AS count
                  FROM (SELECT *, row_number() OVER (ORDER BY id) AS place
                          FROM (%(lines)s) line) line
                HAVING count(*) > 0) lines
            """,
            most=LINES_OF_A_SUMMARY,
            numbers=numbers,
            lines=lines,
        )

    @api.model
    def _get_lines_queries(self):
        """A query of the lines for each kind of document, in the order of ``DOCUMENTS``."""
        return [
            SQL(
                "SELECT id, full_product_name AS name, qty AS quantity, product_id"
                " FROM pos_order_line WHERE order_id = d.id"
            ),
            SQL(
                "SELECT id, name, quantity, product_id FROM account_move_line"
                " WHERE move_id = d.id AND display_type = 'product'"
            ),
            SQL(
                "SELECT id, name, product_uom_qty AS quantity, product_id FROM sale_order_line"
                " WHERE order_id = d.id AND display_type IS NULL"
            ),
        ]

    def action_open(self):
        """Open the sale, the invoice or the order itself."""
        self.ensure_one()
        self.check_access("read")
        number, kind = divmod(self.id, KINDS)
        return {
            "type": "ir.actions.act_window",
            "res_model": DOCUMENTS[kind],
            "res_id": number,
            "views": [(False, "form")],
        }
