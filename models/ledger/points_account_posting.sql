-- How an entry is posted: functions, since PostgreSQL plans what is in one once for each connection. They guard
-- nothing: whatever they do is compared with the ledger at COMMIT (points_account.sql).

-- All that an entry needs to know of its account, in one call: a sale stays cheap. The row is locked until
-- the transaction ends.
-- Where two tills open the same account at once, the second one waits and retries.

CREATE OR REPLACE FUNCTION points_account_lock(
    of_program integer, of_partner integer, asked_key varchar, opens boolean, by_user integer, at timestamp)
RETURNS TABLE (id integer, balance integer, entry_count integer, posted_id integer, held bigint, lots jsonb) AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH known AS (
        SELECT id, balance, entry_count FROM points_account
         WHERE program_id = of_program AND partner_id = of_partner AND merged_into_id IS NULL
           FOR UPDATE
    ), opened AS (
        INSERT INTO points_account (program_id, partner_id, balance, held, entry_count,
                                    create_uid, create_date, write_uid, write_date)
        SELECT of_program, of_partner, 0, 0, 0, by_user, at, by_user, at
         WHERE opens AND NOT EXISTS (SELECT FROM known)
        ON CONFLICT DO NOTHING
        RETURNING id, balance, entry_count
    )
    SELECT a.id, a.balance, a.entry_count,
           (SELECT id FROM points_entry WHERE key = asked_key),
           (SELECT COALESCE(sum(points), 0) FROM points_hold
             WHERE account_id = a.id AND state = 'active' AND expires_at > at),
           (SELECT jsonb_agg(jsonb_build_array(
                       CASE WHEN available_on IS NULL THEN to_jsonb(expires_on)
                            ELSE jsonb_build_array(expires_on, available_on) END, points))
              FROM points_lot
             WHERE account_id = a.id AND points > 0)
      FROM (TABLE known UNION ALL TABLE opened) a;
END
$$ LANGUAGE plpgsql;

-- Lots and balance follow from an entry. What the account holds then is computed by whoever writes it, and
-- compared with the ledger at COMMIT.
-- Lots are not moved by INSERT ... ON CONFLICT, which checks the row it proposes before it finds the one that
-- is there: a debit would be refused as a negative lot.

DROP FUNCTION IF EXISTS points_account_follow(
    integer, date[], integer[], integer, integer, date, integer, integer, timestamp);

CREATE OR REPLACE FUNCTION points_account_follow(
    followed integer, days date[], starts date[], moved integer[], its_balance integer, its_entries integer,
    expires date, expiring integer, counts_later jsonb, by_user integer, at timestamp) RETURNS integer AS $$
BEGIN
    FOR place IN 1 .. cardinality(days) LOOP
        UPDATE points_lot SET points = points + moved[place]
         WHERE account_id = followed
           AND COALESCE(expires_on, 'infinity') = COALESCE(days[place], 'infinity')
           AND COALESCE(available_on, '-infinity') = COALESCE(starts[place], '-infinity');
        IF NOT FOUND THEN
            INSERT INTO points_lot (account_id, expires_on, available_on, points)
            VALUES (followed, days[place], starts[place], moved[place]);
        END IF;
    END LOOP;
    UPDATE points_account
       SET balance = its_balance, entry_count = its_entries, next_expiry = expires,
           next_expiry_points = expiring, pending = counts_later, write_uid = by_user, write_date = at
     WHERE id = followed;
    RETURN followed;
END
$$ LANGUAGE plpgsql;
