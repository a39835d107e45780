import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { PointsRewards } from "@pos_customer_loyalty/app/components/points_rewards/points_rewards";

definePosModels();

const NOTHING = { products: [], percent: 0, most_amount: 0, amount: 0 };

/** A basket of a customer with 1,413 stars, at a till that takes points. */
async function setupRewards() {
    const store = await setupPosEnv();
    const program = store.models["points.program"].get(1);
    store.config.points_program_id = program;
    const method = store.config.payment_method_ids[0];
    method.use_payment_terminal = "points";
    const order = await getFilledOrder(store);
    order.setPartner(store.models["res.partner"].get(3));
    const [{ product_id: product }] = order.lines;
    program.spending = {
        rate: program.rate,
        blocks_only: false,
        least_balance: 0,
        most_amount: 0,
        most_percent: 100,
    };
    program.rewards = [
        { ...NOTHING, key: 1, name: "This", points: 400, kind: "product", products: [product.id] },
        { ...NOTHING, key: 2, name: "A cent", points: 1000, kind: "amount", amount: 1 },
        { ...NOTHING, key: 3, name: "Half", points: 1500, kind: "percent", percent: 50 },
    ];
    return { store, order, program, method };
}

function giveReward(order, method, key) {
    const { data: payment } = order.addPaymentline(method);
    const reward = order.config.points_program_id.getReward(key);
    payment.uiState.pointsRewardId = key;
    payment.setAmount(order.getRewardWorth(reward) / order.config.points_program_id.scale);
    payment.setPaymentStatus("done");
    return payment;
}

test("the till offers what is reached, and says what is missing", async () => {
    const { order } = await setupRewards();
    const [line] = order.lines;
    const offers = order.rewardOffers;
    expect(offers.map(({ missing }) => missing)).toEqual([0, 0, 87]);
    expect(offers[0].worth).toBe(Math.floor((line.priceIncl * 100) / line.qty + 1e-6));
    expect(offers[1].worth).toBe(1);
    expect(order.partner_id.pointsAccount.nextRewardSentence).toBe(
        "87 stars to your next reward: Half"
    );
});

test("a tap tells which reward it is", async () => {
    const { order } = await setupRewards();
    await mountWithCleanup(PointsRewards, {
        props: { order, apply: (reward) => expect.step(reward.name) },
    });
    expect(".points-reward").toHaveCount(2);
    expect(".points-reward-missing").toHaveText("Half\n87 stars missing");
    await click(".points-reward:first");
    expect.verifySteps(["This"]);
});

test("a reward costs its own points, not those of its amount", async () => {
    const { order, method } = await setupRewards();
    const payment = giveReward(order, method, 1);
    expect(payment.pointsCost).toBe(400);
});

test("where points are a payment, rewards and amounts are not mixed", async () => {
    const { order, method, program } = await setupRewards();
    const { data: payment } = order.addPaymentline(method);
    payment.setAmount(0.02);
    expect(order.rewardOffers).toEqual([]);
    program.spend_as = "discount";
    expect(order.rewardOffers).toHaveLength(3);
});

test("no rewards without a customer, without points as a payment, or for a return", async () => {
    const { order, method } = await setupRewards();
    order.is_refund = true;
    expect(order.canHaveRewards).toBe(false);
    order.is_refund = false;
    order.setPartner(false);
    expect(order.canHaveRewards).toBe(false);
    order.setPartner(order.models["res.partner"].get(3));
    expect(order.canHaveRewards).toBe(true);
    method.use_payment_terminal = false;
    expect(order.canHaveRewards).toBe(false);
});
