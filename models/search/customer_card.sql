-- A contact is found by the cards, and tills that have loaded the contact load it anew.
CREATE OR REPLACE FUNCTION customer_card_follow() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    partners integer[] := ARRAY(SELECT DISTINCT unnest(ARRAY[OLD.partner_id, NEW.partner_id]));
BEGIN
    UPDATE res_partner SET write_date = now() AT TIME ZONE 'UTC' WHERE id = ANY(partners);
    PERFORM customer_search_write(partners);
    RETURN NULL;
END
$$;

-- No number is both a card and the barcode of a contact, within one company. The rows are read as
-- they are at COMMIT.
CREATE OR REPLACE FUNCTION customer_card_check_number() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'customer_card' THEN
        PERFORM FROM customer_card c
           JOIN customer_search s
             ON s.keys @> ARRAY[left(customer_joined(customer_fold(c.code)), 100) || '=']
           JOIN res_partner p ON p.id = s.partner_id AND p.barcode ->> c.company_id::text = c.code
          WHERE c.id = NEW.id;
    ELSE
        PERFORM FROM res_partner p, jsonb_each_text(p.barcode) b, customer_card c
          WHERE p.id = NEW.id AND c.code = b.value AND c.company_id::text = b.key;
    END IF;
    IF FOUND THEN
        RAISE unique_violation USING MESSAGE =
            'A card number can be neither the barcode nor a card of another contact.';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER customer_card_follow AFTER INSERT OR UPDATE OR DELETE ON customer_card
    FOR EACH ROW EXECUTE FUNCTION customer_card_follow();

DROP TRIGGER IF EXISTS customer_card_check_number ON customer_card;
CREATE CONSTRAINT TRIGGER customer_card_check_number
    AFTER INSERT OR UPDATE OF code, company_id ON customer_card
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION customer_card_check_number();

DROP TRIGGER IF EXISTS customer_card_check_number ON res_partner;
CREATE CONSTRAINT TRIGGER customer_card_check_number
    AFTER INSERT OR UPDATE OF barcode ON res_partner
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.barcode IS NOT NULL)
    EXECUTE FUNCTION customer_card_check_number();
