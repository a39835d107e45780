"""Receipts of existing programs stay as they are: the shop decides to print a code on them."""


def migrate(cr, version):
    cr.execute("UPDATE points_program SET receipt_code = FALSE")
