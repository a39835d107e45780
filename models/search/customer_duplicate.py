from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerDuplicate(models.Model):
    """Customers who may be one and the same, to be looked at and merged.

    People of one company may share its phone and e-mail. Groups are within one company of the
    database, or among the customers that all of them share.
    """

    _name = "customer.duplicate"
    _description = "Likely Duplicates"
    _auto = False
    _order = "customer_count DESC, value, id"
    _rec_name = "value"

    reason = fields.Selection(
        [
            ("email", "Same email"),
            ("phone", "Same phone"),
            ("birthday", "Same name and birthday"),
        ],
        readonly=True,
    )
    value = fields.Char("In Common", readonly=True)
    birthday = fields.Date(readonly=True)
    customer_count = fields.Integer("Number of Customers", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    customer_ids = fields.Many2many("res.partner", string="Customers", compute="_compute_customers")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            [
                self._get_reason_query("email", 1, SQL("s.email"), SQL("NULL::date")),
                self._get_reason_query("phone", 2, SQL("s.phone"), SQL("NULL::date")),
                self._get_reason_query("birthday", 3, SQL("s.person"), SQL("p.birthday")),
            ]
        )

    def _get_reason_query(self, reason, place, value, birthday):
        """Groups of customers with the same value. A customer is in one group for each reason, so
        that the first of them names it: four numbers belong to each customer."""
        return SQL(
            """
            SELECT min(p.id) * 4 + %(place)s AS id, %(reason)s AS reason, %(value)s AS value,
                   %(birthday)s AS birthday, count(*)::integer AS customer_count, p.company_id
              FROM customer_search s JOIN res_partner p ON p.id = s.partner_id
             WHERE %(value)s IN (SELECT %(value)s FROM customer_search s
                                  GROUP BY 1 HAVING count(*) > 1)
               AND p.active AND coalesce(p.type, 'contact') = 'contact' AND %(known)s
               AND p.id NOT IN (SELECT partner_id FROM res_company)
             GROUP BY %(value)s, %(birthday)s, p.company_id
            HAVING min(p.commercial_partner_id) < max(p.commercial_partner_id)
            """,
            reason=reason,
            place=place,
            value=value,
            birthday=birthday,
            known=SQL("p.birthday IS NOT NULL") if reason == "birthday" else SQL("TRUE"),
        )

    @api.depends("reason", "value", "birthday", "company_id")
    def _compute_customers(self):
        for group in self:
            group.customer_ids = self.env["res.partner"].search(group._get_customer_domain())

    def _get_customer_domain(self):
        column = SQL.identifier({"birthday": "person"}.get(self.reason, self.reason))
        same = SQL("(SELECT partner_id FROM customer_search WHERE %s = %s)", column, self.value)
        domain = Domain("id", "in", same) & Domain("company_id", "=", self.company_id.id)
        if self.reason == "birthday":
            domain &= Domain("birthday", "=", self.birthday)
        domain &= Domain("ref_company_ids", "=", False)
        return domain & Domain("type", "in", ("contact", False))

    @api.model
    def _are_alike(self, customers):
        """Whether some customers have all the same value of one of the reasons, in one company.

        :param customers: ``res.partner``
        """
        customers.flush_recordset()
        query = SQL(
            """
            SELECT count(DISTINCT COALESCE(p.company_id, 0)) = 1
                   AND (count(s.email) = %(count)s AND count(DISTINCT s.email) = 1
                        OR count(s.phone) = %(count)s AND count(DISTINCT s.phone) = 1
                        OR count(p.birthday) = %(count)s AND count(DISTINCT p.birthday) = 1
                           AND count(DISTINCT s.person) = 1)
              FROM customer_search s JOIN res_partner p ON p.id = s.partner_id
             WHERE p.id = ANY(%(ids)s) AND p.active
            """,
            count=len(customers),
            ids=customers.ids,
        )
        return self.env.execute_query(query)[0][0]

    def action_merge(self):
        """Offer the customers of the group to be merged.

        :raises AccessError: when the user is not a manager of the point of sale
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.merge"]._open(self.customer_ids)
