import { registry } from "@web/core/registry";
import { FloatTimeField, floatTimeField } from "@web/views/fields/float_time/float_time_field";

/** A time of the day, where midnight means that none is given. */
export class OptionalTimeField extends FloatTimeField {
    static template = "pos_customer_loyalty.OptionalTimeField";
    static props = { ...FloatTimeField.props, placeholder: { type: String, optional: true } };

    get formattedValue() {
        return this.props.record.data[this.props.name] ? super.formattedValue : "";
    }
}

registry.category("fields").add("optional_time", {
    ...floatTimeField,
    component: OptionalTimeField,
    extractProps: (info, dynamicInfo) => ({
        ...floatTimeField.extractProps(info, dynamicInfo),
        placeholder: info.placeholder,
    }),
});
