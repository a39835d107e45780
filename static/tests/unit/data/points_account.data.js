import { patch } from "@web/core/utils/patch";
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { fields, models } from "@web/../tests/web_test_helpers";

export class PointsAccount extends models.ServerModel {
    _name = "points.account";

    _load_pos_data_fields() {
        return [
            "partner_id",
            "program_id",
            "balance",
            "entry_count",
            "next_expiry",
            "next_expiry_points",
            "pending",
        ];
    }

    // A field of a kind that the mock server does not guess.
    pending = fields.Json();

    _records = [
        {
            id: 1,
            partner_id: 3,
            program_id: 1,
            balance: 1413,
            entry_count: 12,
            next_expiry: "2027-01-31",
            next_expiry_points: 200,
            pending: false,
        },
    ];
}

patch(hootPosModels, [...hootPosModels, PointsAccount]);
