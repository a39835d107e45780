"""How long, how many and how large what comes from outside may be.

Whatever a user, a till or another system sends is held against these before PostgreSQL sees it:
what is more ends in a sentence, and costs nobody any time.
"""

import reprlib

from odoo.exceptions import UserError

#: What PostgreSQL keeps in an integer, and so the largest number of a record.
MOST_INTEGER = 2**31 - 1
#: Of the main unit of a currency: 15 digits are all that a float keeps, two of them are cents.
MOST_AMOUNT = 10**12
#: Characters of a field of this module; the longest are conditions of a category.
LONGEST_TEXT = 10_000
#: Characters of what is typed to find a customer, or of what a form says of one.
LONGEST_FIND_TEXT = 200
#: Words of it.
MOST_FIND_WORDS = 12
#: Customers that one answer names.
MOST_FOUND = 1_000
#: Values that one condition compares with.
MOST_ASKED = 1_000
#: Records of one call, as many as Odoo's web client ever sends.
MOST_RECORDS = 20_000


def is_id(value):
    """Whether a value can be the number of a record. True is an int for Python, and number 1."""
    return type(value) is int and 0 < value <= MOST_INTEGER


def is_number(value, most):
    """Whether a value is a number from minus the most to the most; NaN compares with none."""
    return type(value) in (int, float) and abs(value) <= most


def is_text(value, most):
    """Whether a value is a text that PostgreSQL keeps, of so many characters at most."""
    return isinstance(value, str) and len(value) <= most and "\0" not in value


def check_id(env, value, name):
    """:raises UserError: when a value cannot be the number of a record"""
    if not is_id(value):
        raise UserError(
            env._(
                "%(name)s must be a record ID, such as 7, not %(value)s.",
                name=name,
                value=reprlib.repr(value),
            )
        )


def check_ids(env, values, most, name):
    """:raises UserError: when what should be numbers of records are none, or too many"""
    if not isinstance(values, list) or not all(map(is_id, values)):
        raise UserError(
            env._(
                "%(name)s must be a list of record IDs, such as [7, 8], not %(value)s.",
                name=name,
                value=reprlib.repr(values),
            )
        )
    check_count(env, values, most)


def check_count_of(env, value, most, name):
    """:raises UserError: when a value is no whole number from 1 to the most"""
    if not is_id(value) or value > most:
        raise UserError(
            env._(
                "%(name)s must be a whole number from 1 to %(most)s, not %(value)s.",
                name=name,
                most=most,
                value=reprlib.repr(value),
            )
        )


def check_number(env, value, most, name):
    """:raises UserError: when a value is no number, or too large"""
    if not is_number(value, most):
        raise UserError(
            env._(
                "%(name)s must be a number of at most %(most)s, not %(value)s.",
                name=name,
                most=most,
                value=reprlib.repr(value),
            )
        )


def check_text(env, value, most, name):
    """:raises UserError: when a value is no text, too long, or has a character of no text in it"""
    if not is_text(value, most):
        raise UserError(
            env._(
                "%(name)s must be a text of at most %(most)s characters, not %(value)s. "
                "Shorten it, then try again.",
                name=name,
                most=most,
                value=reprlib.repr(value),
            )
        )


def check_values(env, values, name):
    """:raises UserError: when what should have values by the names of fields is anything else"""
    if not isinstance(values, dict):
        raise UserError(
            env._(
                "%(name)s must have values by field name, not %(value)s.",
                name=name,
                value=reprlib.repr(values),
            )
        )


def check_count(env, values, most):
    """:raises UserError: when there are more values than one call may have"""
    if len(values) > most:
        raise UserError(
            env._(
                "%(count)s records exceed the maximum of %(most)s at once. Proceed in several "
                "steps.",
                count=len(values),
                most=most,
            )
        )


def check_find_text(env, text):
    """:raises UserError: when what was typed to find a customer is too long to be looked for"""
    if not is_text(text, LONGEST_FIND_TEXT) or len(text.split()) > MOST_FIND_WORDS:
        raise UserError(
            env._(
                "Search with at most %(words)s words and %(characters)s characters. A few letters "
                "of the name or some digits of the phone are enough.",
                words=MOST_FIND_WORDS,
                characters=LONGEST_FIND_TEXT,
            )
        )


def check_scalars(model, vals):
    """Hold the numbers and texts of a record against the limits, whatever module has added them.

    :param model: the model of the record
    :param dict vals: what is about to be written; no value at all is Odoo's to judge
    :raises UserError: when one is no number or text, or too large
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if not field or value is None or value is False:
            continue
        if field.type in ("float", "monetary"):
            check_number(model.env, value, MOST_AMOUNT, field._description_string(model.env))
        elif field.type == "char" and isinstance(value, str):
            check_text(model.env, value, LONGEST_TEXT, field._description_string(model.env))
