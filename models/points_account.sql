-- The balance is the sum of the entries, and the open lots add up to it (law 2). Each entry carries
-- the balance after it and is checked against the one before (points_entry.sql), so the last one's is
-- the sum: at the end of each transaction the account and its lots must agree with it.

CREATE OR REPLACE FUNCTION points_account_check_balance() RETURNS trigger AS $$
DECLARE
    checked_id integer;
    account record;
    entry record;
    open_points bigint;
BEGIN
    IF TG_TABLE_NAME = 'points_account' THEN
        checked_id := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        checked_id := OLD.account_id;
    ELSE
        checked_id := NEW.account_id;
    END IF;
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
    SELECT COALESCE(sum(points), 0) INTO open_points FROM points_lot WHERE account_id = checked_id;
    IF open_points <> GREATEST(account.balance, 0) THEN
        RAISE EXCEPTION 'The lots of points account % add up to %, but its balance is %.',
            checked_id, open_points, account.balance
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
