"""Short transactions beside tills that go on selling."""

import random
import time
from functools import partial

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

PATIENCE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 0.05


def patiently(env, call):
    """Run a short call to its end, however many others want the same account.

    Odoo gives up after five conflicts. A call that only posts, and is first to write in
    its transaction, may begin again until its turn has come.

    :param env: the environment that the call writes in
    :param call: a function without arguments
    :return: what it returns
    :raises psycopg2.OperationalError: after half a minute of conflicts
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            result = call()
            env.flush_all()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            if time.monotonic() > deadline:
                raise
            env.cr.rollback()
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))


def in_batches(env, batch, position=None, are_committed=True):
    """Run one batch after the other.

    :param env: the environment that the batches write in
    :param batch: a function that takes the position where it begins, and returns a pair: the
        position of the next batch, None once nothing is left, and what it did
    :param position: where the first one begins
    :param bool are_committed: whether the caller commits each batch, so that one that a sale
        was faster than may begin again
    :return: an iterator over what the batches did
    """
    while True:
        run = partial(batch, position)
        position, done = patiently(env, run) if are_committed else run()
        if position is None:
            return
        yield done
