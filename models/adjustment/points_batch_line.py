from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import email_normalize

# How a line can name its customer, and where that is looked up; the first one that is given counts.
CLUES = {
    "customer_ref": "ref",
    "customer_barcode": "barcode",
    "customer_email": "email_normalized",
    "customer_name": "name",
}


class PointsBatchLine(models.Model):
    """Points for one customer of a batch.

    It does not refer to the entry that comes of it: nothing may, see ``points.entry``.
    """

    _name = "points.batch.line"
    _description = "Points Batch Line"
    _inherit = ["points.server.fields.mixin", "points.input.mixin"]
    _order = "id"

    batch_id = fields.Many2one("points.batch", required=True, ondelete="cascade")
    kind = fields.Selection(related="batch_id.kind")
    customer_ref = fields.Char("Reference")
    customer_barcode = fields.Char("Barcode")
    customer_email = fields.Char("Email")
    customer_name = fields.Char("Name")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        help="Found by reference, barcode, email or name. Select it manually if these are "
        "ambiguous.",
    )
    clues = fields.Char(
        "Customer in the File",
        compute="_compute_clues",
        help="The reference, barcode, email or name by which the line names its customer.",
    )
    points = fields.Integer(required=True, default=0)
    expires_on = fields.Date(
        help="The last day on which the points can be redeemed. Leave empty to apply the "
        "expiration of the program."
    )
    note = fields.Char()
    state = fields.Selection(
        [
            ("new", "To Check"),
            ("waiting", "Ready to Post"),
            ("done", "Posted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="new",
    )
    remark = fields.Char(readonly=True, copy=False, help="Why the line is rejected.")

    _batch_and_state = models.Index("(batch_id, state)")

    @api.depends(*CLUES)
    def _compute_clues(self):
        for line in self:
            line.clues = ", ".join(filter(None, (line[clue] for clue in CLUES)))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.batch_id._check_editable()
        return lines

    def write(self, vals):
        self.batch_id._check_editable()
        result = super().write(vals)
        if not self.env.su:
            # Nobody has checked yet what a user writes.
            self._mark("new")
        self.batch_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self.batch_id._check_editable()

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Opening Balances"),
                "template": "/pos_customer_loyalty/static/csv/points_opening.csv",
            }
        ]

    def _mark(self, state, remark=None):
        """Say what has become of the lines, and why."""
        self.sudo().write({"state": state, "remark": remark})

    def _get_problem(self):
        """What is wrong with this line, whoever its customer is: a sentence, or nothing."""
        self.ensure_one()
        if self.kind == "adjust":
            if self.expires_on:
                return self.env._("Only opening balances have an expiration date. Leave it empty.")
            return ""
        if self.points <= 0:
            return self.env._("An opening balance must be at least 1 point.")
        if self.expires_on and self.expires_on < fields.Date.context_today(self):
            return self.env._(
                "These points have already expired. Correct the date, or remove the line."
            )
        return ""

    def _find_customers(self):
        """Find who the lines are for; a line that names nobody, or several, is rejected."""
        lines = self.filtered(lambda line: not line.partner_id)
        found = {clue: lines._search_partners(clue) for clue in CLUES}
        for line in lines:
            partner_ids = line._get_candidates(found)
            if len(partner_ids) == 1:
                line.sudo().partner_id = partner_ids.pop()
            else:
                line._mark("rejected", line._get_customer_problem(len(partner_ids)))

    def _search_partners(self, clue):
        """Who has one of the references of the lines, or of the barcodes, e-mails or names.

        :param str clue: a key of ``CLUES``
        :return dict: sets of ids by the text that was looked for
        """
        wanted = {line._get_clue(clue) for line in self} - {""}
        found = defaultdict(set)
        if not wanted:
            return found
        Partner = self.env["res.partner"].with_company(self.batch_id.company_id)
        query = Partner._search(self.batch_id._get_partner_domain())
        column = SQL("lower(%s)", Partner._field_to_sql(query.table, CLUES[clue], query))
        query.add_where(SQL("%s = ANY(%s)", column, list(wanted)))
        id_column = SQL.identifier(query.table, "id")
        for partner_id, text in self.env.execute_query(query.select(id_column, column)):
            found[text].add(partner_id)
        return found

    def _get_clue(self, clue):
        """What the line says about its customer, as it is looked up: in lower case."""
        text = " ".join((self[clue] or "").split())
        if clue == "customer_email":
            text = email_normalize(text) or text
        return text.lower()

    def _get_candidates(self, found):
        """Who the line can mean; a further clue tells apart those who share the first.

        :param dict found: what ``_search_partners`` gave, by clue
        :return set: ids of ``res.partner``
        """
        candidates = None
        for clue in self._get_clues():
            matching = found[clue].get(self._get_clue(clue), set())
            candidates = matching if candidates is None else candidates & matching or candidates
            if len(candidates) < 2:
                break
        return set(candidates or ())

    def _get_clues(self):
        """The clues that the line gives, the most reliable one first."""
        return [clue for clue in CLUES if self._get_clue(clue)]

    def _get_customer_problem(self, count):
        """Why the line has no customer.

        :param int count: how many the line can mean
        """
        if not self._get_clues():
            return self.env._("Enter the customer's reference, barcode, email or name.")
        clue = self._get_clues()[0]
        values = {"count": count, "value": self[clue]}
        if clue == "customer_name":
            return self._get_name_problem(values)
        values["clue"] = self._fields[clue].get_description(self.env, ["string"])["string"]
        if not count:
            return self.env._("No customer has the %(clue)s %(value)s.", **values)
        return self.env._(
            "%(count)s customers have the %(clue)s %(value)s. Select one of them.", **values
        )

    def _get_name_problem(self, values):
        if not values["count"]:
            return self.env._("No customer is named %(value)s.", **values)
        return self.env._(
            "%(count)s customers are named %(value)s. Enter the reference, email or barcode "
            "instead.",
            **values,
        )
