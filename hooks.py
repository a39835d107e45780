def uninstall_hook(env):
    """Remove what Odoo does not know of: the functions behind the triggers of the ledger."""
    env.cr.execute(
        """
        DROP FUNCTION IF EXISTS points_account_check_balance() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_check_follows() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_refuse_change() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_content(points_entry) CASCADE;
        """
    )
