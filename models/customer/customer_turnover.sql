-- Turnover follows orders and invoices, whoever writes them: the till, the back office, raw SQL.
-- The triggers only add rows, differences too, so that no sale ever waits for another one.

-- Their columns may be other ones than before, which only a new function can have.
DROP FUNCTION IF EXISTS customer_turnover_of_order(pos_order);
DROP FUNCTION IF EXISTS customer_turnover_of_invoice(account_move);

-- What an order counts: one row, or none. A visit is what sells something, also in exchange for goods that
-- come back: the lines decide when the order is paid. One that was loaded is known by its sign.
CREATE OR REPLACE FUNCTION customer_turnover_of_order(o pos_order)
RETURNS TABLE (partner_id int, company_id int, day date, amount numeric, visits int,
               invoiced numeric, invoices int)
LANGUAGE sql STABLE AS $$
    SELECT o.partner_id, o.company_id, o.date_order::date,
           o.amount_total::numeric / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric,
           CASE WHEN COALESCE(o.is_pure_return, o.is_refund OR o.amount_total < 0) THEN 0 ELSE 1 END,
           0::numeric, 0
     WHERE o.partner_id IS NOT NULL AND o.state IN ('paid', 'done')
$$;

-- What an invoice or a credit note counts: one row, or none.
CREATE OR REPLACE FUNCTION customer_turnover_of_invoice(m account_move)
RETURNS TABLE (partner_id int, company_id int, day date, amount numeric, visits int,
               invoiced numeric, invoices int)
LANGUAGE sql STABLE AS $$
    SELECT m.partner_id, m.company_id, COALESCE(m.invoice_date, m.date),
           m.amount_total_signed::numeric, 0, m.amount_total_signed::numeric,
           CASE WHEN m.move_type = 'out_refund' THEN 0 ELSE 1 END
     WHERE m.partner_id IS NOT NULL AND m.state = 'posted'
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
$$;

