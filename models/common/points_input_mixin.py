from odoo import api, models
from odoo.fields import Command

from . import limits
from .points_server_fields_mixin import MODULE

RELATIONS = ("many2one", "many2many", "one2many")


class PointsInputMixin(models.AbstractModel):
    """What comes from outside is looked at before anything is done with it.

    Numbers and texts have a size that PostgreSQL keeps, and records that are handed over are
    such as the user may read: what is computed from them with more rights says nothing of others.
    The module's own code, which has all rights, is not asked.
    """

    _name = "points.input.mixin"
    _description = "Input Validation"

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        if not self.env.su:
            limits.check_count(self.env, vals_list, limits.MOST_RECORDS)
        for vals in vals_list:
            self._check_input(vals)
        return super().create(vals_list)

    def write(self, vals):
        self.check_access("write")
        self._check_input(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # A context can name any record.
        self._check_input(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_input(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_access_to_named(self, operation="write"):
        """Check access to these records and to all that they name.

        It is the first thing that a method does which can be called from outside.

        :param str operation: what the user is to be allowed with the records themselves
        :raises AccessError: when something is not for the user
        """
        self.check_access(operation)
        for field in self._fields.values():
            if field._module == MODULE and field.store and field.type in ("many2one", "many2many"):
                self.sudo()[field.name].with_env(self.env).check_access("read")

    @api.model
    def _check_input(self, vals):
        """:raises UserError: when a value is out of range, or a record is not for the user"""
        if self.env.su:
            return
        limits.check_values(self.env, vals, "vals")
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field._module != MODULE:
                continue
            if field.type in RELATIONS:
                self._check_handed_records(field, value)
            elif value is not False and value is not None:
                self._check_limit(field, value)

    @api.model
    def _check_limit(self, field, value):
        label = field._description_string(self.env)
        if field.type == "integer":
            limits.check_number(self.env, value, limits.MOST_INTEGER, label)
        elif field.type in ("float", "monetary"):
            limits.check_number(self.env, value, limits.MOST_AMOUNT, label)
        elif field.type in ("char", "text", "html", "selection"):
            limits.check_text(self.env, value, limits.LONGEST_TEXT, label)

    @api.model
    def _check_handed_records(self, field, value):
        comodel = self.env[field.comodel_name]
        ids, new_vals = self._parse_handed(value)
        limits.check_count(self.env, [*ids, *new_vals], limits.MOST_RECORDS)
        for id_ in ids:
            limits.check_id(self.env, id_, field.name)
        comodel.browse(ids).check_access("read")
        if hasattr(comodel, "_check_input"):
            for vals in new_vals:
                comodel._check_input(vals)

    @api.model
    def _parse_handed(self, value):
        """The records that a value of a relation names, however it does.

        :return tuple: their ids, and the values of those that are to be made or changed
        """
        if isinstance(value, models.BaseModel):
            return value.ids, []
        if isinstance(value, dict):
            value = value.get("id")
        if not isinstance(value, list | tuple):
            return ([value] if type(value) is int else []), []
        ids, new_vals = [], []
        for item in value:
            if isinstance(item, list | tuple) and item:
                operation, id_, argument = [*item, False, False][:3]
                if operation in (Command.LINK, Command.UPDATE):
                    ids.append(id_)
                elif operation == Command.SET:
                    ids += argument or []
                if operation in (Command.CREATE, Command.UPDATE):
                    new_vals.append(argument or {})
            elif type(item) is int:
                ids.append(item)
        return [id_ for id_ in ids if type(id_) is int], new_vals
