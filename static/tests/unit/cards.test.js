import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";

definePosModels();

/** A till that finds whom a card belongs to, and keeps what the server was asked. */
async function makeTill(answer) {
    const store = await setupPosEnv();
    const asked = [];
    store.data.searchRead = async (...question) => {
        asked.push(question);
        return answer(...question);
    };
    const partner = store.models["res.partner"].get(3);
    partner.card_codes = ["X-3001"];
    const screen = Object.assign(Object.create(ProductScreen.prototype), { pos: store });
    return { screen, partner, asked, store };
}

test("a further card of a customer who is loaded needs no server", async () => {
    const { screen, partner, asked } = await makeTill(() => []);
    expect(await screen._getPartnerByBarcode({ code: "X-3001" })).toBe(partner);
    expect(asked).toEqual([]);
});

test("a further card of another customer is asked for", async () => {
    const found = { id: 77 };
    const { screen, asked, store } = await makeTill((model, [[field]]) =>
        field === "card_ids" ? [found] : []
    );
    expect(await screen._getPartnerByBarcode({ code: "X-4001" })).toBe(found);
    const card = [
        ["code", "=", "X-4001"],
        ["company_id", "=", store.company.id],
        ["active", "=", true],
    ];
    expect(asked.at(-1)).toEqual(["res.partner", [["card_ids", "any", card]]]);
});

test("a number that is nobody's finds nobody", async () => {
    const { screen } = await makeTill(() => []);
    expect(await screen._getPartnerByBarcode({ code: "X-5001" })).toBe(undefined);
});

test("the list without connection finds a further card", async () => {
    const { partner } = await makeTill(() => []);
    expect(partner.searchString.includes("X-3001")).toBe(true);
    expect(partner.exactMatch("x-3001")).toBe(true);
    expect(partner.exactMatch("x-300")).toBe(false);
    expect(partner.hasCard("X-300")).toBe(false);
});
