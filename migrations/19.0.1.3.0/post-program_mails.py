"""Programs have automatic e-mails: each switched off."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    mails = env["points.program.mail"]
    kinds = [kind for kind, _label in mails._fields["kind"].selection]
    for program in env["points.program"].search([("mail_ids", "=", False)]):
        mails.create([{"program_id": program.id, "kind": kind} for kind in kinds])
