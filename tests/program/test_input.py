from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PointsCommon


@tagged("post_install", "-at_install")
class TestInput(PointsCommon):
    """A dialog says nothing of the program of another company, and changes nothing there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreign = (
            cls.env["points.program"]
            .sudo()
            .create({"name": "Secret Club", "company_id": elsewhere.id})
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Foreign Customer", "company_id": elsewhere.id}
        )
        cls.manager = new_test_user(
            cls.env,
            "manager.of.input",
            "base.group_user,point_of_sale.group_pos_manager,"
            "pos_customer_loyalty.group_points_adjust",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.uenv = cls.env(user=cls.manager, su=False)
        cls.wizards = {
            "points.simulation": {"program_id": cls.foreign.id},
            "points.as.at": {"program_id": cls.foreign.id},
            "points.payment.setup": {"program_id": cls.foreign.id},
            "points.adjust": {"program_id": cls.foreign.id, "partner_ids": cls.marie.ids},
            "points.batch": {"program_id": cls.foreign.id, "name": "Forged"},
            "points.erase": {"partner_id": cls.stranger.id},
        }
        cls.honest = {
            "points.simulation": {"program_id": cls.program.id},
            "points.as.at": {"program_id": cls.program.id},
            "points.payment.setup": {"program_id": cls.program.id},
            "points.adjust": {"program_id": cls.program.id, "partner_ids": cls.marie.ids},
            "points.batch": {"program_id": cls.program.id, "name": "Honest"},
            "points.erase": {"partner_id": cls.marie.id},
        }

    def test_no_dialog_takes_what_the_user_may_not_read(self):
        for name, values in self.wizards.items():
            with self.subTest(wizard=name, way="create"), self.assertRaises(AccessError):
                self.uenv[name].create(values)
            record = self.uenv[name].create(self.honest[name])
            with self.subTest(wizard=name, way="write"), self.assertRaises(AccessError):
                record.write(values)

    def test_no_dialog_shows_what_the_user_may_not_read(self):
        for name, values in self.wizards.items():
            spec = {key: {} for key in values}
            with self.subTest(wizard=name, way="onchange"), self.assertRaises(AccessError):
                self.uenv[name].onchange(values, list(values), spec)
            defaults = {f"default_{key}": value for key, value in values.items()}
            Model = self.uenv[name].with_context(**defaults)
            with self.subTest(wizard=name, way="default"), self.assertRaises(AccessError):
                Model.onchange({}, [], spec)
            with self.subTest(wizard=name, way="default_get"), self.assertRaises(AccessError):
                Model.default_get(list(values))

    def test_records_can_be_named_in_many_ways(self):
        Adjust = self.uenv["points.adjust"]
        for value in (
            self.stranger.ids,
            [Command.link(self.stranger.id)],
            [Command.set(self.stranger.ids)],
            [[6, False, self.stranger.ids]],
            [Command.update(self.stranger.id, {})],
        ):
            with self.subTest(value=value), self.assertRaises(AccessError):
                Adjust.create({"program_id": self.program.id, "partner_ids": value})
            with self.subTest(value=value, way="onchange"), self.assertRaises(AccessError):
                Adjust.onchange({"partner_ids": value}, ["partner_ids"], {"balance": {}})

    def test_rights_that_are_gone_are_gone_for_an_open_dialog(self):
        simulation = self.uenv["points.simulation"].create({"program_id": self.program.id})
        setup = self.uenv["points.payment.setup"].create({"program_id": self.program.id})
        at = self.uenv["points.as.at"].create({"program_id": self.program.id})
        simulation.sudo().write({"program_id": self.foreign.id, "state": "running"})
        (setup | setup).sudo().program_id = self.foreign
        at.sudo().program_id = self.foreign
        journals = self.env["account.journal"].search_count([])
        for call in (
            simulation.action_start,
            simulation.run_step,
            simulation.action_view_lines,
            simulation.action_view_weeks,
            setup.action_set_up,
            at.action_view_accounts,
        ):
            with self.subTest(call=call.__name__), self.assertRaises(AccessError):
                call()
        self.assertEqual(self.env["account.journal"].search_count([]), journals)

    def test_the_own_dialogs_work(self):
        setup = self.uenv["points.payment.setup"].create({"program_id": self.program.id})
        setup.action_set_up()
        self.assertTrue(self.config.payment_method_ids.filtered("use_payment_terminal"))
        with Form(self.uenv["points.as.at"]) as form:
            form.program_id = self.program.with_env(self.uenv)
            form.instant = fields.Datetime.now()
            self.assertEqual(form.points, 0)

    @mute_logger("odoo.sql_db")
    def test_a_claim_is_not_of_a_moment_before_all_dates(self):
        with self.assertRaises(CheckViolation):
            self.program.write({"claim_days": 10**6})
            self.env.flush_all()

    def test_a_till_takes_no_foreign_program(self):
        with self.assertRaises(AccessError):
            self.config.with_env(self.uenv).points_program_id = self.foreign.id

    def test_numbers_and_texts_that_are_too_large_end_in_a_sentence(self):
        program, rule = self.program.with_env(self.uenv), self.program.rule_ids.with_env(self.uenv)
        template = self.bread.product_tmpl_id.with_env(self.uenv)
        for record, name, value in [
            (program, "day_cap", 2**31),
            (program, "order_cap", 2**63),
            (program, "exchange_points", float("nan")),
            (program, "exchange_amount", float("inf")),
            (program, "spend_most_amount", 1e308),
            (program, "exchange_amount", float("nan")),
            (program, "name", "x" * 20_000),
            (program, "name", "Nu\0l"),
            (rule, "points", 2**31),
            (rule, "amount", 1e308),
            (rule, "product_ids", [Command.set([2**40])]),
            (template, "points_given", 2**31),
        ]:
            with self.subTest(field=name, value=str(value)[:20]), self.assertRaises(UserError):
                record.write({name: value})
        category = self.uenv["res.partner.category"]
        for name, value in [("turnover_least", 1e308), ("visits_least", 2**40)]:
            with self.subTest(field=name), self.assertRaises(UserError):
                category.create({"name": "Large", name: value})
