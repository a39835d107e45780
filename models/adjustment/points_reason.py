from odoo import fields, models


class PointsReason(models.Model):
    """Why points are adjusted by hand: the list that the shop keeps."""

    _name = "points.reason"
    _description = "Adjustment Reason"
    _inherit = ["points.input.mixin"]
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
