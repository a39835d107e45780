from odoo import api, fields, models
from odoo.tools import SQL

from ..common.script import read_sql


class CustomerTurnover(models.Model):
    """What customers bought day by day, added up, so that no sheet reads a whole history.

    Triggers of the database write it (``customer_turnover.sql``), and only ever add rows: what a
    customer bought is their sum. It counts paid orders of the point of sale, and posted invoices
    and credit notes that do not come from one; taxes included, returns below zero. The part of
    the invoices is kept beside the sum, since a figure such as the average basket is about the
    till alone.
    """

    _name = "customer.turnover"
    _description = "Customer Turnover"
    _log_access = False
    _order = "day desc, id desc"

    # No foreign key: Odoo's merge of contacts moves the orders, and rows follow these.
    partner_id = fields.Integer("Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(readonly=True, help="In UTC.")
    amount = fields.Monetary(
        readonly=True, help="In the company's currency, taxes included; returns are negative."
    )
    visits = fields.Integer(
        readonly=True, help="Paid point of sale orders, except orders that only return products."
    )
    invoiced = fields.Monetary(
        readonly=True, help="The part of the amount that comes from invoices and credit notes."
    )
    invoices = fields.Integer(
        readonly=True, help="Posted invoices that do not come from a point of sale order."
    )
    is_sum = fields.Boolean(
        "Summary Row", readonly=True, help="Computed by the nightly scheduled action."
    )

    _of_customer = models.Index(
        "(partner_id, company_id, day) INCLUDE (amount, visits, invoiced, invoices)"
    )
    _not_added_up = models.Index("(partner_id, company_id, day) WHERE is_sum IS NOT TRUE")

    def init(self):
        self.env.cr.execute(read_sql("models/customer/customer_turnover.sql"))
        self.env.cr.execute("SELECT FROM customer_turnover LIMIT 1")
        if not self.env.cr.rowcount:
            self._rebuild()
            # The column of contacts may not be there yet.
            self.pool.post_init(self._date_customers)

    @api.model
    def _rebuild(self):
        """Count all orders and invoices anew, in one go."""
        self.env.cr.execute(
            """
            DELETE FROM customer_turnover;
            INSERT INTO customer_turnover
                   (partner_id, company_id, day, amount, visits, invoiced, invoices, is_sum)
            SELECT partner_id, company_id, day, sum(amount), sum(visits), sum(invoiced),
                   sum(invoices), true
              FROM (SELECT t.* FROM pos_order o, customer_turnover_of_order(o) t
                     UNION ALL
                    SELECT t.* FROM account_move m, customer_turnover_of_invoice(m) t
                     WHERE NOT EXISTS (SELECT FROM pos_order o WHERE o.account_move = m.id)) part
             GROUP BY 1, 2, 3
            """
        )

    @api.model
    def _date_customers(self):
        """Give all contacts who have bought, and have no date, that of their first purchase."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET customer_since = first.day
                  FROM (SELECT owner, min(day) AS day
                          FROM (SELECT members.owner, t.day
                                  FROM (%s) members
                                  JOIN customer_turnover t ON t.partner_id = members.member
                                 GROUP BY members.owner, t.partner_id, t.company_id, t.day
                                HAVING sum(t.visits) > 0 OR sum(t.invoices) > 0) bought
                         GROUP BY owner) first
                 WHERE p.id = first.owner AND p.customer_since IS NULL
                """,
                self.env["res.partner"]._get_members_query(),
            )
        )
        self.env["res.partner"].invalidate_model(["customer_since"])

    @api.model
    def _add_up(self):
        """Make one row of those of a customer and a day. The sums stay what they are."""
        self.env.cr.execute(
            """
                SELECT customer_since_fill(
                    ARRAY(SELECT DISTINCT partner_id FROM customer_turnover
                           WHERE is_sum IS NOT TRUE));
                WITH touched AS (
                    SELECT DISTINCT partner_id, company_id, day FROM customer_turnover
                     WHERE is_sum IS NOT TRUE
                ), taken AS (
                    DELETE FROM customer_turnover t USING touched
                     WHERE t.partner_id = touched.partner_id
                       AND t.company_id = touched.company_id AND t.day = touched.day
                    RETURNING t.partner_id, t.company_id, t.day, t.amount, t.visits, t.invoiced,
                              t.invoices
                )
                INSERT INTO customer_turnover
                       (partner_id, company_id, day, amount, visits, invoiced, invoices, is_sum)
                SELECT partner_id, company_id, day, sum(amount), sum(visits), sum(invoiced),
                       sum(invoices), true
                  FROM taken
                 GROUP BY 1, 2, 3
                HAVING sum(amount) <> 0 OR sum(visits) <> 0 OR sum(invoiced) <> 0
                       OR sum(invoices) <> 0
            """
        )
