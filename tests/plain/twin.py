"""The till's JavaScript, called from Python."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors"


def load_vectors(name):
    """The baskets, rates and results that Python and JavaScript both must meet."""
    return json.loads((VECTORS / f"{name}.json").read_text())


def run_twin(calls):
    """Call functions of static/src/points, all in one run of Node.js.

    :param list[list] calls: module, function and arguments of each
    :return list: their results
    """
    done = subprocess.run(
        ["node", str(HERE / "twin.mjs")],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
