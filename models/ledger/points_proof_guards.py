from contextlib import contextmanager
from pathlib import Path

from odoo import api, models
from odoo.tools import SQL

from ...points.chain import Misfit
from ...points.guards import (
    find_faults,
    find_strangers,
    get_always,
    get_functions,
    get_triggers,
)

MODELS = Path(__file__).parent.parent


class PointsProof(models.Model):
    """What guards the ledger in PostgreSQL is what the files of this module have installed."""

    _inherit = "points.proof"

    @api.model
    def _check_guards(self):
        """Compare what guards the ledger with the files and the models that make it.

        :raises Misfit: that names each one that is missing, changed, disabled or one too many
        """
        faults = [
            *self._find_faults_of_triggers(),
            *self._find_faults_of_constraints(),
            *self._find_additions(),
        ]
        if faults:
            raise Misfit("guards", guards=faults)

    @api.model
    def _find_faults_of_triggers(self):
        """Compare triggers and their functions with the files that make them."""
        script = self._get_guard_script()
        functions = get_functions(script)
        found = self._get_installed_functions()
        triggers = self._get_expected_triggers(get_triggers(script), found)
        found_triggers, enabled = self._get_installed_triggers()
        faults = find_faults(
            functions | triggers, found | found_triggers, enabled | functions.keys()
        )
        return faults + find_strangers(triggers, found_triggers, self._get_guarded_tables())

    @api.model
    def _get_guard_script(self):
        """The files that have triggers which work where others are off.

        That is what makes out a guard, in whatever room of models/ it stands.
        """
        scripts = [path.read_text() for path in sorted(MODELS.glob("*/*.sql"))]
        return "\n".join(filter(get_always, scripts))

    @api.model
    def _get_installed_functions(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pg_get_functiondef(oid) FROM pg_proc
                 WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
                   AND prolang IN (SELECT oid FROM pg_language WHERE lanname IN ('sql', 'plpgsql'))
                """
            )
        )
        return get_functions("\n".join(definition for (definition,) in rows))

    @api.model
    def _get_installed_triggers(self):
        """The triggers that there are.

        :return tuple: what they are by name, and the names of those that are always enabled
        """
        rows = self._read_triggers(SQL("current_schema()::regnamespace"))
        definitions = {name: definition for name, definition, _always in rows}
        return definitions, {name for name, _definition, always in rows if always}

    @api.model
    def _get_expected_triggers(self, triggers, functions):
        """What PostgreSQL makes of the statements of the files.

        It rewrites conditions in words of its own, so it is asked: the statements are run on
        temporary tables, which have the names and the columns of the real ones, and are undone.

        :param dict triggers: statements by the name of the trigger, see :mod:`~...points.guards`
        :param functions: the names of those that there are
        :return dict: definitions by name; none where the function to call is missing
        """
        with self._copy_tables({name.split(".")[0] for name in triggers}):
            for statement, function in triggers.values():
                if function in functions:
                    self.env.cr.execute(statement)
            rows = self._read_triggers(SQL("pg_my_temp_schema()"))
        return {**dict.fromkeys(triggers), **{name: text for name, text, _always in rows}}

    @contextmanager
    def _copy_tables(self, tables):
        """Have empty tables of the same names and columns, and undo all that is done with them."""
        ((schema,),) = self.env.execute_query(SQL("SELECT current_schema()"))
        with self.env.cr.savepoint(flush=False) as savepoint:
            for table in sorted(tables):
                copy, original = SQL.identifier(table), SQL.identifier(schema, table)
                self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s (LIKE %s)", copy, original))
            yield
            savepoint.rollback()

    @api.model
    def _read_triggers(self, schema):
        """Triggers: their names after that of their table, what they are, whether always on."""
        return self.env.execute_query(
            SQL(
                """
                SELECT concat(c.relname, '.', t.tgname), pg_get_triggerdef(t.oid, true),
                       t.tgenabled = 'A'
                  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                 WHERE NOT t.tgisinternal AND c.relnamespace = %s
                """,
                schema,
            )
        )

    def _get_sentences_on_evidence(self):
        """What is wrong with guards and earlier proofs, by the codes of :class:`Misfit`."""
        return {
            "guards": self.env._(
                "its protections in the database are not as installed: %(guards)s. Upgrade the "
                "module to install them again, and find out what was changed in the meantime."
            ),
            "forged": self.env._(
                "the signature of the check of %(date)s is not valid. Its figures were changed, "
                "or this database is a copy of another one."
            ),
        }

    def _show_guards(self, faults):
        """Faults of guards in words: "points_entry.points_entry_refuse_change is disabled"."""
        words = {
            "missing": self.env._("is missing"),
            "changed": self.env._("was changed"),
            "disabled": self.env._("is disabled"),
            "added": self.env._("was added"),
        }
        return ", ".join(f"{name} {words[fault]}" for fault, name in faults)
