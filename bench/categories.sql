-- Customers with a year and a half of sales behind them, as figures by day. Triggers rest
-- meanwhile: what they keep of a contact is not measured here.
--
-- %(customers)s says how many customers are added, %(days)s on how many days each of them bought.

ALTER TABLE res_partner DISABLE TRIGGER USER;

INSERT INTO res_partner (id, commercial_partner_id, name, complete_name, active, type, is_company,
                         partner_share, zip, lang, autopost_bills, create_uid, create_date,
                         write_uid, write_date)
SELECT id, id, 'Customer ' || number, 'Customer ' || number, TRUE, 'contact', number %% 10 = 0, TRUE,
       lpad((number %% 95000)::text, 5, '0'), 'en_US', 'ask', %(user)s,
       now() AT TIME ZONE 'UTC' - number %% 900 * interval '1 day', %(user)s,
       now() AT TIME ZONE 'UTC'
  FROM (SELECT nextval('res_partner_id_seq') AS id, number
          FROM generate_series(1, %(customers)s) number) customer;

ALTER TABLE res_partner ENABLE TRIGGER USER;

INSERT INTO customer_turnover (partner_id, company_id, day, amount, visits, is_sum)
SELECT partner.id, %(company)s,
       (now() AT TIME ZONE 'UTC')::date - (partner.id * 7 + turn * 97) %% 540,
       1 + (partner.id * 31 + turn * 17) %% 200, 1, TRUE
  FROM res_partner partner, generate_series(1, %(days)s) turn
 WHERE partner.name LIKE 'Customer %%';
