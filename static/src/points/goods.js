/**
 * What is sold: the lines of a basket, and what was really charged for each.
 * The twin of points/goods.py, where lines and baskets are described.
 *
 * @typedef {{key: string, product: number, quantity: number, amount: number, labels: string[],
 *     taxes: string, product_points: number}} Line quantities in millionths of their unit, amounts
 *     in the currency's smallest unit
 */
import { compare, share, sum } from "./shares.js";

const isSold = (line) => line.quantity > 0 && line.amount > 0;
const amountOf = (lines) => sum(lines.map((line) => line.amount));

/** A line without some of its quantity, and without that part of its amount. */
function lessQuantity(line, quantity) {
    const part = (BigInt(line.amount) * BigInt(quantity)) / BigInt(line.quantity);
    return { ...line, quantity: line.quantity - quantity, amount: line.amount - Number(part) };
}

/** The dearest unit first; where prices are equal, by the key. */
function compareByPrice(left, right) {
    const price = BigInt(left.amount) * BigInt(right.quantity);
    const other = BigInt(right.amount) * BigInt(left.quantity);
    return compare(other, price) || compare(left.key, right.key);
}

/**
 * Take what is brought back in a sale off what is sold in it.
 *
 * @param {Line[]} lines a basket; returns are lines with a negative quantity
 * @returns {Line[]} the lines sold, less the same products brought back
 */
export function takeOffReturns(lines) {
    const back = new Map();
    for (const line of lines.filter((line) => line.quantity < 0)) {
        back.set(line.product, (back.get(line.product) || 0) - line.quantity);
    }
    const sold = lines.filter(isSold);
    const kept = new Map(sold.map((line) => [line.key, line]));
    const comingBack = sold.filter((line) => back.has(line.product));
    for (const line of comingBack.sort(compareByPrice)) {
        const returned = Math.min(back.get(line.product), line.quantity);
        back.set(line.product, back.get(line.product) - returned);
        kept.set(line.key, lessQuantity(line, returned));
    }
    return [...kept.values()].filter(isSold);
}

/**
 * Take an amount off lines, each its share.
 *
 * @param {Line[]} lines lines that are sold
 * @param {number} amount 0 or more, and no more than they have
 * @returns {Line[]} those that have something left
 */
function takeOff(lines, amount) {
    const parts = share(
        amount,
        lines.map((line) => line.amount)
    );
    return lines
        .map((line, index) => ({ ...line, amount: line.amount - parts[index] }))
        .filter((line) => line.amount > 0);
}

/** Goods that have together no more than what was charged for these lines. */
function charge(kept, lines) {
    const charged = Math.max(0, amountOf(lines));
    return takeOff(kept, Math.max(0, amountOf(kept) - charged));
}

/**
 * The lines that are sold, each with what was really charged for it. What is brought back comes
 * off first; a discount comes off the lines with its taxes, and what these do not cover off all.
 *
 * @param {Line[]} lines a basket; discounts are lines with a negative amount
 * @returns {Line[]} what may earn
 */
export function getGoods(lines) {
    let kept = takeOffReturns(lines);
    if (kept.length === lines.length) {
        return kept;
    }
    const discounts = lines.filter((line) => line.amount < 0);
    for (const taxes of new Set(discounts.map((line) => line.taxes))) {
        const others = kept.filter((line) => line.taxes !== taxes);
        const same = kept.filter((line) => line.taxes === taxes);
        const charged = lines.filter((line) => line.taxes === taxes);
        kept = [...others, ...charge(same, charged)];
    }
    const order = new Map(lines.map((line, number) => [line.key, number]));
    return charge(kept, lines).sort((left, right) => order.get(left.key) - order.get(right.key));
}
