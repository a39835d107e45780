{
    "name": "Customers and Loyalty at the Point of Sale",
    "summary": "Points that are earned with each sale and kept in a ledger that nobody can bend",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "pos_customer_loyalty contributors",
    "license": "LGPL-3",
    "depends": ["point_of_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/points_security.xml",
        "data/ir_cron.xml",
        "views/points_program_views.xml",
        "views/points_rule_views.xml",
        "views/points_account_views.xml",
        "views/points_entry_views.xml",
        "views/pos_order_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/points_menus.xml",
    ],
    "demo": [
        "demo/company.xml",
        "demo/taxes.xml",
        "demo/categories.xml",
        "demo/products_and_customers.xml",
        "demo/users.xml",
        "demo/program.xml",
        "demo/point_of_sale.xml",
        "demo/sales.xml",
    ],
    # Loaded by products_and_customers.xml, as the demo company.
    "oca_data_manual": ["demo/product.product.csv", "demo/res.partner.csv"],
    "assets": {
        "point_of_sale._assets_pos": [
            "pos_customer_loyalty/static/src/**/*",
        ],
        "web.assets_tests": [
            "pos_customer_loyalty/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "pos_customer_loyalty/static/tests/unit/**/*",
        ],
    },
    "images": ["static/description/icon.png"],
    "application": True,
    "installable": True,
}
