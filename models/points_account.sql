-- The balance is the sum of the entries (law 2). Each entry carries the balance after it and is
-- checked against the one before (points_entry.sql), so the last one's is the sum: at the end of
-- each transaction the account must agree with it.

CREATE OR REPLACE FUNCTION points_account_check_balance() RETURNS trigger AS $$
DECLARE
    checked_id integer := CASE TG_TABLE_NAME WHEN 'points_account' THEN NEW.id
                          ELSE (to_jsonb(NEW) ->> 'account_id')::integer END;
    account record;
    entry record;
BEGIN
    SELECT balance, entry_count INTO account FROM points_account WHERE id = checked_id;
    SELECT balance_after, sequence INTO entry FROM points_entry
     WHERE account_id = checked_id ORDER BY sequence DESC LIMIT 1;
    IF account.balance IS DISTINCT FROM COALESCE(entry.balance_after, 0)
    OR account.entry_count IS DISTINCT FROM COALESCE(entry.sequence, 0) THEN
        RAISE EXCEPTION 'The balance of points account % is % after % entries, but its ledger says % after %. '
            'Points are only changed by an entry in the ledger.',
            checked_id, account.balance, account.entry_count,
            COALESCE(entry.balance_after, 0), COALESCE(entry.sequence, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_account_check_balance ON points_account;
CREATE CONSTRAINT TRIGGER points_account_check_balance
    AFTER INSERT OR UPDATE OF balance, entry_count ON points_account
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_account_check_balance();
