-- Customers as a French shop has them: people, companies and their contacts, with e-mails, phones,
-- references and barcodes for many of them.
--
-- %(customers)s says how many are added.

CREATE TEMPORARY TABLE first_name ON COMMIT DROP AS
SELECT row_number() OVER () AS n, name FROM unnest(string_to_array(
    'Marie Jean Hélène François Élodie Jean-Pierre Françoise Zoé Noël Chloé Jérôme Anaïs Loïc Camille '
    'Thomas Nicolas Julie Sophie Léa Manon Lucas Hugo Louis Arthur Jules Emma Inès Sarah Lina Gabriel '
    'Raphaël Adam Paul Antoine Pauline Mathilde Juliette Alice Rose Anna Émile Étienne Benoît Cédric '
    'Stéphane Stéphanie Valérie Véronique Sylvie Isabelle Nathalie Catherine Monique Jacqueline Michel '
    'Philippe Alain Bernard Christophe Patrick Daniel Pascal Frédéric Laurent Didier Olivier Sébastien '
    'Guillaume Vincent Xavier Yves Yann Zacharie Walid Fatima Mohamed Karim Nadia Jürgen Søren', ' ')) name;

CREATE TEMPORARY TABLE surname ON COMMIT DROP AS
SELECT row_number() OVER () AS n, name FROM (
    SELECT unnest(string_to_array(
        'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre '
        'Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert '
        'Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Müller Roussel Nicolas '
        'Perrin Morin Mathieu Clément Gauthier Dumont López Fontaine Chevalier Robin Masson Sanchez '
        'd''Arc L''Hôte O''Connor Œuvrard Lœwe Strauß Nguyễn Peña Østergaard Le-Goff', ' '))
    UNION ALL
    SELECT start || rest
      FROM unnest(string_to_array('Beau Bon Mont Haut Clair Roche Font Val Pré Bel Gros Grand Mar Du Cham '
            'Lar Per Ver Tour Cour Gar Bar Cor Fer Gui Jou Ker Lam Mal Nor Pel Qui Ri Sal Tré Vi Bé Cla', ' ')) start,
           unnest(string_to_array('champ mont fort val lieu noir blanc ville din rin teau let nel zac gnac '
            'bois reau thier nard son ras tel vert doux court pin roy guy leau mand nier quet', ' ')) rest
) surnames (name);

CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
-- The first surnames of the list are by far the most common.
SELECT c.n, c.is_company, c.mailbox, c.phone,
       CASE WHEN c.is_company THEN (array['Boulangerie', 'Garage', 'Pharmacie', 'Hôtel', 'Atelier', 'Société'])
                 [1 + c.n / 20 %% 6] || ' ' || s.name || ' ' || c.n
            ELSE f.name || ' ' || s.name END AS name
  FROM (SELECT n, n %% 20 = 0 AS is_company, random() AS mailbox,
               lpad((random() * 99999999)::integer::text, 8, '0') AS phone,
               1 + (random() * 79)::integer AS first_name,
               1 + (power(random(), 3) * 1200)::integer AS surname
          FROM generate_series(1, %(customers)s) n) c
  JOIN first_name f ON f.n = c.first_name
  JOIN surname s ON s.n = c.surname;

CREATE TEMPORARY TABLE company ON COMMIT DROP AS
SELECT nextval('res_partner_id_seq')::integer AS id, n, name FROM drawn WHERE is_company;

INSERT INTO res_partner (id, name, complete_name, active, autopost_bills, type, is_company, parent_id,
                         commercial_partner_id, commercial_company_name, email, email_normalized,
                         phone, ref, barcode)
SELECT p.id, p.name, concat_ws(', ', company.name, p.name), true, 'ask', 'contact', p.is_company, company.id,
       coalesce(company.id, p.id), company.name, p.email, p.email,
       CASE WHEN p.n %% 5 < 2 THEN regexp_replace('06' || p.phone, '(\d\d)(?=\d)', '\1 ', 'g')
            WHEN p.n %% 5 < 4 THEN '+33 6 ' || p.phone END,
       'C' || lpad(p.n::text, 7, '0'),
       CASE WHEN p.n %% 2 = 0 THEN jsonb_build_object('1', '042' || lpad(p.n::text, 9, '0')) END
  FROM (SELECT d.*, coalesce(c.id, nextval('res_partner_id_seq')::integer) AS id,
               CASE WHEN mailbox < 0.7 THEN regexp_replace(regexp_replace(lower(normalize(d.name, NFKD)),
                         '[\u0300-\u036f]', '', 'g'), '[^a-z]+', '.', 'g') || d.n
                    || '@' || (array['gmail.com', 'orange.fr', 'free.fr', 'example.com'])[1 + d.n %% 4] END AS email
          FROM drawn d LEFT JOIN company c USING (n)) p
  LEFT JOIN company ON company.n = p.n / 20 * 20 AND p.n %% 5 = 1
 ORDER BY p.is_company DESC, p.n;
