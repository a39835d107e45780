from odoo import api, fields, models

from .habits import is_post_day

MODULE = "pos_customer_loyalty"
#: One customer out of so many does not want to be written to.
SILENT = 4
#: What the program sends by itself, and what it brings.
AUTOMATIC = {
    "welcome": {"bonus_points": 10},
    "expiring": {"days": 21},
    "birthday": {"bonus_points": 20},
    "tier": {},
}


class PointsDemo(models.AbstractModel):
    """What the demo shop writes to its customers by itself. Nothing of it leaves the shop."""

    _inherit = "points.demo"

    @api.model
    def _begin_to_write(self, shop, habits):
        """Ask the customers, and switch on what the program sends by itself."""
        agreed = [one for number, one in enumerate(habits.people) if (number + 1) % SILENT]
        for purpose in ("offers", "points"):
            shop.env["res.partner"].union(*agreed)._give_consent(purpose, True, "till")
        program = self._hand_over(self.env.ref(f"{MODULE}.points_program_demo"), "user_manager")
        for mail in program.mail_ids.filtered(lambda mail: mail.kind in AUTOMATIC):
            mail.write({"is_on": True, **AUTOMATIC[mail.kind]})
        # Categories were filled when they were loaded, which is after the year.
        tiers = self.env["res.partner.category"].search([("is_tier", "=", True)])
        tiers.filled_on = fields.Date.today()

    @api.model
    def _write_on(self, day):
        """What the scheduled actions do in a morning, without their commits."""
        if is_post_day(day):
            self.env["points.program.mail"]._find_all()
            self.env["customer.mailing"]._send_waiting()
            queued = self.env["customer.mailing.recipient"].search([("state", "=", "queued")])
            self._keep(queued.mail_mail_id)

    @api.model
    def _keep(self, mails):
        """Let messages be sent, which no mail server is told of."""
        mails.state = "sent"
        for mail in mails:
            mail._postprocess_sent_message(success_pids=mail.recipient_ids, success_emails=[])
        self.env["customer.mailing"]._close()
