import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { PointsReasons } from "./points_reasons";

/** What the order earns as it stands, and on a tap why. */
export class PointsPreview extends Component {
    static template = "pos_customer_loyalty.PointsPreview";
    static props = { order: Object };

    setup() {
        this.dialog = useService("dialog");
    }

    get preview() {
        return this.props.order.pointsPreview;
    }

    showReasons() {
        this.dialog.add(PointsReasons, { preview: this.preview });
    }
}
