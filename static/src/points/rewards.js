/**
 * What a reward takes off a sale, and which one comes next. The twin of points/rewards.py, where
 * it is said how several go together.
 *
 * @typedef {{key: number, points: number, kind: string, products: number[], percent: number,
 *     most_amount: number, amount: number}} Reward
 * @typedef {{reward: Reward, amount: number}} Claim a reward that a sale has been given
 */
import { sum } from "./shares.js";
import { ONE_UNIT } from "./units.js";

const ALL_PERCENT = 100n;

/**
 * The most that a reward takes off a sale.
 *
 * @param {Reward} reward
 * @param {Line[]} goods those that points may pay for, each with what was charged for it
 * @param {number} room what may come off the sale in all; what is paid in points counts against it
 * @param {Claim[]} [claims] rewards that the sale has been given before
 * @returns {number} an amount, 0 where it takes nothing off
 */
export function getWorth(reward, goods, room, claims = []) {
    const left = room - sum(claims.map((claim) => claim.amount));
    return Math.max(0, Math.min(left, getOwnWorth(reward, goods, claims)));
}

function getOwnWorth(reward, goods, claims) {
    if (reward.kind === "amount") {
        return reward.amount;
    }
    if (reward.kind === "product") {
        const quantities = takeUnits(claims, goods);
        const number = findUnit(reward, goods, quantities);
        return number === undefined ? 0 : getPrice(goods[number], quantities[number]);
    }
    if (claims.some((claim) => claim.reward.kind === "percent")) {
        return 0;
    }
    const total = BigInt(sum(goods.map((line) => line.amount)));
    const worth = Number((total * BigInt(reward.percent)) / ALL_PERCENT);
    return reward.most_amount ? Math.min(worth, reward.most_amount) : worth;
}

/** What free products leave of the quantity of each of the goods. */
function takeUnits(claims, goods) {
    const quantities = goods.map((line) => line.quantity);
    for (const { reward } of claims.filter((claim) => claim.reward.kind === "product")) {
        const number = findUnit(reward, goods, quantities);
        if (number !== undefined) {
            quantities[number] -= Math.min(ONE_UNIT, quantities[number]);
        }
    }
    return quantities;
}

/** The number of the goods whose next unit a reward takes: the dearest, of these the first. */
function findUnit(reward, goods, quantities) {
    let dearest;
    for (const [number, line] of goods.entries()) {
        if (reward.products.includes(line.product) && quantities[number] > 0) {
            const price = getPrice(line, quantities[number]);
            if (dearest === undefined || price > getPrice(goods[dearest], quantities[dearest])) {
                dearest = number;
            }
        }
    }
    return dearest;
}

/** What one unit costs, or as much of it as is left. */
function getPrice(line, left) {
    const cost = BigInt(line.amount) * BigInt(Math.min(ONE_UNIT, left));
    return Number(cost / BigInt(line.quantity));
}

/**
 * The reward that a customer reaches next.
 *
 * @param {Reward[]} rewards those of the program, in its order
 * @param {number} available points that the customer can spend
 * @returns {Reward|undefined} the cheapest of those not reached, of these the first
 */
export function getNext(rewards, available) {
    const later = rewards.filter((reward) => reward.points > available);
    const least = Math.min(...later.map((reward) => reward.points));
    return later.find((reward) => reward.points === least);
}
