-- Lines of the sales of some customers, with what of each sale was paid in points, as a payment, as a
-- discount or by goods that were exchanged. Amounts are in the currency of the company.

SELECT o.id AS order_id, o.partner_id, o.config_id, o.date_order, l.id, l.qty,
       (COALESCE(payment.amount, 0)
        + COALESCE(discount.amount, o.points_carried, 0)) / rate.value AS paid,
       l.product_id, p.product_tmpl_id, t.points_given, t.earns_points,
       t.points_not_accepted, c.parent_path, l.combo_parent_id, l.is_points_discount,
       sign(l.qty * l.price_unit) * abs(l.price_subtotal) / rate.value AS without_taxes,
       sign(l.qty * l.price_unit) * abs(l.price_subtotal_incl) / rate.value AS price,
       %(reward)s AS reward,
       (SELECT string_agg(x.account_tax_id::text, ',' ORDER BY x.account_tax_id)
          FROM account_tax_pos_order_line_rel x
         WHERE x.pos_order_line_id = l.id) AS taxes,
       (SELECT -sum(r.qty) FROM pos_order_line r
          JOIN pos_order ro ON ro.id = r.order_id AND ro.state IN ('paid', 'done')
         WHERE r.refunded_orderline_id = l.id) AS returned
  FROM pos_order o
  JOIN LATERAL (SELECT COALESCE(NULLIF(o.currency_rate, 0), 1) AS value) rate ON true
  JOIN res_partner customer ON customer.id = o.partner_id
  JOIN pos_order_line l ON l.order_id = o.id AND l.refunded_orderline_id IS NULL
  JOIN product_product p ON p.id = l.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
  LEFT JOIN product_category c ON c.id = t.categ_id
  LEFT JOIN LATERAL (
        SELECT sum(abs(d.price_subtotal_incl)) AS amount FROM pos_order_line d
         WHERE d.order_id = o.id AND d.is_points_discount
           AND d.qty * d.price_unit < 0) discount ON true
  LEFT JOIN LATERAL (
        SELECT sum(pay.amount) AS amount FROM pos_payment pay
          JOIN pos_payment_method method ON method.id = pay.payment_method_id
         WHERE pay.pos_order_id = o.id AND pay.amount > 0
           AND method.use_payment_terminal = 'points') payment ON true
 WHERE o.partner_id = ANY(%(partners)s)
   AND customer.points_excluded IS NOT TRUE
   AND %(sales)s
 ORDER BY o.partner_id, o.date_order, o.id, l.id
