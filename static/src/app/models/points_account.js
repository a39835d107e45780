import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";

export class PointsAccount extends Base {
    static pythonModel = "points.account";

    get formattedBalance() {
        return this.program_id.formatPoints(this.balance);
    }

    get formattedValue() {
        return this.program_id.formatValue(this.balance);
    }
}

registry.category("pos_available_models").add(PointsAccount.pythonModel, PointsAccount);
