/**
 * Sharing a whole number out, to the last unit: the method of the largest remainder (Hamilton).
 * The twin of points/shares.py.
 */

/**
 * Share a total out in proportion to weights: each part is rounded down, then the units left over
 * go to the largest remainders; where remainders are equal, to the first.
 *
 * @param {number} total what is shared out; not negative
 * @param {number[]} weights the claims; none negative
 * @returns {number[]} the parts, which add up to the total
 * @throws {RangeError} when there is something to share and nobody to take it
 */
export function share(total, weights) {
    if (!total) {
        return weights.map(() => 0);
    }
    const weight = weights.reduce((sum, claim) => sum + BigInt(claim), 0n);
    if (total < 0 || weight <= 0n || weights.some((claim) => claim < 0)) {
        throw new RangeError(`cannot share ${total} out over ${weights}`);
    }
    const claims = weights.map((claim) => BigInt(total) * BigInt(claim));
    const parts = claims.map((claim) => Number(claim / weight));
    const remainders = claims.map((claim) => claim % weight);
    const byRemainder = [...remainders.keys()].sort((left, right) =>
        compare(remainders[right], remainders[left])
    );
    const left = total - parts.reduce((sum, part) => sum + part, 0);
    for (const index of byRemainder.slice(0, left)) {
        parts[index] += 1;
    }
    return parts;
}

/**
 * Which of two values comes first, for sorting: numbers by size, texts by their code points.
 *
 * @returns {number} -1, 0 or 1
 */
export function compare(left, right) {
    return left < right ? -1 : Number(left > right);
}

/**
 * @param {number[]} numbers
 * @returns {number}
 */
export function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}
