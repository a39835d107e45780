from odoo import api, models
from odoo.exceptions import AccessError

MODULE = "pos_customer_loyalty"


class PointsServerFieldsMixin(models.AbstractModel):
    """Fields that not everybody writes who may write the record: one rule for all models.

    Odoo's ``readonly`` binds views. Here a field that this module has declared as read-only is
    written by the module's own code, which does so with all rights, and by nobody else: not by a
    call from outside, not by the values of a till, not by the defaults of a context. A field that
    is ``written_by`` a group takes a value from members of that group alone.
    """

    _name = "points.server.fields.mixin"
    _description = "Server-Written Fields"

    @api.model
    def _valid_field_parameter(self, field, name):
        return name == "written_by" or super()._valid_field_parameter(field, name)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded_fields(vals)
        return super(PointsServerFieldsMixin, self._without_forged_defaults()).create(vals_list)

    def write(self, vals):
        self._check_guarded_fields(vals)
        return super().write(vals)

    @api.model
    def _get_server_fields(self):
        """Names of the fields that only the server writes.

        :return set[str]: of this module, those that are declared as read-only
        """
        return {name for name, field in self._get_own_fields() if field.readonly}

    @api.model
    def _get_own_fields(self):
        """The fields of this model that this module has added, with their names."""
        return [(name, field) for name, field in self._fields.items() if field._module == MODULE]

    @api.model
    def _get_reserved_fields(self):
        """Names of the fields that are for a group to which the user does not belong.

        :return dict[str, str]: the external id of the group by the name of the field
        """
        return {
            name: field.written_by
            for name, field in self._get_own_fields()
            if hasattr(field, "written_by") and not self.env.user.has_group(field.written_by)
        }

    @api.model
    def _drop_server_fields(self, vals):
        """Take out of values what only the server writes.

        A till sends back all fields that it was told of.

        :param dict vals: changed in place
        """
        for name in vals.keys() & self._get_server_fields():
            del vals[name]

    def _check_guarded_fields(self, vals):
        """:raises AccessError: when a user writes what is for the server, or for a group"""
        if self.env.su:
            return
        if names := vals.keys() & self._get_server_fields():
            raise AccessError(
                self.env._(
                    "You cannot set %(fields)s: only the server writes these fields. Leave them "
                    "out, then try again.",
                    fields=self._list_labels(names),
                )
            )
        reserved = self._get_reserved_fields()
        if names := self._filter_set(vals.keys() & reserved, vals):
            groups = [self.env.ref(reserved[name]).sudo().full_name for name in names]
            raise AccessError(
                self.env._(
                    "Only users of the group %(groups)s can set %(fields)s. Ask one of them.",
                    fields=self._list_labels(names),
                    groups=", ".join(sorted(set(groups))),
                )
            )

    def _filter_set(self, names, vals):
        """Those of some fields that get another value; a new record has none."""
        if not self:
            return {name for name in names if vals[name]}
        return set().union(*(record._get_changed(names, vals) for record in self))

    def _list_labels(self, names):
        labels = self.fields_get(names, ["string"]).values()
        return ", ".join(sorted(label["string"] for label in labels))

    def _without_forged_defaults(self):
        """These records without the defaults of a context for what the user may not write."""
        guarded = self._get_server_fields() | self._get_reserved_fields().keys()
        forged = {f"default_{name}" for name in guarded} & self.env.context.keys()
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
        return {name for name in vals.keys() & names if self._is_changed(name, vals[name])}

    def _is_changed(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        try:
            return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)
        except (AttributeError, TypeError, ValueError, OverflowError):
            # No value of this field at all.
            return True
