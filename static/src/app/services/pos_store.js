import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    removeOrder(order) {
        if (!order.finalized) {
            order.removePointsPayments();
        }
        return super.removeOrder(...arguments);
    },

    /** The ledger is not changed afterwards, as a receipt may be. */
    canEditPayment(order) {
        const isPaidInPoints = order.payment_ids.some((payment) => payment.isPoints);
        return super.canEditPayment(...arguments) && !isPaidInPoints;
    },

    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        for (const order of orders) {
            if (order.customer_standing && order.partner_id) {
                order.partner_id.setStanding(order.customer_standing);
            }
        }
        // Where points are a discount, the server has turned their payments into lines.
        const payments = this.models["pos.payment"].filter((payment) => !payment.pos_order_id);
        this.models["pos.payment"].deleteMany(payments);
    },
});
