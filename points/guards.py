"""What guards the ledger in PostgreSQL, read from the statements that make it."""

import re

_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?:\w+\.)?(?P<name>\w+)(?P<arguments>\([^)]*\))\s+"
    r"RETURNS (?P<returns>[^$]+?)\s+(?:LANGUAGE (?P<before>[^$]+?)\s+)?"
    r"AS (?P<quote>\$\w*\$)(?P<body>.*?)(?P=quote)(?:\s+LANGUAGE (?P<after>[^;]+);)?",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"CREATE (?:CONSTRAINT )?TRIGGER (?P<name>\w+)[^;]+? ON (?P<table>\w+)\s[^;]+"
    r"EXECUTE FUNCTION (?P<function>\w+\(\));"
)
_ALWAYS = re.compile(r"ALTER TABLE (\w+) ENABLE ALWAYS TRIGGER (\w+);")


def get_functions(statements):
    """The functions that some statements make.

    The files of this module and PostgreSQL itself (``pg_get_functiondef``) write the same function
    a little differently; here both come out the same.

    :param str statements: in SQL
    :return dict: by name and arguments, all that makes out what a function does

    >>> of_file = "CREATE OR REPLACE FUNCTION no() RETURNS int AS $$ SELECT 0 $$ LANGUAGE sql;"
    >>> of_postgresql = '''CREATE OR REPLACE FUNCTION public.no()
    ...  RETURNS int
    ...  LANGUAGE sql
    ... AS $function$ SELECT 0 $function$
    ... '''
    >>> get_functions(of_file)
    {'no()': ('int', 'sql', ' SELECT 0 ')}
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
    :return dict: by table and name, the statement and the function that it calls

    >>> get_triggers("CREATE TRIGGER no BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();")
    {'t.no': ('CREATE TRIGGER no BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();', 'f()')}
    """
    return {
        f"{found['table']}.{found['name']}": (found[0], found["function"])
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

    :param dict expected: by name, what each one is, or None for anything
    :param dict found: the same of those that there are
    :param set enabled: the names of those that always work
    :return list: pairs of what is wrong and a name

    >>> find_faults({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 1, "c": 0, "d": 4}, {"a", "c"})
    [('missing', 'b'), ('changed', 'c'), ('disabled', 'd')]
    >>> find_faults({"a": None}, {"a": 1}, {"a"})
    []
    """
    faults = []
    for name, definition in sorted(expected.items()):
        if name not in found:
            faults.append(("missing", name))
        elif definition is not None and found[name] != definition:
            faults.append(("changed", name))
        elif name not in enabled:
            faults.append(("disabled", name))
    return faults


def find_strangers(expected, found, tables):
    """What is on a table that must have nothing but what is expected.

    :param expected: names, each after that of its table and a dot
    :param found: the same of those that there are
    :param tables: names of the tables
    :return list: pairs of what is wrong and a name, as :func:`find_faults` has them

    >>> find_strangers({"t.a"}, {"t.a", "t.b", "other.c"}, {"t"})
    [('added', 't.b')]
    """
    return [
        ("added", name)
        for name in sorted(set(found).difference(expected))
        if name.split(".")[0] in tables
    ]


def _in_one_line(text):
    """Text without what PostgreSQL writes in a way of its own: spaces, the types of defaults.

    >>> _in_one_line("TABLE (a  int,\\n b int)"), _in_one_line("(a int[] DEFAULT NULL::int[])")
    ('TABLE(a int, b int)', '(a int[] DEFAULT NULL)')
    """
    text = " ".join(text.split()).replace("TABLE (", "TABLE(")
    return re.sub(r"( DEFAULT [^,:)]+)::\w+(\[\])?", r"\1", text)
