import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Runs a simulation step by step, as long as its form is open, and shows how far it is. */
export class PointsSimulationRunner extends Component {
    static template = "pos_customer_loyalty.PointsSimulationRunner";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.isOpen = true;
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.isOpen = false;
        });
    }

    get percent() {
        return Math.round(this.props.record.data.progress);
    }

    get isRunning() {
        return this.props.record.data.state === "running";
    }

    async run() {
        const { record } = this.props;
        while (this.isOpen && this.isRunning) {
            await this.orm.call("points.simulation", "run_step", [record.resId]);
            await record.load();
        }
    }
}

registry.category("view_widgets").add("points_simulation_runner", {
    component: PointsSimulationRunner,
    fieldDependencies: [
        { name: "progress", type: "float" },
        { name: "state", type: "selection" },
    ],
});
