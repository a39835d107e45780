from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestOverviewTour(PointsCommon, HttpCase):
    """The overview in the back office, in a real browser."""

    def create_manager(self, company):
        return new_test_user(
            self.env,
            login="overview_manager",
            groups="base.group_user,point_of_sale.group_pos_manager,base.group_partner_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_figures_and_their_records(self):
        marie, paul = self.env["res.partner"].create(
            [{"name": "Marie Overview"}, {"name": "Paul Overview"}]
        )
        self.open_new_session()
        self.sell([(self.bread, 40)], marie)
        before = fields.Datetime.now() - timedelta(days=60)
        self.sell([(self.bread, 12)], paul, date_order=fields.Datetime.to_string(before))
        self.create_manager(self.company)
        self.start_tour("/odoo/loyalty", "points_overview", login="overview_manager")

    def test_before_there_is_anything(self):
        self.create_manager(self.env["res.company"].create({"name": "New"}))
        self.start_tour("/odoo/loyalty", "points_overview_empty", login="overview_manager")
