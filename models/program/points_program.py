from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, ormcache
from odoo.tools.misc import formatLang

from odoo.addons.base.models.res_partner import _tz_get

from ...points.exchange import Rate
from ...points.lots import shortest_life
from ...points.plan import Plan
from ...points.rules import Terms, to_json
from ...points.units import to_units
from ..common.numbers import format_count
from ..common.opening import open_action

#: A moment so long ago is still a date.
LONGEST_CLAIM_DAYS = 36500
#: A hundred years: so far is a day still a date.
LONGEST_GRACE_DAYS = 36500
#: A year: no shop takes goods back for longer.
LONGEST_PENDING_DAYS = 366


class PointsProgram(models.Model):
    """How one shop, or a group of shops, runs loyalty."""

    _name = "points.program"
    _description = "Loyalty Program"
    _inherit = [
        "mail.thread",
        "pos.load.mixin",
        "points.server.fields.mixin",
        "points.input.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True
    # A branch runs the program of its company.
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Time zone of the shops, which determines the day of a sale.",
    )
    unit_name = fields.Char(
        "Points Name",
        required=True,
        translate=True,
        default=lambda self: self.env._("points"),
        help="How customers call them: points, stars, miles...",
    )
    exchange_points = fields.Integer(
        required=True,
        default=200,
        tracking=True,
        help="Together with the value, this is the exchange rate: 200 points = 25.00.",
    )
    exchange_amount = fields.Monetary("Exchange Value", required=True, default=25.0, tracking=True)
    tax_included = fields.Boolean(
        "Amounts Include Taxes",
        default=True,
        tracking=True,
        help="Compute points on amounts with taxes included. Otherwise, on untaxed amounts.",
    )
    expiry = fields.Selection(
        [
            ("never", "Never"),
            ("day", "After earning"),
            ("month", "After earning, at month end"),
            ("activity", "After the last purchase"),
        ],
        "Points Expiration",
        required=True,
        default="never",
        tracking=True,
    )
    expiry_months = fields.Integer("Expiration Delay (Months)", default=12, tracking=True)
    pending_days = fields.Integer(
        "Points Count From (Days After the Sale)",
        tracking=True,
        help="Points earned by a sale are pending for this number of days, such as the period in "
        "which products can be returned: customers see them, but cannot redeem them before. They "
        "are part of the balance, and of the points outstanding, from the sale on. 0 to let points "
        "count at once. Sales keep the setting of their date.",
    )
    grace_days = fields.Integer(
        "Grace Period on Returns (Days)",
        default=30,
        tracking=True,
        help="Points refunded for returned products can be redeemed for at least this number of "
        "days, even if they have expired in the meantime. 0 to refund them with the expiration "
        "date that they had.",
    )
    partial_return = fields.Selection(
        [
            ("share", "Share of the products returned"),
            ("recompute", "Recomputed for the products kept"),
        ],
        "Points on Partial Returns",
        required=True,
        default="share",
        tracking=True,
        help="Share of the products returned: each product carries its share of the points of its "
        "order, also of a bonus for the whole order, and takes it back. Recomputed for the "
        "products kept: as if only these had been bought. A bonus whose minimum amount or quantity "
        "is no longer reached is taken back in full, and one that is still reached is kept in "
        "full. Sales keep the setting of their date.",
    )
    stop_at_zero = fields.Boolean(
        "No Negative Balance on Returns",
        tracking=True,
        help="When products are returned whose points were already redeemed, take back only the "
        "points left. Otherwise, the balance becomes negative and the next purchases offset it.",
    )
    adjust_limit = fields.Integer(
        "Maximum Points per Adjustment",
        default=500,
        copy=False,
        tracking=True,
        groups="pos_customer_loyalty.group_points_adjust_unlimited",
        help="Maximum number of points that users without unlimited rights can add or remove at "
        "once.",
    )
    earns_on_points = fields.Boolean(
        "Earn Points on Points Payments",
        tracking=True,
        help="Amounts paid in points earn points like any other payment. Otherwise, only the "
        "amount paid by other means does.",
    )
    order_cap = fields.Integer(
        "Maximum Points per Order",
        tracking=True,
        help="Maximum points earned on one order. 0 for no limit.",
    )
    day_cap = fields.Integer(
        "Maximum Points per Day",
        tracking=True,
        help="Maximum points that one customer earns in one day. 0 for no limit.",
    )
    claim_days = fields.Integer(
        "Claim Period (Days)",
        default=30,
        tracking=True,
        help="Number of days in which a cashier can credit the points of an order without a "
        "customer to whoever shows the receipt. 0 to leave this to managers.",
    )
    receipt_code = fields.Boolean(
        "QR Code on Receipts",
        default=True,
        tracking=True,
        help="Print a QR code on receipts. With it, customers see their points online; after a "
        "sale without a customer, they enroll by email and claim the points of that sale "
        "themselves, once, within the claim period.",
    )
    terms = fields.Json(
        "Earning Terms",
        compute="_compute_terms",
        help="The current rules as plain data for the point of sale.",
    )
    rule_sentences = fields.Json(
        "Rule Descriptions",
        compute="_compute_terms",
        help="The descriptions of the current rules, by their ID.",
    )
    rule_ids = fields.One2many("points.rule", "program_id", "Earning Rules", copy=True)
    reward_ids = fields.One2many("points.reward", "program_id", "Rewards", copy=True)
    rewards = fields.Json(
        "Reward Terms",
        compute="_compute_rewards",
        help="The rewards as plain data for the point of sale, with their names.",
    )
    config_ids = fields.One2many("pos.config", "points_program_id", "Points of Sale")
    account_ids = fields.One2many("points.account", "program_id", "Accounts")
    account_count = fields.Integer("Customers", compute="_compute_totals")
    points_outstanding = fields.Integer(
        compute="_compute_totals", help="Points that customers currently have."
    )
    value_outstanding = fields.Monetary(
        compute="_compute_totals", help="Value of the points that customers currently have."
    )

    _exchange_is_positive = models.Constraint(
        "CHECK (exchange_points > 0 AND exchange_amount > 0)",
        "The points and the value of the exchange rate must both be positive, such as 200 points "
        "= 25.00.",
    )

    _caps_are_not_negative = models.Constraint(
        "CHECK (order_cap >= 0 AND day_cap >= 0)",
        "Maximum points per order or day cannot be negative. Set them to 0 for no limit.",
    )

    _claim_days_are_sensible = models.Constraint(
        f"CHECK (claim_days BETWEEN 0 AND {LONGEST_CLAIM_DAYS})",
        "The claim period must be between 0 and 36,500 days (100 years). Set it to 0 to disable "
        "claims at the point of sale.",
    )

    _grace_days_are_sensible = models.Constraint(
        f"CHECK (grace_days BETWEEN 0 AND {LONGEST_GRACE_DAYS})",
        "The grace period on returns must be between 0 and 36,500 days (100 years). Set it to 0 to "
        "refund points with the expiration date that they had.",
    )

    _pending_days_are_sensible = models.Constraint(
        f"CHECK (pending_days BETWEEN 0 AND {LONGEST_PENDING_DAYS})",
        "Points can count from 0 to 366 days (1 year) after the sale. Set it to 0 to let them "
        "count at once.",
    )

    _expiry_takes_months = models.Constraint(
        "CHECK (expiry = 'never' OR expiry_months BETWEEN 1 AND 1200)",
        "The expiration delay must be at least 1 month.",
    )

    @api.depends("account_ids.balance", "exchange_points", "exchange_amount")
    def _compute_totals(self):
        totals = {
            program.id: (count, balance)
            for program, count, balance in self.env["points.account"]._read_group(
                self._get_customers_domain(), ["program_id"], ["__count", "balance:sum"]
            )
        }
        for program in self:
            count, balance = totals.get(program.id, (0, 0))
            program.account_count = count
            program.points_outstanding = balance
            program.value_outstanding = program._points_value(balance)

    @api.depends("rule_ids", "earns_on_points", "order_cap", "day_cap")
    def _compute_terms(self):
        for program in self:
            plan = program.id and program._get_plan()
            rules = self.env["points.rule"].browse(plan.labels if plan else [])
            program.terms = plan and to_json(plan.terms)
            program.rule_sentences = {rule.id: rule.display_name for rule in rules}

    @api.depends("reward_ids")
    @api.depends_context("lang")
    def _compute_rewards(self):
        for program in self:
            rewards = program._get_plan().rewards if program.id else ()
            records = self.env["points.reward"].browse(reward.key for reward in rewards)
            program.rewards = [
                {**to_json(reward), "name": record.name}
                for reward, record in zip(rewards, records, strict=True)
            ]

    @api.constrains("exchange_points", "exchange_amount")
    def _check_rate(self):
        for program in self:
            if not to_units(program.exchange_amount, program.currency_id.decimal_places):
                raise ValidationError(
                    self.env._(
                        "%(points)s points cannot be worth less than the smallest unit of "
                        "%(currency)s. Increase the points or the value of the exchange rate.",
                        points=format_count(self.env, program.exchange_points),
                        currency=program.currency_id.name,
                    )
                )

    @api.constrains("pending_days", "expiry", "expiry_months")
    def _check_points_count_before_they_expire(self):
        for program in self:
            days = shortest_life(program.expiry, program.expiry_months)
            if days is not None and program.pending_days > days:
                raise ValidationError(
                    self.env._(
                        "Points would expire before they count: they can expire %(days)s days "
                        "after the sale, but count only %(pending)s days after it. Increase the "
                        "expiration delay, or let points count sooner.",
                        days=format_count(self.env, days),
                        pending=format_count(self.env, program.pending_days),
                    )
                )

    @api.constrains("company_id")
    def _check_company_is_final(self):
        if self.sudo().account_ids:
            raise ValidationError(
                self.env._(
                    "Customers already have points in this program, so its company cannot be "
                    "changed. Create a new program for the other company."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._forget_plans()
        return programs

    def write(self, vals):
        result = super().write(vals)
        self._forget_plans()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().account_ids:
            raise UserError(
                self.env._(
                    "You cannot delete this program: customers have points in it. Archive it "
                    "instead to stop earning and keep the points."
                )
            )

    def unlink(self):
        result = super().unlink()
        self._forget_plans()
        return result

    def action_view_as_at(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_as_at_action",
            context={"default_program_id": self.id},
        )

    def action_simulate(self):
        """Try the draft of the rules on past sales."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_simulation_action",
            context={"default_program_id": self.id},
        )

    def action_put_drafts_in_force(self):
        """The draft becomes what counts: drafts are in force, and what was to be dropped is
        archived."""
        self.check_access("write")
        rules = self.rule_ids
        rules.filtered(lambda rule: rule.state == "leaving").active = False
        rules.filtered(lambda rule: rule.state == "draft").state = "live"

    def action_view_accounts(self):
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "pos_customer_loyalty.points_account_action",
            domain=[("program_id", "=", self.id)],
        )

    def _get_customers_domain(self):
        """The accounts that somebody has: not those that were merged or erased."""
        return [
            ("program_id", "in", self.ids),
            ("partner_id", "!=", False),
            ("merged_into_id", "=", False),
        ]

    def _get_totals_at(self, instant):
        """What all customers held at a moment: the sum of the ledger up to it.

        :param datetime instant: the moment, in UTC
        :return dict: by program id, a tuple of points and the number of customers with a balance
        """
        self.env["points.entry"].flush_model(["program_id", "account_id", "date", "points"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, sum(balance), count(*)
                  FROM (SELECT program_id, sum(points) AS balance FROM points_entry
                         WHERE program_id = ANY(%s) AND date <= %s
                         GROUP BY program_id, account_id HAVING sum(points) <> 0) AS account
                 GROUP BY program_id
                """,
                self.ids,
                instant,
            )
        )
        totals = {program_id: (int(points), count) for program_id, points, count in rows}
        return {**dict.fromkeys(self.ids, (0, 0)), **totals}

    def _get_rate(self):
        """The exchange rate, as :class:`Rate`."""
        self.ensure_one()
        amount = to_units(self.exchange_amount, self.currency_id.decimal_places)
        return Rate(points=self.exchange_points, amount=amount)

    def _points_value(self, points):
        """What ``points`` (int) are worth today, as an amount in the program's currency."""
        self.ensure_one()
        value = self._get_rate().value(points)
        return value / 10**self.currency_id.decimal_places

    def _forget_plans(self):
        """Have the plans read again, now and once more after COMMIT: until then another thread
        may read the old ones. What these programs say from now on is written down."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
        self.env["points.program.version"]._record_later(self)

    @ormcache("self.id")
    def _get_tills(self):
        """The tills of this program, read once per registry: they are told of each account that
        changes.

        :return tuple[int]: numbers of ``pos.config``
        """
        return self.sudo().config_ids._ids

    @ormcache("self.id")
    def _get_plan(self):
        """The program as plain values, read once per registry: a sale of 50 lines under 100
        rules costs no SQL for it.

        :return Plan: what entries and earnings are computed from
        """
        return self._prepare_plan(("live", "leaving"))

    def _get_draft_plan(self):
        """The program with its drafts, and without the rules that are to be dropped.

        :return Plan: what a simulation computes
        """
        return self._prepare_plan(("live", "draft"))

    def _get_today(self):
        """The day at the shops of the program.

        :return str: an ISO date
        """
        return self._get_plan().get_local_date(fields.Datetime.now()).isoformat()

    def _get_plan_at(self, moment):
        """The program as it was at a moment.

        :param datetime moment: in UTC; before its first version, that one
        :return Plan: what a sale of that moment counts by
        """
        self.ensure_one()
        return self.env["points.program.version"]._get_plan_at(self, moment)

    def _prepare_plan(self, states):
        self.ensure_one()
        program = self.sudo().with_context(active_test=True)
        rules = program.rule_ids.filtered(lambda rule: rule.state in states)
        possible = rules.filtered(lambda rule: rule._is_possible())
        return Plan(
            active=program.active,
            tax_included=program.tax_included,
            currency=program.currency_id.id,
            digits=program.currency_id.decimal_places,
            terms=Terms(
                rules=tuple(rule._to_earning_rule() for rule in possible),
                order_cap=program.order_cap,
                day_cap=program.day_cap,
                earns_on_points=program.earns_on_points,
            ),
            labels={rule.id: rule.name for rule in possible},
            impossible=tuple((rules - possible).ids),
            expiry=program.expiry,
            expiry_months=program.expiry_months,
            stop_at_zero=program.stop_at_zero,
            timezone=program.tz,
            spending=program._get_spending(),
            spend_as=program.spend_as,
            offline_most=program._to_units(program.offline_most_amount),
            confirm_from=program._to_units(program.confirm_from_amount),
            grace_days=program.grace_days,
            recomputes=program.partial_return == "recompute",
            pending_days=program.pending_days,
            rewards=tuple(reward._to_reward() for reward in program.reward_ids),
            welcome_bonus=program.welcome_bonus,
            referred_bonus=program.referred_bonus,
            referrer_bonus=program.referrer_bonus,
            referrals_most=program.referrals_most,
        )

    def _format_amount(self, units):
        """Show an amount that is counted in the currency's smallest unit."""
        self.ensure_one()
        amount = units / 10**self.currency_id.decimal_places
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _format_points(self, points):
        """A number of points with its unit, such as "412 points".

        :param int points: how many
        :return str: the sentence part, in the language of the context
        """
        self.ensure_one()
        if points == 1 and self.unit_name == self.env._("points"):
            return self.env._("1 point")
        written = self.env["ir.qweb.field.integer"].value_to_html(points, {})
        return f"{written} {self.unit_name}"

    @api.model
    def _load_pos_data_search_read(self, data, config):
        # One record, whenever it was changed: a till that was opened before may hear of an old
        # program for the first time.
        return self._load_pos_data_read(config.points_program_id.filtered("active"), config)

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            "name",
            "unit_name",
            "exchange_points",
            "exchange_amount",
            "currency_id",
            "tz",
            "tax_included",
            "claim_days",
            "receipt_code",
            "terms",
            "rule_sentences",
            "spending",
            "rewards",
            "spend_as",
            "offline_most_amount",
            "confirm_from_amount",
        ]
