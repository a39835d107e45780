DROP_FUNCTIONS = """
    DROP FUNCTION IF EXISTS points_account_follow(
        integer, date[], date[], integer[], integer, integer, date, integer, jsonb, integer,
        timestamp);
    DROP FUNCTION IF EXISTS points_account_lock(
        integer, integer, varchar, boolean, integer, timestamp);
    DROP FUNCTION IF EXISTS points_account_check_balance() CASCADE;
    DROP FUNCTION IF EXISTS points_account_check_owner() CASCADE;
    DROP FUNCTION IF EXISTS points_account_open() CASCADE;
    DROP FUNCTION IF EXISTS points_account_salt_owner() CASCADE;
    DROP FUNCTION IF EXISTS points_account_owner(points_account) CASCADE;
    DROP FUNCTION IF EXISTS points_ownership_follow() CASCADE;
    DROP FUNCTION IF EXISTS points_ownership_refuse_change() CASCADE;
    DROP FUNCTION IF EXISTS points_entry_check_balance() CASCADE;
    DROP FUNCTION IF EXISTS points_entry_check_follows() CASCADE;
    DROP FUNCTION IF EXISTS points_entry_refuse_change() CASCADE;
    DROP FUNCTION IF EXISTS points_entry_content(points_entry) CASCADE;
    DROP FUNCTION IF EXISTS points_entry_taken_early(points_entry) CASCADE;
    DROP FUNCTION IF EXISTS points_lot_check_balance() CASCADE;
    DROP FUNCTION IF EXISTS points_check_order_settled() CASCADE;
    DROP FUNCTION IF EXISTS points_order_moves_spent(integer);
    DROP FUNCTION IF EXISTS points_unreturned_orders(integer[]);
    DROP FUNCTION IF EXISTS points_order_back(integer);
    DROP FUNCTION IF EXISTS points_unspent_orders(integer[]);
    DROP FUNCTION IF EXISTS points_order_redemptions(integer[]);
    DROP FUNCTION IF EXISTS points_order_payments(integer[]);
    DROP FUNCTION IF EXISTS customer_consent_refuse_change() CASCADE;
    DROP FUNCTION IF EXISTS customer_card_follow() CASCADE;
    DROP FUNCTION IF EXISTS customer_card_check_number() CASCADE;
    DROP FUNCTION IF EXISTS customer_search_follow() CASCADE;
    DROP TABLE IF EXISTS customer_search;
    DROP FUNCTION IF EXISTS customer_search_write(integer[]);
    DROP FUNCTION IF EXISTS customer_query(text);
    DROP FUNCTION IF EXISTS customer_query_words(text);
    DROP FUNCTION IF EXISTS customer_keys(text, text);
    DROP FUNCTION IF EXISTS customer_initials(text[]);
    DROP FUNCTION IF EXISTS customer_lengths();
    DROP FUNCTION IF EXISTS customer_code_text(text, text, text, jsonb);
    DROP FUNCTION IF EXISTS customer_name_text(text);
    DROP FUNCTION IF EXISTS customer_person(text);
    DROP FUNCTION IF EXISTS customer_email(text);
    DROP FUNCTION IF EXISTS customer_phone(text);
    DROP FUNCTION IF EXISTS customer_number_words(text);
    DROP FUNCTION IF EXISTS customer_numbers(text);
    DROP FUNCTION IF EXISTS customer_joined(text);
    DROP FUNCTION IF EXISTS customer_words(text);
    DROP FUNCTION IF EXISTS customer_spell_out(text);
    DROP FUNCTION IF EXISTS customer_fold(text);
    DROP FUNCTION IF EXISTS customer_turnover_load_orders() CASCADE;
    DROP FUNCTION IF EXISTS customer_turnover_follow_orders() CASCADE;
    DROP FUNCTION IF EXISTS customer_turnover_follow_invoices() CASCADE;
    DROP FUNCTION IF EXISTS customer_since_forget(integer, date);
    DROP FUNCTION IF EXISTS customer_since_fill(integer[]);
    DROP FUNCTION IF EXISTS customer_turnover_of_order(pos_order) CASCADE;
    DROP FUNCTION IF EXISTS customer_turnover_of_invoice(account_move) CASCADE;
"""


def uninstall_hook(env):
    """Undo what Odoo does not know of: the till's form, functions and triggers in PostgreSQL."""
    form = env.ref("point_of_sale.res_partner_action_edit_pos", raise_if_not_found=False)
    if form:
        form.view_id = env.ref("base.view_partner_form")
    env.cr.execute(DROP_FUNCTIONS)
    menu = env.ref("point_of_sale.menu_point_of_sale_customer", raise_if_not_found=False)
    if menu:
        menu.active = True
