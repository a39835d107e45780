from odoo import api, models


class ReportPointsStatement(models.AbstractModel):
    """The points statement as a report.

    Odoo prints any report for whoever is logged in and knows its name, customers in the portal too:
    so the right to see the figures is checked here. The portal prints the customer's own statement
    with all rights.
    """

    _name = "report.pos_customer_loyalty.report_points_statement"
    _description = "Points Statement"

    @api.model
    def _get_report_values(self, docids, data=None):
        customers = self.env["res.partner"].browse(docids or []).exists()
        customers._check_statement_access()
        return {
            "doc_ids": customers.ids,
            "doc_model": customers._name,
            "docs": customers.with_context(lang=self.env.lang),
            "statements": [
                customer.with_context(lang=customer.lang or self.env.lang)._prepare_statement()
                for customer in customers
            ],
        }
