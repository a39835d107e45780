import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from ..customer.smtp_server import SmtpServer

MAILER = Path(__file__).parent / "mailer.py"
#: Recipients of the mailing; 15,000 take some minutes.
RECIPIENTS = int(os.environ.get("POINTS_MAILING_RECIPIENTS", "200"))
#: How often the server is killed.
KILLS = 4
#: In which time it has to get further.
PATIENCE_SECONDS = 120


@tagged("-standard", "-at_install", "post_install", "points_concurrency")
class TestMailingProcesses(BaseCase):
    """A server that is killed while it sends, over real connections, with real commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(SmtpServer())
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls.build(api.Environment(cr, SUPERUSER_ID, {}))
        cls.addClassCleanup(cls.take_away)

    @classmethod
    def build(cls, env):
        cls.domain = f"{uuid4()}.example.com"
        server = env["ir.mail_server"].create(
            {
                "name": cls.domain,
                "smtp_host": "127.0.0.1",
                "smtp_port": cls.server.port,
                "smtp_encryption": "none",
            }
        )
        template = env.ref("pos_customer_loyalty.mail_template_points").copy(
            {"name": cls.domain, "mail_server_id": server.id}
        )
        customers = env["res.partner"].create(
            [
                {"name": f"Customer {number}", "email": f"customer{number}@{cls.domain}"}
                for number in range(RECIPIENTS)
            ]
        )
        action = customers.action_write_to_many()
        mailing = env["customer.mailing"].browse(action["res_id"])
        mailing.template_id = template
        mailing._check_recipients()
        mailing.action_send()
        cls.mailing_id, cls.server_id, cls.template_id = mailing.id, server.id, template.id

    @classmethod
    def take_away(cls):
        """Other tests find neither the mail server nor a mailing that is running."""
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["customer.mailing"].browse(cls.mailing_id).action_cancel()
            env["mail.template"].browse(cls.template_id).active = False
            env["ir.mail_server"].browse(cls.server_id).active = False

    def start(self):
        options = [f"--addons-path={','.join(config['addons_path'])}", "--log-level=critical"]
        options += [f"--db_{name}={config[f'db_{name}']}" for name in ("host", "port", "user")]
        options += ["--email-from=shop@example.com"]
        job = {"options": options, "database": get_db_name(), "mailing": self.mailing_id}
        mailer = subprocess.Popen(
            [sys.executable, str(MAILER)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        mailer.stdin.write(json.dumps(job))
        mailer.stdin.close()
        mailer.stdin = None
        return mailer

    def kill_when(self, is_time):
        """Let a server send, and kill it at a moment, or shortly afterwards."""
        mailer = self.start()
        patience = time.monotonic() + PATIENCE_SECONDS + RECIPIENTS / 10
        while not is_time() and mailer.poll() is None:
            self.assertLess(time.monotonic(), patience, "the mailing gets no further")
            time.sleep(0.002)
        time.sleep(self.chance.random() * 0.02)
        mailer.kill()
        mailer.communicate()

    def read_states(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state, count(*) FROM customer_mailing_recipient WHERE mailing_id = %s"
                " GROUP BY state",
                [self.mailing_id],
            )
            return dict(cr.fetchall())

    def test_a_server_that_is_killed_sends_to_each_once(self):
        self.chance = random.Random(19)
        self.kill_when(lambda: "queued" in self.read_states())
        self.assertFalse(self.server.messages, "killed while messages are being made")
        for kill in range(KILLS):
            arrived = kill * RECIPIENTS // KILLS + self.chance.randrange(10)
            self.kill_when(lambda: len(self.server.messages) > arrived)  # noqa: B023
            self.assertIn("queued", self.read_states(), "killed while messages are being sent")
        mailer = self.start()
        _out, errors = mailer.communicate(timeout=3600)
        self.assertEqual(mailer.returncode, 0, errors)
        arrived = {address: len(sent) for address, sent in self.server.messages.items()}
        wanted = {f"customer{number}@{self.domain}": 1 for number in range(RECIPIENTS)}
        self.assertEqual(arrived, wanted)
        self.assertEqual(self.read_states(), {"sent": RECIPIENTS})
