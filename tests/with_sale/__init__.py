from . import test_sales_orders
