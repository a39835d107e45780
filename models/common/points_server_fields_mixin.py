from odoo import api, models
from odoo.exceptions import AccessError

MODULE = "pos_customer_loyalty"


class PointsServerFieldsMixin(models.AbstractModel):
    """Read-only means so on the server too.

    Odoo's ``readonly`` binds views. Here a field that this module has declared as read-only is
    written by the module's own code, which does so with all rights, and by nobody else: not by a
    call from outside, not by the values of a till, not by the defaults of a context.
    """

    _name = "points.server.fields.mixin"
    _description = "Fields that Only the Server Writes"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_server_fields(vals)
        return super(PointsServerFieldsMixin, self._without_forged_defaults()).create(vals_list)

    def write(self, vals):
        self._check_server_fields(vals)
        return super().write(vals)

    @api.model
    def _get_server_fields(self):
        """Names of the fields that only the server writes.

        :return set[str]: of this module, those that are declared as read-only
        """
        return {
            name
            for name, field in self._fields.items()
            if field._module == MODULE and field.readonly
        }

    @api.model
    def _drop_server_fields(self, vals):
        """Take out of values what only the server writes.

        A till sends back all fields that it was told of.

        :param dict vals: changed in place
        """
        for name in vals.keys() & self._get_server_fields():
            del vals[name]

    def _check_server_fields(self, vals):
        """:raises AccessError: when a user writes what only the server does"""
        names = set() if self.env.su else vals.keys() & self._get_server_fields()
        if names:
            labels = self.fields_get(names, ["string"]).values()
            raise AccessError(
                self.env._(
                    "%(fields)s: only the server writes this. Leave it out, then try again.",
                    fields=", ".join(sorted(label["string"] for label in labels)),
                )
            )

    def _without_forged_defaults(self):
        """These records without the defaults of a context for what only the server writes."""
        forged = {f"default_{name}" for name in self._get_server_fields()} & self.env.context.keys()
        if self.env.su or not forged:
            return self
        context = {key: value for key, value in self.env.context.items() if key not in forged}
        return self.with_context(context)  # pylint: disable=context-overridden

    def _get_changed(self, names, vals):
        """Which of some fields of this record would have another value.

        :param names: fields
        :param dict vals: what is about to be written; commands on many records count as a change
        :return set[str]: names
        """
        self.ensure_one()
        return {
            name
            for name in vals.keys() & names
            if self._fields[name].type in ("one2many", "many2many")
            or self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
        }
