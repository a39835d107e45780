import { onMounted, onWillUnmount, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { parseInteger } from "@web/views/fields/parsers";

const PAUSE_MS = 250;

/** A number with which a dialog starts; what follows from it shows while it is typed. */
export class LiveIntegerField extends IntegerField {
    setup() {
        super.setup();
        const input = useRef("numpadDecimal");
        const takeOver = useDebounced(() => this.takeOver(input.el?.value), PAUSE_MS);
        onMounted(() => {
            input.el?.addEventListener("input", takeOver);
            input.el?.select();
        });
        onWillUnmount(() => input.el?.removeEventListener("input", takeOver));
    }

    takeOver(text) {
        try {
            this.props.record.update({ [this.props.name]: parseInteger(text) });
        } catch {
            // Not a number yet: Odoo says so when the field is left.
        }
    }
}

registry.category("fields").add("live_integer", { ...integerField, component: LiveIntegerField });
