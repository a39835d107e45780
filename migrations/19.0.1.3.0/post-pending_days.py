"""Points of sales from before the upgrade count at once, whatever programs say from now on."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env.registry.clear_cache()
    for program in env["points.program"].search([]):
        env["points.program.version"]._record(program)
    # A version says what it was written with: those of before said nothing of it.
    cr.execute(
        """
        UPDATE points_program_version SET plan = plan || '{"pending_days": 0}'
         WHERE NOT plan ? 'pending_days'
        """
    )
    env.invalidate_all()
    env.registry.clear_cache()
