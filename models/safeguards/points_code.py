from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: A code may be tried so often before one has to wait, and for so long.
MOST_FAILURES = 5
WAIT_MINUTES = 15
MOST_DIGITS = 12
#: A login may type so many wrong codes in a day, whoever's.
MOST_FAILURES_OF_A_DAY = 30


class PointsCode(models.Model):
    """The code by which a customer, or the PIN by which a manager, confirms spending at a till.

    It is kept as Odoo keeps passwords, and nobody has a right to this table: a code can be set
    and tried, never read. Each wrong try is a row that is committed, for the refusal is an answer
    and not an error; who tries in parallel waits for the row of the code.
    """

    _name = "points.code"
    _description = "Points Redemption Code"

    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Manager", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    hash = fields.Char(readonly=True, required=True, groups=fields.NO_ACCESS)
    tries = fields.Integer("Attempts", readonly=True)
    failure_ids = fields.One2many("points.code.failure", "code_id", "Failed Attempts")

    _one_per_customer = models.UniqueIndex("(partner_id) WHERE partner_id IS NOT NULL")
    _one_per_manager = models.UniqueIndex("(user_id) WHERE user_id IS NOT NULL")
    _has_one_owner = models.Constraint(
        "CHECK (num_nonnulls(partner_id, user_id) = 1)",
        "A code must belong either to a customer or to a manager.",
    )

    @api.depends("partner_id", "user_id")
    def _compute_display_name(self):
        for code in self:
            code.display_name = code.partner_id.name or code.user_id.name

    @api.model
    def _compute_on(self, owners, name):
        """Compute the fields of owners: whether they have a code, and never which.

        :param owners: ``res.partner`` or ``res.users``
        :param str name: their field for the code, beside which ``<name>_is_set`` stands
        """
        with_code = self.sudo()._find(owners)[self._get_owner_name(owners)]
        for owner in owners:
            owner[name] = False
            owner[f"{name}_is_set"] = owner in with_code

    @api.model
    def _set_from(self, owners, name, least):
        """Set the codes that were typed into a field, which forgets them.

        :param owners: ``res.partner`` or ``res.users``
        :param str name: their field for the code
        :param int least: how many digits it has at least
        :raises UserError: when it is none
        """
        for owner in owners:
            self._set(owner, owner[name], least)
        owners.invalidate_recordset([name, f"{name}_is_set"])

    @api.model
    def _set(self, owner, digits, least):
        """Set a code, or remove it.

        :param owner: a ``res.partner`` or a ``res.users``
        :param str digits: the code; nothing to remove it
        :param int least: how many digits it has at least
        :raises UserError: when it is none
        """
        known = self.sudo()._find(owner)
        known.failure_ids.unlink()
        if not digits:
            known.unlink()
            return
        self._check_digits(digits, least)
        values = {"hash": self.env["res.users"]._crypt_context().hash(digits)}
        if known:
            known.write(values)
        else:
            self.sudo().create({**values, self._get_owner_name(owner): owner.id})

    @api.model
    def _check_digits(self, digits, least):
        if not self._is_code(digits) or len(digits) < least or len(set(digits)) == 1:
            raise UserError(
                self.env._(
                    "A code must have %(least)s to %(most)s digits that are not all the same. "
                    "Choose another one.",
                    least=least,
                    most=MOST_DIGITS,
                )
            )

    @api.model
    def _is_code(self, digits):
        is_short = isinstance(digits, str) and len(digits) <= MOST_DIGITS
        return is_short and digits.isascii() and digits.isdigit()

    @api.model
    def _get_owner_name(self, owner):
        return "user_id" if owner._name == "res.users" else "partner_id"

    @api.model
    def _find(self, owners):
        """The codes of customers or of managers; none where none was set."""
        return self.search([(self._get_owner_name(owners), "in", owners.ids)])

    def _try(self, digits):
        """Try a code; a wrong one is remembered.

        :param str digits: what was typed
        :return bool: whether it is right
        :raises psycopg2.errors.SerializationFailure: when somebody else tries it at this moment
        """
        self.ensure_one()
        # Written first: who tries at the same time begins again, and sees the failures of others.
        self.tries += 1
        self.flush_recordset(["tries"])
        context = self.env["res.users"]._crypt_context()
        is_right = self._is_code(digits) and context.verify(digits, self.sudo().hash)
        if is_right:
            self.failure_ids.unlink()
        else:
            self.env["points.code.failure"].create({"code_id": self.id, "user_id": self.env.uid})
        return is_right

    def _filter_open(self):
        """Those of these codes that may be tried now."""
        since = fields.Datetime.now() - timedelta(minutes=WAIT_MINUTES)
        groups = self.env["points.code.failure"]._read_group(
            [("code_id", "in", self.ids), ("date", ">", since)], ["code_id"], ["__count"]
        )
        return self - self.browse(code.id for code, count in groups if count >= MOST_FAILURES)

    @api.model
    def _has_failed_too_often(self, user):
        """Whether a login has typed so many wrong codes today that it may try no more."""
        since = fields.Datetime.now() - timedelta(days=1)
        failures = self.env["points.code.failure"].search_count(
            [("user_id", "=", user.id), ("date", ">", since)]
        )
        return failures >= MOST_FAILURES_OF_A_DAY
