-- One statement: choose, lock, write the entries, and let lots and balances follow.
-- Day, account and lot say where it begins, the size how many lots it takes at most.

WITH due AS (
    SELECT l.id, l.account_id, l.expires_on, l.points,
           CASE WHEN l.available_on IS NULL THEN to_jsonb(l.expires_on)
                ELSE jsonb_build_array(l.expires_on, l.available_on) END AS day,
           a.program_id, a.balance, a.entry_count, p.tz
      FROM points_lot l
      JOIN points_account a ON a.id = l.account_id
      JOIN points_program p ON p.id = a.program_id
     WHERE l.points > 0 AND l.expires_on IS NOT NULL
       AND (l.expires_on, l.account_id, l.id) > (%(day)s, %(account)s, %(lot)s)
       AND l.expires_on <
           (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date
       AND NOT EXISTS (
            SELECT FROM points_hold h WHERE h.account_id = a.id
               AND h.state = 'active' AND h.expires_at > %(now)s)
     ORDER BY l.expires_on, l.account_id, l.id
     LIMIT %(size)s
       FOR UPDATE OF a SKIP LOCKED
), expired AS (
    SELECT due.*, entry_count + row_number() OVER account AS sequence,
           balance - sum(points) OVER account AS balance_after
      FROM due WINDOW account AS (PARTITION BY account_id ORDER BY expires_on, id)
), entry AS (
    INSERT INTO points_entry (account_id, program_id, sequence, key,
                              kind, points, asked, balance_after,
                              movements, date, posted_on)
    SELECT account_id, program_id, sequence,
           concat_ws('/', 'expire', account_id, expires_on, sequence),
           'expire', -points, -points, balance_after,
           jsonb_build_array(jsonb_build_array(day, -points)),
           (expires_on + 1)::timestamp AT TIME ZONE tz AT TIME ZONE 'UTC',
           %(now)s
      FROM expired ORDER BY account_id, sequence
), spent AS (
    DELETE FROM points_lot l USING expired x WHERE l.id = x.id
), account AS (
    UPDATE points_account a
       SET balance = x.balance_after, entry_count = x.sequence, write_date = %(now)s,
           next_expiry = n.expires_on, next_expiry_points = COALESCE(n.points, 0),
           pending = CASE WHEN a.pending IS NOT NULL THEN (
                SELECT jsonb_agg(jsonb_build_array(available_on, points) ORDER BY available_on)
                  FROM (SELECT l.available_on, sum(l.points) AS points FROM points_lot l
                         WHERE l.account_id = x.account_id AND l.points > 0
                           AND l.available_on IS NOT NULL AND l.id <> ALL(x.lots)
                         GROUP BY l.available_on) later) END
      FROM (SELECT account_id, min(balance_after) AS balance_after,
                   max(sequence) AS sequence, array_agg(id) AS lots
              FROM expired GROUP BY account_id) x
      LEFT JOIN LATERAL (
            SELECT l.expires_on, sum(l.points)::integer AS points FROM points_lot l
             WHERE l.account_id = x.account_id AND l.points > 0
               AND l.expires_on IS NOT NULL AND l.id <> ALL(x.lots)
             GROUP BY l.expires_on ORDER BY l.expires_on LIMIT 1) n ON TRUE
     WHERE a.id = x.account_id
)
SELECT expires_on, account_id, id FROM due
