/**
 * What a sale earns: from a basket and a program's terms to whole points per line.
 * The twin of points/earning.py, held to the same tests/vectors/earning.json.
 *
 * @typedef {{lines: Line[], customer: string[], day: string, minute: number,
 *     paid_in_points: number}} Basket
 * @typedef {{rules: Rule[], order_cap: number, day_cap: number, earns_on_points: boolean}} Terms
 * @typedef {{line: string, rule: number, amount: number, measure: number, points: number}} Earning
 * @typedef {{granted: Earning[], earnings: Earning[],
 *     cuts: {reason: string, before: number, after: number}[]}} Outcome
 * @typedef {{lines: Set<string>, part: number, whole: number}} Money what money paid, where points
 *     paid for a part of a sale
 */
import { getGoods, getMenus, keepParts, withTaxes } from "./goods.js";
import { choose, count, givesNothing, measure } from "./rules.js";
import { share, sum } from "./shares.js";

/** Money paid for everything. */
const ALL_MONEY = { lines: new Set(), part: 1, whole: 1 };

const bigSum = (numbers) => numbers.reduce((total, number) => total + number, 0n);
const pointsOf = (earnings) => sum(earnings.map((earning) => earning.points));

/** The points of one rule for the lines that it matches. */
function grant(rule, lines, basePoints, money) {
    if (!lines.length) {
        return [];
    }
    const measures = lines.map((line) => measure(rule, line, basePoints.get(line.key) || 0));
    // Percent are those of base points, which money was seen to already.
    const { lines: paid, part, whole } = rule.basis === "base" ? ALL_MONEY : money;
    const weights = lines.map(
        (line, index) => BigInt(measures[index]) * BigInt(paid.has(line.key) ? part : whole)
    );
    let points = count(rule, bigSum(weights), BigInt(whole));
    if (rule.basis === "order") {
        points = (points * bigSum(weights)) / (bigSum(measures.map(BigInt)) * BigInt(whole));
    }
    const parts = share(Number(points), weights);
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
 * @param {Money} [money] what of the sale counts
 * @returns {Earning[]} one for each rule that a line earns by
 */
export function getEarnings(basket, rules, money = ALL_MONEY) {
    const goods = getGoods(basket.lines);
    let menus = getMenus(basket.lines, goods);
    const left = new Set(goods.map((line) => line.key));
    const earning = new Set(left);
    const basePoints = new Map();
    const earnings = [];
    for (const rule of rules.filter((rule) => !rule.bonus)) {
        const chosen = choose(rule, basket, menus, left);
        chosen.forEach((line) => left.delete(line.key));
        if (givesNothing(rule)) {
            chosen.forEach((line) => earning.delete(line.key));
            menus = menus.map((menu) => keepParts(menu, earning));
        } else {
            earnings.push(...grant(rule, chosen, basePoints, money));
        }
    }
    for (const earning of earnings) {
        basePoints.set(earning.line, earning.points);
    }
    for (const rule of rules.filter((rule) => rule.bonus)) {
        earnings.push(...grant(rule, choose(rule, basket, menus), basePoints, money));
    }
    return earnings;
}

/**
 * What money paid of the goods that points may pay for and that earn.
 *
 * @param {Basket} basket the sale
 * @param {Earning[]} granted what the rules give for all of it
 * @returns {Money}
 */
export function getMoney(basket, granted) {
    const earning = new Set(granted.filter(({ measure }) => measure).map(({ line }) => line));
    const goods = getGoods(basket.lines.map(withTaxes));
    const paid = goods.filter((line) => line.payable && earning.has(line.key));
    const whole = sum(paid.map((line) => line.amount));
    if (!whole) {
        return ALL_MONEY;
    }
    const part = Math.max(0, whole - basket.paid_in_points);
    return { lines: new Set(paid.map((line) => line.key)), part, whole };
}

/** What the part of a sale earns that is not paid in points; never more than all of it. */
function getEarnedByMoney(basket, terms, granted) {
    if (terms.earns_on_points || basket.paid_in_points <= 0) {
        return granted;
    }
    const earnings = getEarnings(basket, terms.rules, getMoney(basket, granted));
    return pointsOf(earnings) < pointsOf(granted) ? earnings : granted;
}

/** Earnings of at most so many points in all. */
function cap(earnings, most) {
    if (pointsOf(earnings) <= most) {
        return earnings;
    }
    const parts = share(
        most,
        earnings.map((earning) => earning.points)
    );
    return earnings.map((earning, index) => ({ ...earning, points: parts[index] }));
}

/** What takes points off, in this order. */
const LIMITS = {
    paid_in_points: (earnings, basket, terms) => getEarnedByMoney(basket, terms, earnings),
    order_cap: (earnings, basket, terms) => cap(earnings, terms.order_cap || Infinity),
    day_cap: (earnings, basket, terms, earnedToday) =>
        cap(earnings, terms.day_cap ? Math.max(0, terms.day_cap - earnedToday) : Infinity),
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
    for (const [reason, limit] of Object.entries(LIMITS)) {
        const before = pointsOf(earnings);
        earnings = limit(earnings, basket, terms, earnedToday);
        const after = pointsOf(earnings);
        if (after < before) {
            cuts.push({ reason, before, after });
        }
    }
    return { granted, earnings, cuts };
}
