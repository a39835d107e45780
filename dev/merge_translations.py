"""Bring the catalogues of a folder up to date with its template, and say what is missing."""

import sys
from pathlib import Path

import polib


def merge(template, path):
    """Add what is new, drop what is gone; return the texts that wait for a translator."""
    catalogue = polib.pofile(str(path))
    known = {entry.msgid: entry.msgstr for entry in catalogue}
    catalogue.clear()
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
        catalogue.append(entry)
    catalogue.metadata["POT-Creation-Date"] = template.metadata["POT-Creation-Date"]
    catalogue.save(str(path))
    return catalogue.untranslated_entries()


def main(folder):
    (source,) = Path(folder).glob("*.pot")
    for path in sorted(Path(folder).glob("*.po")):
        missing = merge(polib.pofile(str(source)), path)
        print(f"{path.name}: {len(missing)} texts to translate")
        for entry in missing:
            print(f"  {entry.msgid!r}")


if __name__ == "__main__":
    main(sys.argv[1])
