def uninstall_hook(env):
    """Undo what Odoo does not know of: the till's form, the functions behind the triggers."""
    form = env.ref("point_of_sale.res_partner_action_edit_pos", raise_if_not_found=False)
    if form:
        form.view_id = env.ref("base.view_partner_form")
    env.cr.execute(
        """
        DROP FUNCTION IF EXISTS points_account_check_balance() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_check_follows() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_refuse_change() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_content(points_entry) CASCADE;
        """
    )
