import { patch } from "@web/core/utils/patch";
import { PosPayment } from "@point_of_sale/app/models/pos_payment";
import { costOf } from "@pos_customer_loyalty/points/exchange";

patch(PosPayment.prototype, {
    initState() {
        super.initState(...arguments);
        this.uiState = { ...this.uiState, pointsRewardId: false, rewardLine: false };
    },

    /** The reward that it is for, which the server keeps with the points that are set aside. */
    get pointsReward() {
        const id = this.isPoints && this.uiState?.pointsRewardId;
        return id ? this.config.points_program_id.getReward(id) : undefined;
    },

    /** Whether the payment is made in points. */
    get isPoints() {
        return this.payment_method_id?.use_payment_terminal === "points";
    },

    /** Whether it spends points, or gives them back with returned goods. */
    get spendsPoints() {
        return this.isPoints && this.amount > 0;
    },

    /** The till, also of a payment that the server has turned into a discount. */
    get config() {
        return this.models["pos.config"].getFirst();
    },

    /** The amount in the smallest unit of the program's currency. */
    get pointsUnits() {
        const { points_program_id: program, currency_id: currency } = this.config;
        return program.toUnits(this.amount, currency);
    },

    /** Points that the payment costs; the server decides. */
    get pointsCost() {
        return (
            this.pointsReward?.points ??
            costOf(this.config.points_program_id.rate, Math.abs(this.pointsUnits))
        );
    },
});
