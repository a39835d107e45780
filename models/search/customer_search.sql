-- What a customer is found by. The rules below are the only ones: what is stored and what somebody
-- types both go through them. They need no extension of PostgreSQL, and no superuser.

-- Simple SQL functions that are not STRICT: PostgreSQL inlines those.

-- Of each value the first 500 characters count: nobody is found by more, and an index takes no more.

-- Small letters without accents and ligatures.
CREATE OR REPLACE FUNCTION customer_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(value) = length(value) THEN lower(value)
           ELSE replace(replace(replace(replace(translate(
                    lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]+', '', 'g')),
                    'ŒÆẞÞØøĐđÐðŁłı', 'œæßþooddddlli'),
                'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'þ', 'th') END
$$;

-- The other way to write German and Nordic letters: Mueller for Müller.
CREATE OR REPLACE FUNCTION customer_spell_out(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(value) = length(value) THEN value
           ELSE replace(replace(replace(replace(translate(
                    normalize(value, NFC), 'ÄÖÜØÅø', 'äöüöåö'),
                'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa') END
$$;

-- Words with one space between: whatever is no letter and no digit separates them.
CREATE OR REPLACE FUNCTION customer_words(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(folded,
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'))
$$;

-- The same, with what has no space inside kept in one piece: darc for d'Arc, sncf for S.N.C.F.
CREATE OR REPLACE FUNCTION customer_joined(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT customer_words(regexp_replace(folded,
        '[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u009f\u00a1-\u00bf\u2010-\u2027\u2030-\u205e]+', '', 'g'))
$$;

-- Digits that belong together in one piece: 20240015 for 2024 0015.
CREATE OR REPLACE FUNCTION customer_numbers(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(value, '(\d)[\s\u00a0.()/-]+(?=\d)', '\1', 'g')
$$;

-- The words of a text whose numbers have spaces, with each number in one piece; NULL for others.
CREATE OR REPLACE FUNCTION customer_number_words(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN folded ~ '\d\s+\d' THEN customer_words(customer_numbers(folded)) END
$$;

-- A phone number without its prefix, so that 06 12, +33 6 12, +33 (0)6 12 and 0033 6 12 are the same.
CREATE OR REPLACE FUNCTION customer_phone(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    digits text := ltrim(regexp_replace(left(value, 500), '[^0-9]+', '', 'g'), '0');
BEGIN
    IF value !~ '^[\s(]*(\+|00)' THEN
        RETURN digits;
    END IF;
    RETURN regexp_replace(digits,
        '^([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[0357-9]|9[679])\d)0*', '');
END
$$;

-- An e-mail address without the name around it.
CREATE OR REPLACE FUNCTION customer_email(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(substring(left(value, 500) FROM '[^\s<>,;"]+@[^\s<>,;"]+'))
$$;

-- A name whose words may come in any order.
CREATE OR REPLACE FUNCTION customer_person(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text := customer_fold(left(name, 500));
    words text := left(customer_words(folded), 500);
BEGIN
    RETURN array_to_string(ARRAY(SELECT word FROM string_to_table(words, ' ') word ORDER BY word COLLATE "C"), ' ');
END
$$;

-- All that can be typed for a name, in the order of the name.
CREATE OR REPLACE FUNCTION customer_name_text(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text := customer_fold(left(name, 500));
    found text := concat_ws(' ', customer_words(folded), customer_number_words(folded));
    spelled text;
BEGIN
    IF folded ~ '\S[^[:alnum:]\s]\S' THEN
        found := concat_ws(' ', found, customer_joined(folded));
    END IF;
    IF name ~ '[ÄÖÜØÅäöüøå]|[AOUaou][\u0308\u030a]' THEN
        spelled := customer_spell_out(left(name, 500));
        spelled := customer_fold(spelled);
        found := concat_ws(' ', found, customer_words(spelled), customer_joined(spelled));
    END IF;
    RETURN found;
END
$$;

-- E-mail, phone, reference and barcodes: of these, three characters have to be typed at least.
CREATE OR REPLACE FUNCTION customer_code_text(email text, phone text, ref text, barcodes jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    address text := coalesce(customer_email(email), lower(left(email, 500)));
    number text := customer_phone(phone);
    found text := '';
    part text;
BEGIN
    IF address IS NOT NULL THEN
        address := customer_fold(address);
        part := split_part(address, '@', 1);
        found := concat_ws(' ', customer_words(part), customer_joined(address));
        part := split_part(address, '@', 2);
        found := concat_ws(' ', found, customer_joined(part));
    END IF;
    IF number <> '' THEN
        found := concat_ws(' ', found, number);
        IF phone ~ '^[\s(]*(\+|00)' THEN
            found := concat_ws(' ', found, ltrim(regexp_replace(left(phone, 500), '[^0-9]+', '', 'g'), '0'));
        END IF;
        IF length(number) > 7 THEN
            found := concat_ws(' ', found, right(number, 4));
        END IF;
    END IF;
    IF ref IS NOT NULL THEN
        part := customer_fold(left(ref, 500));
        found := concat_ws(' ', found, customer_words(part), customer_joined(part), customer_number_words(part));
    END IF;
    FOR part IN SELECT value FROM jsonb_each_text(barcodes) LOOP
        part := customer_fold(left(part, 500));
        found := concat_ws(' ', found, customer_joined(part));
    END LOOP;
    RETURN found;
END
$$;

-- The starts of a word by which it is looked up: a longer one by the longest of these.
CREATE OR REPLACE FUNCTION customer_lengths() RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '{1,2,3,4,5,6,7,8,10,12,16}'::integer[] $$;

-- Pairs of initials: many have one of two letters, and few have both, or one of them twice.
CREATE OR REPLACE FUNCTION customer_initials(keys text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH initial AS (
        SELECT key COLLATE "C" AS key, row_number() OVER (PARTITION BY key COLLATE "C") AS nr
          FROM unnest(keys) key WHERE length(key) = 1)
    SELECT COALESCE(array_agg(DISTINCT a.key || ' ' || b.key), '{}')
      FROM initial a JOIN initial b ON (a.key, a.nr) < (b.key, b.nr)
     WHERE a.nr = 1 AND b.nr <= 2
$$;

CREATE OR REPLACE FUNCTION customer_keys(name_text text, code_text text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    keys text[] := '{}';
    word text;
    size integer;
    names integer := coalesce(array_length(string_to_array(name_text, ' '), 1), 0);
    nr integer := 0;
BEGIN
    FOREACH word IN ARRAY string_to_array(concat_ws(' ', name_text, code_text), ' ') LOOP
        nr := nr + 1;
        CONTINUE WHEN word = '';
        FOREACH size IN ARRAY customer_lengths() LOOP
            EXIT WHEN size > length(word);
            IF nr <= names OR size >= least(3, length(word)) THEN
                keys := keys || left(word, size);
            END IF;
        END LOOP;
        keys := keys || (left(word, 100) || '=');
    END LOOP;
    RETURN keys || customer_initials(keys);
END
$$;

CREATE TABLE IF NOT EXISTS customer_search (
    -- No foreign key: Odoo's merge of contacts rewrites those, and the trigger below removes the row.
    partner_id integer PRIMARY KEY,
    text text COLLATE "C" NOT NULL,
    keys text[] COLLATE "C",
    email text COLLATE "C",
    phone text COLLATE "C",
    person text COLLATE "C"
);

-- Write what these customers are found by; those that are as they should be stay untouched.
CREATE OR REPLACE FUNCTION customer_search_write(ids integer[]) RETURNS bigint
LANGUAGE sql AS $$
    WITH written AS (
        INSERT INTO customer_search AS s (partner_id, text, keys, email, phone, person)
        SELECT p.id, ' ' || concat_ws(' ', names, codes) || ' ', customer_keys(names, codes),
               customer_email(p.email), NULLIF(customer_phone(p.phone), ''), customer_person(p.name)
          FROM unnest(ids) AS id JOIN res_partner p USING (id)
          LEFT JOIN res_partner c ON c.id = p.parent_id,
               LATERAL (SELECT concat_ws(' ', customer_name_text(p.name), customer_name_text(c.name),
                                         customer_name_text(p.company_name)),
                               customer_code_text(p.email, p.phone, p.ref,
                                                  COALESCE(p.barcode || cards, p.barcode, cards))
                          FROM (SELECT jsonb_object_agg('card ' || k.id, k.code) AS cards
                                  FROM customer_card k WHERE k.partner_id = p.id AND k.active) k
                        OFFSET 0) t (names, codes)
            ON CONFLICT (partner_id) DO UPDATE
           SET text = EXCLUDED.text, keys = EXCLUDED.keys, email = EXCLUDED.email,
               phone = EXCLUDED.phone, person = EXCLUDED.person
         WHERE (s.text, s.keys, s.email, s.phone, s.person) IS DISTINCT FROM
               (EXCLUDED.text, EXCLUDED.keys, EXCLUDED.email, EXCLUDED.phone, EXCLUDED.person)
        RETURNING 1)
    SELECT count(*) FROM written
$$;

-- It follows every change, by Odoo or by SQL; contacts follow the name of their company.
CREATE OR REPLACE FUNCTION customer_search_follow() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM customer_search s USING was WHERE s.partner_id = was.id;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM customer_search_write((SELECT array_agg(id) FROM now));
    ELSE
        -- The plan of the first change is kept, however many the next one is about: EXCEPT takes
        -- the time of one reading in any case, a join might not.
        PERFORM customer_search_write(array_agg(id)) FROM (
            SELECT id FROM (
                SELECT id, name, company_name, email, phone, ref, barcode, parent_id FROM now EXCEPT
                SELECT id, name, company_name, email, phone, ref, barcode, parent_id FROM was) of_its_own
            UNION
            SELECT contact.id
              FROM (SELECT id, name FROM now EXCEPT SELECT id, name FROM was) company
              JOIN res_partner contact ON contact.parent_id = company.id) changed
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END
$$;

CREATE INDEX IF NOT EXISTS customer_search_start ON customer_search (left(text, 60));
CREATE INDEX IF NOT EXISTS customer_search_email ON customer_search (email);
CREATE INDEX IF NOT EXISTS customer_search_phone ON customer_search (phone);
CREATE INDEX IF NOT EXISTS customer_search_person ON customer_search (person);

CREATE OR REPLACE TRIGGER customer_search_insert AFTER INSERT ON res_partner
    REFERENCING NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION customer_search_follow();
CREATE OR REPLACE TRIGGER customer_search_update AFTER UPDATE ON res_partner
    REFERENCING OLD TABLE AS was NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION customer_search_follow();
CREATE OR REPLACE TRIGGER customer_search_delete AFTER DELETE ON res_partner
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION customer_search_follow();

-- Words with the keys to look up, and the keys of whole words.
CREATE OR REPLACE FUNCTION customer_query_words(words text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    word text;
    size integer;
    key text;
    keys text[] := '{}';
    whole text[] := '{}';
BEGIN
    FOREACH word IN ARRAY string_to_array(words, ' ') LOOP
        FOREACH size IN ARRAY customer_lengths() LOOP
            EXIT WHEN size > length(word);
            key := left(word, size);
        END LOOP;
        keys := keys || key;
        whole := whole || (left(word, 100) || '=');
    END LOOP;
    RETURN jsonb_build_object('words', words, 'keys', keys, 'whole', whole);
END
$$;

-- What somebody typed, as terms that a customer has to meet all, each with the ways to meet it. A
-- number that was typed with spaces is one term.
CREATE OR REPLACE FUNCTION customer_query(typed text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    value text;
    folded text;
    spelled text;
    words text;
    ways text[];
    tried text[];
    letters text[] := '{}';
    -- Beside other words, a letter that comes twice may mean the same word.
    most integer := CASE WHEN typed ~ '[[:alnum:]]{2}' THEN 1 ELSE 2 END;
    term jsonb;
    terms jsonb := '[]';
BEGIN
    typed := customer_numbers(typed);
    FOREACH value IN ARRAY regexp_split_to_array(typed, '[\s\u00a0]+') LOOP
        folded := customer_fold(value);
        spelled := customer_spell_out(value);
        spelled := customer_fold(spelled);
        -- The pieces of an address are found in too many others.
        ways := CASE WHEN value ~ '.@' THEN '{}' ELSE ARRAY[customer_words(folded)] END
             || ARRAY[customer_joined(folded), customer_words(spelled)];
        IF folded ~ '^\(*\+?\d+[).,;]*$' THEN
            ways := ways || customer_phone(value);
        END IF;
        term := '[]';
        tried := '{""}';
        FOREACH words IN ARRAY ways LOOP
            CONTINUE WHEN words = ANY(tried);
            tried := tried || words;
            term := term || customer_query_words(words);
        END LOOP;
        IF jsonb_array_length(term) = 1 AND length(term->0->>'words') = 1 THEN
            IF cardinality(array_positions(letters, term->0->>'words')) < most THEN
                letters := letters || (term->0->>'words');
            END IF;
            term := jsonb_set(term, '{0,keys}', term->0->'keys' || to_jsonb(customer_initials(letters)));
        END IF;
        IF term <> '[]' THEN
            terms := terms || jsonb_build_array(term);
        END IF;
    END LOOP;
    RETURN terms;
END
$$;
