import { onMounted, onWillUnmount } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { PointsPreview } from "@pos_customer_loyalty/app/components/points_preview/points_preview";
import { PointsRewards } from "@pos_customer_loyalty/app/components/points_rewards/points_rewards";
import { ReturnedPoints } from "@pos_customer_loyalty/app/components/returned_points/returned_points";
import {
    getChoiceRefusal,
    getMostSentence,
} from "@pos_customer_loyalty/app/utils/payment/points_refusal";

patch(PaymentScreen, {
    components: { ...PaymentScreen.components, PointsPreview, PointsRewards, ReturnedPoints },
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

    get pointsMethod() {
        return this.payment_methods_from_config.find(
            (method) => method.use_payment_terminal === "points"
        );
    },

    /** Goods that were paid in points: the points come back first. */
    proposePointsOfReturn() {
        const order = this.currentOrder;
        const method = this.pointsMethod;
        if (method && !order.payment_ids.length && order.pointsToReturn) {
            const { data: payment } = order.addPaymentline(method);
            payment.setPaymentStatus("done");
            this.numberBuffer.reset();
        }
    },

    /**
     * Points are not kept from the customer's other purchases by a sale that nobody pays. What was
     * to come back is proposed anew: goods may be taken for those that came back.
     */
    leavePoints() {
        const order = this.currentOrder;
        if (order?.state === "draft") {
            order.removePointsPayments();
            for (const payment of order.payment_ids.filter((payment) => payment.isPoints)) {
                order.removePaymentline(payment);
            }
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
        if (!(await this.usePendingPoints())) {
            return false;
        }
        if (paymentMethod.use_payment_terminal !== "points") {
            return await super.addNewPaymentLine(...arguments);
        }
        const isPossible = await this.askForPoints(paymentMethod);
        const isAdded = isPossible && (await super.addNewPaymentLine(...arguments));
        this.capPoints();
        return isAdded;
    },

    /** A method that has the focus is chosen as a button is. */
    async pressPaymentMethod(event, paymentMethod) {
        if (["Enter", " "].includes(event.key)) {
            event.preventDefault();
            await this.addNewPaymentLine(paymentMethod);
        }
    },

    async validateOrder() {
        const pending = this.pendingPoints;
        await this.usePendingPoints();
        if (!pending || pending.isDone()) {
            await super.validateOrder(...arguments);
        }
    },

    /** Points that the cashier has typed and not used yet. */
    get pendingPoints() {
        return this.paymentLines.find(
            (line) =>
                line.isPoints &&
                !line.isDone() &&
                ["pending", "retry"].includes(line.payment_status)
        );
    },

    /**
     * Whoever goes on with another payment wants the points that were typed.
     *
     * @returns {Promise<boolean>} whether something is left to pay with the next method
     */
    usePendingPoints() {
        // A second tap waits for the same answer.
        this.useOfPoints ||= this.sendPendingPoints().finally(() => {
            this.useOfPoints = undefined;
        });
        return this.useOfPoints;
    },

    async sendPendingPoints() {
        const line = this.pendingPoints;
        if (!line) {
            return true;
        }
        if (!line.amount) {
            this.deletePaymentLine(line.uuid);
            return true;
        }
        await this.sendPaymentRequest(line);
        return line.isDone() && !this.currentOrder.isPaid();
    },

    /**
     * Give the order a reward: its points are set aside as those of any payment in points.
     *
     * @param {Reward} reward
     */
    async applyReward(reward) {
        // A second tap waits for the same answer.
        this.useOfReward ||= this.sendReward(reward).finally(() => {
            this.useOfReward = undefined;
        });
        await this.useOfReward;
    },

    async sendReward(reward) {
        const order = this.currentOrder;
        if (!(await this.usePendingPoints())) {
            return;
        }
        const line = await this.putRewardInOrder(reward);
        const isPossible = order.getRewardWorth(reward);
        const added = isPossible && order.addPaymentline(this.pointsMethod);
        if (!added?.status) {
            return;
        }
        const payment = added.data;
        Object.assign(payment.uiState, { pointsRewardId: reward.key, rewardLine: line?.uuid });
        payment.setAmount(order.getRewardWorth(reward) / order.config.points_program_id.scale);
        await this.sendPaymentRequest(payment);
        if (!payment.isDone()) {
            order.removePaymentline(payment);
        }
        this.numberBuffer.reset();
    },

    /**
     * A product that is free is added, where the order has none of it.
     *
     * @returns {Promise<PosOrderline|undefined>} the line that it was added to, if any
     */
    async putRewardInOrder(reward) {
        const order = this.currentOrder;
        if (order.getRewardWorth(reward)) {
            return undefined;
        }
        const product = await this.chooseRewardProduct(order.getRewardProducts(reward));
        if (!product) {
            return undefined;
        }
        const { product_tmpl_id } = product;
        return await this.pos.addLineToCurrentOrder(
            { product_tmpl_id, product_id: product },
            { presetVariant: product }
        );
    },

    async chooseRewardProduct(products) {
        if (products.length < 2) {
            return products[0];
        }
        return await makeAwaitable(this.dialog, SelectionPopup, {
            title: _t("Which product is free?"),
            list: products.map((product) => ({
                id: product.id,
                label: product.display_name,
                item: product,
            })),
        });
    },

    /** Ask whose points these are, and say where none can be used. */
    async askForPoints({ name }) {
        const order = this.currentOrder;
        if (!order.partner_id && !(await this.pos.selectPartner(order))) {
            return false;
        }
        this.pos.lookAtClock();
        let refusal = getChoiceRefusal(order);
        if (refusal) {
            await this.pos.refreshPoints([order.partner_id]);
            refusal = getChoiceRefusal(order);
        }
        if (refusal) {
            this.dialog.add(AlertDialog, { title: name, body: refusal });
        }
        return !refusal;
    },

    updateSelectedPaymentline() {
        super.updateSelectedPaymentline(...arguments);
        this.capPoints();
    },

    /** Whoever types more than is possible gets the most, and is told. */
    capPoints() {
        const payment = this.pendingPoints;
        if (!payment?.spendsPoints) {
            return;
        }
        const order = this.currentOrder;
        const most = this.pos.data.network.offline ? order.pointsOfferOffline : order.pointsOffer;
        if (order.currency.round(payment.amount - most) > 0) {
            payment.setAmount(most);
            this.numberBuffer.reset();
            this.notification.add(getMostSentence(payment), { type: "warning" });
        }
    },

    paymentMethodImage() {
        const { image, use_payment_terminal } = this.paymentMethod;
        return use_payment_terminal === "points" && !image
            ? "/pos_customer_loyalty/static/src/img/points.svg"
            : super.paymentMethodImage(...arguments);
    },
});
