"""Programs have a grace period and a choice on partial returns: from now on, and not before."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env.registry.clear_cache()
    for program in env["points.program"].search([]):
        env["points.program.version"]._record(program)
    env.registry.clear_cache()
