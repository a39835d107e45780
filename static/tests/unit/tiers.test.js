import { expect, test } from "@odoo/hoot";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { SelectPartnerButton } from "@point_of_sale/app/screens/product_screen/control_buttons/select_partner_button/select_partner_button";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";
import { getTierPercent, getTierSentence } from "@pos_customer_loyalty/tiers/tier_sentence";

definePosModels();

const TO_GOLD = {
    reached: "Silver",
    name: "Gold",
    kind: "turnover",
    missing: 37.5,
    share: 0.8125,
    currency_id: 1,
};

test("what is missing is said in words", async () => {
    await setupPosEnv();
    expect(getTierSentence(TO_GOLD).replace(/\s/g, " ")).toBe("$ 37.50 to Gold");
    expect(getTierSentence({ ...TO_GOLD, kind: "visits", missing: 1 })).toBe("1 visit to Gold");
    expect(getTierSentence({ ...TO_GOLD, kind: "visits", missing: 2 })).toBe("2 visits to Gold");
    expect(getTierSentence({ ...TO_GOLD, kind: "points", missing: 1 })).toBe("1 point to Gold");
    expect(getTierSentence({ ...TO_GOLD, kind: "points", missing: 1200 })).toBe(
        "1,200 points to Gold"
    );
});

test("a tier that is not quite reached is not at 100 percent", () => {
    expect(getTierPercent({ share: 0.9999 })).toBe(99);
    expect(getTierPercent({ share: 1 })).toBe(100);
});

test("the progress shows the tier, what is missing and a bar", async () => {
    await setupPosEnv();
    await mountWithCleanup(TierProgress, { props: { progress: TO_GOLD } });
    expect(".tier-reached").toHaveText("Silver");
    expect(".tier-bar").toHaveAttribute("aria-valuenow", "81");
});

test("at the top there is no bar", async () => {
    await setupPosEnv();
    const progress = { reached: "Gold", name: false };
    await mountWithCleanup(TierProgress, { props: { progress } });
    expect(".tier-reached").toHaveText("Gold");
    expect(".tier-bar").toHaveCount(0);
});

test("a customer without tiers shows nothing", async () => {
    const store = await setupPosEnv();
    const partner = store.models["res.partner"].get(3);
    expect(partner.tierProgress).toBe(false);
    await mountWithCleanup(SelectPartnerButton, { props: { partner } });
    expect(".tier-missing").toHaveCount(0);
});

test("the customer button says what is missing, as a sale brings it", async () => {
    const store = await setupPosEnv();
    const partner = store.models["res.partner"].get(3);
    partner.setStanding({ category_ids: [1], tier_progress: TO_GOLD });
    expect(partner.category_id.map((category) => category.name)).toEqual(["Silver"]);
    await mountWithCleanup(SelectPartnerButton, { props: { partner } });
    expect(".set-partner .tier-missing").toHaveCount(1);
});
