from odoo import models

STATEMENT = "pos_customer_loyalty.report_points_statement"


class IrActionsReport(models.Model):
    """A server that cannot make PDF files hands the points statement out as a page, as Odoo's web
    client does when something is printed: the customer gets it all the same."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._is_statement(report_ref) and self.get_wkhtmltopdf_state() == "install":
            return self._render_qweb_html(report_ref, res_ids, data={"report_type": "html"})
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _is_statement(self, report_ref):
        return self._get_report(report_ref).report_name == STATEMENT
