-- Lots that change without their account do not reach the end of a transaction.

CREATE OR REPLACE FUNCTION points_lot_check_balance() RETURNS trigger AS $$
DECLARE
    checked_id integer := COALESCE(NEW.account_id, OLD.account_id);
    account record;
BEGIN
    SELECT balance, (SELECT COALESCE(sum(points), 0) FROM points_lot WHERE account_id = a.id) AS open_points
      INTO account FROM points_account a WHERE id = checked_id;
    IF account.open_points <> GREATEST(account.balance, 0) THEN
        RAISE EXCEPTION 'The lots of points account % add up to %, but its balance is %.',
            checked_id, account.open_points, account.balance
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_lot_check_balance ON points_lot;
CREATE CONSTRAINT TRIGGER points_lot_check_balance AFTER INSERT OR UPDATE OR DELETE ON points_lot
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_lot_check_balance();
ALTER TABLE points_lot ENABLE ALWAYS TRIGGER points_lot_check_balance;
