import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { sum } from "@pos_customer_loyalty/points/shares";

/**
 * Goods that come back, before they do.
 *
 * @typedef {{sold: PosOrderline, quantity: number}[]} Goods
 * @typedef {{goods: Goods, amount: number, carried: number, gained: Moved[]}} Returning what comes
 *     back in points for them, and what goes over to other goods, in the smallest unit; and points
 *     that the customer gets with the same order
 */
patch(PosOrder.prototype, {
    /** What this order takes back, as long as it is not paid. */
    get pointsReturning() {
        const lines = this.lines.filter((line) => line.refunded_orderline_id);
        if (!this.config.points_program_id || !lines.length || this.finalized) {
            return undefined;
        }
        const given = this.payment_ids.filter((payment) => payment.isPoints && payment.amount < 0);
        const account = this.partner_id?.pointsAccount?.id;
        return {
            goods: lines.map((line) => ({ sold: line.refunded_orderline_id, quantity: -line.qty })),
            amount: -sum(given.map((payment) => payment.pointsUnits)),
            carried: this.pointsCarried,
            gained: account ? [{ account, points: this.pointsPreview?.points || 0 }] : [],
        };
    },

    /** What is chosen of this sale to come back: its points come back first. */
    get pointsChosenToReturn() {
        const program = this.config.points_program_id;
        const chosen = Object.values(this.uiState.lineToRefund).filter(
            ({ qty, destinationOrder }) => qty && !destinationOrder
        );
        if (!program || !chosen.length) {
            return undefined;
        }
        const goods = chosen.map(({ line, qty }) => ({ sold: line, quantity: qty }));
        const most = this.isDiscountedByPoints
            ? sum(goods.map(({ sold, quantity }) => sold.getDiscountToReturn(quantity)))
            : this.points_returnable || 0;
        const back = Math.max(0, Math.min(most, this.getValueOf(goods)));
        return { goods, amount: program.toUnits(back, this.currency), carried: 0, gained: [] };
    },

    /** What goods of this sale are worth, as the order that takes them back will compute it. */
    getValueOf(goods) {
        const lines = goods.map(({ sold, quantity }) => ({
            qty: quantity,
            price_unit: sold.price_unit,
            getBaseLine: (values) => sold.getBaseLine(values),
        }));
        return this.getPriceWithOptions({ lines }).taxDetails.total_amount_no_rounding;
    },
});
