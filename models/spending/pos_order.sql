-- A payment in points of a paid order has its entries, and entries their payment: whatever way the order
-- was written, and by whom. Both functions look at the orders given, or at all.

-- Odoo may add the columns of lines after those of orders, where the module is new.
SET LOCAL check_function_bodies = off;

-- These two are planned anew for the orders that they are given: a few are looked up by their indexes, all
-- are read at once. A plan for any orders would read all entries of the ledger at each COMMIT of a sale.

-- What an order's payments in points come to, above zero where they spend and below where they give back.
-- Points as a discount are lines that take them off, of which those are not spent that came with goods that
-- were exchanged.
CREATE OR REPLACE FUNCTION points_order_payments(order_ids integer[])
RETURNS TABLE (order_id integer, amount numeric)
LANGUAGE plpgsql STABLE SET plan_cache_mode TO 'force_custom_plan' AS $$
BEGIN
    RETURN QUERY
    SELECT o.id, p.amount::numeric FROM pos_order o
      JOIN pos_payment p ON p.pos_order_id = o.id
      JOIN pos_payment_method m ON m.id = p.payment_method_id
     WHERE (order_ids IS NULL OR o.id = ANY(order_ids)) AND o.state IN ('paid', 'done')
       AND m.use_payment_terminal = 'points'
     UNION ALL
    SELECT o.id, d.side * (sum(abs(l.price_subtotal_incl)) - COALESCE(o.points_carried, 0))::numeric
      FROM pos_order o JOIN pos_order_line l ON l.order_id = o.id
     CROSS JOIN LATERAL (SELECT -sign(l.qty * l.price_unit)::integer AS side) d
     WHERE (order_ids IS NULL OR o.id = ANY(order_ids)) AND o.state IN ('paid', 'done')
       AND l.is_points_discount
     GROUP BY o.id, d.side;
END
$$;

-- Redemptions of orders, with the amount that each paid.
CREATE OR REPLACE FUNCTION points_order_redemptions(order_ids integer[])
RETURNS TABLE (order_id integer, entry_id integer, points integer, amount numeric, is_erased boolean)
LANGUAGE plpgsql STABLE SET plan_cache_mode TO 'force_custom_plan' AS $$
BEGIN
    RETURN QUERY
    SELECT e.order_id, e.id, -e.points,
           (e.detail->>'amount')::numeric / 10::numeric ^ currency.decimal_places,
           a.partner_id IS NULL
      FROM points_entry e
      JOIN points_account a ON a.id = e.account_id
      JOIN points_program p ON p.id = e.program_id
      JOIN res_company company ON company.id = p.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE e.kind = 'redeem' AND e.order_id IS NOT NULL
       AND (order_ids IS NULL OR e.order_id = ANY(order_ids));
END
$$;

-- Orders of which other points were spent than their payments say.
CREATE OR REPLACE FUNCTION points_unspent_orders(order_ids integer[] DEFAULT NULL)
RETURNS TABLE (order_id integer)
LANGUAGE sql STABLE AS $$
    SELECT total.order_id
      FROM (SELECT order_id, amount FROM points_order_payments(order_ids) WHERE amount > 0
             UNION ALL
            SELECT order_id, -amount FROM points_order_redemptions(order_ids)) total
     GROUP BY total.order_id HAVING abs(sum(total.amount)) > 0.000001
$$;

-- What came back in points of an order's goods, also of those that they were exchanged for. Of these, what
-- points paid there comes back first, then what was carried over.
CREATE OR REPLACE FUNCTION points_order_back(sale_id integer) RETURNS numeric
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT COALESCE(sum(COALESCE(given.amount, 0) + COALESCE(later.amount, 0)), 0)
          FROM (SELECT DISTINCT l.order_id
                  FROM pos_order_line sold JOIN pos_order_line l ON l.refunded_orderline_id = sold.id
                 WHERE sold.order_id = sale_id) r
          JOIN pos_order o ON o.id = r.order_id AND o.state IN ('paid', 'done')
          LEFT JOIN LATERAL (
               SELECT -sum(p.amount) AS amount FROM points_order_payments(ARRAY[o.id]) p
                WHERE p.amount < 0) given ON true
          LEFT JOIN LATERAL (
               SELECT GREATEST(0, points_order_back(o.id) - COALESCE(sum(e.amount), 0)) AS amount
                 FROM points_order_redemptions(ARRAY[o.id]) e
                WHERE o.points_carried > 0) later ON o.points_carried > 0);
END
$$;

