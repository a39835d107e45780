"""Steps that may fail without taking the transaction with them."""

import psycopg2

from odoo.exceptions import ConcurrencyError


def attempt(env, call):
    """Make a call in a savepoint: where it fails, nothing of it is left.

    :param env: the environment that the call writes in
    :param call: a function without arguments
    :return tuple: what it returned, or None, and the exception that it ended with, or None
    :raises psycopg2.OperationalError, ConcurrencyError: when another transaction was faster;
        Odoo then runs the whole request again
    """
    try:
        env.flush_all()
        # What waits for the end of the transaction, messages for tills above all, goes on waiting.
        with env.cr.savepoint(flush=False):
            return _call(env, call), None
    except (psycopg2.OperationalError, ConcurrencyError):
        raise
    except Exception as error:
        return None, error


def _call(env, call):
    """Make a call, and have the ORM send all that it wrote; or forget it, before it is undone."""
    try:
        result = call()
        env.flush_all()
    except BaseException:
        env.transaction.clear()
        raise
    return result
