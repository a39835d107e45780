/**
 * What a sale has to give back of its points: for goods that came back, and for credit notes.
 * The twin of points/credit_notes.py, where it is told in full.
 *
 * @typedef {{key: string, points: number, quantity: number, amount: number, returned: number,
 *     credited: [number, number][]}} Sold a line of a sale and what came back of it: quantities in
 *     millionths, amounts in the smallest unit
 */
import { sum } from "./shares.js";
import { floorDivide, getShareToTake } from "./returns.js";

/** What takes points back by the amount alone has this key instead of a line's. */
export const BY_AMOUNT = "";
/** Two prices are the same where they differ by no more than rounding, in the smallest unit. */
const ROUNDING_UNITS = 2n;

const atLeastNone = (number) => (number > 0n ? number : 0n);
const bigSum = (numbers) => numbers.reduce((total, number) => total + number, 0n);
const absolute = (number) => (number < 0n ? -number : number);

/** The numbers of a line as BigInt: units are counted in parts, as many as its amount, so that
 * what is credited by its amount is whole, too. */
function toParts({ quantity, amount, returned, credited }) {
    return {
        quantity: BigInt(quantity),
        amount: BigInt(amount),
        returned: BigInt(returned),
        credited: credited.map((pair) => pair.map(BigInt)),
        parts: amount > 0 ? BigInt(amount) : 1n,
    };
}

/** How many of its units a line of a credit note is about, in parts. */
function getUnits({ quantity, amount, parts }, [credited, units]) {
    const difference = absolute(units * quantity - amount * credited);
    if (difference <= ROUNDING_UNITS * quantity) {
        return credited * parts;
    }
    return amount > 0n ? units * quantity : 0n;
}

/** How much of a line has come back, in parts of its units. */
function getBack(line) {
    const { quantity, amount, returned, credited, parts } = line;
    const money = atLeastNone(bigSum(credited.map(([, units]) => units)));
    if (amount > 0n && money + (amount * returned) / quantity >= amount) {
        return quantity * parts;
    }
    return returned * parts + atLeastNone(bigSum(credited.map((pair) => getUnits(line, pair))));
}

/** Points to take back of a line in all. */
function getDue(sold) {
    const line = toParts(sold);
    return getShareToTake(sold.points, line.quantity * line.parts, getBack(line), 0);
}

/** The line as if only what was kept of its goods had been sold; nothing where all came back. */
function keep(line, points) {
    const left = line.quantity - line.returned;
    if (left <= 0) {
        return undefined;
    }
    const amount = floorDivide(line.amount, left, line.quantity);
    return { ...line, points, quantity: left, amount, returned: 0 };
}

/**
 * Points that a sale has to give back in all.
 *
 * @param {Sold[]} lines those that gave points
 * @param {number} total what was charged for the sale
 * @param {number} amount what is credited by no line of the sale
 * @returns {Object<string, number>} points by the key of the line, and by BY_AMOUNT
 */
export function getPointsDue(lines, total, amount) {
    const given = sum(lines.map((line) => line.points));
    const due = Object.fromEntries(lines.map((line) => [line.key, getDue(line)]));
    const credited = Math.min(Math.max(0, amount), total);
    const share = total > 0 ? floorDivide(given, credited, total) : 0;
    return { ...due, [BY_AMOUNT]: Math.min(share, given - sum(Object.values(due))) };
}

/**
 * What getPointsDue says where returns are computed by what is kept.
 *
 * @param {Sold[]} lines those that gave points, or would have without those that came back
 * @param {Object<string, number>} due points that goods that came back have to give back, by line
 * @param {Object<string, number>} kept points that are left for the goods that are kept, by line
 * @param {number} total what was charged for the goods that are kept
 * @param {number} amount what is credited by no line of the sale
 * @returns {Object<string, number>} points by the key of the line, and by BY_AMOUNT
 */
export function getPointsDueOfKept(lines, due, kept, total, amount) {
    const left = lines.map((line) => keep(line, kept[line.key] || 0));
    const credited = getPointsDue(left.filter(Boolean), total, amount);
    const all = { ...due };
    for (const [key, points] of Object.entries(credited)) {
        all[key] = (all[key] || 0) + points;
    }
    return all;
}