-- Orders by which other points came back than their payments say. Those that come back fill the redemptions
-- of the sale up in their order, and take of each the share of its points, rounded down. What was carried
-- over comes back to the redemptions of the sale that it came from. Whoever was erased gets none.
CREATE OR REPLACE FUNCTION points_unreturned_orders(order_ids integer[] DEFAULT NULL)
RETURNS TABLE (order_id integer)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE given AS (
        SELECT order_id, -sum(amount) AS amount FROM points_order_payments(order_ids)
         WHERE amount < 0 GROUP BY order_id
    ), sale AS (
        SELECT sold.order_id AS id, l.order_id AS return_id
          FROM pos_order_line l JOIN pos_order_line sold ON sold.id = l.refunded_orderline_id
         WHERE order_ids IS NULL OR l.order_id = ANY(order_ids)
         UNION
        SELECT sold.order_id, sale.return_id
          FROM sale JOIN pos_order exchange ON exchange.id = sale.id AND exchange.points_carried > 0
          JOIN pos_order_line l ON l.order_id = exchange.id
          JOIN pos_order_line sold ON sold.id = l.refunded_orderline_id
    ), redemption AS (
        SELECT r.*, sum(amount) OVER (PARTITION BY r.order_id ORDER BY entry_id) - amount AS before
          FROM points_order_redemptions(ARRAY(SELECT id FROM sale)) r
    ), back AS (
        SELECT r.order_id AS sale_id, points_order_back(r.order_id) AS amount
          FROM (SELECT DISTINCT order_id FROM redemption) r
    ), due AS (
        SELECT r.order_id AS sale_id, r.is_erased,
               floor(r.points * LEAST(r.amount, GREATEST(0, b.amount - r.before)) / r.amount)
               AS points,
               (SELECT COALESCE(sum(points), 0) FROM points_entry
                 WHERE origin_id = r.entry_id AND kind = 'restore') AS restored
          FROM redemption r JOIN back b ON b.sale_id = r.order_id
    )
    SELECT sale.return_id FROM due JOIN sale ON sale.id = due.sale_id
     WHERE due.points <> due.restored AND NOT due.is_erased
     UNION
    (SELECT order_id FROM given
     EXCEPT SELECT sale.return_id FROM sale JOIN redemption r ON r.order_id = sale.id)
$$;

-- Whether anything of an order is about points that are spent or come back: a payment, a line, an entry. Most
-- orders have nothing, and what the functions above would find of these is empty.
CREATE OR REPLACE FUNCTION points_order_moves_spent(checked_id integer) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pos_payment p
                     JOIN pos_payment_method m ON m.id = p.payment_method_id
                    WHERE p.pos_order_id = checked_id AND m.use_payment_terminal = 'points')
        OR EXISTS (SELECT FROM pos_order_line
                    WHERE order_id = checked_id AND (is_points_discount OR refunded_orderline_id IS NOT NULL))
        OR EXISTS (SELECT FROM points_entry
                    WHERE order_id = checked_id AND kind IN ('redeem', 'restore'));
END
$$;

CREATE OR REPLACE FUNCTION points_check_order_settled() RETURNS trigger AS $$
DECLARE
    checked_id integer;
BEGIN
    IF TG_TABLE_NAME = 'pos_order' THEN
        checked_id := NEW.id;
    ELSIF TG_TABLE_NAME = 'points_entry' THEN
        checked_id := NEW.order_id;
    ELSIF EXISTS (SELECT FROM pos_payment_method WHERE use_payment_terminal = 'points'
                     AND id IN (NEW.payment_method_id, OLD.payment_method_id)) THEN
        checked_id := COALESCE(NEW.pos_order_id, OLD.pos_order_id);
    ELSE
        RETURN NULL;
    END IF;
    IF NOT points_order_moves_spent(checked_id) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM points_unspent_orders(ARRAY[checked_id])) THEN
        RAISE EXCEPTION 'What pos_order % was paid in points is not what the points ledger spent for it.', checked_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM points_unreturned_orders(ARRAY[checked_id])) THEN
        RAISE EXCEPTION 'What came back in points with pos_order % is not what the points ledger gave back.', checked_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS points_check_order_settled ON pos_order;
CREATE CONSTRAINT TRIGGER points_check_order_settled AFTER UPDATE OF state ON pos_order
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION points_check_order_settled();
ALTER TABLE pos_order ENABLE ALWAYS TRIGGER points_check_order_settled;

DROP TRIGGER IF EXISTS points_check_new_order_settled ON pos_order;
CREATE CONSTRAINT TRIGGER points_check_new_order_settled AFTER INSERT ON pos_order
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state IN ('paid', 'done')) EXECUTE FUNCTION points_check_order_settled();
ALTER TABLE pos_order ENABLE ALWAYS TRIGGER points_check_new_order_settled;

DROP TRIGGER IF EXISTS points_check_order_settled ON pos_payment;
CREATE CONSTRAINT TRIGGER points_check_order_settled
    AFTER INSERT OR UPDATE OF amount, payment_method_id, pos_order_id OR DELETE ON pos_payment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_check_order_settled();
ALTER TABLE pos_payment ENABLE ALWAYS TRIGGER points_check_order_settled;

DROP TRIGGER IF EXISTS points_check_order_settled ON points_entry;
CREATE CONSTRAINT TRIGGER points_check_order_settled AFTER INSERT ON points_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.order_id IS NOT NULL AND NEW.kind IN ('redeem', 'restore'))
    EXECUTE FUNCTION points_check_order_settled();
ALTER TABLE points_entry ENABLE ALWAYS TRIGGER points_check_order_settled;

SET LOCAL check_function_bodies = on;
