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
        await super.postSyncAllOrders(...arguments);
        // Where points are a discount, the server has turned their payments into lines.
        const payments = this.models["pos.payment"].filter((payment) => !payment.pos_order_id);
        this.models["pos.payment"].deleteMany(payments);
    },
});
