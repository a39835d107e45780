-- A customer with a history at the till, and one in the ledger, as raw rows.
--
-- %(customer)s has %(purchases)s sales of two lines in %(session)s and as many entries of
-- %(account)s, one each hour up to now.

WITH sale AS (
    INSERT INTO pos_order (name, pos_reference, uuid, partner_id, company_id, config_id, session_id,
                           user_id, state, date_order, amount_tax, amount_total, amount_paid,
                           amount_return, currency_rate)
    SELECT 'Bench/' || n, 'Bench ' || n, gen_random_uuid(), %(customer)s, s.company, s.config_id, s.id,
           %(user)s, 'done', date_trunc('hour', now() AT TIME ZONE 'UTC') - n * interval '1 hour',
           0, 6.4, 6.4, 0, 1
      FROM generate_series(1, %(purchases)s) n,
           (SELECT session.id, config_id, c.company_id AS company FROM pos_session session
              JOIN pos_config c ON c.id = config_id WHERE session.id = %(session)s) s
    RETURNING id, company_id
)
INSERT INTO pos_order_line (order_id, company_id, name, full_product_name, product_id, qty, price_unit,
                            discount, price_subtotal, price_subtotal_incl, uuid)
SELECT sale.id, sale.company_id, 'Bench', article.name, %(product)s, article.qty, article.price, 0,
       article.qty * article.price, article.qty * article.price, gen_random_uuid()
  FROM sale, (VALUES ('Bread', 1, 2.5), ('Cheese', 1, 3.9)) article (name, qty, price);

INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked, balance_after,
                          movements, date, posted_on, user_id)
SELECT %(account)s, a.program_id, n, concat_ws('/', 'bench-sheet', a.id, n), 'earn', 6, 6, 6 * n,
       '[[null, 6]]'::jsonb, at.at, at.at, %(user)s
  FROM points_account a, generate_series(1, %(purchases)s) n,
       LATERAL (SELECT date_trunc('hour', now() AT TIME ZONE 'UTC')
                       - (%(purchases)s - n) * interval '1 hour' AS at) at
 WHERE a.id = %(account)s
 ORDER BY n;

INSERT INTO points_lot (account_id, points) VALUES (%(account)s, 6 * %(purchases)s);

UPDATE points_account SET balance = 6 * %(purchases)s, entry_count = %(purchases)s
 WHERE id = %(account)s;
