from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCommon):
    """A customer in the portal, in a real browser."""

    def test_a_tour_walks_it(self):
        self.program.write({"expiry": "day", "expiry_months": 12})
        for number in range(1, 26):
            self.post(number, f"test/{number}", date=f"2026-11-{number:02} 12:00:00")
        self.start_tour("/my", "points_portal", login="marie.portal")
        self.assertEqual(self.marie._filter_consenting("points"), self.marie)
