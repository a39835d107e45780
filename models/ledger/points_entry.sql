-- The ledger is append-only: what is written stays, for superusers and raw SQL too.

CREATE OR REPLACE FUNCTION points_entry_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'The points ledger is append-only: % of points_entry is refused. '
        'Correct a mistake with a further entry.', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_entry_refuse_change ON points_entry;
CREATE TRIGGER points_entry_refuse_change BEFORE UPDATE OR DELETE ON points_entry
    FOR EACH ROW EXECUTE FUNCTION points_entry_refuse_change();

DROP TRIGGER IF EXISTS points_entry_refuse_truncate ON points_entry;
CREATE TRIGGER points_entry_refuse_truncate BEFORE TRUNCATE ON points_entry
    FOR EACH STATEMENT EXECUTE FUNCTION points_entry_refuse_change();

-- What an entry says, for its hash; points/chain.py reads the same parts in the same order. The last part
-- is there only where points count from a day on: what was written before there were such points stays as it is.

CREATE OR REPLACE FUNCTION points_entry_content(entry points_entry) RETURNS text AS $$
    SELECT concat_ws(E'\x1f', entry.account_id, entry.program_id, entry.sequence, entry.kind,
        entry.points, entry.asked, entry.balance_after,
        to_char(entry.date, 'YYYY-MM-DD HH24:MI:SS'), to_char(entry.posted_on, 'YYYY-MM-DD HH24:MI:SS'),
        COALESCE(entry.user_id::text, ''), COALESCE(entry.order_id::text, ''),
        COALESCE(entry.origin_id::text, ''), COALESCE(entry.movements::text, ''), COALESCE(entry.detail::text, ''),
        entry.key, COALESCE(entry.reason, ''), entry.available_on)
$$ LANGUAGE sql STABLE;

-- How many points an entry takes that count only after the day of its posting, at the shop. Movements of such
-- points have two days: the last one, and the one from which they count.

CREATE OR REPLACE FUNCTION points_entry_taken_early(entry points_entry) RETURNS bigint AS $$
    SELECT COALESCE(-sum((movement->>1)::integer), 0)
      FROM jsonb_array_elements(entry.movements) movement
      JOIN points_program p ON p.id = entry.program_id
     WHERE (movement->0->>1)::date > (entry.posted_on AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date
$$ LANGUAGE sql STABLE;

-- Each entry follows the one before it in the same account, and is linked to it by its hash.
-- Nothing takes points before the day from which they count, except what a clawback, a transfer or an adjustment
-- takes away.
-- Only a clawback, a transfer of arrears, or points that a till took without connection and that say how
-- many of them were not there, may leave less than nothing.

CREATE OR REPLACE FUNCTION points_entry_check_follows() RETURNS trigger AS $$
DECLARE
    last record;
    uncovered integer := COALESCE((NEW.detail->>'uncovered')::integer, 0);
BEGIN
    SELECT sequence, balance_after, hash INTO last FROM points_entry
     WHERE account_id = NEW.account_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence IS DISTINCT FROM COALESCE(last.sequence, 0) + 1
    OR NEW.balance_after IS DISTINCT FROM COALESCE(last.balance_after, 0) + NEW.points THEN
        RAISE EXCEPTION 'Entry % of points account % (% points, balance %) does not follow from its last one '
            '(entry %, balance %).', NEW.sequence, NEW.account_id, NEW.points, NEW.balance_after,
            COALESCE(last.sequence, 0), COALESCE(last.balance_after, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.points < 0 AND NEW.balance_after < 0 AND NEW.kind NOT IN ('clawback', 'transfer')
    AND NOT (NEW.kind = 'redeem' AND LEAST(-NEW.points, -NEW.balance_after)
             <= uncovered) THEN
        RAISE EXCEPTION 'Points account % has % points: % cannot be taken from it.',
            NEW.account_id, COALESCE(last.balance_after, 0), -NEW.points
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind NOT IN ('clawback', 'transfer', 'adjust') AND NEW.movements @? '$[*][0][1]'
    AND points_entry_taken_early(NEW) > uncovered THEN
        RAISE EXCEPTION 'Some points of account % count only later: they cannot be spent yet.',
            NEW.account_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.hash := encode(sha256(convert_to(
        concat_ws(E'\x1f', COALESCE(last.hash, ''), points_entry_content(NEW)), 'UTF8')), 'hex');
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_entry_check_follows ON points_entry;
CREATE TRIGGER points_entry_check_follows BEFORE INSERT ON points_entry
    FOR EACH ROW EXECUTE FUNCTION points_entry_check_follows();

-- An entry without its account's new balance does not reach the end of a transaction. Where the account
-- has counted the entry, the account's own check compares the two.

CREATE OR REPLACE FUNCTION points_entry_check_balance() RETURNS trigger AS $$
DECLARE
    account record;
BEGIN
    SELECT balance, entry_count INTO account FROM points_account WHERE id = NEW.account_id;
    IF account.entry_count < NEW.sequence THEN
        RAISE EXCEPTION 'The balance of points account % is % after % entries, but its ledger says % after %. '
            'Points are only changed by an entry in the ledger.',
            NEW.account_id, account.balance, account.entry_count, NEW.balance_after, NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_entry_check_balance ON points_entry;
CREATE CONSTRAINT TRIGGER points_entry_check_balance AFTER INSERT ON points_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_entry_check_balance();

-- Also where triggers are switched off for a session, as replication does.

ALTER TABLE points_entry ENABLE ALWAYS TRIGGER points_entry_refuse_change;
ALTER TABLE points_entry ENABLE ALWAYS TRIGGER points_entry_refuse_truncate;
ALTER TABLE points_entry ENABLE ALWAYS TRIGGER points_entry_check_follows;
ALTER TABLE points_entry ENABLE ALWAYS TRIGGER points_entry_check_balance;
