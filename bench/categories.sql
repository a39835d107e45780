-- Customers with a year and a half of sales behind them, as figures by day.
--
-- %(customers)s says how many customers are added, %(days)s on how many days each of them bought.

INSERT INTO res_partner (name, complete_name, active, type, is_company, partner_share, zip, lang,
                         autopost_bills, create_uid, create_date, write_uid, write_date)
SELECT 'Customer ' || number, 'Customer ' || number, TRUE, 'contact', number %% 10 = 0, TRUE,
       lpad((number %% 95000)::text, 5, '0'), 'en_US', 'ask', %(user)s,
       now() AT TIME ZONE 'UTC' - number %% 900 * interval '1 day', %(user)s,
       now() AT TIME ZONE 'UTC'
  FROM generate_series(1, %(customers)s) number;

UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL;

INSERT INTO customer_turnover (partner_id, company_id, day, amount, visits)
SELECT partner.id, %(company)s,
       (now() AT TIME ZONE 'UTC')::date - (partner.id * 7 + turn * 97) %% 540,
       1 + (partner.id * 31 + turn * 17) %% 200, 1
  FROM res_partner partner, generate_series(1, %(days)s) turn
 WHERE partner.name LIKE 'Customer %%';
