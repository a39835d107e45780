"""The till's JavaScript, called from Python."""

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors"


def load_vectors(name):
    """The baskets, rates and results that Python and JavaScript both must meet."""
    return json.loads((VECTORS / f"{name}.json").read_text())


@cache
def start_node():
    """One Node.js for all tests: to start it takes longer than any of them."""
    node = subprocess.Popen(
        ["node", str(HERE / "twin.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(node.communicate)
    return node


def run_twin(calls):
    """Call functions of static/src/points.

    :param list[list] calls: module, function and arguments of each
    :return list: their results
    :raises RuntimeError: when one of them fails; Node.js has said how
    """
    node = start_node()
    node.stdin.write(json.dumps(calls) + "\n")
    node.stdin.flush()
    answer = node.stdout.readline()
    if not answer:
        raise RuntimeError("The till's arithmetic has failed, see above.")
    return json.loads(answer)


def run_twin_once(calls):
    """As ``run_twin``, for tests that end what they have started."""
    node = subprocess.run(
        ["node", str(HERE / "twin.mjs")],
        input=json.dumps(calls) + "\n",
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(node.stdout)
