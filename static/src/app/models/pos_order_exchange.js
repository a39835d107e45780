import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

/** An order that takes goods back and sells others: where there is a program, one order does both. */
patch(PosOrder.prototype, {
    isSaleDisallowed() {
        return super.isSaleDisallowed(...arguments) && !this.config.points_program_id;
    },

    removeOrderline() {
        const result = super.removeOrderline(...arguments);
        this.decideIsRefund();
        return result;
    },

    /** An order that also sells is a return as long as money goes out for it. */
    decideIsRefund() {
        if (
            this.config.points_program_id &&
            this.lines.some((line) => line.refunded_orderline_id)
        ) {
            const isSelling = this.lines.some((line) => !line.refunded_orderline_id);
            this.is_refund = !isSelling || this.priceIncl < 0;
        }
    },
});
