-- Accounts with twenty entries each of the last three years, in the order of time, and a sale for each
-- entry that earns: customers come once in two months, spend once a year, and let some points expire.
--
-- %(accounts)s accounts are added to %(program)s; the sales are of %(session)s.

CREATE TEMPORARY TABLE turn ON COMMIT DROP AS
SELECT *, sum(points) OVER (ORDER BY turn) AS balance_after
  FROM (SELECT n AS turn,
               CASE WHEN n %% 10 = 6 THEN 'redeem' WHEN n %% 10 = 0 THEN 'expire' ELSE 'earn' END AS kind,
               CASE WHEN n %% 10 = 6 THEN -100 WHEN n %% 10 = 0 THEN -60 ELSE 30 END AS points
          FROM generate_series(1, 20) n) step;

CREATE TEMPORARY TABLE customer (id integer, partner integer, place bigint) ON COMMIT DROP;

WITH partner AS (
    INSERT INTO res_partner (name, complete_name, active, autopost_bills)
    SELECT 'Customer ' || n, 'Customer ' || n, true, 'ask' FROM generate_series(1, %(accounts)s) n
    RETURNING id
), account AS (
    INSERT INTO points_account (program_id, partner_id, held, entry_count, balance, create_date)
    SELECT %(program)s, p.id, 0, t.entries, t.points, now() - interval '3 years'
      FROM partner p, (SELECT count(*) AS entries, sum(points) AS points FROM turn) t
    RETURNING id, partner_id
)
INSERT INTO customer SELECT id, partner_id, row_number() OVER () FROM account;

CREATE TEMPORARY TABLE event ON COMMIT DROP AS
SELECT c.id AS account, c.partner, t.*,
       date_trunc('second', now() AT TIME ZONE 'UTC') - interval '1095 days'
       + (t.turn - 1) * interval '54 days' + (c.place %% 54) * interval '1 day' AS at,
       (date_trunc('month', now() - interval '1095 days' + t.turn * interval '54 days')
        + interval '13 months')::date - 1 AS expires
  FROM turn t CROSS JOIN customer c;

INSERT INTO points_lot (account_id, expires_on, points)
SELECT c.id, date_trunc('month', current_date)::date + 300, (SELECT sum(points) FROM turn) FROM customer c;

INSERT INTO pos_order (name, pos_reference, uuid, partner_id, company_id, config_id, session_id,
                       user_id, state, date_order, amount_tax, amount_total, amount_paid,
                       amount_return, currency_rate)
SELECT 'Bench/' || row_number() OVER (), 'Bench ' || row_number() OVER (), gen_random_uuid(), e.partner,
       %(company)s, %(config)s, %(session)s, %(user)s, 'done', e.at, 0, 30, 30, 0, 1
  FROM event e WHERE e.kind = 'earn' ORDER BY e.at;

INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked, balance_after,
                          movements, detail, date, posted_on, user_id)
SELECT e.account, %(program)s, e.turn, concat_ws('/', 'bench-overview', e.account, e.turn), e.kind,
       e.points, e.points, e.balance_after,
       jsonb_build_array(jsonb_build_array(e.expires, e.points)),
       CASE WHEN e.kind = 'earn' THEN jsonb_build_object(
            'tax_included', true,
            'rules', '[{"rule": 1, "name": false, "basis": "amount", "points": 1, "per": 100, "earned": 30}]'::jsonb,
            'lines', (SELECT jsonb_agg(jsonb_build_object(
                          'line', e.account * 100 + n, 'rule', 1, 'amount', n * 1000, 'points', n * 10))
                        FROM generate_series(1, 3) n)) END,
       e.at, e.at, %(user)s
  FROM event e
 ORDER BY e.turn, e.at, e.account;
