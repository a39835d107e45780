from odoo import fields, models


class PointsSimulationWeek(models.TransientModel):
    """What all customers earn in one week, for the graph."""

    _name = "points.simulation.week"
    _description = "Simulation Week"
    _inherit = ["points.input.mixin"]
    _order = "date, rules desc"

    simulation_id = fields.Many2one("points.simulation", required=True, ondelete="cascade")
    date = fields.Date("Week", required=True)
    rules = fields.Selection([("live", "Current rules"), ("draft", "Draft")], required=True)
    points = fields.Integer(required=True)
