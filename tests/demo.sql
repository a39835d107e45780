-- What the demo shop must show, checked after it was installed.

CREATE FUNCTION pg_temp.count_of(what text, number bigint, wanted bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    ASSERT number >= wanted, format('the shop shows %s of at least %s %s', number, wanted, what);
END
$$;

CREATE TEMPORARY VIEW shop AS
SELECT id FROM res_company WHERE name = 'La Halle aux Saveurs';

CREATE TEMPORARY VIEW sale AS
SELECT o.* FROM pos_order o JOIN shop ON shop.id = o.company_id;

CREATE TEMPORARY VIEW entry AS
SELECT e.*, e.detail IS NOT NULL AND e.detail->'rules' @> '[{"basis": "base"}]' AS has_bonus
  FROM points_entry e JOIN points_program p ON p.id = e.program_id JOIN shop ON shop.id = p.company_id;

CREATE TEMPORARY VIEW customer AS
SELECT c.*, (SELECT max(t.day) FROM customer_turnover t WHERE t.partner_id = c.id) AS last_day
  FROM res_partner c JOIN shop ON shop.id = c.company_id;

\o /dev/null
SELECT pg_temp.count_of('sales', count(*), 300) FROM sale WHERE state = 'done';
SELECT pg_temp.count_of('months with sales', count(DISTINCT date_trunc('month', date_order)), 12)
  FROM sale;
SELECT pg_temp.count_of('tills with sales', count(DISTINCT config_id), 2) FROM sale;
SELECT pg_temp.count_of('customers', count(*), 100) FROM customer;
SELECT pg_temp.count_of('products', count(*), 30)
  FROM product_template t JOIN shop ON shop.id = t.company_id;

SELECT pg_temp.count_of('entries: ' || wanted.kind, count(e.id), wanted.number)
  FROM (VALUES ('earn', 250), ('redeem', 20), ('clawback', 5), ('restore', 3), ('expire', 20),
               ('adjust', 10), ('opening', 20), ('bonus', 50)) wanted (kind, number)
  LEFT JOIN entry e ON e.kind = wanted.kind GROUP BY wanted.kind, wanted.number;
SELECT pg_temp.count_of('months with points spent', count(DISTINCT date_trunc('month', date)), 6)
  FROM entry WHERE kind = 'redeem';
SELECT pg_temp.count_of('months with expired points', count(DISTINCT date_trunc('month', date)), 4)
  FROM entry WHERE kind = 'expire';
SELECT pg_temp.count_of('sales with a bonus', count(*), 10) FROM entry WHERE has_bonus;
SELECT pg_temp.count_of('points claimed by receipt', count(*), 1)
  FROM mail_message m JOIN sale ON sale.id = m.res_id
 WHERE m.model = 'pos.order' AND m.body LIKE '%claimed by%';

SELECT pg_temp.count_of('automatic emails: ' || wanted.kind, count(r.id), 10)
  FROM (VALUES ('welcome'), ('expiring'), ('birthday'), ('tier')) wanted (kind)
  LEFT JOIN points_program_mail m ON m.kind = wanted.kind
  LEFT JOIN customer_mailing_recipient r ON r.program_mail_id = m.id AND r.state = 'sent'
 GROUP BY wanted.kind;
SELECT pg_temp.count_of('queues without a message', count(*), 1)
  FROM (SELECT WHERE NOT EXISTS (SELECT FROM mail_mail m JOIN mail_message g ON g.id = m.mail_message_id
                                  WHERE g.model = 'res.partner')) none;

SELECT pg_temp.count_of('rewards', count(*), 3)
  FROM points_reward r JOIN points_program p ON p.id = r.program_id JOIN shop ON shop.id = p.company_id;

-- By hand nobody has entered or left a tier.
SELECT pg_temp.count_of('tiers', count(*), 3) FROM res_partner_category
 WHERE is_tier AND is_automatic;
SELECT pg_temp.count_of('customers in ' || (c.name->>'en_US'), count(m.id), 1)
  FROM res_partner_category c LEFT JOIN customer_category_membership m ON m.category_id = c.id
 WHERE c.is_tier AND c.is_automatic GROUP BY c.id;
SELECT pg_temp.count_of('customers who reached a tier', count(DISTINCT m.res_id), 10)
  FROM mail_message m JOIN customer ON customer.id = m.res_id
 WHERE m.model = 'res.partner' AND m.body ~ 'Added to categories: .*(Regular|Top|Gold)';
SELECT pg_temp.count_of('customers who lost a tier', count(DISTINCT m.res_id), 5)
  FROM mail_message m JOIN customer ON customer.id = m.res_id
 WHERE m.model = 'res.partner' AND m.body ~ 'Removed from categories: .*(Regular|Top|Gold)';
SELECT pg_temp.count_of('customers who sleep', count(*), 10)
  FROM customer WHERE last_day < current_date - 180;

SELECT pg_temp.count_of('alerts: ' || wanted.kind, count(a.id), 1)
  FROM (VALUES ('earnings'), ('own')) wanted (kind) LEFT JOIN points_alert a ON a.kind = wanted.kind
 GROUP BY wanted.kind;
SELECT pg_temp.count_of('alerts: ' || wanted.state, count(a.id), 1)
  FROM (VALUES ('open'), ('seen')) wanted (state) LEFT JOIN points_alert a ON a.state = wanted.state
 GROUP BY wanted.state;
SELECT pg_temp.count_of('orders without their points', count(*), 1)
  FROM sale WHERE points_issue IS NOT NULL;
SELECT pg_temp.count_of('likely duplicates', count(*), 3)
  FROM (SELECT FROM customer c JOIN customer_search s ON s.partner_id = c.id
         GROUP BY s.person, s.phone HAVING count(*) = 2) pair;
\o

DO $$
BEGIN
    ASSERT (SELECT count(*) FROM sale WHERE points_issue IS NOT NULL) = 1, 'the others got their points';
    ASSERT NOT EXISTS (SELECT FROM sale WHERE points_date IS NOT NULL), 'each sale has its own date';
    ASSERT NOT EXISTS (SELECT FROM sale WHERE date_order >= current_date + 1), 'none is to come';
    ASSERT NOT EXISTS (SELECT FROM entry WHERE abs(extract(epoch FROM posted_on - date)) > 15 * 86400),
        'what happened was posted in its fortnight';
    -- Users and companies of the database are contacts, too.
    ASSERT NOT EXISTS (
        SELECT FROM res_partner p WHERE p.active AND p.company_id IS NULL
           AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
           AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)),
        'the directory has no contacts but those of the shop';
    ASSERT NOT EXISTS (
        SELECT FROM points_account a
          LEFT JOIN (SELECT account_id, sum(points) AS points FROM points_entry GROUP BY 1) e
                 ON e.account_id = a.id
         WHERE a.balance != COALESCE(e.points, 0)), 'each balance is the sum of its entries';
END
$$;
