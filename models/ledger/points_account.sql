-- The balance is the sum of the entries, and the open lots add up to it. Each entry carries
-- the balance after it and is checked against the one before (points_entry.sql), so the last one's is
-- the sum: at the end of each transaction the account and its lots must agree with it.
--
-- Each of the three tables has a check of its own that looks at no more than what a change of that
-- table alone can spoil: an expiry runs each of them once for each of a million lots.

CREATE OR REPLACE FUNCTION points_account_check_balance() RETURNS trigger AS $$
DECLARE
    ledger record;
    account record;
BEGIN
    SELECT balance_after, sequence,
           (SELECT COALESCE(sum(points), 0) FROM points_lot WHERE account_id = NEW.id) AS open_points
      INTO ledger
      FROM points_entry WHERE account_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF ledger.balance_after = NEW.balance AND ledger.sequence = NEW.entry_count
    AND ledger.open_points = GREATEST(NEW.balance, 0) THEN
        RETURN NULL;
    END IF;
    -- The account may have changed again since, or never have had an entry.
    SELECT a.balance, a.entry_count,
           COALESCE(e.balance_after, 0) AS ledger_balance, COALESCE(e.sequence, 0) AS ledger_count,
           (SELECT COALESCE(sum(points), 0) FROM points_lot WHERE account_id = a.id) AS open_points
      INTO account
      FROM points_account a
      LEFT JOIN LATERAL (
            SELECT balance_after, sequence FROM points_entry
             WHERE account_id = a.id ORDER BY sequence DESC LIMIT 1) e ON TRUE
     WHERE a.id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL; -- deleted since
    END IF;
    IF account.balance IS DISTINCT FROM account.ledger_balance
    OR account.entry_count IS DISTINCT FROM account.ledger_count THEN
        RAISE EXCEPTION 'The balance of points account % is % after % entries, but its ledger says % after %. '
            'Points are only changed by an entry in the ledger.',
            NEW.id, account.balance, account.entry_count, account.ledger_balance, account.ledger_count
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF account.open_points <> GREATEST(account.balance, 0) THEN
        RAISE EXCEPTION 'The lots of points account % add up to %, but its balance is %.',
            NEW.id, account.open_points, account.balance
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
ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_check_balance;

-- Each entry updates its account, and no indexed column of it: with room on the page for the new version
-- the indexes stay as they are.

ALTER TABLE points_account SET (fillfactor = 80);
