import ast

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .res_partner_category import MANAGER

LONGEST_PERIOD_DAYS = 36500
YEAR_DAYS = 365
TESTS = [("least", "at least"), ("most", "at most"), ("between", "between")]
AGO = [("least", "at least"), ("most", "at most")]
#: What a category keeps itself by.
CONDITIONS = (
    "customer_kind",
    "created_days",
    "turnover_test",
    "turnover_least",
    "turnover_most",
    "turnover_days",
    "visits_test",
    "visits_least",
    "visits_most",
    "visits_days",
    "last_visit_test",
    "last_visit_days",
    "last_purchase_test",
    "last_purchase_days",
    "points_least",
    "earned_least",
    "earned_days",
    "country_id",
    "zip_prefixes",
    "cities",
    "birthday_month",
    "domain",
)
SETTINGS = (*CONDITIONS, "is_automatic", "company_id")
#: Those that count sales or points, which are of one company.
FIGURES = (
    "turnover_test",
    "visits_test",
    "last_visit_test",
    "last_purchase_test",
    "points_least",
    "earned_least",
)


class ResPartnerCategory(models.Model):
    """The conditions by which a category keeps itself; all of them must hold.

    In words they are in ``res_partner_category_sentence.py``, in SQL in
    ``res_partner_category_query.py``.
    """

    _inherit = "res.partner.category"

    is_automatic = fields.Boolean(
        "Automatic",
        help="Customers enter and leave the category automatically as they meet its conditions, "
        "after each sale and every night. Customers added manually always stay.",
        written_by=MANAGER,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        index=True,
        ondelete="cascade",
        help="Company whose sales and points count. Only its users see the category. Leave empty "
        "to share the category with all companies; it then cannot use turnover, visits or points.",
        written_by=MANAGER,
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    customer_kind = fields.Selection(
        [("private", "Individual"), ("professional", "Professional")],
        "Customer Type",
        help="Companies and their contacts are businesses; all others are individuals.",
        written_by=MANAGER,
    )
    created_days = fields.Integer(
        "Customer for Less Than",
        help="Days since the date Customer Since of the contact, which is that of the first "
        "purchase unless entered. Contacts without one have not bought yet. 0 to ignore.",
        written_by=MANAGER,
    )
    turnover_test = fields.Selection(
        TESTS,
        "Turnover",
        help="Point of sale orders and invoices minus returns and credit notes, taxes included.",
        written_by=MANAGER,
    )
    turnover_least = fields.Monetary("Minimum Turnover", default=100, written_by=MANAGER)
    turnover_most = fields.Monetary("Maximum Turnover", default=1000, written_by=MANAGER)
    turnover_days = fields.Integer("Turnover Period (Days)", default=YEAR_DAYS, written_by=MANAGER)
    visits_test = fields.Selection(
        TESTS, "Visits", help="Orders at the point of sale.", written_by=MANAGER
    )
    visits_least = fields.Integer("Minimum Visits", default=5, written_by=MANAGER)
    visits_most = fields.Integer("Maximum Visits", default=20, written_by=MANAGER)
    visits_days = fields.Integer("Visits Period (Days)", default=YEAR_DAYS, written_by=MANAGER)
    last_visit_test = fields.Selection(
        AGO,
        "Last Visit",
        help="Last order at the point of sale. Customers without any visit meet neither condition.",
        written_by=MANAGER,
    )
    last_visit_days = fields.Integer("Last Visit (Days)", default=180, written_by=MANAGER)
    last_purchase_test = fields.Selection(
        AGO,
        "Last Purchase",
        help="Last order at the point of sale or last invoice. Customers without any purchase meet "
        "neither condition.",
        written_by=MANAGER,
    )
    last_purchase_days = fields.Integer("Last Purchase (Days)", default=180, written_by=MANAGER)
    points_least = fields.Integer(
        "Minimum Points Balance",
        help="Balance in the programs of the company: points that the customer redeems or that "
        "expire no longer count. 0 to ignore.",
        written_by=MANAGER,
    )
    earned_least = fields.Integer(
        "Minimum Points Earned",
        help="Points earned with purchases in the period, minus those taken back for returns, in "
        "the programs of the company. Redeeming points does not lower them. Bonuses, adjustments "
        "and opening balances do not count. 0 to ignore.",
        written_by=MANAGER,
    )
    earned_days = fields.Integer(
        "Points Earned Period (Days)", default=YEAR_DAYS, written_by=MANAGER
    )
    country_id = fields.Many2one("res.country", written_by=MANAGER)
    zip_prefixes = fields.Char(
        "ZIP Codes Starting With", help="Separate several values by commas.", written_by=MANAGER
    )
    cities = fields.Char("City", help="Separate several values by commas.", written_by=MANAGER)
    birthday_month = fields.Boolean("Birthday This Month", written_by=MANAGER)
    domain = fields.Char(
        "Other Conditions",
        help="Evaluated with the access rights of the user who set it.",
        written_by=MANAGER,
    )
    domain_user_id = fields.Many2one(
        "res.users", string="Conditions Set By", readonly=True, ondelete="set null"
    )
    issue = fields.Char(
        "Error",
        readonly=True,
        copy=False,
        help="Why the conditions could not be evaluated. Members remain unchanged meanwhile.",
    )

    _periods_are_sensible = models.Constraint(
        f"""CHECK (turnover_days BETWEEN 1 AND {LONGEST_PERIOD_DAYS}
               AND visits_days BETWEEN 1 AND {LONGEST_PERIOD_DAYS}
               AND last_visit_days BETWEEN 1 AND {LONGEST_PERIOD_DAYS}
               AND last_purchase_days BETWEEN 1 AND {LONGEST_PERIOD_DAYS}
               AND earned_days BETWEEN 1 AND {LONGEST_PERIOD_DAYS}
               AND created_days BETWEEN 0 AND {LONGEST_PERIOD_DAYS})""",
        "A period must be between 1 and 36,500 days (100 years).",
    )
    _points_are_not_negative = models.Constraint(
        "CHECK (points_least >= 0)",
        "The minimum points balance cannot be negative. Set it to 0 to ignore points.",
    )
    _earned_is_not_negative = models.Constraint(
        "CHECK (earned_least >= 0)",
        "The minimum points earned cannot be negative. Set it to 0 to ignore them.",
    )
    _visits_are_not_negative = models.Constraint(
        "CHECK (visits_least >= 0 AND visits_most >= 0)", "Visits cannot be negative."
    )
    _bounds_follow = models.Constraint(
        """CHECK ((turnover_test != 'between' OR turnover_least <= turnover_most)
              AND (visits_test != 'between' OR visits_least <= visits_most))""",
        "The first value of a range cannot be greater than the second. Swap them.",
    )

    @api.depends("is_automatic", *FIGURES, "domain")
    def _compute_company_id(self):
        for category in self:
            company = category.company_id
            needed = category.is_automatic and category._uses_figures()
            category.company_id = company or (self.env.company if needed else company)

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for category in self:
            category.currency_id = (category.company_id or self.env.company).currency_id

    @api.constrains(*SETTINGS)
    def _check_conditions(self):
        for category in self.filtered("is_automatic"):
            if not category._has_conditions():
                raise ValidationError(
                    self.env._(
                        'Automatic category "%(category)s" needs at least one condition; '
                        "otherwise it would include all customers. Set a condition, or turn off "
                        "Automatic.",
                        category=category.name,
                    )
                )
            if category._uses_figures() and not category.company_id:
                raise ValidationError(
                    self.env._(
                        'Select the company of "%(category)s", as its conditions use turnover, '
                        "visits or points.",
                        category=category.name,
                    )
                )

    @api.constrains("company_id", "parent_id")
    def _check_company_of_parent(self):
        for category in self.filtered("parent_id.company_id"):
            if category.company_id != category.parent_id.company_id:
                raise ValidationError(
                    self.env._(
                        '"%(category)s" must belong to the same company as its parent category '
                        '"%(parent)s".',
                        category=category.name,
                        parent=category.parent_id.name,
                    )
                )

    @api.constrains("zip_prefixes", "cities")
    def _check_places(self):
        for category in self:
            for name in ("zip_prefixes", "cities"):
                if category[name] and not category._split(category[name]):
                    raise ValidationError(
                        self.env._(
                            '"%(places)s" does not contain any place. Separate several places by '
                            "commas, or leave the field empty.",
                            places=category[name],
                        )
                    )

    @api.constrains("domain", "company_id")
    def _check_domain(self):
        for category in self.filtered("domain"):
            try:
                with self.env.cr.savepoint():
                    category._get_domain_partners(self.env.user).search(
                        [*category._parse_domain()], limit=1
                    )
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        'The other conditions of "%(category)s" cannot be evaluated: %(error)s. '
                        "Correct or remove them.",
                        category=category.name,
                        error=error,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(list(map(self._without_empty_domain, vals_list)))
        categories.filtered("domain")._sign_domain()
        categories.filtered("is_automatic")._start_anew()
        return categories

    def write(self, vals):
        vals = self._without_empty_domain(vals)
        changed = self._get_changed_settings(vals)
        result = super().write(vals)
        if "domain" in changed:
            self._sign_domain()
        if changed:
            self.filtered("issue").sudo().issue = False
            self._start_anew()
        elif {"name", "sequence", "is_tier", "active"} & vals.keys():
            self._forget_automatic()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_automatic()
        return result

    def _get_changed_settings(self, vals):
        """Those settings among values that are not what they were."""
        return {
            name: vals[name]
            for name in SETTINGS
            if name in vals
            and any(
                category._fields[name].convert_to_write(category[name], category) != vals[name]
                for category in self
            )
        }

    def _sign_domain(self):
        """Remember who has set a domain: it is read with the rights of this user."""
        self.sudo().domain_user_id = self.env.uid

    @api.model
    def _without_empty_domain(self, vals):
        return {**vals, "domain": False} if vals.get("domain") in ("[]", "") else vals

    def _has_conditions(self):
        names = [name for name in CONDITIONS if not name.endswith(("_least", "_most", "_days"))]
        return any(self[name] for name in (*names, "points_least", "earned_least", "created_days"))

    def _uses_figures(self):
        """Whether the figures of one company count; a domain may read some."""
        return any(self[name] for name in (*FIGURES, "domain"))

    @api.model
    def _split(self, places):
        return tuple(filter(None, (place.strip() for place in (places or "").split(","))))

    def _parse_domain(self):
        """:raises ValueError: when the text is no domain"""
        return Domain(ast.literal_eval(self.domain))

    def _get_domain_partners(self, author):
        """Partners as a user sees them, in the company.

        :param author: the ``res.users`` who has set the domain
        """
        if not author.active and author.id != SUPERUSER_ID:
            raise UserError(
                self.env._(
                    "the user who set them no longer exists; another manager must set them again"
                )
            )
        context = {**self.env.context, "allowed_company_ids": self.company_id.ids}
        return self.env(user=author.id, su=False, context=context)["res.partner"]
