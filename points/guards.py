"""What guards the ledger in PostgreSQL, read from the statements that make it.

The files of SQL of the module and PostgreSQL itself (``pg_get_functiondef`` and
``pg_get_triggerdef``) write the same function or trigger a little differently; here both come out
the same, so that they can be compared.
"""

import re

_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?:\w+\.)?(?P<name>\w+)(?P<arguments>\([^)]*\))\s+"
    r"RETURNS (?P<returns>[^$]+?)\s+(?:LANGUAGE (?P<before>[^$]+?)\s+)?"
    r"AS (?P<quote>\$\w*\$)(?P<body>.*?)(?P=quote)(?:\s+LANGUAGE (?P<after>[^;]+);)?",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"CREATE (?P<type>(?:CONSTRAINT )?TRIGGER) (?P<name>\w+)\s+(?P<when>BEFORE|AFTER|INSTEAD OF) "
    r"(?P<events>.+?)\s+ON (?P<table>[\w.]+)\s+(?P<rest>.+?)(?:;|$)",
    re.DOTALL,
)
_ALWAYS = re.compile(r"ALTER TABLE (\w+) ENABLE ALWAYS TRIGGER (\w+);")


def get_functions(statements):
    """The functions that some statements make.

    :param str statements: in SQL
    :return dict: by name and arguments, all that makes out what a function does

    >>> of_file = "CREATE OR REPLACE FUNCTION no() RETURNS int AS $$ SELECT 0 $$ LANGUAGE sql STABLE;"
    >>> of_postgresql = '''CREATE OR REPLACE FUNCTION public.no()
    ...  RETURNS int
    ...  LANGUAGE sql
    ...  STABLE
    ... AS $function$ SELECT 0 $function$
    ... '''
    >>> get_functions(of_file)
    {'no()': ('int', 'sql STABLE', ' SELECT 0 ')}
    >>> get_functions(of_file) == get_functions(of_postgresql)
    True
    """
    return {
        found["name"] + _in_one_line(found["arguments"]): (
            _in_one_line(found["returns"]),
            _in_one_line(found["before"] or found["after"] or ""),
            found["body"],
        )
        for found in _FUNCTION.finditer(statements)
    }


def get_triggers(statements):
    """The triggers that some statements make.

    :param str statements: in SQL
    :return dict: by table and name, all that makes out when a trigger does what

    >>> get_triggers('''
    ... CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON entry
    ...     FOR EACH ROW EXECUTE FUNCTION no();
    ... ''')
    {'entry.refuse': ('TRIGGER', 'BEFORE', ['DELETE', 'UPDATE'], 'FOR EACH ROW EXECUTE FUNCTION no()')}
    """
    return {
        f"{found['table']}.{found['name']}": (
            found["type"],
            found["when"],
            sorted(_in_one_line(found["events"]).split(" OR ")),
            _in_one_line(found["rest"]),
        )
        for found in _TRIGGER.finditer(statements)
    }


def get_always(statements):
    """The triggers that some statements enable where others are off, as in replication.

    :param str statements: in SQL
    :return set: as :func:`get_triggers` names them

    >>> get_always("ALTER TABLE entry ENABLE ALWAYS TRIGGER refuse;")
    {'entry.refuse'}
    """
    return {f"{table}.{name}" for table, name in _ALWAYS.findall(statements)}


def find_faults(expected, found, enabled):
    """Compare the guards that there are with those that there must be.

    :param dict expected: by name, what each one is
    :param dict found: the same of those that there are
    :param set enabled: the names of those that always work
    :return list: pairs of what is wrong and a name

    >>> find_faults({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 1, "c": 0, "d": 4}, {"a", "c"})
    [('missing', 'b'), ('changed', 'c'), ('disabled', 'd')]
    """
    faults = []
    for name, definition in sorted(expected.items()):
        if name not in found:
            faults.append(("missing", name))
        elif found[name] != definition:
            faults.append(("changed", name))
        elif name not in enabled:
            faults.append(("disabled", name))
    return faults


def _in_one_line(text):
    return " ".join(text.split())
