from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class PointsAdjust(models.TransientModel):
    """Add or remove points by hand: a difference and why, never a new total."""

    _name = "points.adjust"
    _description = "Adjust Points"
    _inherit = ["points.adjust.mixin"]

    partner_ids = fields.Many2many("res.partner", string="Selected Customers")
    points = fields.Integer("Adjustment", help="Positive to add points, negative to remove them.")
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_customers")
    customer_count = fields.Integer("Customers", compute="_compute_customers")
    currency_id = fields.Many2one(related="program_id.currency_id")
    value = fields.Monetary(compute="_compute_outcome")
    balance = fields.Integer("Available Balance", compute="_compute_outcome")
    balance_after = fields.Integer("New Balance", compute="_compute_outcome")
    total_points = fields.Integer(compute="_compute_outcome")
    short_count = fields.Integer("Customers with Insufficient Points", compute="_compute_outcome")
    unreached_count = fields.Integer(
        "Customers Left Out",
        compute="_compute_outcome",
        help="They are of another company, excluded from loyalty programs, or have their points go "
        "to another contact.",
    )
    problem = fields.Char(compute="_compute_outcome")

    @api.depends("partner_ids")
    def _compute_customers(self):
        for adjustment in self:
            customers = adjustment.partner_ids
            adjustment.customer_count = len(customers)
            adjustment.partner_id = customers if len(customers) == 1 else False

    @api.depends("partner_ids", "program_id", "points")
    def _compute_outcome(self):
        for adjustment in self:
            points = adjustment.points
            reached = adjustment._get_reached()
            available = adjustment._get_available(adjustment.partner_ids)
            enough = [who for who in reached if available.get(who.id, 0) + points >= 0]
            short = len(reached) - len(enough) if points < 0 else 0
            adjustment.short_count = short
            adjustment.unreached_count = adjustment.customer_count - len(reached)
            adjustment.total_points = points * (len(reached) - short)
            adjustment.value = adjustment.program_id and adjustment.program_id._points_value(points)
            adjustment.balance = available.get(adjustment.partner_id._origin.id, 0)
            adjustment.balance_after = adjustment.balance + points
            adjustment.problem = adjustment.program_id and adjustment._get_limit_problem(points)

    def _get_reached(self):
        """Those of the customers whom an adjustment of many does not reject in any case."""
        customers = self.partner_ids._origin
        excluded = customers.filtered("points_excluded") if self.points > 0 else customers.browse()
        # Nobody is a stranger to a program that is still to be chosen.
        strangers = self._get_strangers(customers) if self.program_id else customers.browse()
        return customers - strangers - excluded - self._get_members(customers)

    def action_confirm(self):
        """Post the adjustment: for one customer now, for several as a batch.

        :return dict: the action that closes the dialog, or shows the batch
        :raises UserError: when something is missing, or above the user's limit
        """
        self.ensure_one()
        self._check_access_to_named()
        self._check_complete()
        if self.partner_id:
            self._adjust_one()
            return {"type": "ir.actions.act_window_close"}
        return self._adjust_many()

    @api.model
    def _open_for(self, records):
        """The dialog for customers, or for the customers of accounts.

        :param records: records of ``res.partner`` or ``points.account``
        :return dict: an action
        :raises UserError: when there is nobody
        """
        accounts = records if records._name == "points.account" else self.env["points.account"]
        partners = accounts.partner_id if accounts else records
        if not partners:
            raise UserError(
                self.env._("These accounts have no customer. Select accounts that have one.")
            )
        values = {"partner_ids": [Command.set(partners.ids)]}
        if accounts:
            programs = accounts.program_id
            values["program_id"] = programs.id if len(programs) == 1 else False
        adjustment = self.create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adjust Points"),
            "res_model": self._name,
            "res_id": adjustment.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_complete(self):
        """:raises UserError: when something is missing, or above the user's limit"""
        if not self.program_id:
            raise UserError(self.env._("Choose the program whose points you want to adjust."))
        self._check_company_of_customer()
        if not self.points:
            raise UserError(
                self.env._("Enter the number of points: positive to add, negative to remove.")
            )
        self._check_reason()
        if problem := self._get_limit_problem(self.points):
            raise UserError(problem)

    def _check_company_of_customer(self):
        """:raises UserError: when the customer is of another company than the program

        Of many customers such a one is rejected by the batch.
        """
        if self._get_strangers(self.partner_id):
            raise UserError(
                self.env._(
                    "%(customer)s and the program %(program)s belong to different companies. "
                    "Choose a program of the customer's company.",
                    customer=self.partner_id.display_name,
                    program=self.program_id.name,
                )
            )

    def _adjust_one(self):
        key = f"adjust/{self.uuid}/{self.partner_id.id}"
        posted = self._get_posted([key])
        entry = self.env["points.account"]._post(
            self.program_id,
            self.partner_id,
            key=key,
            kind="adjust",
            points=self.points,
            reason=self._get_reason(),
        )
        if not posted:
            self._log(entry)

    def _adjust_many(self):
        batch = self.env["points.batch"].search([("uuid", "=", self.uuid)])
        if not batch:
            # The identifier of an adjustment names its batch, which only the server may say.
            batch.check_access("create")
            batch = batch.sudo().create(self._prepare_batch()).sudo(False)
            batch.action_post()
        return {
            "type": "ir.actions.act_window",
            "res_model": batch._name,
            "res_id": batch.id,
            "view_mode": "form",
        }

    def _prepare_batch(self):
        """Values of the ``points.batch`` that adjusts many customers."""
        return {
            "name": self._get_reason(),
            "kind": "adjust",
            "program_id": self.program_id.id,
            "reason_id": self.reason_id.id,
            "note": self.note,
            "uuid": self.uuid,
            "control_total": self.points * self.customer_count,
            "line_ids": [
                Command.create({"partner_id": partner_id, "points": self.points})
                for partner_id in self.partner_ids.ids
            ],
        }
