import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    removeOrder(order) {
        if (!order.finalized) {
            order.removePointsPayments();
        }
        return super.removeOrder(...arguments);
    },
});
