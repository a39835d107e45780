import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY_MS = 2000;

/** As long as points are being posted in the background, the form shows how far that is. */
export class PointsBatchProgress extends Component {
    static template = "pos_customer_loyalty.PointsBatchProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timeout));
    }

    wait() {
        if (this.props.record.data.state === "running") {
            this.timeout = browser.setTimeout(() => this.refresh(), EVERY_MS);
        }
    }

    async refresh() {
        await this.props.record.load();
        this.wait();
    }
}

registry.category("view_widgets").add("points_batch_progress", {
    component: PointsBatchProgress,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
