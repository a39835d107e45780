from odoo import models


class PointsProgram(models.Model):
    """What messages to customers say of points, in the language of the context."""

    _inherit = "points.program"

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
