import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { getPayableGoods } from "@pos_customer_loyalty/points/goods";
import { sum } from "@pos_customer_loyalty/points/shares";
import { getOffer } from "@pos_customer_loyalty/points/spending";

/** What the customer can pay in points, and what comes back in points with returned goods. */
patch(PosOrder.prototype, {
    /** Payments by which points are spent. */
    get pointsPayments() {
        return this.payment_ids.filter((payment) => payment.spendsPoints);
    },

    /**
     * The order as plain values, for points/spending.js: what goods that come back have paid for
     * is paid already.
     *
     * @param {PosPayment} [besides] a payment that does not count yet
     */
    toSpendingSale(besides) {
        const payments = this.pointsPayments.filter(
            (other) => other !== besides && other.isDone() && !other.pointsReward
        );
        return {
            total: this.config.points_program_id.toUnits(this.priceIncl, this.currency),
            payable: this.payableUnits - this.pointsCarried,
            paid: sum(payments.map((payment) => payment.pointsUnits)),
        };
    },

    /** The goods that may be paid in points, their discounts taken off. */
    get payableGoods() {
        const program = this.config.points_program_id;
        return getPayableGoods(this.lines.map((line) => line.toPointsLine(program)));
    },

    /** What these goods come to. */
    get payableUnits() {
        return sum(this.payableGoods.map((line) => line.amount));
    },

    /** What points paid for goods that come back, and that goes over to the goods that are sold
     * with this order; in the smallest unit. */
    get pointsCarried() {
        const program = this.config.points_program_id;
        const back = this.lines.filter((line) => line.refunded_orderline_id);
        if (!back.length) {
            return 0;
        }
        const value = -sum(back.map((line) => line.getSignedUnits(program, line.priceIncl)));
        const most = Math.min(program.toUnits(this.pointsReturnable, this.currency), value);
        const given = this.payment_ids.filter((payment) => payment.isPoints && payment.amount < 0);
        const left = most + sum(given.map((payment) => payment.pointsUnits));
        return Math.max(0, Math.min(left, this.payableUnits));
    },

    /**
     * Points that the customer can still spend, as far as this till knows.
     *
     * @param {PosPayment} [besides] a payment that does not count yet
     */
    getPointsAvailable(besides) {
        const account = this.partner_id?.pointsAccount;
        const payments = this.pointsPayments.filter((other) => other !== besides && other.isDone());
        return (account?.available || 0) - sum(payments.map((payment) => payment.pointsCost));
    },

    /** What is paid in points, those counted in that the cashier has only typed so far. */
    get unitsInPoints() {
        return sum(this.pointsPayments.map((payment) => payment.pointsUnits));
    },

    /** The most that can be paid in points now, in the currency of the order. */
    get pointsOffer() {
        const program = this.config.points_program_id;
        const sale = this.toSpendingSale();
        // What rewards take off the goods, points cannot pay once more.
        const unpaid = sale.payable - sale.paid - this.rewardUnits;
        const due = Math.min(unpaid, program.toUnits(this.remainingDue, this.currency));
        return getOffer(program.spending, sale, due, this.getPointsAvailable()) / program.scale;
    },

    /**
     * What is paid in points for sure, in the currency of the order.
     *
     * @param {PosPayment} [pending] a payment that counts as well
     */
    getPaidInPoints(pending) {
        const counted = this.pointsPayments.filter((other) => other === pending || other.isDone());
        return sum(counted.map((payment) => payment.amount));
    },

    /** The most that can still be paid in points without connection, in the same currency. */
    get pointsOfferOffline() {
        const left = this.config.points_program_id.offline_most_amount - this.getPaidInPoints();
        return this.currency.round(Math.max(0, Math.min(this.pointsOffer, left)));
    },

    /** The sale of which goods come back with this order. */
    get returnedSale() {
        return this.lines.find((line) => line.refunded_orderline_id)?.refunded_orderline_id
            .order_id;
    },

    /** What may come back in points: of a discount the share of the goods, else as much as was
     * paid in points. */
    get pointsReturnable() {
        const sale = this.returnedSale;
        if (sale?.isDiscountedByPoints) {
            return sum(this.lines.map((line) => line.discountToReturn));
        }
        return sale?.points_returnable || 0;
    },

    /** Whether points paid for this sale as a discount. */
    get isDiscountedByPoints() {
        return this.lines.some((line) => line.points_discount);
    },

    /** What comes back in points with returned goods, below zero. */
    get pointsToReturn() {
        const returnable = this.pointsReturnable;
        const given = this.payment_ids.filter((payment) => payment.isPoints);
        const left = returnable + sum(given.map((payment) => payment.amount));
        return -this.currency.round(Math.max(0, Math.min(left, -this.remainingDue)));
    },

    getDefaultAmountDueToPayIn(paymentMethod) {
        if (paymentMethod.use_payment_terminal !== "points") {
            return super.getDefaultAmountDueToPayIn(...arguments);
        }
        return this.remainingDue < 0 ? this.pointsToReturn : this.pointsOffer;
    },

    removePaymentline(line) {
        if (line.spendsPoints) {
            line.payment_method_id.payment_terminal?.release(line);
            this.takeOutRewardedProduct(line);
        }
        super.removePaymentline(...arguments);
    },

    /** Free the points of a sale that is left, or is for another customer. */
    removePointsPayments() {
        for (const payment of this.pointsPayments) {
            this.removePaymentline(payment);
        }
    },

    setPartner(partner) {
        if (partner !== this.partner_id) {
            this.removePointsPayments();
        }
        super.setPartner(...arguments);
    },
});
