from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.messages.customer_consent import PURPOSES
from ..models.portal.ir_actions_report import STATEMENT


class PointsStatement(CustomerPortal):
    """The customer's own points in the portal.

    No address has a number or a token in it: whoever is logged in sees the points of the own
    contact, and there is nothing to ask for those of another one by.
    """

    _points_per_page = 20

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "points_count" in counters:
            # Nobody is sent to a page about points where there is no program.
            values["points_count"] = len(self._get_customer()._get_statement_programs())
        return values

    def _get_customer(self):
        """Whoever is logged in, with all rights, in all companies where the customer has points."""
        customer = request.env.user.partner_id.sudo()
        accounts = customer.points_account_ids | customer.points_partner_id.points_account_ids
        companies = (accounts.company_id or request.env.company).sorted("id")
        return customer.with_context(allowed_company_ids=companies.ids)

    @route(
        ["/my/points", "/my/points/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def portal_my_points(self, page=1, **_options):
        customer = self._get_customer()
        if customer._get_statement_programs():
            customer._ensure_barcode()
        entries = customer._count_statement_entries()
        pages = pager("/my/points", entries, page=page, step=self._points_per_page)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "points",
            "statement": customer._prepare_statement(self._points_per_page, pages["offset"]),
            "pager": pages,
            "consents": customer._read_own_consents(),
        }
        return request.render("pos_customer_loyalty.portal_my_points", values)

    @route("/my/points/statement", type="http", auth="user", website=True, sitemap=False)
    def portal_my_points_statement(self, **_options):
        customer = self._get_customer()
        customer._ensure_barcode()
        reports = customer.env["ir.actions.report"]
        content, extension = reports._render_qweb_pdf(STATEMENT, customer.ids)
        if extension != "pdf":
            return request.make_response(content)
        name = content_disposition(f"{request.env._('Points Statement')}.pdf")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(content, headers)

    @route(
        "/my/points/preferences",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_my_points_preferences(self, **answers):
        customer = self._get_customer()
        for purpose, _label in PURPOSES:
            customer._answer_consent(purpose, bool(answers.get(purpose)), "portal")
        return request.redirect("/my/points?saved=1#preferences")
