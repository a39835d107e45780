from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..common.opening import open_action


class PointsAlert(models.Model):
    """Something that a manager should look at: it may be misuse of points, and may be none.

    One row, and one activity for each manager, per kind, customer or cashier, and day.
    """

    _name = "points.alert"
    _description = "Loyalty Alert"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "day desc, id desc"
    _rec_name = "sentence"
    _mail_post_access = "read"

    key = fields.Char(required=True, readonly=True, help="Identifies the subject of the alert.")
    kind = fields.Selection(
        [
            ("earnings", "Many earning orders in one day"),
            ("own", "Self-credited points"),
            ("customer_returns", "Many returns of a customer"),
            ("cashier_returns", "Many returns by a cashier"),
        ],
        required=True,
        readonly=True,
    )
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id")
    account_id = fields.Many2one(
        "points.account", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer", store=True)
    user_id = fields.Many2one("res.users", "Cashier", readonly=True, ondelete="set null")
    order_id = fields.Many2one("pos.order", "Last Order", readonly=True, ondelete="set null")
    day = fields.Date(required=True, readonly=True)
    days = fields.Integer(readonly=True, help="Number of days over which events are counted.")
    count = fields.Integer(readonly=True)
    sentence = fields.Char("Description", compute="_compute_sentence")
    state = fields.Selection(
        [("open", "To Review"), ("seen", "Reviewed")], required=True, readonly=True, default="open"
    )
    seen_by_id = fields.Many2one(
        "res.users", string="Reviewed By", readonly=True, ondelete="set null"
    )

    _key_is_unique = models.UniqueIndex("(key)", "This alert already exists.")

    @api.depends("kind", "partner_id", "user_id", "day", "days", "count")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for alert in self:
            alert.sentence = alert._get_sentence()

    @api.depends("sentence")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = alert.sentence

    def action_mark_seen(self):
        """Close these alerts, for all managers.

        :raises AccessError: when the user may not read them
        """
        self.check_access("read")
        self.sudo().write({"state": "seen", "seen_by_id": self.env.uid})
        self.sudo().activity_unlink(["mail.mail_activity_data_warning"])

    def action_view_entries(self):
        """Show what of the ledger the alert is about."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env, "pos_customer_loyalty.points_entry_action", domain=self._get_entries_domain()
        )

    def _get_entries_domain(self):
        domain = [("program_id", "=", self.program_id.id)]
        if self.account_id:
            domain.append(("account_id", "=", self.account_id.id))
        else:
            domain.append(("order_id.user_id", "=", self.user_id.id))
        if self.kind.endswith("returns"):
            domain.append(("kind", "in", ("clawback", "restore")))
        return domain

    def _get_sentence(self):
        words = {
            "customer": self.partner_id.name,
            "cashier": self.user_id.name or self.env._("Former user"),
            "count": self.count,
            "period": self._get_period(),
            "day": format_date(self.env, self.day),
        }
        return self._get_sentences()[self.kind] % words

    def _get_period(self):
        """Over which days events were counted, in words."""
        values = {"days": self.days, "day": format_date(self.env, self.day)}
        if self.days == 1:
            return self.env._("on %(day)s", **values)
        return self.env._("in %(days)s days, until %(day)s", **values)

    def _get_sentences(self):
        """What happened, in words, by the kind of the alert."""
        return {
            "earnings": self.env._("%(customer)s earned points on %(count)s orders on %(day)s."),
            "own": self._get_own_sentence(),
            "customer_returns": self.env._(
                "%(customer)s returned products %(count)s times %(period)s."
            ),
            "cashier_returns": self.env._("%(cashier)s processed %(count)s returns %(period)s."),
        }

    def _get_own_sentence(self):
        if self.count == 1:
            return self.env._(
                "%(cashier)s changed the points of %(customer)s on %(day)s: this is the same "
                "person, or has the same email or phone."
            )
        return self.env._(
            "%(cashier)s changed the points of %(customer)s %(count)s times on %(day)s: this is "
            "the same person, or has the same email or phone."
        )

    @api.model
    def _record(self, findings):
        """Keep what was found, and tell the managers of what is new.

        :param list[dict] findings: fields of alerts; the same key again brings the same alert up
            to date
        :return: the ``points.alert`` that are new
        """
        keys = [finding["key"] for finding in findings]
        known = self.search([("key", "in", keys)]).grouped("key")
        for finding in findings:
            if alert := known.get(finding["key"]):
                alert.write({"count": finding["count"], "order_id": finding["order_id"]})
        alerts = self.create([finding for finding in findings if finding["key"] not in known])
        for alert in alerts:
            alert._alert_managers()
        return alerts

    def _alert_managers(self):
        for user in self._get_managers():
            alert = self.with_context(lang=user.lang)
            alert.activity_schedule(
                "mail.mail_activity_data_warning", summary=alert.sentence, user_id=user.id
            )

    def _get_managers(self):
        """Who is alerted: the managers who may read it."""
        managers = self.env.ref("point_of_sale.group_pos_manager").all_user_ids
        return managers.filtered(self._may_be_read_by)

    def _may_be_read_by(self, user):
        alert = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return bool(alert._filtered_access("read"))
