from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

#: Entries on a printed statement. The portal has all of them, by the page.
MOST_PRINTED = 60


class ResPartner(models.Model):
    """The points statement of a customer: on paper, by e-mail and in the portal.

    Who shares an account with others sees what is on it, as the receipts say it too, and of its
    history the own purchases only; the contact to whom the points go sees all.
    """

    _inherit = "res.partner"

    def action_print_points_statement(self):
        """Print the points statements of some customers; who has no card yet gets one.

        :return dict: the action of the report
        :raises AccessError: when the user may not see the points of customers, or not them
        :raises UserError: when there is no customer
        """
        self._check_statement_access()
        if not self:
            raise UserError(
                self.env._(
                    "Nobody has these points any more, so there is no statement. Choose accounts "
                    "that belong to a customer."
                )
            )
        self._ensure_barcode()
        return self.env.ref("pos_customer_loyalty.points_statement_report").report_action(self.ids)

    def _check_statement_access(self):
        """:raises AccessError: when the user may not see the points of customers, or not them"""
        self.env["points.account"].check_access("read")
        self.check_access("read")

    def _send_points_statement(self):
        """Send these customers their points statements, as they asked for: it is logged on them.

        :raises AccessError: when the user may not see the points of customers, or not them
        :raises UserError: when one has no e-mail address, or there is no template
        """
        self._check_statement_access()
        template = self._get_statement_template()
        for customer in self:
            customer._check_has_email()
            customer._ensure_barcode()
            customer.sudo().message_post_with_source(
                template, message_type="comment", subtype_xmlid="mail.mt_comment"
            )

    def _get_statement_template(self):
        template = self.env.ref(
            "pos_customer_loyalty.mail_template_statement", raise_if_not_found=False
        )
        if not template:
            raise UserError(
                self.env._(
                    "The email template of the points statement was deleted. Upgrade the module "
                    "to have it back."
                )
            )
        return template.sudo()

    def _get_statement_accounts(self):
        """The accounts of a customer that a statement tells of: those of the companies at work.

        :return: the ``points.account``, with all rights
        """
        self.ensure_one()
        customer = self.sudo()
        companies = self.env.companies.sudo() | self.env.companies.sudo().parent_ids
        pooled = customer.points_partner_id.points_account_ids
        own = customer.points_account_ids.filtered(lambda account: account.balance or not pooled)
        return (own | pooled).filtered(
            lambda account: (
                account.company_id in companies
                and not account.merged_into_id
                and account.program_id.active
            )
        )

    def _get_statement_programs(self):
        """The programs in which a customer can have points, of the companies at work."""
        companies = self.env.companies.sudo()
        domain = [("company_id", "in", (companies | companies.parent_ids).ids)]
        return self.env["points.program"].sudo().search(domain)

    def _count_statement_entries(self):
        """How many entries the history of a statement has in all."""
        domain = self._get_statement_domain(self._get_statement_accounts())
        return self.env["points.entry"].sudo().search_count(domain)

    def _get_statement_domain(self, accounts):
        """The entries that a customer may see of some accounts.

        :param accounts: see ``_get_statement_accounts``
        """
        own = accounts.filtered(lambda account: account.partner_id == self)
        bought = Domain("order_id.partner_id", "=", self.id)
        return Domain("account_id", "in", own.ids) | (
            Domain("account_id", "in", (accounts - own).ids) & bought
        )

    def _prepare_statement(self, limit=MOST_PRINTED, offset=0):
        """All that a statement says of a customer, as texts in the language of the context.

        :param int limit: entries of the history, the newest first
        :param int offset: entries that are left out before them
        :return dict: ``customer``, ``lang``, the date ``as_of``, ``code`` of the card and
            its ``bars``, with whom an account is ``shared``, ``accounts``, ``rows`` of the history,
            whether there is ``more``
        """
        self.ensure_one()
        customer = self.sudo()
        accounts = self._get_statement_accounts()
        entries = (
            self.env["points.entry"]
            .sudo()
            .search(self._get_statement_domain(accounts), limit=limit + 1, offset=offset)
        )
        return {
            "customer": customer,
            "lang": self.env.lang,
            "as_of": self._get_statement_date(),
            "code": customer.barcode,
            "bars": self._draw_bars(),
            "shared": self._get_shared_sentence(accounts),
            "accounts": [account._prepare_statement_account() for account in accounts],
            "rows": [entry._prepare_statement_row() for entry in entries[:limit]],
            "has_programs": len(accounts.program_id) > 1,
            "more": len(entries) > limit,
        }

    def _get_statement_date(self):
        today = format_date(self.env, fields.Date.context_today(self))
        return self.env._("As of %(day)s", day=today)

    def _get_shared_sentence(self, accounts):
        if not accounts.partner_id - self:
            return ""
        return self.env._(
            "You share these points with %(holder)s. The history has your own purchases only.",
            holder=self.sudo().points_partner_id.name or "",
        )
