import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";
import { formatCurrency } from "@web/core/currency";
import { formatInteger } from "@web/views/fields/formatters";
import { valueOf } from "@pos_customer_loyalty/points/exchange";

export class PointsProgram extends Base {
    static pythonModel = "points.program";

    get scale() {
        return 10 ** this.currency_id.decimal_places;
    }

    get rate() {
        return {
            points: this.exchange_points,
            amount: Math.round(this.exchange_amount * this.scale),
        };
    }

    /** "412 points" */
    formatPoints(points) {
        return `${formatInteger(points)} ${this.unit_name}`;
    }

    /** What so many points are worth today: "51.50 €" */
    formatValue(points) {
        return formatCurrency(valueOf(this.rate, points) / this.scale, this.currency_id.id);
    }
}

registry.category("pos_available_models").add(PointsProgram.pythonModel, PointsProgram);
