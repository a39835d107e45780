import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";

/** The way to the next tier on a form of the back office. */
export class TierProgressField extends Component {
    static template = "pos_customer_loyalty.TierProgressField";
    static components = { TierProgress };
    static props = { ...standardFieldProps };

    get progress() {
        return this.props.record.data[this.props.name] || false;
    }
}

registry.category("fields").add("tier_progress", {
    component: TierProgressField,
    displayName: _t("Next tier"),
    supportedTypes: ["json"],
});
