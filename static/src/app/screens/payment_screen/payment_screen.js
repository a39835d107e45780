import { onMounted, onWillUnmount } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { PointsPreview } from "@pos_customer_loyalty/app/components/points_preview/points_preview";
import { getChoiceRefusal } from "@pos_customer_loyalty/app/utils/payment/points_refusal";

patch(PaymentScreen, {
    components: { ...PaymentScreen.components, PointsPreview },
});

patch(PaymentScreen.prototype, {
    setup() {
        super.setup();
        onMounted(() => {
            this.currentOrder.decideIsRefund();
            this.proposePointsOfReturn();
        });
        onWillUnmount(() => this.leavePoints());
    },

    /** Goods that were paid in points: the points come back first. */
    proposePointsOfReturn() {
        const order = this.currentOrder;
        const method = this.payment_methods_from_config.find(
            (method) => method.use_payment_terminal === "points"
        );
        if (method && !order.payment_ids.length && order.pointsToReturn) {
            const { data: payment } = order.addPaymentline(method);
            payment.setPaymentStatus("done");
            this.numberBuffer.reset();
        }
    },

    /** Points are not kept from the customer's other purchases by a sale that nobody pays. */
    leavePoints() {
        if (this.currentOrder?.state === "draft") {
            this.currentOrder.removePointsPayments();
        }
    },

    async sendPaymentRequest(line) {
        await super.sendPaymentRequest(...arguments);
        if (line.isPoints) {
            // Where the amount was refused, the cashier types another one, not more digits.
            this.numberBuffer.reset();
        }
    },

    async addNewPaymentLine(paymentMethod) {
        const refusal =
            paymentMethod.use_payment_terminal === "points" && getChoiceRefusal(this.currentOrder);
        if (refusal) {
            this.dialog.add(AlertDialog, { title: paymentMethod.name, body: refusal });
            return false;
        }
        return await super.addNewPaymentLine(...arguments);
    },
});
