from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...points.periods import Days, shift
from ..common import limits
from ..common.opening import open_action
from ..sale.pos_order import PAID_STATES
from .overview_scope import KINDS

#: Where records are shown, by kind of record.
ACTIONS = {
    "customers": "pos_customer_loyalty.res_partner_action_directory",
    "entries": "pos_customer_loyalty.points_entry_action",
    "lots": "pos_customer_loyalty.points_lot_action",
    "orders": "point_of_sale.action_pos_pos_form",
    "points_analysis": "pos_customer_loyalty.points_entry_action_report",
    "sales_analysis": "point_of_sale.action_report_pos_order_all",
}
#: What each figure is about: the kind of records, and the method that has their domain.
RECORDS = {
    "members": ("customers", "_get_members_domain"),
    "new_members": ("customers", "_get_new_members_domain"),
    "came": ("customers", "_get_came_domain"),
    "away": ("customers", "_get_away_domain"),
    "cohort": ("customers", "_get_cohort_domain"),
    "earned": ("entries", "_get_earned_domain"),
    "spent": ("entries", "_get_spent_domain"),
    "cost": ("entries", "_get_spent_domain"),
    "taken_back": ("entries", "_get_taken_back_domain"),
    "expired": ("entries", "_get_expired_domain"),
    "redemption_rate": ("entries", "_get_redemption_domain"),
    "flow": ("entries", "_get_step_domain"),
    "due": ("entries", "_get_due_domain"),
    "ageing": ("lots", "_get_lots_domain"),
    "turnover": ("orders", "_get_orders_domain"),
    "named_share": ("orders", "_get_named_orders_domain"),
    "basket_members": ("orders", "_get_member_orders_domain"),
    "basket_others": ("orders", "_get_other_orders_domain"),
    "visits_members": ("orders", "_get_member_visits_domain"),
    "visits_others": ("orders", "_get_other_visits_domain"),
    "analyze_points": ("points_analysis", "_get_period_entries_domain"),
    "analyze_sales": ("sales_analysis", "_get_analysis_domain"),
}

#: How many parts a key has, of figures that are a graph or a table.
PARTS = {"flow": 2, "cohort": 2, "due": 1, "ageing": 1}


