import { patch } from "@web/core/utils/patch";
import { Orderline } from "@point_of_sale/app/components/orderline/orderline";

/** Points as a discount are an amount, not so many of a thing at a price each. */
patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        if (this.line.is_points_discount) {
            Object.assign(values, { unitPart: "", decimalPart: "", displayPriceUnit: "" });
        }
        return values;
    },
});
