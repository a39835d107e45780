import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { getRefusal, getRoom } from "@pos_customer_loyalty/points/spending";
import { valueOf } from "@pos_customer_loyalty/points/exchange";

/** The program's limits in words: those that the till can check, the server checks too. */
const SENTENCES = {
    least_balance: (program, limit) =>
        _t(
            "Points can only be redeemed with a balance of at least %s. Choose another payment method.",
            program.formatPoints(limit)
        ),
    blocks: (program, limit) =>
        _t(
            "Points can only be redeemed in multiples of %s. Change the amount.",
            money(program, limit)
        ),
    balance: (program, limit) =>
        _t(
            "The customer has only %(points)s available, worth %(value)s. Enter a lower amount, or choose another payment method.",
            {
                points: program.formatPoints(limit),
                value: money(program, valueOf(program.rate, limit)),
            }
        ),
};

function money(program, units) {
    return formatCurrency(units / program.scale, program.currency_id.id);
}

/**
 * Why no points can be spent on an order, whatever the amount.
 *
 * @param {PosOrder} order
 * @returns {string|undefined} a sentence for the cashier
 */
function getOrderRefusal(order) {
    const program = order.config.points_program_id;
    if (!program) {
        return _t("This point of sale has no loyalty program. Choose another payment method.");
    }
    if (program.currency_id !== order.currency) {
        return _t("The points are in %(own)s, but this point of sale is in %(other)s.", {
            own: program.currency_id.name,
            other: order.currency.name,
        });
    }
    if (!order.partner_id || order.partner_id.points_excluded) {
        return _t("Choose the customer whose points you want to redeem.");
    }
    return undefined;
}

/**
 * Why a payment in points cannot be taken, whatever the customer has: the server knows that.
 *
 * @param {PosPayment} payment
 * @returns {string|undefined} a sentence for the cashier
 */
export function getPaymentRefusal(payment) {
    const order = payment.pos_order_id;
    const program = order.config.points_program_id;
    const refusal = getOrderRefusal(order);
    if (refusal || payment.pointsReward) {
        return refusal;
    }
    const room = getRoom(program.spending, order.toSpendingSale(payment));
    if (payment.pointsUnits > room) {
        return _t("At most %s of this order can be paid in points.", money(program, room));
    }
    const limit = getRefusal(program.spending, payment.pointsUnits, Infinity);
    return limit && SENTENCES[limit.reason](program, limit.limit);
}

/**
 * Why a payment in points cannot be taken, by what this till knows of the customer.
 *
 * @param {PosPayment} payment
 * @returns {string|undefined} a sentence for the cashier
 */
export function getBalanceRefusal(payment) {
    const order = payment.pos_order_id;
    const program = order.config.points_program_id;
    const { paid } = order.toSpendingSale(payment);
    const available = order.getPointsAvailable(payment);
    const limit = getRefusal(program.spending, payment.pointsUnits, available, paid);
    return limit && SENTENCES[limit.reason](program, limit.limit);
}

/**
 * What a payment in points was lowered to.
 *
 * @param {PosPayment} payment
 * @returns {string} a sentence for the cashier
 */
export function getMostSentence(payment) {
    const program = payment.config.points_program_id;
    return _t("At most %(amount)s: %(points)s.", {
        amount: formatCurrency(payment.amount, payment.config.currency_id.id),
        points: program.formatPoints(payment.pointsCost),
    });
}

/**
 * Why choosing points would propose nothing.
 *
 * @param {PosOrder} order
 * @returns {string|undefined} a sentence for the cashier
 */
export function getChoiceRefusal(order) {
    const refusal = getOrderRefusal(order) || getRewardRefusal(order);
    if (refusal) {
        return refusal;
    }
    if (order.remainingDue < 0) {
        return order.pointsToReturn
            ? undefined
            : _t("All points paid for this order have already been refunded.");
    }
    return order.pointsOffer ? undefined : getEmptyOfferSentence(order);
}

function getRewardRefusal(order) {
    const isDiscount = order.config.points_program_id.spend_as === "discount";
    if (isDiscount || !order.rewardPayments.length) {
        return undefined;
    }
    return _t(
        "An order with a reward cannot also be paid in points. Remove the reward, or choose another payment method."
    );
}

function getEmptyOfferSentence(order) {
    const program = order.config.points_program_id;
    const sale = order.toSpendingSale();
    if (order.currency.isZero(order.remainingDue)) {
        return _t("There is nothing left to pay.");
    }
    if (!getRoom(program.spending, sale)) {
        return _t("No more of this order can be paid in points.");
    }
    const least = program.spending.blocks_only ? program.rate.amount : 1;
    const limit = getRefusal(program.spending, least, order.getPointsAvailable(), sale.paid);
    return limit
        ? SENTENCES[limit.reason](program, limit.limit)
        : SENTENCES.blocks(program, program.rate.amount);
}
