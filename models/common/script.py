"""SQL that stands in files of its own, beside what it serves."""

from odoo.tools import file_open


def read_sql(path):
    """The text of a file of SQL.

    :param str path: from the folder of the module, such as ``models/ledger/points_lot.sql``
    """
    with file_open(f"pos_customer_loyalty/{path}") as script:
        return script.read()
