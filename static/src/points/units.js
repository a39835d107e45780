/**
 * From the numbers of the till to the integers that points are computed from.
 * The twin of points/units.py.
 */

/** Decimals of a quantity: Odoo's units of measure never have more. */
export const QUANTITY_DIGITS = 6;
/** One whole unit of measure. */
export const ONE_UNIT = 10 ** QUANTITY_DIGITS;

/**
 * Count a value in units of its last decimal, halves rounded away from zero.
 *
 * @param {number} value an amount or a quantity
 * @param {number} digits how many decimals it has (2 for euros, 0 for yen)
 * @returns {number} an integer
 */
export function toUnits(value, digits) {
    const [mantissa, exponent = "0"] = String(Math.abs(value)).split("e");
    // Shifted as a text: 1.005 * 100 would be less than 100.5.
    const units = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
    return value < 0 && units ? -units : units;
}
