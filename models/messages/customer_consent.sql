-- What a customer has said is not changed afterwards. A merge of contacts only takes it along.

CREATE OR REPLACE FUNCTION customer_consent_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'Consents are never changed. Add what the customer says now.'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS customer_consent_refuse_change ON customer_consent;
CREATE TRIGGER customer_consent_refuse_change
    BEFORE UPDATE OF company_id, purpose, given, source, user_id, date, contact_number ON customer_consent
    FOR EACH ROW EXECUTE FUNCTION customer_consent_refuse_change();
