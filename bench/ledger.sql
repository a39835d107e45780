-- Accounts with a ledger of ten entries each, in the order in which a year of sales would write
-- them: everybody's first entry, then everybody's second one. All triggers check them, as they
-- check a sale.
--
-- %(program)s is the program; %(accounts)s says how many accounts are added to it.

CREATE TEMPORARY TABLE turn ON COMMIT DROP AS
-- What an entry moves of the lot that expires sooner, and of the one that expires later.
SELECT *, sooner + later AS points, sum(sooner + later) OVER (ORDER BY turn) AS balance_after
  FROM (VALUES (1, 'earn', 100, 0),
               (2, 'earn', 0, 50),
               (3, 'redeem', -70, 0),
               (4, 'bonus', 0, 20),
               (5, 'earn', 0, 60),
               (6, 'redeem', -30, -60),
               (7, 'clawback', 0, -10),
               (8, 'earn', 0, 40),
               (9, 'adjust', 0, 5),
               (10, 'earn', 0, 30)) AS turn (turn, kind, sooner, later);

CREATE TEMPORARY TABLE customer (id integer, sooner date, later date) ON COMMIT DROP;

WITH partner AS (
    INSERT INTO res_partner (name, complete_name, active, autopost_bills)
    SELECT 'Customer ' || n, 'Customer ' || n, true, 'ask'
      FROM generate_series(1, %(accounts)s) n
    RETURNING id
), account AS (
    -- All lots are due: their days are those of the last month.
    INSERT INTO points_account (program_id, partner_id, held, entry_count, balance,
                                next_expiry, next_expiry_points)
    SELECT %(program)s, p.id, 0, t.entries, t.points, current_date - 1 - p.id %% 30, t.later
      FROM partner p,
           (SELECT count(*) AS entries, sum(points) AS points, sum(later) AS later FROM turn) t
    RETURNING id, next_expiry
)
INSERT INTO customer SELECT id, next_expiry - 60, next_expiry FROM account;

INSERT INTO points_lot (account_id, expires_on, points)
SELECT id, later, (SELECT sum(later) FROM turn) FROM customer;

INSERT INTO points_entry (account_id, program_id, sequence, key, kind, points, asked, balance_after,
                          movements, detail, date, posted_on, user_id)
SELECT c.id, %(program)s, t.turn, concat_ws('/', 'bench', c.id, t.turn), t.kind, t.points, t.points,
       t.balance_after,
       (SELECT jsonb_agg(jsonb_build_array(m.day, m.points))
          FROM (VALUES (c.sooner, t.sooner), (c.later, t.later)) AS m (day, points)
         WHERE m.points != 0),
       CASE WHEN t.kind = 'earn' THEN jsonb_build_object(
            'tax_included', true,
            'rules', '[{"rule": 1, "name": false, "basis": "amount", "points": 1, "per": 100, "earned": 30}]'::jsonb,
            'lines', (SELECT jsonb_agg(jsonb_build_object(
                          'line', c.id * 100 + n, 'rule', 1, 'amount', n * 1000, 'points', n * 10))
                        FROM generate_series(1, 3) n)) END,
       date_trunc('second', now()) - interval '1 year' + t.turn * interval '30 days',
       date_trunc('second', now()) - interval '1 year' + t.turn * interval '30 days',
       %(user)s
  FROM turn t CROSS JOIN customer c
 ORDER BY t.turn, c.id;
