"""From the numbers that Odoo keeps as floats to the integers that points are computed from."""

from decimal import ROUND_HALF_UP, Decimal

#: Decimals of a quantity: Odoo's units of measure never have more.
QUANTITY_DIGITS = 6
#: One whole unit of measure.
ONE_UNIT = 10**QUANTITY_DIGITS


def to_units(value, digits):
    """Count ``value`` in units of its last decimal.

    :param value: an amount or a quantity, as a float, an int or a decimal string
    :param int digits: how many decimals it has (2 for euros, 0 for yen)
    :return int: ``value`` in units of ``10 ** -digits``, halves rounded away from zero

    >>> to_units(25.0, 2), to_units(0.1 + 0.2, 2), to_units(-1.005, 2), to_units(1500, 0)
    (2500, 30, -101, 1500)
    """
    scaled = Decimal(str(value)).scaleb(digits)
    return int(scaled.to_integral_value(ROUND_HALF_UP))


def to_quantity(value):
    """Count a quantity in millionths of its unit of measure.

    >>> to_quantity(0.325), to_quantity(2)
    (325000, 2000000)
    """
    return to_units(value, QUANTITY_DIGITS)
