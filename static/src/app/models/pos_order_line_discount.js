import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { getShareToTake } from "@pos_customer_loyalty/points/returns";
import { sum } from "@pos_customer_loyalty/points/shares";
import { QUANTITY_DIGITS, toUnits } from "@pos_customer_loyalty/points/units";

const PAID_STATES = ["paid", "done"];

/** Goods of which a part was paid in points, as a discount. */
patch(PosOrderline.prototype, {
    /** How many units of this line came back with paid orders, in millionths. */
    get returnedUnits() {
        const lines = this.refund_orderline_ids.filter((line) =>
            PAID_STATES.includes(line.order_id.state)
        );
        return -sum(lines.map((line) => toUnits(line.qty, QUANTITY_DIGITS)));
    },

    /** What comes back in points with these returned goods: their share of the discount. */
    get discountToReturn() {
        return this.refunded_orderline_id?.getDiscountToReturn(-this.qty) || 0;
    },

    /**
     * What comes back in points with so many of these goods.
     *
     * @param {number} quantity
     */
    getDiscountToReturn(quantity) {
        if (!this.points_discount) {
            return 0;
        }
        const digits = this.order_id.currency.decimal_places;
        const discount = toUnits(this.points_discount, digits);
        const sold = toUnits(this.qty, QUANTITY_DIGITS);
        const before = this.returnedUnits;
        const taken = getShareToTake(discount, sold, before, 0);
        const returned = before + toUnits(quantity, QUANTITY_DIGITS);
        return getShareToTake(discount, sold, returned, taken) / 10 ** digits;
    },
});
