import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

definePosModels();

const KNOWN = { id: 1, partner_id: 3, program_id: 1, next_expiry: false, next_expiry_points: 0 };

async function setupShop() {
    const store = await setupPosEnv();
    store.config.points_program_id = store.models["points.program"].get(1);
    return store;
}

test("a till shows what it is told of its customers, and never something older", async () => {
    const store = await setupShop();
    const account = store.models["points.account"].get(1);
    store.takePointsAccounts([{ ...KNOWN, balance: 1500, entry_count: 13 }]);
    expect(account.balance).toBe(1500);
    store.takePointsAccounts([{ ...KNOWN, balance: 1413, entry_count: 12 }]);
    expect(account.balance).toBe(1500);
});

test("an account that was opened elsewhere is that of its customer", async () => {
    const store = await setupShop();
    const partner = store.models["res.partner"].find((other) => !other.pointsAccount);
    const told = { ...KNOWN, id: 9, partner_id: partner.id, balance: 7, entry_count: 1 };
    store.takePointsAccounts([told]);
    expect(partner.pointsAccount.balance).toBe(7);
});

test("customers that the till has not loaded are not its affair", async () => {
    const store = await setupShop();
    const told = { ...KNOWN, id: 9, partner_id: 987654, balance: 7, entry_count: 1 };
    store.takePointsAccounts([told]);
    expect(store.models["points.account"].get(9)).toBe(undefined);
});

test("without connection nothing is asked", async () => {
    const store = await setupShop();
    const asked = [];
    store.data.silentCall = async (...question) => {
        asked.push(question);
        return { "points.account": [{ ...KNOWN, balance: 1500, entry_count: 13 }] };
    };
    const partner = store.models["res.partner"].get(3);
    store.data.network.offline = true;
    await store.refreshPoints([partner]);
    expect(asked).toHaveLength(0);
    store.data.network.offline = false;
    await store.refreshPoints([partner]);
    expect(asked).toEqual([["points.account", "read_at_till", [store.config.id, [3]]]]);
    expect(partner.pointsAccount.balance).toBe(1500);
});
