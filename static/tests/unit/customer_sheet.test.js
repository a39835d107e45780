import { animationFrame, expect, test } from "@odoo/hoot";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { CustomerSheet } from "@pos_customer_loyalty/app/screens/customer_sheet/customer_sheet";
import { CustomerSheetModel } from "@pos_customer_loyalty/app/screens/customer_sheet/customer_sheet_model";
import { findArticle } from "@pos_customer_loyalty/app/utils/sell_again";

definePosModels();

const LINE = { id: 1, product_id: 5, template_id: 5, name: "TEST", quantity: 1, is_sold: true };

const ANSWER = { records: {}, figures: false, notes: "", consents: [], messages: [] };

function makePage(ids, more = false) {
    const orders = ids.map((id) => ({ id, date: "2026-03-02 09:00:00", lines: [LINE] }));
    return { orders, more };
}

/** A sheet whose server answers so, and keeps what it was asked. */
async function makeSheet(answer) {
    const store = await setupPosEnv();
    const asked = [];
    store.data.call = async (...question) => {
        asked.push(question);
        return answer(...question);
    };
    const partner = store.models["res.partner"].get(3);
    return { store, asked, sheet: new CustomerSheetModel(store, partner) };
}

function loseConnection() {
    throw new ConnectionLostError("/web");
}

test("the sheet holds what the server tells, page by page", async () => {
    const { sheet, asked } = await makeSheet((model, method) =>
        method === "read_customer_sheet"
            ? { ...ANSWER, notes: "Ripe cheese", purchases: makePage([9, 8], true) }
            : makePage([7])
    );
    await sheet.load();
    expect(sheet.notes).toBe("Ripe cheese");
    expect(sheet.orders.map((order) => order.id)).toEqual([9, 8]);
    expect(sheet.orders[0].date.isValid).toBe(true);
    expect(sheet.hasMore).toBe(true);
    await sheet.loadMore();
    expect(asked.at(-1)).toEqual(["res.partner", "read_customer_purchases", [3, 1, 8]]);
    expect(sheet.orders.map((order) => order.id)).toEqual([9, 8, 7]);
    expect(sheet.hasMore).toBe(false);
});

test("a second tap while the answer is under way asks nothing", async () => {
    const { sheet, asked } = await makeSheet(() => ({ ...ANSWER, purchases: makePage([]) }));
    await Promise.all([sheet.load(), sheet.load()]);
    expect(asked).toHaveLength(1);
    expect(sheet.isLoading).toBe(false);
});

test("without connection the sheet shows the paid orders that the till knows", async () => {
    const { store, sheet } = await makeSheet(loseConnection);
    const paid = await getFilledOrder(store);
    Object.assign(paid, { partner_id: sheet.partner, state: "paid" });
    const draft = await getFilledOrder(store);
    draft.partner_id = sheet.partner;
    const another = await getFilledOrder(store);
    another.state = "paid";
    await sheet.load();
    expect(sheet.isOffline).toBe(true);
    expect(sheet.isLoading).toBe(false);
    expect(sheet.orders.map((order) => order.id)).toEqual([paid.id]);
    expect(sheet.orders[0].lines.map((line) => line.quantity)).toEqual([3, 2]);
    expect(sheet.orders[0].total).toBe(paid.priceIncl);
});

test("without connection the sheet does not say that nothing was bought", async () => {
    const { store, sheet } = await makeSheet(loseConnection);
    await mountWithCleanup(CustomerSheet, { props: { partner: sheet.partner, close: () => {} } });
    await animationFrame();
    expect(".sheet-empty").toHaveText(
        "Purchases are not available without a connection to the server"
    );
    store.data.call = async () => ({ ...ANSWER, purchases: makePage([], false) });
    await mountWithCleanup(CustomerSheet, { props: { partner: sheet.partner, close: () => {} } });
    await animationFrame();
    expect(".sheet-empty:last").toHaveText("No purchases yet");
});

test("what the sheet has stays when the next page cannot be read", async () => {
    const { store, sheet } = await makeSheet(() => ({
        records: {},
        notes: "",
        purchases: makePage([9], true),
    }));
    await sheet.load();
    store.data.call = loseConnection;
    await sheet.loadMore();
    expect(sheet.isOffline).toBe(true);
    expect(sheet.orders.map((order) => order.id)).toEqual([9]);
    expect(sheet.hasMore).toBe(true);
});

test("an error of the server is not taken for a lost connection", async () => {
    const { sheet } = await makeSheet(() => {
        throw new Error("No access");
    });
    await expect(sheet.load()).rejects.toThrow("No access");
    expect(sheet.isOffline).toBe(false);
    expect(sheet.isLoading).toBe(false);
});

test("an article that the till sells is found", async () => {
    const store = await setupPosEnv();
    const { product, refusal } = await findArticle(store, LINE);
    expect(product.id).toBe(5);
    expect(refusal).toBe(undefined);
});

test("an article that is not sold any more is refused with a sentence", async () => {
    const store = await setupPosEnv();
    const told = await findArticle(store, { ...LINE, is_sold: false });
    expect(told.refusal).toMatch(/TEST is no longer sold at this point of sale/);
    store.models["product.template"].get(5).available_in_pos = false;
    const seen = await findArticle(store, LINE);
    expect(seen.refusal).toMatch(/TEST is no longer sold at this point of sale/);
});

test("an article that the till has not loaded is asked for", async () => {
    const store = await setupPosEnv();
    store.loadNewProducts = async (domain) => expect.step(JSON.stringify(domain));
    await findArticle(store, { ...LINE, product_id: 4242, template_id: 77 });
    expect.verifySteps(['[["id","=",77]]']);
    store.loadNewProducts = loseConnection;
    const { refusal } = await findArticle(store, { ...LINE, product_id: 4242 });
    expect(refusal).toMatch(/TEST is not loaded in this point of sale/);
});

test("one tap records a consent, and what needs it can be sent", async () => {
    const offers = { purpose: "offers", label: "News and offers", given: false };
    const news = { id: 7, name: "Thank You", purpose: "offers", is_refused: true };
    const { sheet, asked } = await makeSheet((model, method) =>
        method === "read_customer_sheet"
            ? { ...ANSWER, consents: [offers], messages: [news], purchases: makePage([]) }
            : [{ ...offers, given: true }]
    );
    await sheet.load();
    await sheet.toggleConsent(sheet.consents[0]);
    const question = ["res.partner", "set_customer_consent", [3, 1, "offers", true]];
    expect(asked.at(-1)).toEqual(question);
    expect(sheet.consents[0].given).toBe(true);
    expect(sheet.messages[0].is_refused).toBe(false);
});

test("without connection nothing is recorded and nothing sent", async () => {
    const { sheet } = await makeSheet(loseConnection);
    sheet.consents = [{ purpose: "offers", label: "News and offers", given: false }];
    await sheet.toggleConsent(sheet.consents[0]);
    expect(sheet.consents[0].given).toBe(false);
    expect(sheet.isOffline).toBe(true);
    expect(await sheet.send({ id: 7 })).toBe(undefined);
    await mountWithCleanup(CustomerSheet, { props: { partner: sheet.partner, close: () => {} } });
    await animationFrame();
    expect(".sheet-no-consents").toHaveCount(1);
    expect(".sheet-consent").toHaveCount(0);
    expect(".send-message").toHaveCount(0);
});
