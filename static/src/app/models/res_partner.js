import { patch } from "@web/core/utils/patch";
import { ResPartner } from "@point_of_sale/app/models/res_partner";

patch(ResPartner.prototype, {
    /** The customer's account in the program of this till, if there is one. */
    get pointsAccount() {
        const program = this.models["pos.config"].getFirst().points_program_id;
        if (!program) {
            return undefined;
        }
        // An account that was opened by a sale of today came with the order, which does not
        // link it to a customer who was loaded before.
        const opened = this.models["points.account"].getBy("partner_id", this.id);
        return [...this.points_account_ids, opened].find(
            (account) => account?.program_id === program
        );
    },
});
