import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

patch(PosOrder.prototype, {
    /** The program in which this order has earned points, as the server said. */
    get pointsProgram() {
        return this.points_earned ? this.config.points_program_id : undefined;
    },
});
