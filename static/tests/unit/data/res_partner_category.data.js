import { patch } from "@web/core/utils/patch";
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { models } from "@web/../tests/web_test_helpers";

export class ResPartnerCategory extends models.ServerModel {
    _name = "res.partner.category";

    _load_pos_data_fields() {
        return ["name", "parent_id", "color"];
    }

    _records = [{ id: 1, name: "Silver", color: 3 }];
}

patch(hootPosModels, [...hootPosModels, ResPartnerCategory]);
