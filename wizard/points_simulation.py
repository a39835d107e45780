from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.common.opening import open_action
from ..models.common.script import read_sql
from ..models.sale.pos_order_line import PREPAID
from ..points.earning import get_outcome
from ..points.goods import Basket, Line, get_kind
from ..points.returns import get_kept, get_share_to_take
from ..points.units import to_quantity, to_units

#: Customers whose sales are computed at once: some seconds, then the progress bar moves.
CUSTOMERS_OF_A_STEP = 1000
MINUTES_OF_AN_HOUR = 60


class PointsSimulation(models.TransientModel):
    """Draft rules tried on the sales of a past period, beside the rules in force.

    The sales are read and computed by steps, which the web client calls one after another (see
    ``points_simulation_runner.js``). Nothing is written to the ledger.
    """

    _name = "points.simulation"
    _description = "Simulation of Earning Rules"
    _inherit = ["points.input.mixin"]

    program_id = fields.Many2one(
        "points.program",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["points.program"].search([], limit=1),
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    unit_name = fields.Char(related="program_id.unit_name")
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=90),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("draft", "Not Started"), ("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        default="draft",
    )
    position = fields.Integer(
        "Last Processed Customer",
        readonly=True,
        help="The last customer whose points were simulated.",
    )
    customers_done = fields.Integer("Processed Customers", readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="As a percentage.")
    order_count = fields.Integer("Sales", readonly=True, help="Paid orders with a customer.")
    turnover = fields.Monetary(
        readonly=True, help="All sales of the program's shops in this period, minus returns."
    )
    live_points = fields.Integer("Points with Current Rules", readonly=True)
    draft_points = fields.Integer("Points with Draft Rules", readonly=True)
    live_value = fields.Monetary("Value with Current Rules", compute="_compute_value")
    draft_value = fields.Monetary("Value with Draft Rules", compute="_compute_value")
    live_cost = fields.Float(
        "Cost with Current Rules",
        compute="_compute_value",
        help="Value as a percentage of turnover.",
    )
    draft_cost = fields.Float(
        "Cost with Draft Rules", compute="_compute_value", help="Value as a percentage of turnover."
    )
    line_ids = fields.One2many("points.simulation.line", "simulation_id", readonly=True)
    week_ids = fields.One2many("points.simulation.week", "simulation_id", readonly=True)

    _days_follow = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The end date of the period cannot be before its start date.",
    )

    @api.depends("program_id")
    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._(
                "Simulation of %(program)s", program=simulation.program_id.name
            )

    @api.depends("customers_done", "customer_count", "state")
    def _compute_progress(self):
        for simulation in self:
            part = simulation.customers_done / (simulation.customer_count or 1)
            simulation.progress = 100 if simulation.state == "done" else 100 * part

    @api.depends("live_points", "draft_points", "turnover")
    def _compute_value(self):
        for simulation in self:
            for rules in ("live", "draft"):
                points = simulation[f"{rules}_points"]
                value = simulation.program_id._points_value(points) if points else 0
                simulation[f"{rules}_value"] = value
                turnover = simulation.turnover
                simulation[f"{rules}_cost"] = 100 * value / turnover if turnover > 0 else 0

    def action_start(self):
        """Begin the simulation; the web client then calls ``run_step`` until it is done.

        :raises UserError: when a rule cannot be computed
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_plans()
        self.line_ids.unlink()
        self.week_ids.unlink()
        customers, turnover = self._read_size()
        self.write(
            {
                "state": "running",
                "position": 0,
                "customers_done": 0,
                "customer_count": customers,
                "turnover": turnover,
                "order_count": 0,
                "live_points": 0,
                "draft_points": 0,
            }
        )
        return self._reopen()

    def run_step(self):
        """Compute the sales of some more customers.

        :return bool: whether there are more of them
        """
        self.ensure_one()
        self._check_access_to_named()
        if self.state != "running":
            return False
        self.env["pos.order"].flush_model()
        self.env["pos.order.line"].flush_model()
        partner_ids = self._read_next_customers()
        if not partner_ids:
            self.state = "done"
            return False
        totals = self._compute_step(self._read_sales(partner_ids))
        self._store_step(partner_ids, *totals)
        return True

    def action_view_weeks(self):
        return self._view("pos_customer_loyalty.points_simulation_week_action")

    def action_view_lines(self):
        return self._view("pos_customer_loyalty.points_simulation_line_action")

    def _view(self, xml_id):
        self.ensure_one()
        self._check_access_to_named("read")
        return open_action(self.env, xml_id, domain=[("simulation_id", "=", self.id)])

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_plans(self):
        program = self.program_id
        return {"live": program._get_plan(), "draft": program._get_draft_plan()}

    def _check_plans(self):
        plans = self._get_plans()
        for plan in plans.values():
            self.env["points.rule"].browse(plan.impossible)._check_possible()
        if plans["live"].terms == plans["draft"].terms:
            raise UserError(
                self.env._(
                    "The draft does not differ from the current rules. Add a draft rule to the "
                    "program, or mark a rule as To Remove, then simulate again."
                )
            )

    def _get_sales_condition(self):
        """Paid sales of the program's shops, on days at the shop."""
        return SQL(
            """
            o.state IN ('paid', 'done') AND o.config_id = ANY(%(configs)s)
            AND (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                BETWEEN %(first)s AND %(last)s
            """,
            configs=self.program_id.sudo().config_ids.ids,
            tz=self.program_id.tz,
            first=self.date_from,
            last=self.date_to,
        )

    def _read_size(self):
        """How many customers there are, and the turnover in the program's currency."""
        self.env["pos.order"].flush_model()
        query = SQL(
            """
            SELECT count(DISTINCT o.partner_id),
                   COALESCE(sum(o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1)), 0)
              FROM pos_order o WHERE %s
            """,
            self._get_sales_condition(),
        )
        return self.env.execute_query(query)[0]

    def _read_next_customers(self):
        query = SQL(
            """
            SELECT DISTINCT o.partner_id FROM pos_order o
             WHERE o.partner_id > %s AND %s ORDER BY o.partner_id LIMIT %s
            """,
            self.position,
            self._get_sales_condition(),
            CUSTOMERS_OF_A_STEP,
        )
        return [partner_id for (partner_id,) in self.env.execute_query(query)]

    def _read_sales(self, partner_ids):
        """Lines of sales, customer by customer and in the order of time.

        :return list[dict]: amounts in the program's currency
        """
        query = SQL(
            read_sql("wizard/points_simulation_sales.sql"),
            reward=self._get_reward_query(),
            partners=partner_ids,
            sales=self._get_sales_condition(),
        )
        return self.env.execute_query_dict(query)

    @api.model
    def _get_reward_query(self):
        """Of a reward of Odoo's own loyalty the kind of its program, NULL for no reward."""
        if "is_reward_line" not in self.env["pos.order.line"]._fields:
            return SQL("NULL")
        return SQL(
            """
            (SELECT loyalty.program_type FROM loyalty_reward reward
               JOIN loyalty_program loyalty ON loyalty.id = reward.program_id
              WHERE reward.id = l.reward_id AND l.is_reward_line)
            """
        )

    def _compute_step(self, rows):
        """What sales give under both plans.

        :param list[dict] rows: see ``_read_sales``
        :return tuple: points by customer and by week, as dictionaries of a pair (live, draft),
            and how many sales there were
        """
        plans = list(self._get_plans().values())
        labels, kinds = self._read_labels(rows, plans), self._read_kinds(rows)
        by_customer = defaultdict(lambda: [0, 0])
        by_week = defaultdict(lambda: [0, 0])
        today = [defaultdict(int), defaultdict(int)]
        sales = self._group_by_sale(rows)
        for sale in sales:
            first = sale[0]
            moment = plans[0].get_local_time(first["date_order"])
            day = moment.date()
            week = day - timedelta(days=day.weekday())
            basket = self._to_basket(sale, moment, labels, kinds)
            for index, plan in enumerate(plans):
                earned = today[index][first["partner_id"], day]
                points = self._get_points_kept(basket, sale, plan, earned)
                today[index][first["partner_id"], day] += points
                by_customer[first["partner_id"]][index] += points
                by_week[week][index] += points
        return by_customer, by_week, len(sales)

    @api.model
    def _group_by_sale(self, rows):
        sales = defaultdict(list)
        for row in rows:
            sales[row["order_id"]].append(row)
        return list(sales.values())

    def _read_labels(self, rows, plans):
        """Labels of products and customers that the rules ask for, see ``pos.order``."""
        products = self.env["product.product"].browse({row["product_id"] for row in rows})
        partners = self.env["res.partner"].browse({row["partner_id"] for row in rows})
        letters = plans[0].label_letters | plans[1].label_letters
        return self.env["pos.order"]._read_labels_of(letters, products, partners)

    def _read_kinds(self, rows):
        """What lines are that sell no goods, see ``pos.order.line``.

        :return dict: kinds by the ids of a till and a product
        """
        products = self.env["product.product"].browse({row["product_id"] for row in rows})
        cards = self.env["pos.order"]._get_prepaid_kinds_of(products)
        return {
            (config.id, product.id): kind
            for config in self.program_id.sudo().config_ids
            for product, kind in {**config._get_special_kinds(), **cards}.items()
        }

    def _to_basket(self, sale, moment, labels, kinds):
        return Basket(
            lines=tuple(self._to_line(row, labels, kinds) for row in sale),
            customer=labels["customer", sale[0]["partner_id"]],
            day=moment.date().isoformat(),
            minute=moment.hour * MINUTES_OF_AN_HOUR + moment.minute,
            paid_in_points=self._to_units(sale[0]["paid"]),
        )

    def _to_line(self, row, labels, kinds):
        price, without_taxes = (self._to_units(row[name]) for name in ("price", "without_taxes"))
        reward = row["reward"]
        return Line(
            key=str(row["id"]),
            product=row["product_id"],
            quantity=to_quantity(row["qty"]),
            amount=price if self.program_id.tax_included else without_taxes,
            labels=self._get_labels(row) | labels["product", row["product_id"]],
            taxes=row["taxes"] or "",
            product_points=row["points_given"] or 0,
            kind=get_kind(
                price,
                in_points=row["is_points_discount"],
                reward=reward and PREPAID.get(reward, ""),
                article=kinds.get((row["config_id"], row["product_id"])),
            ),
            head=str(row["combo_parent_id"] or ""),
            earns=row["earns_points"],
            payable=not row["points_not_accepted"],
            price=None if self.program_id.tax_included else price,
        )

    def _to_units(self, amount):
        digits = self.currency_id.decimal_places
        return to_units(round(amount, digits), digits)

    @api.model
    def _get_labels(self, row):
        categories = filter(None, (row["parent_path"] or "").split("/"))
        return frozenset([f"p{row['product_id']}", *(f"c{number}" for number in categories)])

    @api.model
    def _get_points_kept(self, basket, sale, plan, earned_today):
        """What a sale gives, less what its returned goods take back."""
        points = get_outcome(basket, plan.terms, earned_today).by_line
        returned = [row for row in sale if row["returned"] and row["qty"] > 0]
        if plan.recomputes and returned:
            kept = self._get_kept(basket, returned)
            return min(sum(points.values()), get_outcome(kept, plan.terms, earned_today).points)
        taken = (
            get_share_to_take(
                points.get(str(row["id"]), 0),
                to_quantity(row["qty"]),
                to_quantity(row["returned"]),
                0,
            )
            for row in returned
        )
        return sum(points.values()) - sum(taken)

    @api.model
    def _get_kept(self, basket, rows):
        """What is kept of a sale; of what came back, points came back first, as the till proposes.

        :param list[dict] rows: its lines of which something came back
        """
        returned = {str(row["id"]): to_quantity(row["returned"]) for row in rows}
        kept = get_kept(basket, returned, 0)
        before, after = (
            sum(line.with_taxes().amount for line in sale.lines) for sale in (basket, kept)
        )
        return replace(kept, paid_in_points=max(0, basket.paid_in_points - before + after))

    def _store_step(self, partner_ids, by_customer, by_week, order_count):
        # Who bought there may be somebody whom the user may not read: the figures are the shop's.
        self.env["points.simulation.line"].sudo().create(
            [
                {
                    "simulation_id": self.id,
                    "partner_id": partner_id,
                    "live_points": live,
                    "draft_points": draft,
                }
                for partner_id, (live, draft) in by_customer.items()
                if live or draft
            ]
        )
        self._store_weeks(by_week)
        live, draft = map(sum, zip(*by_customer.values(), strict=True)) if by_customer else (0, 0)
        self.write(
            {
                "position": partner_ids[-1],
                "customers_done": self.customers_done + len(partner_ids),
                "order_count": self.order_count + order_count,
                "live_points": self.live_points + live,
                "draft_points": self.draft_points + draft,
            }
        )

    def _store_weeks(self, by_week):
        known = {(week.date, week.rules): week for week in self.week_ids}
        for date, (live, draft) in sorted(by_week.items()):
            for rules, points in (("live", live), ("draft", draft)):
                week = known.get((date, rules))
                if week:
                    week.points += points
                else:
                    self.week_ids = [
                        fields.Command.create({"date": date, "rules": rules, "points": points})
                    ]
