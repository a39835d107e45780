from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

MANAGER = "base.group_user,point_of_sale.group_pos_manager"


@tagged("post_install", "-at_install")
class TestRuleForm(HttpCase):
    def test_the_sentence_stays_beside_the_fields(self):
        program = self.env["points.program"].create(
            {"name": "Regulars", "rule_ids": [Command.create({"points": 1, "amount": 1.0})]}
        )
        new_test_user(self.env, "rule_manager", MANAGER)
        url = f"/odoo/action-pos_customer_loyalty.points_program_action/{program.id}"
        self.start_tour(url, "points_rule", login="rule_manager")
        rule = program.rule_ids
        self.assertEqual((rule.tue, rule.hour_from, rule.hour_to), (True, 0.0, 9.5))


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    def test_a_phone_has_cards(self):
        """A window has cards on a phone where it offers them: Odoo chooses them by itself."""
        for name in ("points_entry_action", "points_account_action", "points_attention_action"):
            action = self.env.ref(f"pos_customer_loyalty.{name}")
            self.assertIn("kanban", action.view_mode.split(","))
            views = self.env[action.res_model].get_views([(False, "kanban")])
            self.assertIn('t-name="card"', views["views"]["kanban"]["arch"])

    def test_the_menu_is_in_the_order_of_use(self):
        menu = self.env.ref("pos_customer_loyalty.points_menu")
        names = menu.child_id.sorted("sequence").mapped("name")
        self.assertEqual(names[:3], ["Overview", "Customer Points", "Points Ledger"])
        self.assertEqual(names[-2:], ["Needs Attention", "Configuration"])
        order = ["Bulk Adjustments", "Opening Balances", "Programs", "Needs Attention"]
        self.assertEqual([name for name in names if name in order], order)

    def test_nothing_is_red_before_it_was_touched(self):
        """Of a record that is there, Odoo marks what is required and empty as soon as it opens."""
        wizard = self.env["points.adjust"]
        arch = wizard.get_view(view_type="form")["arch"]
        self.assertIn('name="reason_id" required="points"', arch)
        self.assertIn('widget="live_integer"', arch)
