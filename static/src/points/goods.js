/**
 * What is sold: the lines of a basket, and what was really charged for each.
 * The twin of points/goods.py, where lines and baskets are described, and which lines count.
 *
 * @typedef {{key: string, product: number, quantity: number, amount: number, labels: string[],
 *     taxes: string, product_points: number, kind: string, head: string, earns: boolean,
 *     payable: boolean, price: ?number}} Line quantities in millionths of their unit, amounts in
 *     the currency's smallest unit
 * @typedef {{head: Line, parts: Line[]}} Menu a combo, or a single line with itself as its part
 */
import { compare, share, sum } from "./shares.js";

/** Kinds of lines from which it follows what was charged for goods; all others stay apart. */
const CHARGED = ["goods", "discount"];

const isSold = (line) => line.kind === "goods" && line.quantity > 0 && line.amount > 0;
const isBack = (line) => line.kind === "goods" && line.quantity < 0;
/** Something that comes off the goods, or that is taken out again. */
const isDiscount = ({ kind, quantity, amount }) =>
    kind === "discount" ||
    (kind === "goods" && ((amount < 0 && quantity >= 0) || (amount > 0 && quantity <= 0)));
const amountOf = (lines) => sum(lines.map((line) => line.amount));

/**
 * What a line is, see points/goods.py.
 *
 * @param {number} amount what was charged for it
 * @param {Object} line
 * @param {boolean} [line.returned] whether it is goods of another sale
 * @param {boolean} [line.inPoints] whether it is what points took off
 * @param {string} [line.reward] of a reward of another loyalty program, the kind of its cards;
 *     empty where they are no money
 * @param {string} [line.article] what its article is to the till
 * @returns {string}
 */
export function getKind(amount, { returned, inPoints, reward, article }) {
    if (returned || inPoints) {
        return returned ? "returned" : "points";
    }
    if (reward !== undefined) {
        return reward || (amount < 0 ? "discount" : "reward");
    }
    return article || "goods";
}

/** A line with what it costs with taxes as its amount. */
export const withTaxes = (line) => (line.price === null ? line : { ...line, amount: line.price });

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

/** Lines of combos, by their keys. */
function getHeads(lines) {
    const keys = new Set(lines.map((line) => line.head).filter(Boolean));
    return new Map(lines.filter((line) => keys.has(line.key)).map((line) => [line.key, line]));
}

/** The lines, with what is said of a combo said of its parts, too. */
function withMenus(lines) {
    const heads = getHeads(lines);
    return lines.map((line) => {
        const head = heads.get(line.head) || line;
        return {
            ...line,
            earns: line.earns && head.earns,
            payable: line.payable && head.payable,
        };
    });
}

/**
 * Take what is brought back in a sale off what is sold in it.
 *
 * @param {Line[]} lines a basket; returns are lines with a negative quantity
 * @returns {Line[]} the lines sold, less the same products brought back
 */
export function takeOffReturns(lines) {
    const back = new Map();
    for (const line of lines.filter(isBack)) {
        back.set(line.product, (back.get(line.product) || 0) - line.quantity);
    }
    const heads = getHeads(lines);
    const isMenu = (line) => heads.has(line.key) && line.kind === "goods" && line.quantity > 0;
    const sold = lines.filter((line) => isSold(line) || isMenu(line));
    const kept = new Map(sold.map((line) => [line.key, line]));
    const comingBack = sold.filter((line) => back.has(line.product));
    for (const line of comingBack.sort(compareByPrice)) {
        const returned = Math.min(back.get(line.product), line.quantity);
        back.set(line.product, back.get(line.product) - returned);
        kept.set(line.key, lessQuantity(line, returned));
    }
    return [...kept.values()].filter((line) => line.quantity > 0);
}

/**
 * The goods as what they are sold as: single lines, and combos with their parts.
 *
 * @param {Line[]} lines the basket
 * @param {Line[]} goods what is sold of it
 * @returns {Menu[]}
 */
export function getMenus(lines, goods) {
    const heads = getHeads(lines);
    const quantities = new Map(takeOffReturns(lines).map((line) => [line.key, line.quantity]));
    const parts = new Map();
    for (const line of goods) {
        const key = heads.has(line.head) ? line.head : line.key;
        parts.set(key, [...(parts.get(key) || []), line]);
    }
    return [...parts].flatMap(([key, members]) => {
        const quantity = quantities.get(key);
        if (!heads.has(key)) {
            return [{ head: members[0], parts: members }];
        }
        // A menu that came back, and something of it stayed.
        return quantity
            ? [{ head: { ...heads.get(key), quantity }, parts: members }]
            : members.map((member) => ({ head: member, parts: [member] }));
    });
}

/** A menu with those parts only that are named. */
export function keepParts({ head, parts }, keys) {
    return { head, parts: parts.filter((part) => keys.has(part.key)) };
}

/** The parts of a menu as lines that stand for it, to a rule about it. */
export function asOne({ head, parts }) {
    const amounts = parts.map((part) => part.amount);
    const quantities = parts.length ? share(head.quantity, amounts) : [];
    return parts.map((part, index) => ({
        ...part,
        quantity: quantities[index],
        product_points: head.product_points,
    }));
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

function charge(kept, lines) {
    const charged = Math.max(0, amountOf(lines));
    return takeOff(kept, Math.max(0, amountOf(kept) - charged));
}

/** Goods that have together no more than what was charged for these lines: first those of each
 * tax that something came off, then all. */
function fit(kept, lines) {
    const negative = lines.filter((line) => line.amount < 0);
    for (const taxes of new Set(negative.map((line) => line.taxes))) {
        const others = kept.filter((line) => line.taxes !== taxes);
        const same = kept.filter((line) => line.taxes === taxes);
        const charged = lines.filter((line) => line.taxes === taxes);
        kept = [...others, ...charge(same, charged)];
    }
    return charge(kept, lines);
}

/**
 * What was charged for the lines that are sold and count.
 *
 * @param {Line[]} lines
 * @param {string} flag says of a line whether it counts; goods that come back without their sale
 *     lower only those of which the same is said
 */
function getCharged(lines, flag) {
    lines = lines.filter((line) => CHARGED.includes(line.kind));
    const kept = [true, false].flatMap((value) => {
        const goods = lines.filter((line) => line[flag] === value);
        const charged = goods.filter((line) => !isDiscount(line));
        return fit(takeOffReturns(goods).filter(isSold), charged);
    });
    const order = new Map(lines.map((line, number) => [line.key, number]));
    return fit(kept, [...kept, ...lines.filter(isDiscount)])
        .filter((line) => line[flag])
        .sort((left, right) => order.get(left.key) - order.get(right.key));
}

/**
 * The lines that are sold and earn, each with what was really charged for it.
 *
 * @param {Line[]} lines a basket
 * @returns {Line[]} what may earn
 */
export function getGoods(lines) {
    return getCharged(withMenus(lines), "earns");
}

/**
 * The lines that points may pay for, each with what was charged for it, taxes included.
 *
 * @param {Line[]} lines a basket
 * @returns {Line[]}
 */
export function getPayableGoods(lines) {
    return getCharged(withMenus(lines).map(withTaxes), "payable");
}
