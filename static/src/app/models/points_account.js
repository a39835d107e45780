import { registry } from "@web/core/registry";
import { formatDate } from "@web/core/l10n/dates";
import { Base } from "@point_of_sale/app/models/related_models";

export class PointsAccount extends Base {
    static pythonModel = "points.account";

    get formattedBalance() {
        return this.program_id.formatPoints(this.balance);
    }

    get formattedValue() {
        return this.program_id.formatValue(this.balance);
    }

    get formattedExpiringPoints() {
        return this.program_id.formatPoints(this.next_expiry_points);
    }

    /** The last day on which the points that expire first can be spent. */
    get formattedExpiry() {
        return formatDate(this.next_expiry);
    }
}

registry.category("pos_available_models").add(PointsAccount.pythonModel, PointsAccount);
