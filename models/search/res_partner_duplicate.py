from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import limits

# Shorter numbers are extensions of a house, which many share.
SHORTEST_PHONE = 6  # digits
# As for the birthday.
WHO_ENTERS_CUSTOMERS = "point_of_sale.group_pos_user,base.group_partner_manager"
# What a form says of a customer, as text.
CLUES = ("name", "email", "phone", "barcode")


class ResPartner(models.Model):
    """Tell, while a customer is entered, that he is there already."""

    _inherit = "res.partner"

    duplicate_partner_id = fields.Many2one(
        "res.partner",
        "Existing Customer",
        compute="_compute_duplicate_partner_id",
        groups=WHO_ENTERS_CUSTOMERS,
    )
    duplicate_reason = fields.Char(
        compute="_compute_duplicate_partner_id", groups=WHO_ENTERS_CUSTOMERS
    )

    @api.depends("name", "email", "phone", "barcode", "birthday", "parent_id")
    def _compute_duplicate_partner_id(self):
        for partner in self:
            found = self.find_duplicates(partner._get_duplicate_vals())
            first = found[0] if found else {"id": False, "reason": False}
            partner.duplicate_partner_id = first["id"]
            partner.duplicate_reason = first["reason"]

    def _get_duplicate_vals(self):
        return {
            "id": self._origin.id,
            "parent_id": self.parent_id._origin.id,
            "birthday": self.birthday,
            # A list of many addresses, for instance, is nobody else's.
            **{
                name: self[name]
                for name in CLUES
                if self[name] and limits.is_text(self[name], limits.LONGEST_FIND_TEXT)
            },
        }

    @api.model
    def find_duplicates(self, vals, limit=5):
        """Find the customers whom the values of a form may be about.

        People of one company may share its phone and its e-mail.

        :param dict vals: any of ``email``, ``phone``, ``barcode``, ``name`` with ``birthday``; the
            ``id`` of the customer himself and his ``parent_id``, where he is known already
        :param int limit: how many customers at most
        :return list[dict]: ``id``, ``display_name`` and ``reason``, the surest reason first
        :raises AccessError: when the user may not read the customer himself
        :raises UserError: when a value is too long, or is nothing of the kind
        """
        self._check_clues(vals, limit)
        found = {}
        others = self._get_stranger_domain(vals)
        for reason, domain in self._get_duplicate_domains(vals):
            for partner in self.search(domain & others, order="id", limit=limit):
                found.setdefault(partner, reason)
        return [
            {"id": partner.id, "display_name": partner.display_name, "reason": reason}
            for partner, reason in list(found.items())[:limit]
        ]

    @api.model
    def _check_clues(self, vals, limit):
        limits.check_values(self.env, vals, "vals")
        for name in ("id", "parent_id"):
            if vals.get(name):
                limits.check_id(self.env, vals[name], name)
                self.browse(vals[name]).exists().check_access("read")
        for name in CLUES:
            limits.check_text(self.env, vals.get(name) or "", limits.LONGEST_FIND_TEXT, name)
        limits.check_count_of(self.env, limit, limits.MOST_FOUND, "limit")
        try:
            fields.Date.to_date(vals.get("birthday"))
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The birthday must be a date, such as 1990-12-31.")
            ) from error

    def _get_stranger_domain(self, vals):
        """Those who are neither the customer himself nor of his company."""
        known = self.browse(filter(None, [vals.get("id"), vals.get("parent_id")])).exists()
        own = Domain("id", "not in", known.ids)
        return own & Domain("commercial_partner_id", "not in", known.commercial_partner_id.ids)

    def _get_duplicate_domains(self, vals):
        """:return list[tuple]: reasons that the values give, each with its domain"""
        domains = []
        if vals.get("barcode"):
            domains.append((self.env._("same barcode"), self._get_card_domain(vals["barcode"])))
        if vals.get("email"):
            email = SQL("s.email = customer_email(%s)", vals["email"])
            domains.append((self.env._("same email"), self._get_search_domain(email)))
        if vals.get("phone"):
            phone = SQL(
                "s.phone = customer_phone(%(phone)s) AND length(s.phone) >= %(shortest)s",
                phone=vals["phone"],
                shortest=SHORTEST_PHONE,
            )
            domains.append((self.env._("same phone"), self._get_search_domain(phone)))
        if vals.get("name") and vals.get("birthday"):
            person = SQL("s.person = customer_person(%s)", vals["name"])
            born = Domain("birthday", "=", vals["birthday"])
            domains.append(
                (self.env._("same name and birthday"), self._get_search_domain(person) & born)
            )
        return domains

    def _get_search_domain(self, condition):
        """Customers whose row ``s`` of the search meets a condition."""
        self._flush_for_search()
        return Domain(
            "id", "in", SQL("(SELECT s.partner_id FROM customer_search s WHERE %s)", condition)
        )
