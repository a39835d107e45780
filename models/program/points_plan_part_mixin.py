from odoo import api, models


class PointsPlanPartMixin(models.AbstractModel):
    """What belongs to a program: where it changes, the program says something else from then on."""

    _name = "points.plan.part.mixin"
    _description = "Part of a Loyalty Program"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.program_id._forget_plans()
        return parts

    def write(self, vals):
        programs = self.program_id
        result = super().write(vals)
        (programs | self.program_id)._forget_plans()
        return result

    def unlink(self):
        programs = self.program_id
        result = super().unlink()
        programs._forget_plans()
        return result
