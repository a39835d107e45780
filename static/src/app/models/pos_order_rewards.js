import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { getWorth } from "@pos_customer_loyalty/points/rewards";
import { sum } from "@pos_customer_loyalty/points/shares";

/** Rewards at the till: payments in points that the program names a price for. */
patch(PosOrder.prototype, {
    /** Payments by which a reward takes something off. */
    get rewardPayments() {
        return this.pointsPayments.filter((payment) => payment.pointsReward);
    },

    /** The rewards that this order has been given, see points/rewards.js. */
    get rewardClaims() {
        const payments = this.rewardPayments.filter((payment) => payment.isDone());
        return payments.map((payment) => ({
            reward: payment.pointsReward,
            amount: payment.pointsUnits,
        }));
    },

    /**
     * The most that one more reward takes off; the server decides.
     *
     * @param {Reward} reward
     * @returns {number} in the smallest unit, 0 for nothing
     */
    getRewardWorth(reward) {
        const { total, payable, paid } = this.toSpendingSale();
        const room = Math.min(total, payable) - paid;
        const due = this.config.points_program_id.toUnits(this.remainingDue, this.currency);
        const worth = getWorth(reward, this.payableGoods, room, this.rewardClaims);
        return Math.max(0, Math.min(due, worth));
    },

    /** Articles that a reward gives and this till sells, to be put into the order. */
    getRewardProducts(reward) {
        const products = reward.products.map((id) => this.models["product.product"].get(id));
        return products.filter((product) => product?.product_tmpl_id.canBeDisplayed);
    },

    /** Whether this order can have rewards: where points are a payment, they are not mixed. */
    get canHaveRewards() {
        const program = this.config.points_program_id;
        const takesPoints = this.config.payment_method_ids.some(
            (method) => method.use_payment_terminal === "points"
        );
        const isMixed = this.pointsPayments.some((payment) => !payment.pointsReward);
        return (
            takesPoints &&
            !this.finalized &&
            !this.isRefund &&
            Boolean(this.partner_id?.pointsAccount) &&
            (program.spend_as === "discount" || !isMixed)
        );
    },

    /**
     * The rewards as the till shows them: those that are reached and take something off, or whose
     * product can be added, and how many points are missing for others.
     *
     * @returns {{reward: Reward, missing: number, worth: number}[]}
     */
    get rewardOffers() {
        if (!this.config.points_program_id || !this.canHaveRewards) {
            return [];
        }
        const available = this.getPointsAvailable();
        return this.config.points_program_id.rewardList
            .map((reward) => ({
                reward,
                missing: Math.max(0, reward.points - available),
                worth: this.getRewardWorth(reward),
            }))
            .filter(
                ({ reward, missing, worth }) =>
                    missing || worth || this.getRewardProducts(reward).length
            );
    },

    /** What was put into the order because it is free goes with its reward. */
    takeOutRewardedProduct(payment) {
        const line = this.lines.find(({ uuid }) => uuid === payment.uiState?.rewardLine);
        if (line?.qty > 1) {
            line.setQuantity(line.qty - 1);
        } else if (line) {
            this.removeOrderline(line);
        }
    },

    /** What rewards take off, in the smallest unit. */
    get rewardUnits() {
        return sum(this.rewardClaims.map((claim) => claim.amount));
    },
});