-- A contact without a date is a customer since the first of his purchases: an order that is not only
-- a return, or an invoice. A company is since that of its contacts. No sale waits for it: who is
-- written by somebody else at that moment, gets his date in the night.
CREATE OR REPLACE FUNCTION customer_since_fill(customers int[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- All that a further sale costs.
    PERFORM FROM unnest(customers) bought (id)
       JOIN res_partner p ON p.id = bought.id
       -- Odoo writes it after the contact: a new one may be without.
       LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
      WHERE p.customer_since IS NULL OR c.customer_since IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH undated AS MATERIALIZED (
        SELECT o.id, o.is_company FROM res_partner o
         WHERE o.customer_since IS NULL
           AND o.id IN (SELECT unnest(customers)
                         UNION
                        SELECT p.commercial_partner_id FROM unnest(customers) bought (id)
                          JOIN res_partner p ON p.id = bought.id)
           FOR NO KEY UPDATE OF o SKIP LOCKED
    ), member AS (
        SELECT id AS owner, id AS member FROM undated
         UNION ALL
        SELECT u.id, p.id FROM undated u
          JOIN res_partner p ON p.commercial_partner_id = u.id AND p.id <> u.id
         WHERE u.is_company
    ), first AS (
        SELECT owner, min(day) AS day
          FROM (SELECT m.owner, t.day FROM member m JOIN customer_turnover t
                    ON t.partner_id = m.member
                 GROUP BY m.owner, t.partner_id, t.company_id, t.day
                HAVING sum(t.visits) > 0 OR sum(t.invoices) > 0) bought
         GROUP BY owner
    )
    UPDATE res_partner p SET customer_since = first.day FROM first WHERE p.id = first.owner;
EXCEPTION WHEN serialization_failure OR deadlock_detected THEN
    NULL;
END
$$;

-- A date that a purchase gave goes with it, when that was somebody else's, on another day, or none.
CREATE OR REPLACE FUNCTION customer_since_forget(customer int, bought date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE res_partner p SET customer_since = NULL
     WHERE p.customer_since = bought
       AND p.id IN (SELECT customer
                     UNION SELECT m.commercial_partner_id FROM res_partner m WHERE m.id = customer)
       AND NOT EXISTS (
            SELECT FROM (SELECT p.id
                          UNION
                         SELECT id FROM res_partner
                          WHERE p.is_company AND commercial_partner_id = p.id) m (id)
              JOIN customer_turnover t ON t.partner_id = m.id
             WHERE t.day = bought
             GROUP BY m.id, t.company_id HAVING sum(t.visits) > 0 OR sum(t.invoices) > 0);
    PERFORM customer_since_fill(ARRAY[customer]);
EXCEPTION WHEN serialization_failure OR deadlock_detected THEN
    NULL;
END
$$;

CREATE OR REPLACE FUNCTION customer_turnover_load_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_turnover
           (partner_id, company_id, day, amount, visits, invoiced, invoices)
    SELECT t.partner_id, t.company_id, t.day, sum(t.amount), sum(t.visits), 0, 0
      FROM added JOIN pos_order o ON o.id = added.id, customer_turnover_of_order(o) t
     GROUP BY 1, 2, 3;
    PERFORM customer_since_fill(array_agg(DISTINCT t.partner_id))
       FROM added JOIN pos_order o ON o.id = added.id, customer_turnover_of_order(o) t
     WHERE t.visits > 0 HAVING count(*) > 0;
    RETURN NULL;
END
$$;

-- An invoice of an order counts through the order: it stops counting with the link to it, and
-- counts again when the link is cut.
CREATE OR REPLACE FUNCTION customer_turnover_follow_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_turnover
           (partner_id, company_id, day, amount, visits, invoiced, invoices)
    SELECT partner_id, company_id, day, sum(amount), sum(visits), sum(invoiced), sum(invoices)
      FROM (SELECT t.* FROM customer_turnover_of_order(NEW) t
             UNION ALL
            SELECT t.partner_id, t.company_id, t.day, -t.amount, -t.visits, 0, 0
              FROM customer_turnover_of_order(OLD) t
             UNION ALL
            SELECT t.partner_id, t.company_id, t.day, -t.amount, 0, -t.invoiced, -t.invoices
              FROM account_move m, customer_turnover_of_invoice(m) t
             WHERE m.id = NEW.account_move AND NEW.account_move IS DISTINCT FROM OLD.account_move
             UNION ALL
            SELECT t.*
              FROM account_move m, customer_turnover_of_invoice(m) t
             WHERE m.id = OLD.account_move AND NEW.account_move IS DISTINCT FROM OLD.account_move
           ) change
     GROUP BY 1, 2, 3
    HAVING sum(amount) <> 0 OR sum(visits) <> 0 OR sum(invoiced) <> 0 OR sum(invoices) <> 0;
    PERFORM customer_since_forget(was.partner_id, was.day)
       FROM customer_turnover_of_order(OLD) was
       LEFT JOIN customer_turnover_of_order(NEW) t USING (partner_id, company_id, day)
      WHERE was.visits > COALESCE(t.visits, 0);
    PERFORM customer_since_fill(ARRAY[t.partner_id]) FROM customer_turnover_of_order(NEW) t
      WHERE t.visits > 0;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION customer_turnover_follow_invoices() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_turnover
           (partner_id, company_id, day, amount, visits, invoiced, invoices)
    SELECT partner_id, company_id, day, sum(amount), 0, sum(invoiced), sum(invoices)
      FROM (SELECT t.* FROM customer_turnover_of_invoice(NEW) t
             UNION ALL
            SELECT t.partner_id, t.company_id, t.day, -t.amount, 0, -t.invoiced, -t.invoices
              FROM customer_turnover_of_invoice(OLD) t) change
     WHERE NOT EXISTS (SELECT FROM pos_order o
                        WHERE o.account_move = COALESCE(NEW.id, OLD.id))
     GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 OR sum(invoices) <> 0;
    PERFORM customer_since_forget(was.partner_id, was.day)
       FROM customer_turnover_of_invoice(OLD) was
       LEFT JOIN customer_turnover_of_invoice(NEW) t USING (partner_id, company_id, day)
      WHERE was.invoices > COALESCE(t.invoices, 0);
    PERFORM customer_since_fill(ARRAY[t.partner_id]) FROM customer_turnover_of_invoice(NEW) t
      WHERE t.invoices > 0;
    RETURN NULL;
END
$$;

-- A load of many orders at once is added up first.
CREATE OR REPLACE TRIGGER customer_turnover_load AFTER INSERT ON pos_order
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION customer_turnover_load_orders();

CREATE OR REPLACE TRIGGER customer_turnover_follow AFTER UPDATE ON pos_order
    FOR EACH ROW WHEN (
        (OLD.partner_id, OLD.company_id, OLD.state, OLD.date_order, OLD.amount_total,
         OLD.currency_rate, OLD.is_refund, OLD.is_pure_return, OLD.account_move)
        IS DISTINCT FROM
        (NEW.partner_id, NEW.company_id, NEW.state, NEW.date_order, NEW.amount_total,
         NEW.currency_rate, NEW.is_refund, NEW.is_pure_return, NEW.account_move))
    EXECUTE FUNCTION customer_turnover_follow_orders();

CREATE OR REPLACE TRIGGER customer_turnover_forget AFTER DELETE ON pos_order
    FOR EACH ROW EXECUTE FUNCTION customer_turnover_follow_orders();

CREATE OR REPLACE TRIGGER customer_turnover_load AFTER INSERT ON account_move
    FOR EACH ROW WHEN (NEW.state = 'posted')
    EXECUTE FUNCTION customer_turnover_follow_invoices();

CREATE OR REPLACE TRIGGER customer_turnover_follow AFTER UPDATE ON account_move
    FOR EACH ROW WHEN (
        (OLD.partner_id, OLD.company_id, OLD.state, OLD.invoice_date, OLD.amount_total_signed)
        IS DISTINCT FROM
        (NEW.partner_id, NEW.company_id, NEW.state, NEW.invoice_date, NEW.amount_total_signed))
    EXECUTE FUNCTION customer_turnover_follow_invoices();

CREATE OR REPLACE TRIGGER customer_turnover_forget AFTER DELETE ON account_move
    FOR EACH ROW WHEN (OLD.state = 'posted')
    EXECUTE FUNCTION customer_turnover_follow_invoices();
