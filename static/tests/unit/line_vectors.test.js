import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { LINE_VECTORS } from "./vectors/line_vectors";

definePosModels();

/** Odoo's own loyalty as a till has it: its models are not there without that add-on. */
function getPrograms(product) {
    const card = { program_type: "gift_card", trigger_product_ids: [product] };
    return { card, promotion: { program_type: "promotion", trigger_product_ids: [product] } };
}

function createLine(store, order, { is, qty, price }) {
    const [{ product_id: product }] = order.lines;
    const line = store.models["pos.order.line"].create({
        order_id: order,
        product_id: product,
        qty,
        price_unit: price,
        refunded_orderline_id: is.includes("returned") ? order.lines[0] : undefined,
    });
    Object.assign(line, { tax_ids: [], is_points_discount: is.includes("points_discount") });
    product.product_tmpl_id.earns_points = !is.includes("tobacco");
    product.product_tmpl_id.points_not_accepted = is.includes("book");
    store.config.tip_product_id = is.includes("tip") ? product : undefined;
    const programs = getPrograms(product);
    const program = is.includes("card") ? programs.card : programs.promotion;
    line.models["loyalty.program"] = { getAll: () => (is.includes("card") ? [program] : []) };
    if (is.includes("promotion") || is.includes("reward")) {
        Object.assign(line, { is_reward_line: true, reward_id: { program_id: program } });
    }
    return line;
}

for (const vector of LINE_VECTORS) {
    test(`the till sees a line as the server does: ${vector.name}`, async () => {
        const store = await setupPosEnv();
        const program = store.models["points.program"].get(1);
        store.config.points_program_id = program;
        const order = await getFilledOrder(store);
        const line = createLine(store, order, vector);
        const { kind, quantity, amount, earns, payable } = line.toPointsLine(program);
        expect({ kind, quantity, amount }).toEqual({
            kind: vector.kind,
            quantity: vector.quantity,
            amount: vector.amount,
        });
        expect(earns).toBe(vector.earns ?? true);
        expect(payable).toBe(vector.payable ?? true);
    });
}
