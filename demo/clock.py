"""The past, in which the demo shop lives for a year while it is built."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields


@contextmanager
def past(env, moment):
    """Let Odoo believe that it is another moment, and what is written have its date.

    Whatever runs meanwhile in the same process believes it, too: a demo shop is built while
    nobody works.

    :param datetime moment: where to begin, in UTC
    :return: the clock; its ``move_to`` goes on to another moment
    """
    # Odoo names it among its own requirements, but only tests and this ask for it.
    from freezegun import freeze_time

    env.flush_all()
    with (
        freeze_time(moment, ignore=["logging"]) as clock,
        patch.object(env.cr, "now", fields.Datetime.now),
    ):
        yield clock
        env.flush_all()
