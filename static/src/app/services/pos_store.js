import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    removeOrder(order) {
        if (!order.finalized) {
            order.removePointsPayments();
        }
        return super.removeOrder(...arguments);
    },

    async postSyncAllOrders(orders) {
        for (const order of orders) {
            if (order.customer_standing && order.partner_id) {
                order.partner_id.setStanding(order.customer_standing);
            }
        }
        return await super.postSyncAllOrders(...arguments);
    },
});
