import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";

definePosModels();

/** An order with which the first goods of a sale come back that points paid. */
async function setupReturn() {
    const store = await setupPosEnv();
    store.config.points_program_id = store.models["points.program"].get(1);
    const sale = await getFilledOrder(store);
    const [sold] = sale.lines;
    sale.points_returnable = sold.priceIncl;
    const order = store.addNewOrder();
    order.is_refund = true;
    store.models["pos.order.line"].create({
        order_id: order,
        product_id: sold.product_id,
        qty: -sold.qty,
        price_unit: sold.price_unit,
        tax_ids: sold.tax_ids.map((tax) => ["link", tax]),
        refunded_orderline_id: sold,
    });
    return { store, order, sold };
}

async function sell(store, order, { product_id, qty, price_unit }) {
    const product_tmpl_id = product_id.product_tmpl_id;
    return await store.addLineToOrder({ product_tmpl_id, qty, price_unit }, order);
}

test("an order takes goods back and sells others for what points had paid", async () => {
    const { store, order, sold } = await setupReturn();
    const { scale } = store.config.points_program_id;
    expect(order.isRefund).toBe(true);
    expect(order.pointsCarried).toBe(0);
    expect(order.pointsToReturn).toBe(-sold.priceIncl);
    const line = await sell(store, order, sold);
    expect(order.isRefund).toBe(false);
    expect(order.remainingDue).toBe(0);
    expect(order.pointsCarried / scale).toBe(sold.priceIncl);
    expect(order.pointsPreview.points).toBe(0);
    order.removeOrderline(line);
    expect(order.isRefund).toBe(true);
});

test("cheaper goods: money would go out, so points come back first", async () => {
    const { store, order, sold } = await setupReturn();
    await sell(store, order, { ...sold, product_id: sold.product_id, qty: 1, price_unit: 0.5 });
    expect(order.isRefund).toBe(true);
    expect(order.remainingDue).toBeLessThan(0);
    expect(order.pointsToReturn).toBe(order.remainingDue);
});

test("without a program, a return is Odoo's own", async () => {
    const { store, order } = await setupReturn();
    expect(order.isSaleDisallowed({ qty: 1 }, {})).toBe(false);
    store.config.points_program_id = undefined;
    expect(order.isSaleDisallowed({ qty: 1 }, {})).toBe(true);
});
