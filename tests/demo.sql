-- What the demo shop must show, checked after it was installed.

DO $$
DECLARE
    orders integer;
BEGIN
    SELECT count(*) INTO orders FROM pos_order o JOIN res_company c ON c.id = o.company_id
     WHERE c.name = 'La Halle aux Saveurs' AND o.state = 'done';
    ASSERT orders > 100, format('%s orders in the past month', orders);
    ASSERT (SELECT count(*) FROM res_partner p JOIN res_company c ON c.id = p.company_id
             WHERE c.name = 'La Halle aux Saveurs') >= 100, 'a hundred customers';
    ASSERT (SELECT count(*) FROM product_template t JOIN res_company c ON c.id = t.company_id
             WHERE c.name = 'La Halle aux Saveurs') >= 30, 'thirty products';
    ASSERT NOT EXISTS (SELECT FROM pos_order WHERE points_issue IS NOT NULL), 'all got their points';
    ASSERT (SELECT count(*) FROM points_entry) > 100, 'the ledger has something to show';
    ASSERT NOT EXISTS (
        SELECT FROM points_account a
          LEFT JOIN (SELECT account_id, sum(points) AS points FROM points_entry GROUP BY 1) e
                 ON e.account_id = a.id
         WHERE a.balance != COALESCE(e.points, 0)), 'each balance is the sum of its entries';
END
$$;
