/**
 * What a sale earns: from a basket and a program's terms to whole points per line.
 * The twin of points/earning.py, held to the same tests/vectors/earning.json.
 *
 * @typedef {{lines: Line[], customer: string[], day: string, minute: number, total: number,
 *     paid_in_points: number}} Basket
 * @typedef {{rules: Rule[], order_cap: number, day_cap: number, earns_on_points: boolean}} Terms
 * @typedef {{line: string, rule: number, amount: number, measure: number, points: number}} Earning
 * @typedef {{granted: Earning[], earnings: Earning[],
 *     cuts: {reason: string, before: number, after: number}[]}} Outcome
 */
import { getGoods } from "./goods.js";
import { choose, count, measure } from "./rules.js";
import { share, sum } from "./shares.js";

/** The points of one rule for the lines that it matches. */
function grant(rule, lines, basePoints) {
    if (!lines.length) {
        return [];
    }
    const measures = lines.map((line) => measure(rule, line, basePoints.get(line.key) || 0));
    const parts = share(count(rule, sum(measures)), measures);
    return lines.map((line, index) => ({
        line: line.key,
        rule: rule.key,
        amount: line.amount,
        measure: measures[index],
        points: parts[index],
    }));
}

/**
 * Points that the rules give, line by line.
 *
 * @param {Basket} basket the sale; returned and free lines earn nothing
 * @param {Rule[]} rules the program's rules in their order
 * @returns {Earning[]} one for each rule that a line earns by
 */
export function getEarnings(basket, rules) {
    const goods = getGoods(basket.lines);
    const left = new Set(goods.map((line) => line.key));
    const basePoints = new Map();
    const earnings = [];
    for (const rule of rules.filter((rule) => !rule.bonus)) {
        const chosen = choose(rule, basket, goods).filter((line) => left.delete(line.key));
        earnings.push(...grant(rule, chosen, basePoints));
    }
    for (const earning of earnings) {
        basePoints.set(earning.line, earning.points);
    }
    for (const rule of rules.filter((rule) => rule.bonus)) {
        earnings.push(...grant(rule, choose(rule, basket, goods), basePoints));
    }
    return earnings;
}

/** What the part of a sale earns that is not paid in points. */
function getMostUnpaid(points, { total, paid_in_points }, terms) {
    if (terms.earns_on_points || paid_in_points <= 0) {
        return points;
    }
    const unpaid = BigInt(Math.max(0, total - paid_in_points));
    return Number((BigInt(points) * unpaid) / BigInt(Math.max(1, total)));
}

/** In the order in which they come off. */
const LIMITS = {
    paid_in_points: getMostUnpaid,
    order_cap: (points, basket, terms) => terms.order_cap || points,
    day_cap: (points, basket, terms, earnedToday) =>
        terms.day_cap ? Math.max(0, terms.day_cap - earnedToday) : points,
};

/**
 * What a sale earns, with the limits of the program.
 *
 * @param {Basket} basket the sale
 * @param {Terms} terms the program's
 * @param {number} [earnedToday] points that the customer earned on the same day before
 * @returns {Outcome} points per line, what the rules gave, and what was cut
 */
export function getOutcome(basket, terms, earnedToday = 0) {
    const granted = getEarnings(basket, terms.rules);
    const cuts = [];
    let earnings = granted;
    for (const [reason, getMost] of Object.entries(LIMITS)) {
        const points = earnings.map((earning) => earning.points);
        const before = sum(points);
        const after = Math.min(before, getMost(before, basket, terms, earnedToday));
        if (after < before) {
            cuts.push({ reason, before, after });
            const parts = share(after, points);
            earnings = earnings.map((earning, index) => ({ ...earning, points: parts[index] }));
        }
    }
    return { granted, earnings, cuts };
}
