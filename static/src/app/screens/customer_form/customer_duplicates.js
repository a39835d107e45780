import { Component, useState } from "@odoo/owl";
import { serializeDate } from "@web/core/l10n/dates";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/** What identifies a customer on the form. */
const CLUES = ["name", "email", "phone", "barcode", "birthday"];

function toClue(value) {
    return value && typeof value === "object" ? serializeDate(value) : value;
}

/** Who on the form of the till is a customer already, to be taken instead. */
export class CustomerDuplicates extends Component {
    static template = "pos_customer_loyalty.CustomerDuplicates";
    static props = { ...standardWidgetProps };

    setup() {
        this.pos = usePos();
        this.orm = useService("orm");
        this.state = useState({ duplicates: [] });
        this.keepLast = new KeepLast();
        useRecordObserver((record) => {
            this.find(this.getClues(record));
        });
    }

    getClues(record) {
        const known = CLUES.filter((name) => record.data[name]);
        const clues = Object.fromEntries(known.map((name) => [name, toClue(record.data[name])]));
        // Neither the customer himself nor the people of his company are duplicates.
        return { ...clues, id: record.resId, parent_id: record.data.parent_id?.id || false };
    }

    async find(clues) {
        const asked = JSON.stringify(clues);
        if (asked === this.asked) {
            return;
        }
        this.asked = asked;
        this.state.duplicates = await this.keepLast.add(this.ask(clues));
    }

    /** Without connection nobody can be found, and nothing can be saved either. */
    async ask(clues) {
        try {
            return await this.orm.silent.call("res.partner", "find_duplicates", [clues]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return [];
            }
            throw error;
        }
    }

    get canTake() {
        return this.props.record.isNew;
    }
}

registry.category("view_widgets").add("customer_duplicates", {
    component: CustomerDuplicates,
});
