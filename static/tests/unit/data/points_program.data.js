import { patch } from "@web/core/utils/patch";
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { fields, models } from "@web/../tests/web_test_helpers";

export class PointsProgram extends models.ServerModel {
    _name = "points.program";

    _load_pos_data_fields() {
        return [
            "name",
            "unit_name",
            "exchange_points",
            "exchange_amount",
            "currency_id",
            "tz",
            "tax_included",
            "claim_days",
            "receipt_code",
            "terms",
            "rule_sentences",
        ];
    }

    // Fields of a kind that the mock server does not guess.
    terms = fields.Json();
    rule_sentences = fields.Json();

    _records = [
        {
            id: 1,
            name: "Regulars",
            unit_name: "stars",
            exchange_points: 200,
            exchange_amount: 25,
            currency_id: 1,
            tz: "Europe/Paris",
            tax_included: true,
            claim_days: 30,
            receipt_code: true,
            terms: {
                rules: [
                    {
                        key: 7,
                        basis: "amount",
                        points: 1,
                        per: 100,
                        bonus: false,
                        what: [],
                        who: [],
                        when: {
                            first_day: null,
                            last_day: null,
                            weekdays: [],
                            from_minute: 0,
                            to_minute: 0,
                        },
                        least_quantity: 0,
                        least_amount: 0,
                    },
                ],
                order_cap: 0,
                day_cap: 0,
                earns_on_points: false,
            },
            rule_sentences: { 7: "1 point for every $ 1.00 spent on any product" },
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
