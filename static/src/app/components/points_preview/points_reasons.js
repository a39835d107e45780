import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** Why a sale earns so many points: each line with its rule, and the limits that were met. */
export class PointsReasons extends Component {
    static template = "pos_customer_loyalty.PointsReasons";
    static components = { Dialog };
    static props = { preview: Object, close: Function };

    get title() {
        const { program, points } = this.props.preview;
        return _t("Details of %s", program.formatPoints(points));
    }

    format(points) {
        return formatInteger(points);
    }

    getCutSentence({ reason, ...points }) {
        const [before, after] = [points.before, points.after].map((number) => this.format(number));
        if (reason === "order_cap") {
            return _t("Reduced from %(before)s to %(after)s, the maximum per order.", {
                before,
                after,
            });
        }
        if (reason === "day_cap") {
            return _t("Reduced from %(before)s to %(after)s, the maximum per day.", {
                before,
                after,
            });
        }
        return _t("Reduced from %(before)s to %(after)s: amounts paid in points earn no points.", {
            before,
            after,
        });
    }
}
