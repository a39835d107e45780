"""Figures of customers know which part of them comes from invoices, and since when they are."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["customer.turnover"]._rebuild()
    env["customer.turnover"]._date_customers()
    # The ready-made category took customers who were invoiced yesterday.
    cr.execute(
        """
        UPDATE res_partner_category
           SET last_purchase_test = last_visit_test, last_purchase_days = last_visit_days,
               last_visit_test = NULL
         WHERE id = %s AND last_visit_test = 'least' AND last_purchase_test IS NULL
        """,
        [env.ref("pos_customer_loyalty.res_partner_category_sleeping", False).id],
    )
    env.invalidate_all()
