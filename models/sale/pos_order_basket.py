from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...points.goods import Basket
from .pos_order_line import PREPAID

MINUTES_OF_AN_HOUR = 60


class PosOrder(models.Model):
    """An order as plain values: what :mod:`~...points.earning` computes from."""

    _inherit = "pos.order"

    def _to_basket(self, plan, partner):
        """The order as a basket.

        :param Plan plan: the program's, see :mod:`~...points.plan`
        :param partner: the customer, a ``res.partner``
        :return Basket: amounts in the program's currency
        """
        self.ensure_one()
        labels, cards = self._read_labels(plan, partner), self._get_prepaid_kinds()
        now = plan.get_local_time(self._get_points_moment())
        return Basket(
            lines=tuple(
                line._to_points_line(cards, plan, labels["product", line.product_id.id])
                for line in self.lines
            ),
            customer=labels["customer", partner.id],
            day=now.date().isoformat(),
            minute=now.hour * MINUTES_OF_AN_HOUR + now.minute,
            paid_in_points=self._get_units_spent(),
        )

    def _get_prepaid_kinds(self):
        """What lines of this order are that sell gift cards or top up wallets.

        :return dict: kinds by ``product.product``, see ``KINDS`` in :mod:`~...points.goods`
        """
        return self._get_prepaid_kinds_of(self.lines.product_id)

    @api.model
    def _get_prepaid_kinds_of(self, products):
        """What lines of products are: see ``_get_prepaid_kinds``."""
        if "loyalty.program" not in self.env:
            return {}
        domain = [
            ("program_type", "in", list(PREPAID)),
            ("trigger_product_ids", "in", products.ids),
        ]
        return {
            product: PREPAID[program.program_type]
            for program in self.env["loyalty.program"].sudo().search(domain)
            for product in program.trigger_product_ids
        }

    def _read_labels(self, plan, partner):
        """What the rules of a program ask of the products and the customer of this order."""
        return self._read_labels_of(plan.label_letters, self.lines.product_id, partner)

    @api.model
    def _read_labels_of(self, letters, products, partners):
        """Labels of products and customers, in one statement or none.

        :param frozenset[str] letters: first letters of the labels that are asked for
        :param products: ``product.product``
        :param partners: ``res.partner``
        :return dict: sets of labels by ``("product", id)`` and ``("customer", id)``
        """
        labels = defaultdict(frozenset)
        get_queries = {
            "k": self._get_pos_category_query,
            "t": self._get_tag_query,
            "g": self._get_customer_category_query,
        }
        needed = [
            get_query(products, partners)
            for letter, get_query in get_queries.items()
            if letter in letters
        ]
        if needed:
            for owner, owner_id, label in self.env.execute_query(SQL(" UNION ALL ").join(needed)):
                labels[owner, owner_id] |= {label}
        return labels

    def _get_pos_category_query(self, products, _partners):
        """The POS categories of products, and those above."""
        return SQL(
            """
            (WITH RECURSIVE above (template_id, id) AS (
                SELECT product_template_id, pos_category_id
                  FROM pos_category_product_template_rel
                 WHERE product_template_id = ANY(%(templates)s)
                UNION
                SELECT above.template_id, category.parent_id
                  FROM above JOIN pos_category category ON category.id = above.id
                 WHERE category.parent_id IS NOT NULL)
            SELECT 'product', product.id, 'k' || above.id
              FROM above JOIN product_product product
                ON product.product_tmpl_id = above.template_id
             WHERE product.id = ANY(%(products)s))
            """,
            templates=products.product_tmpl_id.ids,
            products=products.ids,
        )

    def _get_tag_query(self, products, _partners):
        """The tags of products and of their templates."""
        return SQL(
            """
            (SELECT 'product', product.id, 't' || tag.product_tag_id
               FROM product_product product
               JOIN product_tag_product_template_rel tag
                 ON tag.product_template_id = product.product_tmpl_id
              WHERE product.id = ANY(%(products)s)
             UNION
             SELECT 'product', product_product_id, 't' || product_tag_id
               FROM product_tag_product_product_rel
              WHERE product_product_id = ANY(%(products)s))
            """,
            products=products.ids,
        )

    def _get_customer_category_query(self, _products, partners):
        """The categories of customers, and those above."""
        return SQL(
            """
            (SELECT 'customer', link.partner_id,
                    'g' || regexp_split_to_table(rtrim(category.parent_path, '/'), '/')
               FROM res_partner_res_partner_category_rel link
               JOIN res_partner_category category ON category.id = link.category_id
              WHERE link.partner_id = ANY(%(partners)s))
            """,
            partners=partners.ids,
        )
