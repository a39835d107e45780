from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import limits
from ..common.for_readers import for_readers_of

# Of these columns the search text is made, see customer_search.sql.
SEARCHED = ("name", "company_name", "email", "phone", "ref", "barcode", "parent_id")

# So many of the best are found, whatever page of them is asked for; a till shows as many.
BEST = 100  # customers


class ResPartner(models.Model):
    """One box that finds a customer by whatever the shop knows of him.

    PostgreSQL keeps the table ``customer_search``, one row per contact, by triggers: it follows
    imports by SQL too. What is typed is cut into words by the same functions.
    """

    _inherit = "res.partner"

    search_text = fields.Char(
        "Customer",
        compute="_compute_search_text",
        search="_search_search_text",
        help="Name, company, email, phone, reference, barcode and cards, in the form used by the "
        "search.",
    )

    @api.depends(*SEARCHED, "parent_id.name", "card_ids.code", "card_ids.active")
    def _compute_search_text(self):
        self._flush_for_search()
        rows = self.env.execute_query(
            SQL("SELECT partner_id, text FROM customer_search WHERE partner_id = ANY(%s)", self.ids)
        )
        texts = dict(rows)
        for partner in self:
            partner.search_text = texts.get(partner._origin.id, "").strip()

    @for_readers_of("search_text")
    def _search_search_text(self, operator, value):
        if operator != "ilike":
            return NotImplemented
        condition = self._get_find_condition(self._parse_find_text(value))
        return Domain(
            "id", "in", SQL("(SELECT s.partner_id FROM customer_search s WHERE %s)", condition)
        )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find by words first; what no start of a word finds is left to Odoo's own search."""
        if operator == "ilike" and name and name.strip() and limit:
            found = Domain("search_text", "ilike", name) & Domain(domain or Domain.TRUE)
            partners = self.search_fetch(found, ["display_name"], limit=limit)
            if partners:
                return [(partner.id, partner.display_name) for partner in partners.sudo()]
        return super().name_search(name, domain, operator, limit)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Who searches for a text in no particular order gets the best match first.

        After the best come the others by name, so that pages follow each other.
        """
        text, other = self._split_find_domain(Domain(domain))
        if not text or not limit or order:
            return super().search_fetch(domain, field_names, offset, limit, order)
        best = self._find_best(text, other)
        partners = best[offset : offset + limit]
        partners.fetch(field_names)
        if len(best) == BEST and len(partners) < limit:
            others = Domain(domain) & Domain("id", "not in", best.ids)
            partners += super().search_fetch(
                others, field_names, max(offset - BEST, 0), limit - len(partners)
            )
        return partners

    def _split_find_domain(self, domain):
        """Part a domain into the text that everything in it is searched by, and the rest.

        :return tuple: the text or an empty string, and a domain
        """
        parts = domain.children if getattr(domain, "OPERATOR", "") == "&" else [domain]
        leaves = [
            part
            for part in parts
            if getattr(part, "field_expr", "") == "search_text"
            and part.operator == "ilike"
            and part.value
        ]
        rest = Domain.AND(part for part in parts if part not in leaves)
        return " ".join(leaf.value for leaf in leaves), rest

    @api.model
    def _find_best(self, text, domain):
        """Find customers by what somebody typed, the best match first.

        Those whose name starts with it come from an index in that order. Where these are too few,
        those with the whole words are looked up, and then others: each of the three stops at a
        limit, so a letter that half of the customers have costs no more than a rare name.

        :param str text: words, or starts of words, in any order
        :param Domain domain: what else must hold
        :return: ``BEST`` partners that the user may read, or all where there are no more
        """
        terms = self._parse_find_text(text)
        if not terms:
            return self.browse()
        query = self._search(domain)
        if query.is_empty():
            return self.browse()
        rows = self.env.execute_query(self._get_best_query(query, terms))
        return self.browse(row[0] for row in rows)

    def _get_best_query(self, query, terms):
        words = self._get_find_condition(terms)
        whole = SQL(" AND ").join(map(self._get_whole_condition, terms))
        # Who starts with the only term meets it: an index has them in their order. With a second
        # term that few have, it would be read to its end.
        is_only = SQL("TRUE" if len(terms) == 1 else "FALSE")
        by_name = SQL("%s AND %s", is_only, self._get_start_condition(terms))
        # Names that start with the whole word come first there: all of them, or enough.
        by_first_word = SQL("%s AND %s", is_only, self._get_start_condition(terms, after=" "))
        few_names = SQL("(SELECT count(*) FROM by_name WHERE whole = 1) < %s", BEST)
        few = SQL("(SELECT count(*) FROM (TABLE by_name UNION TABLE by_word) n) < %s", BEST)

        def find(condition):
            return self._get_find_query(query, terms, condition)

        return SQL(
            """
            WITH by_name AS MATERIALIZED (%s),
                 by_word AS MATERIALIZED (%s)
            SELECT id FROM (TABLE by_name UNION TABLE by_word UNION %s) found
             ORDER BY whole DESC, start DESC, text, id LIMIT %s
            """,
            find(SQL("%s ORDER BY left(s.text, 60)", by_name)),
            find(SQL("%s AND %s AND NOT (%s) AND %s", words, whole, by_first_word, few_names)),
            find(SQL("%s AND %s", words, few)),
            BEST,
        )

    def _get_find_query(self, query, terms, condition):
        """Some customers of a query who meet a condition, with what they are ranked by."""
        return SQL(
            """
            (SELECT res_partner.id, left(s.text, 60) AS text, %(whole)s AS whole, %(start)s AS start
               FROM %(tables)s JOIN customer_search s ON s.partner_id = res_partner.id
              WHERE %(where)s AND %(condition)s LIMIT %(limit)s)
            """,
            whole=self._get_whole_count(terms),
            start=self._get_start_condition(terms),
            tables=query.from_clause,
            where=query.where_clause or SQL("TRUE"),
            condition=condition,
            limit=BEST,
        )

    @api.model
    def _parse_find_text(self, text):
        """What was typed, as PostgreSQL cuts it: see ``customer_query``.

        :raises UserError: when it is more than anybody types
        """
        limits.check_find_text(self.env, text)
        return self.env.execute_query(SQL("SELECT customer_query(%s)", text))[0][0]

    def _get_find_condition(self, terms):
        """The condition on ``customer_search s`` that all terms are met."""
        if not terms:
            return SQL("FALSE")
        self._flush_for_search()
        return SQL(" AND ").join(map(self._get_term_condition, terms))

    @api.model
    def _flush_for_search(self):
        """Let the database know all that customers are found by."""
        self.flush_model(SEARCHED)
        self.env["customer.card"].flush_model()

    def _get_term_condition(self, alternatives):
        return SQL("(%s)", SQL(" OR ").join(map(self._get_alternative_condition, alternatives)))

    def _get_alternative_condition(self, alternative):
        # Words have neither % nor _ in them: PostgreSQL has cut them there. A word may be longer
        # than its key, and where rows are read one by one, their text is compared much quicker.
        words = [SQL("s.text LIKE %s", f"% {word}%") for word in alternative["words"].split()]
        return SQL(" AND ").join([*words, SQL("s.keys @> %s", alternative["keys"])])

    def _get_start_condition(self, terms, after=""):
        """The condition that the name starts with the first term.

        :param str after: what follows it
        """
        return SQL("left(s.text, 60) LIKE %s", f" {terms[0][0]['words'][:50]}{after}%")

    def _get_whole_condition(self, alternatives):
        """The condition that a whole word is met, not only its start."""
        whole = [SQL("s.keys @> %s", alternative["whole"]) for alternative in alternatives]
        return SQL("(%s)", SQL(" OR ").join(whole))

    def _get_whole_count(self, terms):
        """How many of the terms are met by whole words."""
        counts = [
            SQL(
                "(%s)::integer",
                SQL(" OR ").join(SQL("s.text LIKE %s", f"% {way['words']} %") for way in term),
            )
            for term in terms
        ]
        return SQL(" + ").join(counts)

    def _index_by_rules(self, version):
        """Build the search text, unless these rules have built it already."""
        comment = SQL("SELECT obj_description('customer_search'::regclass)")
        if self.env.execute_query(comment) != [(version,)]:
            self._rebuild_search()
            self.env.cr.execute(SQL("COMMENT ON TABLE customer_search IS %s", version))

    def _rebuild_search(self):
        """Build the search text of all, and the index of its keys in one go, which is quicker."""
        self.env.cr.execute("DROP INDEX IF EXISTS customer_search_keys")
        self._index_for_search()
        # Without a list of pending keys, which each search would have to read.
        self.env.cr.execute(
            """
            CREATE INDEX customer_search_keys ON customer_search
             USING gin (keys) WITH (fastupdate = off)
            """
        )

    @api.model
    def _index_for_search(self):
        """Bring the search text of all contacts up to date, in one statement.

        :return int: how many were not as they should be
        """
        self._flush_for_search()
        return self.env.execute_query(
            SQL("SELECT customer_search_write((SELECT array_agg(id) FROM res_partner))")
        )[0][0]
