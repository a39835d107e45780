-- Whose the points are (law 9). Each account has events of its ownership, as it has entries: it is opened,
-- it is merged with another customer's, it is erased. An event says what the account said when it was
-- written, and carries a hash over that and over the event before it.
--
-- What may never be changed must not name a person who may ask to be forgotten. An event knows its customer
-- as a hash of the contact's number and of a salt, and the salt lies on the account: the erasure deletes it,
-- and nobody can tell any more whose the events were, not even by trying all numbers. A hash with the
-- database's secret would not do: who has the secret could always try them, and in a copy of the database,
-- which has a secret of its own, no event would fit. The column is not a field: only PostgreSQL needs it.

ALTER TABLE points_account ADD COLUMN IF NOT EXISTS owner_salt text;

CREATE OR REPLACE FUNCTION points_account_salt_owner() RETURNS trigger AS $$
BEGIN
    NEW.owner_salt := CASE WHEN NEW.partner_id IS NOT NULL
                           THEN COALESCE(NEW.owner_salt, gen_random_uuid()::text) END;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_account_salt_owner ON points_account;
CREATE TRIGGER points_account_salt_owner BEFORE INSERT OR UPDATE OF partner_id, owner_salt ON points_account
    FOR EACH ROW EXECUTE FUNCTION points_account_salt_owner();

CREATE OR REPLACE FUNCTION points_account_owner(account points_account) RETURNS text AS $$
    SELECT CASE WHEN account.partner_id IS NOT NULL THEN encode(sha256(convert_to(
        concat_ws(E'\x1f', account.owner_salt, account.partner_id), 'UTF8')), 'hex') END
$$ LANGUAGE sql STABLE;

-- An event says what its account says; whoever writes it chooses the account, the kind and the user.

CREATE OR REPLACE FUNCTION points_ownership_follow() RETURNS trigger AS $$
DECLARE
    last record;
BEGIN
    SELECT sequence, kind, hash INTO last FROM points_ownership
     WHERE account_id = NEW.account_id ORDER BY sequence DESC LIMIT 1;
    SELECT points_account_owner(a), a.merged_into_id INTO NEW.owner, NEW.merged_into_id
      FROM points_account a WHERE a.id = NEW.account_id;
    -- Those that were erased before there were events begin with their erasure.
    IF last.kind = 'erased' OR (NEW.kind = 'opened') AND last.sequence IS NOT NULL
    OR (NEW.kind = 'merged') AND last.sequence IS NULL
    OR (NEW.owner IS NULL) <> (NEW.kind = 'erased') THEN
        RAISE EXCEPTION 'Points account % cannot be % after it was %, with a customer: %.',
            NEW.account_id, NEW.kind, COALESCE(last.kind, 'not there'), NEW.owner IS NOT NULL
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.sequence := COALESCE(last.sequence, 0) + 1;
    NEW.date := date_trunc('second', now() AT TIME ZONE 'UTC');
    NEW.hash := encode(sha256(convert_to(concat_ws(E'\x1f', COALESCE(last.hash, ''),
        NEW.account_id, NEW.sequence, NEW.kind, COALESCE(NEW.owner, ''),
        COALESCE(NEW.merged_into_id::text, ''), to_char(NEW.date, 'YYYY-MM-DD HH24:MI:SS'),
        COALESCE(NEW.user_id::text, '')), 'UTF8')), 'hex');
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_ownership_follow ON points_ownership;
CREATE TRIGGER points_ownership_follow BEFORE INSERT ON points_ownership
    FOR EACH ROW EXECUTE FUNCTION points_ownership_follow();

CREATE OR REPLACE FUNCTION points_ownership_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'Whose points were is not rewritten: % of points_ownership is refused. '
        'Merge the contacts, or erase the customer from loyalty.', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_ownership_refuse_change ON points_ownership;
CREATE TRIGGER points_ownership_refuse_change BEFORE UPDATE OR DELETE ON points_ownership
    FOR EACH ROW EXECUTE FUNCTION points_ownership_refuse_change();

DROP TRIGGER IF EXISTS points_ownership_refuse_truncate ON points_ownership;
CREATE TRIGGER points_ownership_refuse_truncate BEFORE TRUNCATE ON points_ownership
    FOR EACH STATEMENT EXECUTE FUNCTION points_ownership_refuse_change();

-- An account is opened in the statement that a sale needs anyway.

CREATE OR REPLACE FUNCTION points_account_open() RETURNS trigger AS $$
BEGIN
    INSERT INTO points_ownership (account_id, kind, user_id) VALUES (NEW.id, 'opened', NEW.create_uid);
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_account_open ON points_account;
CREATE TRIGGER points_account_open AFTER INSERT ON points_account
    FOR EACH ROW EXECUTE FUNCTION points_account_open();

-- At the end of each transaction an account belongs to whom its newest event says, and it went to another
-- customer only where its own is no more: Odoo deletes the contacts that it merges into another one.

CREATE OR REPLACE FUNCTION points_account_check_owner() RETURNS trigger AS $$
DECLARE
    account points_account;
    last record;
BEGIN
    SELECT * INTO account FROM points_account WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL; -- deleted since
    END IF;
    SELECT owner, merged_into_id INTO last FROM points_ownership
     WHERE account_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF NOT FOUND OR last.owner IS DISTINCT FROM points_account_owner(account)
    OR last.merged_into_id IS DISTINCT FROM account.merged_into_id THEN
        RAISE EXCEPTION 'Points account % does not belong to whom its newest event of ownership says. '
            'Merge the contacts, or erase the customer from loyalty.', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.partner_id <> NEW.partner_id
    AND EXISTS (SELECT FROM res_partner WHERE id = OLD.partner_id) THEN
        RAISE EXCEPTION 'Points account % cannot go to another customer while its own is still there. '
            'Merge the contacts.', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_account_check_owner ON points_account;
CREATE CONSTRAINT TRIGGER points_account_check_owner
    AFTER INSERT OR UPDATE OF partner_id, merged_into_id, owner_salt ON points_account
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_account_check_owner();

ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_salt_owner;
ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_open;
ALTER TABLE points_account ENABLE ALWAYS TRIGGER points_account_check_owner;
ALTER TABLE points_ownership ENABLE ALWAYS TRIGGER points_ownership_follow;
ALTER TABLE points_ownership ENABLE ALWAYS TRIGGER points_ownership_refuse_change;
ALTER TABLE points_ownership ENABLE ALWAYS TRIGGER points_ownership_refuse_truncate;
