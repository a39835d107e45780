def uninstall_hook(env):
    """Remove what Odoo does not know of: the functions behind the triggers, and these with them."""
    env.cr.execute(
        """
        DROP FUNCTION IF EXISTS points_account_check_balance() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_check_follows() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_refuse_change() CASCADE;
        DROP FUNCTION IF EXISTS points_entry_content(points_entry) CASCADE;
        DROP FUNCTION IF EXISTS customer_turnover_load_orders() CASCADE;
        DROP FUNCTION IF EXISTS customer_turnover_follow_orders() CASCADE;
        DROP FUNCTION IF EXISTS customer_turnover_follow_invoices() CASCADE;
        DROP FUNCTION IF EXISTS customer_turnover_of_order(pos_order) CASCADE;
        DROP FUNCTION IF EXISTS customer_turnover_of_invoice(account_move) CASCADE;
        """
    )
