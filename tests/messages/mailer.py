"""A server that sends mailings, for ``test_mailing_processes``, which kills it.

Run by the test as ``python mailer.py``, with a JSON object on standard input: the options of
Odoo's command line, the database, and the mailing. It does what the scheduled actions do, with
their commits, until nobody waits.
"""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def send(database, mailing_id):
    registry = Registry(database)
    while True:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            mailing = env["customer.mailing"].browse(mailing_id)
            if mailing.state != "running":
                return
            mailing._cron_send()
            mine = [("mail_message_id.model", "=", "res.partner")]
            env["mail.mail"].with_context(filters=mine).process_email_queue()
            cr.commit()  # pylint: disable=invalid-commit


if __name__ == "__main__":
    job = json.load(sys.stdin)
    config.parse_config(job["options"], setup_logging=True)
    send(job["database"], job["mailing"])
