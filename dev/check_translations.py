"""Is every message of i18n/*.pot translated in every i18n/*.po?

Each message of the template has one translation that is neither empty nor fuzzy and keeps
its placeholders; and no translation is of a message that the template no longer has.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[.\d]*[diouxXeEfFgGcrs]")


def findings(template, translations):
    """Yield (line, message) for all that is wrong in one file of translations."""
    expected = {entry.msgid_with_context for entry in template}
    seen = set()
    for entry in translations.obsolete_entries():
        yield entry.linenum, f"obsolete: {entry.msgid!r}"
    for entry in translations:
        if entry.obsolete:
            continue
        if entry.msgid_with_context not in expected:
            yield entry.linenum, f"not in the template: {entry.msgid!r}"
            continue
        seen.add(entry.msgid_with_context)
        if entry.fuzzy:
            yield entry.linenum, f"fuzzy: {entry.msgid!r}"
        if not entry.msgstr:
            yield entry.linenum, f"not translated: {entry.msgid!r}"
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield entry.linenum, f"other placeholders than {entry.msgid!r}: {entry.msgstr!r}"
    for entry in template:
        if entry.msgid_with_context not in seen:
            yield 1, f"missing: {entry.msgid!r}"


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text)) - Counter({"%%": text.count("%%")})


def main(folder):
    wrong = 0
    templates = sorted(folder.glob("*.pot"))
    files = sorted(folder.glob("*.po"))
    if files and not templates:
        print(f"{folder}: translations without a template (.pot)")
        wrong += 1
    for template in templates:
        messages = polib.pofile(str(template))
        for file in files:
            for line, finding in findings(messages, polib.pofile(str(file))):
                print(f"{file}:{line}: {finding}")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
