"""Whole numbers as their reader writes them."""

from odoo.tools.misc import get_lang


def format_count(env, number, sign=False):
    """A whole number in the language of the user: "2,000", or "2 000" in French.

    :param env: the environment of the user
    :param int number: points, or whatever is counted
    :param bool sign: whether a number above zero shows its plus
    :return str: the number
    """
    language = env["res.lang"].browse(get_lang(env).id)
    return language.format("%+d" if sign else "%d", number, grouping=True)
