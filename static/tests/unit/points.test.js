import { animationFrame, expect, test } from "@odoo/hoot";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {
    expectFormattedPrice,
    getFilledOrder,
    setupPosEnv,
} from "@point_of_sale/../tests/unit/utils";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { SelectPartnerButton } from "@point_of_sale/app/screens/product_screen/control_buttons/select_partner_button/select_partner_button";
import { PointsPreview } from "@pos_customer_loyalty/app/components/points_preview/points_preview";
import { getPointsRows } from "@pos_customer_loyalty/app/customer_display/customer_display_adapter";
import { labelsWithAbove } from "@pos_customer_loyalty/app/models/pos_order_line";

definePosModels();

async function setupProgram() {
    const store = await setupPosEnv();
    store.config.points_program_id = store.models["points.program"].get(1);
    return store;
}

test("a customer's account is the one in the till's program", async () => {
    const store = await setupProgram();
    const partner = store.models["res.partner"].get(3);
    expect(partner.pointsAccount.balance).toBe(1413);
    store.config.points_program_id = store.models["points.program"].get(2);
    expect(partner.pointsAccount).toBe(undefined);
    store.config.points_program_id = undefined;
    expect(partner.pointsAccount).toBe(undefined);
});

test("who gives points to another contact has that contact's account", async () => {
    const store = await setupProgram();
    // The household itself is not loaded.
    store.models.loadConnectedData({
        "points.account": [
            {
                id: 77,
                partner_id: 7777,
                program_id: 1,
                balance: 125,
                next_expiry: false,
                next_expiry_points: 0,
            },
        ],
    });
    const partner = store.models["res.partner"].get(3);
    partner.points_holder = { id: 7777, name: "Family Dupont" };
    expect(partner.pointsAccount.balance).toBe(125);
    const order = store.addNewOrder();
    order.setPartner(partner);
    expect(order.partner_id.pointsAccount.id).toBe(77);
    partner.points_holder = false;
    expect(partner.pointsAccount.balance).toBe(1413);
});

test("an account that comes with an order belongs to its customer at once", async () => {
    const store = await setupProgram();
    const partner = store.models["res.partner"].create({ id: 4242, name: "Marie" });
    expect(partner.pointsAccount).toBe(undefined);
    store.models.loadConnectedData({
        "points.account": [{ id: 9, partner_id: 4242, program_id: 1, balance: 6 }],
    });
    expect(partner.pointsAccount.balance).toBe(6);
    store.models.loadConnectedData({
        "points.account": [{ id: 9, partner_id: 4242, program_id: 1, balance: 16 }],
    });
    expect(partner.pointsAccount.balance).toBe(16);
});

test("points and their value are written as the shop writes them", async () => {
    const store = await setupProgram();
    const program = store.models["points.program"].get(1);
    expect(program.formatPoints(1413)).toBe("1,413 stars");
    expectFormattedPrice(program.formatValue(1413), "$ 176.62");
    expectFormattedPrice(program.formatValue(-7), "$ -0.87");
});

test("the customer display says what is left after a payment in points", async () => {
    const store = await setupProgram();
    const partner_id = store.models["res.partner"].get(3);
    const rows = getPointsRows({ partner_id, pointsPayments: [{ pointsCost: 13 }] });
    const { value } = rows.find(({ name }) => String(name) === "Balance after payment");
    expect(value).toBe("1,400 stars");
});

test("the customer button shows the balance", async () => {
    const store = await setupProgram();
    const partner = store.models["res.partner"].get(3);
    await mountWithCleanup(SelectPartnerButton, { props: { partner } });
    expect(".set-partner .points-balance").toHaveText("1,413 stars");
});

test("the customer list shows what expires next", async () => {
    const store = await setupProgram();
    const partner = store.models["res.partner"].get(3);
    expect(partner.pointsAccount.formattedExpiringPoints).toBe("200 stars");
    await mountWithCleanup(PartnerLine, {
        props: {
            partner,
            close: () => {},
            isSelected: false,
            isBalanceDisplayed: false,
            onClickEdit: () => {},
            onClickUnselect: () => {},
            onClickPartner: () => {},
            onClickOrders: () => {},
        },
    });
    expect(".points-balance b").toHaveText("1,413 stars");
    expect(".points-expiry").toHaveText("200 stars until 01/31/2027");
});

test("the customer button of a till without program is Odoo's own", async () => {
    const store = await setupPosEnv();
    const partner = store.models["res.partner"].get(3);
    await mountWithCleanup(SelectPartnerButton, { props: { partner } });
    expect(".set-partner").toHaveText("Administrator");
    expect(".points-balance").toHaveCount(0);
});

async function mountPreview(store, { customer, ...values } = {}) {
    const order = await getFilledOrder(store);
    Object.assign(order, { partner_id: customer && store.models["res.partner"].get(3), ...values });
    await mountWithCleanup(PointsPreview, { props: { order } });
    return order;
}

