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
        const sold = this.refunded_orderline_id;
        if (!sold?.points_discount) {
            return 0;
        }
        const digits = this.order_id.currency.decimal_places;
        const discount = toUnits(sold.points_discount, digits);
        const quantity = toUnits(sold.qty, QUANTITY_DIGITS);
        const before = sold.returnedUnits;
        const returned = before - toUnits(this.qty, QUANTITY_DIGITS);
        const taken = getShareToTake(discount, quantity, before, 0);
        return getShareToTake(discount, quantity, returned, taken) / 10 ** digits;
    },
});
