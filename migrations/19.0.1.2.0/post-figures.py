"""Orders that take goods back say whether they sell any, and figures count exchanges as visits."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute(
        """
        UPDATE pos_order o SET is_pure_return = NOT EXISTS (
                    SELECT FROM pos_order_line l
                     WHERE l.order_id = o.id AND l.qty > 0 AND l.refunded_orderline_id IS NULL)
         WHERE o.is_pure_return IS NULL AND o.state IN ('paid', 'done')
           AND EXISTS (SELECT FROM pos_order_line l
                        WHERE l.order_id = o.id
                          AND (l.qty < 0 OR l.refunded_orderline_id IS NOT NULL))
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["customer.turnover"]._rebuild()
    env["customer.turnover"]._date_customers()
    env.invalidate_all()
