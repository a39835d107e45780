import { expect, mockDate, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { getPointsRows } from "@pos_customer_loyalty/app/customer_display/customer_display_adapter";

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

test("a till that stays open finds points available when their day has come at the shop", async () => {
    mockDate("2026-12-11 22:59:59", 0);
    const store = await setupShop();
    store.takePointsAccounts([
        {
            ...KNOWN,
            balance: 1500,
            entry_count: 13,
            pending: [
                ["2026-12-10", 100],
                ["2026-12-12", 58],
                ["2026-12-24", 2],
            ],
        },
    ]);
    const account = store.models["points.account"].get(1);
    expect(account.available).toBe(1440);
    expect(account.pendingSentences.map(String)).toEqual([
        "58 stars, available from 12/12/2026",
        "2 stars, available from 12/24/2026",
    ]);
    // In Paris it is midnight.
    mockDate("2026-12-11 23:00:00", 0);
    store.lookAtClock();
    expect(account.available).toBe(1498);
    expect(account.pendingSentences).toHaveLength(1);
});

test("pending points are not proposed, and the customer display and the receipt name their day", async () => {
    mockDate("2026-12-01 10:00:00", 0);
    const store = await setupShop();
    store.config.points_program_id.spending = {
        rate: { points: 200, amount: 2500 },
        blocks_only: false,
        least_balance: 0,
        most_amount: 0,
        most_percent: 100,
    };
    const order = await getFilledOrder(store);
    order.setPartner(store.models["res.partner"].get(3));
    store.takePointsAccounts([
        { ...KNOWN, balance: 58, entry_count: 13, pending: [["2026-12-12", 58]] },
    ]);
    expect(order.getPointsAvailable()).toBe(0);
    expect(order.pointsOffer).toBe(0);
    const row = getPointsRows(order).find(({ name }) => String(name).startsWith("Available"));
    expect(`${row.name}: ${row.value}`).toBe("Available from 12/12/2026: 58 stars");
    order.points_earned = 58;
    order.points_balance = 40;
    order.points_available_on = luxon.DateTime.fromISO("2026-12-12");
    expect(String(order.pendingSentence)).toBe("40 stars, available from 12/12/2026");
    order.points_balance = -2;
    expect(order.pendingSentence).toBe(undefined);
    order.points_balance = 40;
    mockDate("2026-12-12 10:00:00", 0);
    store.lookAtClock();
    expect(order.getPointsAvailable()).toBe(58);
    expect(order.pointsOffer).toBeGreaterThan(0);
    expect(order.pendingSentence).toBe(undefined);
});
