import { patch } from "@web/core/utils/patch";
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { models } from "@web/../tests/web_test_helpers";

export class PointsProgram extends models.ServerModel {
    _name = "points.program";

    _load_pos_data_fields() {
        return ["name", "unit_name", "exchange_points", "exchange_amount", "currency_id"];
    }

    _records = [
        {
            id: 1,
            name: "Regulars",
            unit_name: "stars",
            exchange_points: 200,
            exchange_amount: 25,
            currency_id: 1,
        },
        {
            id: 2,
            name: "Another shop's",
            unit_name: "miles",
            exchange_points: 1,
            exchange_amount: 1,
            currency_id: 1,
        },
    ];
}

patch(hootPosModels, [...hootPosModels, PointsProgram]);
