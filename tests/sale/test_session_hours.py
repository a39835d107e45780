from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestSessionHours(PointsCommon):
    """The hours of a session are recorded by the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_new_session(cls)

    def test_a_session_is_closed_long_after_its_control_began(self):
        """Odoo writes the moment once more that it has written then."""
        session = self.pos_session.with_user(self.cashier)
        session.post_closing_cash_details(0)
        session.update_closing_control_state_session("")
        began = fields.Datetime.now() - timedelta(hours=2)
        session.sudo().stop_at = began
        session.close_session_from_ui()
        self.assertEqual((session.state, session.stop_at), ("closed", began))

    def test_no_other_moment_is_written(self):
        now = fields.Datetime.now()
        session = self.pos_session.with_user(self.cashier)
        for values in ({"start_at": now - timedelta(days=1)}, {"stop_at": "2090-01-01 00:00:00"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                session.write(values)
        session.sudo().state = "closed"
        with self.assertRaises(AccessError):
            session.stop_at = now
