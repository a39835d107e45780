from odoo import api, models
from odoo.tools import SQL

from ...points.guards import find_faults

#: What the ledger consists of: its tables have all that their models declare, and nothing more.
LEDGER = (
    "points.account",
    "points.entry",
    "points.hold",
    "points.lot",
    "points.ownership",
    "points.proof",
)


class PointsProof(models.Model):
    """What the models of the ledger declare to PostgreSQL is there, and nobody has added to it."""

    _inherit = "points.proof"

    @api.model
    def _get_guarded_tables(self):
        return [self.env[name]._table for name in LEDGER]

    @api.model
    def _find_faults_of_constraints(self):
        """Compare unique indexes, checks and foreign keys with what the models declare."""
        found = self._read_constraints(SQL("current_schema()::regnamespace"))
        expected = self._get_expected_objects() | self._get_expected_columns()
        enabled = {name for name, (_definition, is_enabled) in found.items() if is_enabled}
        definitions = {name: definition for name, (definition, _enabled) in found.items()}
        return find_faults(expected, definitions, enabled)

    @api.model
    def _get_expected_objects(self):
        """Unique indexes and constraints, as PostgreSQL writes what the models declare of them.

        :return dict: definitions by name
        """
        with self._copy_tables(self._get_guarded_tables()):
            for model in map(self.env.get, LEDGER):
                for declared in model._table_objects.values():
                    self._create_declared(model, declared)
            rows = self._read_constraints(SQL("pg_my_temp_schema()"))
        return {
            name: definition
            for name, (definition, _enabled) in rows.items()
            if not name.endswith("NOT NULL")
        }

    @api.model
    def _create_declared(self, model, declared):
        """Create an index or a constraint of a model on the copy of its table.

        What is not unique is there for its speed, and guards nothing.
        """
        is_constraint = isinstance(declared, models.Constraint)
        if not is_constraint and not declared.unique:
            return
        definition = declared.get_definition(self.pool).removeprefix("UNIQUE INDEX ")
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(definition)s"
                if is_constraint
                else "CREATE UNIQUE INDEX %(name)s ON %(table)s %(definition)s",
                name=SQL.identifier(declared.full_name(model)),
                table=SQL.identifier(model._table),
                definition=SQL(definition.replace("%", "%%")),
            )
        )

    @api.model
    def _get_expected_columns(self):
        """Foreign keys, primary keys and columns that are never empty.

        :return dict: definitions by name
        """
        expected = {}
        for model in map(self.env.get, LEDGER):
            expected[f"{model._table} PRIMARY KEY (id)"] = None
            for field in model._fields.values():
                if field.store and field.column_type:
                    expected |= self._get_expected_column(model, field)
        return expected

    @api.model
    def _get_expected_column(self, model, field):
        expected = {}
        if field.required:
            expected[f"{model._table}.{field.name} NOT NULL"] = None
        if field.type == "many2one" and self._has_foreign_key(model, field):
            name = f"{model._table} FOREIGN KEY ({field.name})"
            target = self.env[field.comodel_name]._table
            action = (field.ondelete or "set null").upper()
            expected[name] = f"REFERENCES {target}(id) ON DELETE {action}"
        return expected

    @api.model
    def _has_foreign_key(self, model, field):
        """Whether Odoo makes one: not to what is no table of its own."""
        comodel = self.env[field.comodel_name]
        is_table = comodel._auto and comodel._is_an_ordinary_table()
        return is_table and comodel._table != "ir_actions" and not field.company_dependent

    @api.model
    def _read_constraints(self, schema):
        """What there is on the tables of the ledger.

        :param SQL schema: the one of the tables
        :return dict: by name, a definition and whether it is in force
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH guarded AS (
                    SELECT oid, relname FROM pg_class
                     WHERE relnamespace = %s AND relname = ANY(%s)
                )
                SELECT CASE c.contype
                       WHEN 'f' THEN format('%%s FOREIGN KEY (%%s)', t.relname, (
                            SELECT string_agg(attname, ', ') FROM pg_attribute
                             WHERE attrelid = t.oid AND attnum = ANY(c.conkey)))
                       WHEN 'p' THEN format('%%s %%s', t.relname, pg_get_constraintdef(c.oid))
                       ELSE c.conname END,
                       regexp_replace(pg_get_constraintdef(c.oid), '^FOREIGN KEY [^)]*[)] ', ''),
                       NOT EXISTS (SELECT FROM pg_trigger
                                    WHERE tgconstraint = c.oid AND tgenabled IN ('D', 'R'))
                  FROM guarded t JOIN pg_constraint c ON c.conrelid = t.oid
                 WHERE c.contype <> 't'
                 UNION ALL
                SELECT c.relname, regexp_replace(pg_get_indexdef(c.oid), ' ON [^ ]+ USING ', ' '),
                       i.indisvalid AND i.indisready AND i.indislive
                  FROM guarded t
                  JOIN pg_index i ON i.indrelid = t.oid
                  JOIN pg_class c ON c.oid = i.indexrelid
                 WHERE i.indisunique
                 UNION ALL
                SELECT format('%%s.%%s NOT NULL', t.relname, attname), '', TRUE
                  FROM guarded t JOIN pg_attribute ON attrelid = t.oid
                 WHERE attnotnull AND attnum > 0
                """,
                schema,
                self._get_guarded_tables(),
            )
        )
        return {name: (definition, is_enabled) for name, definition, is_enabled in rows}

    @api.model
    def _find_additions(self):
        """Rules, policies and heirs: what is written or read would not be what it seems."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH guarded AS (
                    SELECT oid, relname FROM pg_class
                     WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
                )
                SELECT format('%%s.%%s', relname, name)
                  FROM guarded JOIN (
                       SELECT ev_class, rulename::text FROM pg_rewrite
                        UNION ALL SELECT polrelid, polname FROM pg_policy
                        UNION ALL SELECT inhparent, inhrelid::regclass::text FROM pg_inherits
                       ) addition (table_oid, name) ON table_oid = oid
                 ORDER BY 1
                """,
                self._get_guarded_tables(),
            )
        )
        return [("added", name) for (name,) in rows]
