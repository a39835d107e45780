/**
 * What returned goods take back of the points that their sale gave.
 * The twin of points/returns.py, where the two ways of a program are described.
 */
import { share, sum } from "./shares.js";

/**
 * A product divided, rounded down.
 *
 * @param {number} left
 * @param {number} right
 * @param {number} divisor above zero
 * @returns {number}
 */
export function floorDivide(left, right, divisor) {
    const [product, by] = [BigInt(left) * BigInt(right), BigInt(divisor)];
    // BigInt division rounds towards zero.
    return Number((product - (((product % by) + by) % by)) / by);
}

/**
 * The share of everything that has come back so far, rounded down, less what was taken before.
 *
 * @param {number} points what the line had given
 * @param {number|bigint} sold how many units were sold, in millionths; above zero
 * @param {number|bigint} returned how many of them have come back, this time included
 * @param {number} taken what was taken back before
 * @returns {number} what to take back now, 0 or more
 */
export function getShareToTake(points, sold, returned, taken) {
    const due = floorDivide(points, returned < sold ? returned : sold, sold);
    return Math.max(0, due - taken);
}

/** A line as if what came back of it had not been bought; what is below zero itself stays. */
function keep(line, returned) {
    if (line.quantity <= 0) {
        return line;
    }
    const back = Math.max(0, Math.min(returned, line.quantity));
    const take = (value) => value && value - floorDivide(value, back, line.quantity);
    return {
        ...line,
        quantity: line.quantity - back,
        amount: take(line.amount),
        price: take(line.price),
    };
}

/**
 * A sale as if only what was kept of it had been bought.
 *
 * @param {Basket} basket the sale as it was, see earning.js
 * @param {Object<string, number>} returned how many units of each line have come back, in millionths
 * @param {number} paidInPoints what points paid and has not come back in points
 * @returns {Basket} what is kept
 */
export function getKept(basket, returned, paidInPoints) {
    const lines = basket.lines.map((line) => keep(line, returned[line.key] || 0));
    return { ...basket, lines, paid_in_points: paidInPoints };
}

/**
 * What the goods kept count for: no return gives points, though what is kept may earn more.
 *
 * @param {number} least points that all goods kept counted for before
 * @param {Object<string, number>} kept what the goods kept would have earned, by line
 * @returns {Object<string, number>} points by line
 */
export function limitKept(least, kept) {
    const earned = Object.values(kept);
    const parts = share(Math.min(least, sum(earned)), earned);
    return Object.fromEntries(Object.keys(kept).map((line, index) => [line, parts[index]]));
}

/**
 * Points that a return takes back, by what is kept.
 *
 * @param {Object<string, number>} given what each line had given
 * @param {Object<string, number>} kept what the goods kept would have earned
 * @param {Object<string, number>} taken what was taken back before
 * @returns {Object<string, number>} points to take back now, by line
 */
export function shareWhatToTake(given, kept, taken) {
    const lines = Object.keys(given);
    const left = lines.map((line) => given[line] - (taken[line] || 0));
    const due = Math.max(0, sum(left) - sum(Object.values(kept)));
    const claims = lines.map((line, index) => Math.max(0, left[index] - (kept[line] || 0)));
    const parts = share(due, claims);
    return Object.fromEntries(lines.map((line, index) => [line, parts[index]]));
}
