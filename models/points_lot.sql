-- Lots that change without their account do not reach the end of a transaction.

DROP TRIGGER IF EXISTS points_lot_check_balance ON points_lot;
CREATE CONSTRAINT TRIGGER points_lot_check_balance AFTER INSERT OR UPDATE OR DELETE ON points_lot
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_account_check_balance();
