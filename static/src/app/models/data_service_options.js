import { patch } from "@web/core/utils/patch";
import { DataServiceOptions } from "@point_of_sale/app/models/data_service_options";

patch(DataServiceOptions.prototype, {
    get databaseIndex() {
        return { ...super.databaseIndex, "points.account": ["partner_id"] };
    },
});
