import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The shop's messages in plain view: one click fills the composer with one of them. */
export class CustomerMessagesField extends Component {
    static template = "pos_customer_loyalty.CustomerMessagesField";
    static props = { ...standardFieldProps };

    get messages() {
        return this.props.record.data[this.props.name] || [];
    }

    isChosen(message) {
        return this.props.record.data.template_id?.id === message.id;
    }

    choose(message) {
        return this.props.record.update({
            template_id: { id: message.id, display_name: message.name },
        });
    }
}

registry.category("fields").add("customer_messages", {
    component: CustomerMessagesField,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "template_id", type: "many2one" }],
});
