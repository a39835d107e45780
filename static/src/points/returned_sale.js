/**
 * How many points come back and are taken back with goods of a sale, before they do: from what the
 * server tells of the sale (`pos.order.read_points_to_return`), as the server then computes it.
 *
 * @typedef {{account: number, points: number}} Moved points of an account
 */
import { getPointsDue, getPointsDueOfKept } from "./credit_notes.js";
import { getOutcome } from "./earning.js";
import { floorDivide, getKept, getShareToTake, limitKept, shareWhatToTake } from "./returns.js";
import { sum } from "./shares.js";

/** Units that have come back of each line with this return. */
function addReturned(before, returned) {
    const all = { ...before };
    for (const [key, units] of Object.entries(returned)) {
        all[key] = (all[key] || 0) + units;
    }
    return all;
}

/** What was charged for the goods of a sale that are kept, in the smallest unit. */
function getUnitsKept({ total }, lines) {
    const back = lines.map(({ amount, quantity, returned }) =>
        floorDivide(amount, Math.min(returned, quantity), quantity)
    );
    return total - sum(back);
}

/** What the goods kept would have earned alone, by line. */
function getEarnedByKept({ basket, terms, earned_today, ...before }, returned, inPoints) {
    const all = addReturned(before.returned, returned);
    const kept = getKept(basket, all, before.paid_in_points - inPoints);
    const byLine = {};
    for (const { line, points } of getOutcome(kept, terms, earned_today).earnings) {
        byLine[line] = (byLine[line] || 0) + points;
    }
    return byLine;
}

/**
 * Points that goods take back.
 *
 * @param {Object} sale what the server tells as `to_take`
 * @param {Object<string, number>} returned how many units of each line come back, in millionths
 * @param {number} inPoints what comes back in points, or goes over to other goods, in the smallest
 *     unit
 * @param {Moved[]} gained what the customer gets with the same order
 * @returns {number} points, 0 or more
 */
function getPointsToTake(sale, returned, inPoints, gained) {
    const lines = sale.lines.map((line) => ({
        ...line,
        returned: line.returned + (returned[line.key] || 0),
    }));
    let due;
    if (sale.recompute) {
        const earned = getEarnedByKept(sale.recompute, returned, inPoints);
        const kept = limitKept(sale.recompute.least, earned);
        const byKept = shareWhatToTake(sale.given, kept, {});
        const counting = lines.filter((line) => line.points || kept[line.key]);
        const total = getUnitsKept(sale, lines);
        due = getPointsDueOfKept(counting, byKept, kept, total, sale.amount);
    } else {
        const giving = lines.filter((line) => line.points);
        due = getPointsDue(giving, sale.total, sale.amount);
    }
    const points = sum(Object.values(due)) - sum(Object.values(sale.taken));
    const limits = [Math.max(0, points), sale.left];
    if (sale.stops_at_zero) {
        const others = gained.filter(({ account }) => account === sale.account);
        limits.push(Math.max(0, sale.balance + sum(others.map((other) => other.points))));
    }
    return Math.min(...limits);
}

/**
 * Points that come back for an amount: they fill the payments up in their order, and what is more
 * those of the sale from which it was carried over.
 *
 * @param {Object} sale what the server tells as `to_restore`
 * @param {number} amount what comes back in points, in the smallest unit
 * @returns {Moved[]}
 */
function getPointsToRestore(sale, amount) {
    const moved = [];
    let back = sale.before + amount;
    for (const { account, points, amount: paid, taken } of sale.payments) {
        moved.push({
            account,
            points: getShareToTake(points, paid, Math.min(paid, back), taken),
        });
        back = Math.max(0, back - paid);
    }
    const carried = Math.min(back, amount);
    return carried && sale.origin ? [...moved, ...getPointsToRestore(sale.origin, carried)] : moved;
}

/**
 * What happens to points with an order that takes goods back.
 *
 * @param {Object[]} sales what the server tells of the sales of these goods
 * @param {Object} returning
 * @param {Object<string, number>} returning.returned how many units of each line come back, in
 *     millionths
 * @param {number} returning.amount what comes back in points, in the smallest unit
 * @param {number} returning.carried what points paid and goes over to other goods, likewise
 * @param {Moved[]} returning.gained what the customer earns with the same order
 * @returns {{restored: number, taken: number}}
 */
export function getPointsMoved(sales, { returned, amount, carried, gained }) {
    const paid = sales.map((sale) => sale.to_restore).filter(Boolean);
    const restored = paid.flatMap((sale) => getPointsToRestore(sale, amount));
    const given = sales.map((sale) => sale.to_take).filter(Boolean);
    const taken = given.map((sale) =>
        getPointsToTake(sale, returned, amount + carried, [...gained, ...restored])
    );
    return { restored: sum(restored.map((moved) => moved.points)), taken: sum(taken) };
}
