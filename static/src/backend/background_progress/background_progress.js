import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY_MS = 2000;

/** As long as something runs in the background, the form shows how far that is. */
export class BackgroundProgress extends Component {
    static template = xml``;
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

registry.category("view_widgets").add("background_progress", {
    component: BackgroundProgress,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
