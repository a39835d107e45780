import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
/** The drawing is scaled to the room that there is; these are its own units. */
const HEIGHT = 32;
const STEP = 12;
const BAR = 9;
/** A month without purchases is a line to stand on. */
const LEAST = 1;

/** Twelve months of purchases as bars: the current month is the last one. */
export class CustomerSparkline extends Component {
    static template = "pos_customer_loyalty.CustomerSparkline";
    static props = { ...standardFieldProps };

    get amounts() {
        return this.props.record.data[this.props.name] || [];
    }

    get viewBox() {
        return `0 0 ${this.amounts.length * STEP} ${HEIGHT}`;
    }

    get bars() {
        const most = Math.max(...this.amounts, 1);
        const months = this.amounts.length;
        return this.amounts.map((amount, index) => {
            const height = Math.max(LEAST, (Math.max(0, amount) / most) * HEIGHT);
            const month = DateTime.now().minus({ months: months - 1 - index });
            return {
                x: index * STEP,
                y: HEIGHT - height,
                width: BAR,
                height,
                isCurrent: index === months - 1,
                label: `${month.toFormat("LLLL yyyy")}: ${formatFloat(amount, { digits: [16, 2] })}`,
            };
        });
    }

    get label() {
        return _t(
            "Purchases of the last 12 months: %s",
            this.bars.map((bar) => bar.label).join("; ")
        );
    }
}

registry.category("fields").add("customer_sparkline", {
    component: CustomerSparkline,
    displayName: _t("Purchases of the Last 12 Months"),
    supportedTypes: ["json", "jsonb"],
});
