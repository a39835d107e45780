import os
import unittest
from base64 import b64encode
from pathlib import Path

from odoo.fields import Command
from odoo.tests import tagged

from .test_till import TillCommon

#: The file of axe-core, an npm package that ``dev/test`` installs.
AXE = os.environ.get("POINTS_AXE")


@tagged("post_install", "-at_install")
@unittest.skipUnless(AXE, "POINTS_AXE does not name the file of axe-core")
class TestTillAccessibility(TillCommon):
    """Without a pointer, and for whoever does not see well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["points.payment.setup"].create({"program_id": cls.program.id}).action_set_up()
        cls.program.write({"expiry": "day", "expiry_months": 12})
        cls.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "url": "/pos_customer_loyalty/tests/axe.js",
                "mimetype": "text/javascript",
                "datas": b64encode(Path(AXE).read_bytes()),
                "public": True,
            }
        )

    def test_a_sale_by_the_keyboard(self):
        tier = {"is_automatic": True, "is_tier": True, "turnover_test": "least"}
        company = self.main_pos_config.company_id
        self.env["res.partner.category"].create(
            [
                {**tier, "name": name, "company_id": company.id, "turnover_least": least}
                for name, least in (("Silver", 5), ("Gold", 5000))
            ]
        )
        self.marie.category_id = self.env["res.partner.category"].create({"name": "Friend"})
        # One that is reached, and one that is not.
        self.program.reward_ids = [
            Command.create({"name": name, "points": points, "kind": "amount", "amount": 1})
            for name, points in (("A coffee", 50), ("A hamper", 500))
        ]
        self.give(self.marie, 400)
        self.start("points_by_keyboard")
        points = self.get_entry(self.marie).sorted("sequence").mapped("points")
        self.assertEqual(points, [-40, 7, 40, -7])
