from odoo import fields, models

from ..common.limits import MOST_INTEGER


class PointsProgram(models.Model):
    """What the first purchase of a customer gives, and to whom."""

    _inherit = "points.program"

    welcome_bonus = fields.Integer(
        "First Purchase",
        tracking=True,
        help="Points credited with the first purchase of a new customer whom nobody referred. 0 "
        "for none.",
    )
    referred_bonus = fields.Integer(
        "First Purchase, Referred",
        tracking=True,
        help="Points credited with the first purchase of a new customer whom another one referred. "
        "0 for none.",
    )
    referrer_bonus = fields.Integer(
        "Bonus for the Referrer",
        tracking=True,
        help="Points credited to the customer who referred a new one, with the first purchase of "
        "the new customer. 0 for none.",
    )
    referrals_most = fields.Integer(
        "Referrals per Month",
        default=5,
        tracking=True,
        help="Maximum number of referrals in one month for which a customer gets the bonus. 0 for "
        "no limit.",
    )

    _first_bonuses_are_sensible = models.Constraint(
        f"""CHECK (welcome_bonus BETWEEN 0 AND {MOST_INTEGER}
               AND referred_bonus BETWEEN 0 AND {MOST_INTEGER}
               AND referrer_bonus BETWEEN 0 AND {MOST_INTEGER} AND referrals_most >= 0)""",
        "Bonuses and the number of referrals cannot be negative. Set them to 0 for none, or for no "
        "limit.",
    )
