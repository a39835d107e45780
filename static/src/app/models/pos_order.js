import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

patch(PosOrder.prototype, {
    /**
     * What the receipt says of points, once the server has said it.
     *
     * @returns {{program: PointsProgram, earned: number, balance: number}|undefined}
     */
    get pointsSummary() {
        const account = this.partner_id?.pointsAccount;
        if (!this.finalized || !this.isSynced || !account) {
            return undefined;
        }
        return {
            program: account.program_id,
            earned: this.points_earned,
            // A purchase that is too small to earn leaves the balance as it is.
            balance: this.points_earned ? this.points_balance : account.balance,
        };
    },
});
