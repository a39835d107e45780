/**
 * Points and money, at a rate that is a ratio of two whole numbers (200 points = 25.00).
 * The twin of points/exchange.py, held to the same tests/vectors/exchange.json.
 *
 * Amounts are counted in the currency's smallest unit. BigInt keeps the products exact.
 */

/**
 * Money that points are worth, rounded towards zero.
 *
 * @param {{points: number, amount: number}} rate so many points are worth so much money
 * @param {number} points a balance; below zero for arrears
 * @returns {number} an amount in the currency's smallest unit
 */
export function valueOf(rate, points) {
    // BigInt division rounds towards zero.
    return Number((BigInt(points) * BigInt(rate.amount)) / BigInt(rate.points));
}

/**
 * Points that it takes to pay an amount, rounded up to a whole point.
 *
 * @param {{points: number, amount: number}} rate so many points are worth so much money
 * @param {number} amount what is paid, in the currency's smallest unit; not negative
 * @returns {number} points
 * @throws {RangeError} when the amount is negative
 */
export function costOf(rate, amount) {
    if (amount < 0) {
        throw new RangeError(`cannot pay ${amount} with points`);
    }
    const blocks = BigInt(amount) * BigInt(rate.points);
    const block = BigInt(rate.amount);
    return Number((blocks + block - 1n) / block);
}
