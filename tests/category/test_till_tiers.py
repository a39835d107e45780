from odoo.tests import tagged

from ..sale.test_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillTiers(TillCommon):
    """Categories and the way to the next tier in a real browser."""

    def test_the_way_to_the_next_tier(self):
        friend, silver, _gold = self.env["res.partner.category"].create(
            [
                {"name": "Friend"},
                self.prepare_tier("Silver", 1, 10),
                self.prepare_tier("Gold", 2, 30),
            ]
        )
        self.marie.category_id = friend
        self.start("tier_progress")
        self.assertEqual(self.marie.category_id, friend | silver)

    def prepare_tier(self, name, level, turnover):
        return {
            "name": name,
            "is_automatic": True,
            "is_tier": True,
            "sequence": level,
            "company_id": self.main_pos_config.company_id.id,
            "turnover_test": "least",
            "turnover_least": turnover,
        }