class PointsOverview(models.AbstractModel):
    """The records behind each figure: domains that give exactly those that were counted."""

    _inherit = "points.overview"

    @api.readonly
    @api.model
    def open_records(
        self,
        name,
        key=False,
        period="twelve",
        first=False,
        last=False,
        program_id=False,
        config_id=False,
    ):
        """The records behind a figure, in a window.

        :param str name: the name of the figure, as ``read_figures`` has it; ``outstanding``,
            ``flow``, ``ageing``, ``due`` and ``cohort`` are of graphs and tables
        :param str key: which part of a graph or table: the kind and the first day of a step, the
            month, or two of them, as ``read_figures`` has them and with a slash between
        :param str period: see ``read_figures``, as all that follow
        :return dict: an action
        :raises AccessError: when the user is no manager of the point of sale, or may not read the
            program or the shop
        :raises UserError: when there is no such figure or part
        """
        scope = self._get_scope(period, first, last, program_id, config_id)
        if name in ("outstanding", "liability"):
            return self._open_balances(scope)
        if not isinstance(name, str) or name not in RECORDS:
            raise UserError(
                self.env._(
                    "The overview has no figure of this name. Choose one of %(names)s.",
                    names=", ".join(["outstanding", *RECORDS]),
                )
            )
        kind, method = RECORDS[name]
        domain = getattr(self, method)(scope, *self._split_key(name, key))
        # Archived customers have points, too.
        context = {"active_test": False}
        return open_action(self.env, ACTIONS[kind], domain=domain, context=context)

    @api.model
    def _open_balances(self, scope):
        end = min(scope.get_start(scope.days.end), fields.Datetime.now())
        return open_action(
            self.env,
            "pos_customer_loyalty.points_account_action_as_at",
            domain=[("program_id", "in", scope.programs.ids), ("balance_at", "!=", 0)],
            context={"points_as_at": fields.Datetime.to_string(end)},
        )

    @api.model
    def _split_key(self, name, key):
        """What a key names, as many parts as the figure has."""
        limits.check_text(self.env, key or "", limits.LONGEST_FIND_TEXT, "key")
        parts = (key or "").split("/")
        count = PARTS.get(name, 0)
        return [*parts, *[False] * count][:count]

    @api.model
    def _get_moments(self, scope, days):
        """Conditions on a moment: of these days."""
        return [fields.Datetime.to_string(moment) for moment in scope.get_bounds(days)]

    # Customers

    @api.model
    def _get_accounts_domain(self, scope, moment):
        return [("program_id", "in", scope.programs.ids), ("create_date", "<", moment)]

    @api.model
    def _get_members_domain(self, scope):
        accounts = self._get_accounts_domain(scope, self._get_moments(scope, scope.days)[1])
        return [("points_partner_id", "=", False), ("points_account_ids", "any", accounts)]

    @api.model
    def _get_new_members_domain(self, scope):
        earlier = self._get_accounts_domain(scope, self._get_moments(scope, scope.days)[0])
        return [*self._get_members_domain(scope), ("points_account_ids", "not any", earlier)]

    @api.model
    def _get_came_domain(self, scope):
        return [*self._get_members_domain(scope), *self._get_visited(scope, scope.days)]

    @api.model
    def _get_visited(self, scope, days):
        """Customers of whom somebody came: themselves, or who shares their account."""
        visits = self._get_visits_of(scope, days)
        return [
            ("points_partner_id", "=", False),
            "|",
            ("pos_order_ids", "any", visits),
            ("points_member_ids", "any", [("pos_order_ids", "any", visits)]),
        ]

    @api.model
    def _get_away_domain(self, scope):
        visits = self._get_visits_of(scope, scope.get_days_away())
        return [
            *self._get_visited(scope, scope.get_days_of_a_year()),
            ("pos_order_ids", "not any", visits),
            ("points_member_ids", "not any", [("pos_order_ids", "any", visits)]),
        ]

    @api.model
    def _get_cohort_domain(self, scope, first=None, month=None):
        """Who first bought in one month, and came in another."""
        first, month = (self._get_month(day, scope.days.last) for day in (first, month))
        start = self._get_moments(scope, first)[0]
        earlier = [("date_order", "<", start), ("is_visit", "=", True)]
        return [
            ("pos_order_ids", "any", self._get_visits_of(scope, first)),
            ("pos_order_ids", "any", self._get_visits_of(scope, month)),
            ("pos_order_ids", "not any", [*self._get_shop_orders(scope), *earlier]),
        ]

    @api.model
    def _get_month(self, value, end=None):
        """The days of a month, of which a key has the first."""
        first = self._get_day(value).replace(day=1)
        self._check_days(Days(first, first))
        days = Days(first, shift(first, 1) - timedelta(days=1))
        return days._replace(last=min(days.last, end)) if end else days

    # Entries and lots

    @api.model
    def _get_entries_domain(self, scope, days, kinds):
        return [("kind", "in", kinds), *self._get_entries_of(scope, days)]

    @api.model
    def _get_entries_of(self, scope, days):
        start, end = self._get_moments(scope, days)
        domain = [
            ("program_id", "in", scope.programs.ids),
            ("date", ">=", start),
            ("date", "<", end),
        ]
        if scope.is_partial:
            domain.append(("order_id.config_id", "in", scope.shops.ids))
        return domain

    @api.model
    def _get_period_entries_domain(self, scope):
        return self._get_entries_of(scope, scope.days)

    @api.model
    def _get_earned_domain(self, scope):
        return self._get_entries_domain(scope, scope.days, KINDS["earned"])

    @api.model
    def _get_spent_domain(self, scope):
        return self._get_entries_domain(scope, scope.days, KINDS["spent"])

    @api.model
    def _get_taken_back_domain(self, scope):
        return self._get_entries_domain(scope, scope.days, KINDS["taken_back"])

    @api.model
    def _get_expired_domain(self, scope):
        return self._get_entries_domain(scope, scope.days, KINDS["expired"])

    @api.model
    def _get_redemption_domain(self, scope):
        kinds = KINDS["earned"] + KINDS["spent"] + KINDS["taken_back"]
        return self._get_entries_domain(scope, scope.days, kinds)

    @api.model
    def _get_step_domain(self, scope, kind=None, start=None):
        """The entries of one kind in one step of the flow."""
        steps = self._get_step_starts(scope)
        start = self._get_day(start)
        if start not in steps:
            raise UserError(self.env._("No step of the graph begins on that day. Reload the page."))
        after = [*steps, scope.days.end][steps.index(start) + 1]
        return self._get_entries_domain(scope, Days(start, after - timedelta(days=1)), [kind])

    @api.model
    def _get_due_domain(self, scope, month=None):
        # Points expire once their last day is over: their entries are of the day after.
        day = timedelta(days=1)
        days = Days(*(each + day for each in self._get_month(month)))
        return self._get_entries_domain(scope, days, KINDS["expired"])

    @api.model
    def _get_lots_domain(self, scope, month=None):
        domain = [("account_id.program_id", "in", scope.programs.ids), ("points", ">", 0)]
        if not month:
            return [*domain, ("expires_on", "=", False)]
        days = self._get_month(month)
        return [
            *domain,
            ("expires_on", ">=", days.first.isoformat()),
            ("expires_on", "<=", days.last.isoformat()),
        ]

    # Orders

    @api.model
    def _get_analysis_domain(self, scope):
        """The lines of the orders, as Odoo's analysis of orders has them."""
        start, end = self._get_moments(scope, scope.days)
        return [
            ("state", "in", PAID_STATES),
            ("config_id", "in", scope.shops.ids),
            ("date", ">=", start),
            ("date", "<", end),
        ]

    @api.model
    def _get_shop_orders(self, scope):
        return [("state", "in", PAID_STATES), ("config_id", "in", scope.shops.ids)]

    @api.model
    def _get_orders_of(self, scope, days):
        start, end = self._get_moments(scope, days)
        return [
            *self._get_shop_orders(scope),
            ("date_order", ">=", start),
            ("date_order", "<", end),
        ]

    @api.model
    def _get_visits_of(self, scope, days):
        return [*self._get_orders_of(scope, days), ("is_visit", "=", True)]

    @api.model
    def _get_orders_domain(self, scope):
        return self._get_orders_of(scope, scope.days)

    @api.model
    def _get_named_orders_domain(self, scope):
        return [*self._get_orders_domain(scope), ("partner_id", "!=", False)]

    @api.model
    def _get_member_orders_domain(self, scope):
        members = self._get_members_domain(scope)
        return [
            *self._get_orders_domain(scope),
            "|",
            ("partner_id", "any", members),
            ("partner_id", "any", [("points_partner_id", "any", members)]),
        ]

    @api.model
    def _get_other_orders_domain(self, scope):
        members = self._get_members_domain(scope)
        return [
            *self._get_orders_domain(scope),
            ("partner_id", "not any", members),
            ("partner_id", "not any", [("points_partner_id", "any", members)]),
        ]

    @api.model
    def _get_member_visits_domain(self, scope):
        return [*self._get_member_orders_domain(scope), ("is_visit", "=", True)]

    @api.model
    def _get_other_visits_domain(self, scope):
        return [
            *self._get_other_orders_domain(scope),
            ("partner_id", "!=", False),
            ("is_visit", "=", True),
        ]
