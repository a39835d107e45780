from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_birthdays = fields.Boolean("Birthdays", related="company_id.use_birthdays", readonly=False)
    birthdays_to_forget = fields.Integer(
        "Birthdays to Delete", compute="_compute_birthdays_to_forget"
    )

    @api.depends("use_birthdays", "company_id")
    def _compute_birthdays_to_forget(self):
        for settings in self:
            is_stopping = settings.company_id._origin.use_birthdays and not settings.use_birthdays
            settings.birthdays_to_forget = (
                settings.company_id._count_birthdays() if is_stopping else 0
            )