test("the till says what the sale earns as it stands, and why", async () => {
    const store = await setupProgram();
    const order = await mountPreview(store, { customer: true });
    const points = Math.floor(order.priceIncl);
    expect(points).toBeGreaterThan(0);
    expect(".points-preview").toHaveText(`This order earns ${points} stars`);
    expect(order.pointsPreview.reasons).toHaveLength(order.lines.length);
    expect(order.pointsPreview.reasons[0].sentence).toBe(
        "1 point for every $ 1.00 spent on any product"
    );
    order.lines[0].setQuantity(order.lines[0].qty + 10);
    await animationFrame();
    expect(order.pointsPreview.points).toBe(Math.floor(order.priceIncl));
    expect(".points-preview").toHaveText(`This order earns ${order.pointsPreview.points} stars`);
});

test("without a customer the till says what they would earn", async () => {
    const store = await setupProgram();
    await mountPreview(store);
    expect(".points-preview").toHaveText(/With a customer, this order would earn \d+ stars/);
});

test("no preview for who earns no points, and at a till without program", async () => {
    const store = await setupProgram();
    const order = await mountPreview(store, { customer: true });
    order.partner_id.points_excluded = true;
    await animationFrame();
    expect(".points-preview").toHaveCount(0);
    order.partner_id.points_excluded = false;
    store.config.points_program_id = undefined;
    await animationFrame();
    expect(order.pointsPreview).toBe(undefined);
});

test("labels name what a category lies in", async () => {
    const root = { id: 1 };
    expect(labelsWithAbove("c", [{ id: 3, parent_id: { id: 2, parent_id: root } }])).toEqual([
        "c3",
        "c2",
        "c1",
    ]);
    expect(labelsWithAbove("g", [root, { id: 2, parent_id: root }])).toEqual(["g1", "g2"]);
});

async function mountReceipt(store, values, { synced = true } = {}) {
    const order = await getFilledOrder(store);
    if (synced) {
        await store.syncAllOrders({ orders: [order] });
    }
    const partner_id = store.models["res.partner"].get(3);
    Object.assign(order, { state: "paid", partner_id, ...values });
    await mountWithCleanup(OrderReceipt, { props: { order } });
}

test("the receipt shows what the order earned", async () => {
    const store = await setupProgram();
    await mountReceipt(store, { points_earned: 17, points_balance: 1430 });
    expect(".points-earned").toHaveText("17 stars");
    expect(".points-receipt .points-balance").toHaveText("1,430 stars");
    expect(".points-value").toHaveText(/178\.75/);
});

test("the receipt of a return shows what was taken back", async () => {
    const store = await setupProgram();
    await mountReceipt(store, { points_earned: 0, points_taken_back: 17, points_balance: -4 });
    expect(".points-taken-back").toHaveText("17 stars");
    expect(".points-receipt .points-balance").toHaveText("-4 stars");
    expect(".points-arrears").toHaveCount(1);
    expect(".points-value").toHaveCount(0);
});

test("the receipt of a purchase too small to earn shows the balance", async () => {
    const store = await setupProgram();
    await mountReceipt(store, { points_earned: 0, points_balance: 0 });
    expect(".points-earned").toHaveCount(0);
    expect(".points-receipt .points-balance").toHaveText("1,413 stars");
});

test("the receipt of an order that the server has not seen says nothing of points", async () => {
    const store = await setupProgram();
    await mountReceipt(store, {}, { synced: false });
    expect(".points-receipt").toHaveCount(0);
});

test("the receipt of an order without customer is Odoo's own", async () => {
    const store = await setupProgram();
    await mountReceipt(store, { partner_id: undefined });
    expect(".points-receipt").toHaveCount(0);
});

test("the receipt has a code that leads to the points, or to a claim", async () => {
    const store = await setupProgram();
    await mountReceipt(store, { access_token: "t", points_earned: 17, points_balance: 1430 });
    expect(".points-qr-code").toHaveText("Your points and your card online");
    expect(".points-qr-code img").toHaveCount(1);
    const order = store.models["pos.order"].getAll().at(-1);
    expect(order.pointsLink).toMatch(/\/points\/receipt\/t$/);
    order.partner_id.points_excluded = true;
    expect(order.pointsLink).toBe(undefined);
    order.partner_id.points_excluded = false;
    order.is_refund = true;
    expect(order.pointsLink).toBe(undefined);
    order.is_refund = false;
    order.config.points_program_id.receipt_code = false;
    expect(order.pointsLink).toBe(undefined);
    order.config.points_program_id.receipt_code = true;
    order.state = "draft";
    expect(order.pointsLink).toBe(undefined);
});

test("who cannot claim gets no code", async () => {
    const store = await setupProgram();
    store.config.points_program_id.claim_days = 0;
    await mountReceipt(store, { partner_id: undefined });
    expect(".points-qr-code").toHaveCount(0);
});

test("points are written as the language writes numbers, and one is one", async () => {
    const store = await setupProgram();
    const program = store.models["points.program"].get(1);
    expect(program.formatPoints(2000)).toBe("2,000 stars");
    expect(program.formatPoints(1)).toBe("1 stars");
    program.unit_name = "points";
    expect(program.formatPoints(1)).toBe("1 point");
    expect(program.formatPoints(2000)).toBe("2,000 points");
});
