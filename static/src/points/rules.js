/**
 * When a sale gives points, and how many. The twin of points/rules.py, where rules are described.
 *
 * @typedef {{first_day: ?string, last_day: ?string, weekdays: number[], from_minute: number,
 *     to_minute: number}} When
 * @typedef {{key: number, basis: string, points: number, per: number, bonus: boolean,
 *     what: string[][], who: string[], when: When, least_quantity: number,
 *     least_amount: number}} Rule
 */
import { asOne, keepParts } from "./goods.js";
import { sum } from "./shares.js";

const SUNDAY = 7;

/** The day of the week of an ISO date, from 1 for Monday to 7 for Sunday. */
function getWeekday(day) {
    return new Date(`${day}T00:00:00Z`).getUTCDay() || SUNDAY;
}

function includesMinute(when, minute) {
    if (when.from_minute < when.to_minute) {
        return when.from_minute <= minute && minute < when.to_minute;
    }
    // Until midnight, over midnight, or the whole day.
    return minute >= when.from_minute || minute < when.to_minute;
}

/**
 * @param {When} when days and hours at the shop
 * @param {string} day an ISO date
 * @param {number} minute in minutes since midnight
 * @returns {boolean}
 */
export function includes(when, day, minute) {
    return (
        (!when.first_day || when.first_day <= day) &&
        (!when.last_day || day <= when.last_day) &&
        (!when.weekdays.length || when.weekdays.includes(getWeekday(day))) &&
        includesMinute(when, minute)
    );
}

const haveOneInCommon = (left, right) => left.some((label) => right.includes(label));

/** Whether a rule is about what a line sells. */
function names(rule, line) {
    if (rule.basis === "product" && !line.product_points) {
        return false;
    }
    return rule.what.every((group) => haveOneInCommon(group, line.labels));
}

/** Whether a rule keeps what it is about from earning: "tobacco: none". */
export function givesNothing(rule) {
    return rule.basis !== "product" && !rule.points;
}

/** What a rule is about: menus as one, or some of their parts. */
function find(rule, menus) {
    return menus.flatMap((menu) =>
        names(rule, menu.head) ? asOne(menu) : menu.parts.filter((part) => names(rule, part))
    );
}

/**
 * The lines that a rule matches: none on another day, or where there is too little.
 *
 * @param {Rule} rule
 * @param {Object} basket the sale
 * @param {Menu[]} menus what is sold in it, see goods.js
 * @param {Set<string>} [left] the lines that no other rule has taken; all without it
 * @returns {Line[]} those that it is about
 */
export function choose(rule, basket, menus, left) {
    if (rule.who.length && !haveOneInCommon(rule.who, basket.customer)) {
        return [];
    }
    if (!includes(rule.when, basket.day, basket.minute)) {
        return [];
    }
    const named = find(rule, menus);
    const isEnough =
        sum(named.map((line) => line.quantity)) >= rule.least_quantity &&
        sum(named.map((line) => line.amount)) >= rule.least_amount;
    if (!isEnough) {
        return [];
    }
    return left
        ? find(
              rule,
              menus.map((menu) => keepParts(menu, left))
          )
        : named;
}

/**
 * What a rule counts of a line.
 *
 * @param {Rule} rule
 * @param {Line} line
 * @param {number} basePoints what the base rules give for the line
 * @returns {number} an amount, a quantity or points; for "product" millionths of points
 */
export function measure(rule, line, basePoints) {
    if (rule.basis === "unit") {
        return line.quantity;
    }
    if (rule.basis === "product") {
        return line.quantity * line.product_points;
    }
    return rule.basis === "base" ? basePoints : line.amount;
}

/**
 * Points for what was counted of all lines of a rule.
 *
 * @param {Rule} rule
 * @param {bigint} total the sum of the measures, in parts of a whole
 * @param {bigint} whole how many parts are one
 * @returns {bigint} points
 */
export function count(rule, total, whole) {
    const points = BigInt(rule.points);
    if (rule.basis === "order") {
        return points;
    }
    const per = BigInt(rule.per) * whole;
    return rule.basis === "amount" ? (total / per) * points : (total * points) / per;
}
