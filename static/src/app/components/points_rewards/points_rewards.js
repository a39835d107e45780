import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";

/** The program's rewards: those that the customer has reached, and what is missing for others. */
export class PointsRewards extends Component {
    static template = "pos_customer_loyalty.PointsRewards";
    static props = { order: Object, apply: Function };

    get offers() {
        return this.props.order.rewardOffers;
    }

    format(points) {
        return this.props.order.config.points_program_id.formatPoints(points);
    }

    formatMissing(points) {
        return _t("%s missing", this.format(points));
    }

    formatWorth(units) {
        const program = this.props.order.config.points_program_id;
        return formatCurrency(-units / program.scale, program.currency_id.id);
    }
}
