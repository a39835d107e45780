"""Fail when Odoo logged a warning or worse, and print what it logged."""

import re
import sys
from pathlib import Path

COMPLAINT = re.compile(r"^[\d-]+ [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")
# What says nothing of this module, and why it is there.
EXPECTED = re.compile(
    "|".join(
        [
            r"Running as user 'root' is a security risk",  # a container's only user
        ]
    )
)


def complaints(text):
    """Lines of a log at WARNING or above that nobody expects."""
    return [
        line for line in text.splitlines() if COMPLAINT.match(line) and not EXPECTED.search(line)
    ]


def main(paths):
    found = [(path, line) for path in paths for line in complaints(Path(path).read_text())]
    for path, line in found:
        print(f"{path}: {line}")
    if found:
        sys.exit(f"Odoo logged {len(found)} warnings or errors.")


if __name__ == "__main__":
    main(sys.argv[1:])
