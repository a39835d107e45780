/**
 * What may be paid in points: from a balance, a sale and a program's terms to an amount of money.
 * The twin of points/spending.py, where terms and sales are described.
 *
 * @typedef {{rate: {points: number, amount: number}, blocks_only: boolean, least_balance: number,
 *     most_amount: number, most_percent: number}} Spending
 * @typedef {{total: number, payable: number, paid: number}} Sale amounts in the currency's
 *     smallest unit
 * @typedef {{reason: string, limit: number}} Refusal
 */
import { costOf, valueOf } from "./exchange.js";

const WHOLE_SALE_PERCENT = 100n;

/**
 * How much more of a sale may be paid in points.
 *
 * @param {Spending} spending the program's terms
 * @param {Sale} sale
 * @returns {number} an amount, 0 or more
 */
export function getRoom(spending, { total, payable, paid }) {
    const share = BigInt(payable) * BigInt(spending.most_percent);
    const limits = [Math.max(0, total), Number(share / WHOLE_SALE_PERCENT)];
    if (spending.most_amount) {
        limits.push(spending.most_amount);
    }
    return Math.max(0, Math.min(...limits) - paid);
}

/**
 * The most that can be paid in points now.
 *
 * @param {Spending} spending the program's terms
 * @param {Sale} sale
 * @param {number} due what is still to be paid of it
 * @param {number} available points that the customer can spend
 * @returns {number} an amount, 0 or more
 */
export function getOffer(spending, sale, due, available) {
    const room = Math.max(0, Math.min(due, getRoom(spending, sale)));
    const { rate } = spending;
    const points = Math.max(0, available);
    if (!sale.paid && available < spending.least_balance) {
        return 0;
    }
    if (spending.blocks_only) {
        const blocks = Math.min(Math.floor(points / rate.points), Math.floor(room / rate.amount));
        return blocks * rate.amount;
    }
    return Math.min(room, valueOf(rate, points));
}

/**
 * Why a customer cannot pay an amount in points, whatever the sale.
 *
 * @param {Spending} spending the program's terms
 * @param {number} amount what is to be paid in points, 1 or more
 * @param {number} available points that the customer can spend
 * @param {number} [paid] what of the same sale is paid in points already
 * @returns {Refusal|undefined}
 */
export function getRefusal(spending, amount, available, paid = 0) {
    const { rate } = spending;
    if (!paid && available < spending.least_balance) {
        return { reason: "least_balance", limit: spending.least_balance };
    }
    if (spending.blocks_only && amount % rate.amount) {
        return { reason: "blocks", limit: rate.amount };
    }
    if (costOf(rate, amount) > available) {
        return { reason: "balance", limit: Math.max(0, available) };
    }
    return undefined;
}
