from odoo import api, fields, models


class PointsSimulationLine(models.TransientModel):
    """What one customer gains or loses by draft rules."""

    _name = "points.simulation.line"
    _description = "Simulated Customer"
    _inherit = ["points.input.mixin"]
    _order = "difference desc, id"

    simulation_id = fields.Many2one("points.simulation", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    live_points = fields.Integer("With Current Rules")
    draft_points = fields.Integer("With Draft Rules")
    difference = fields.Integer(compute="_compute_difference", store=True)

    @api.depends("live_points", "draft_points")
    def _compute_difference(self):
        for line in self:
            line.difference = line.draft_points - line.live_points
