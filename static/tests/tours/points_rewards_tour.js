import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import {
    setOfflineMode,
    setOnlineMode,
} from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Points from "./points_util";

const ANOTHER = "another-attempt";

function isOffered(name, worth) {
    return {
        content: `${name} takes ${worth} off`,
        trigger: `.payment-screen .points-reward:contains("${name}") .reward-worth:contains("${worth}")`,
    };
}

function isMissing(name, points) {
    return {
        content: `${points} are missing for ${name}`,
        trigger: `.payment-screen .points-reward-missing:contains("${name}") .reward-missing:text("${points} missing")`,
    };
}

function tap(name) {
    return {
        content: `the customer takes ${name}`,
        trigger: `.payment-screen .points-reward:contains("${name}")`,
        run: "click",
    };
}

function isApplied(name, cost) {
    return [
        {
            content: `${name} is in the order`,
            trigger: `.points-payment:has(.remove-points) .points-reward-name:contains("${name}")`,
        },
        {
            content: `it costs ${cost}`,
            trigger: `.points-payment .points-cost:contains("${cost}")`,
        },
    ];
}

/** Another till of the same session asks the server. */
function anotherTill(content, method, getArgs) {
    return {
        content,
        trigger: ".payment-screen",
        async run() {
            const { pos } = odoo.__WOWL_DEBUG__.root.env.services;
            await pos.data.call("pos.session", method, [[pos.session.id], ...getArgs(pos)]);
        },
    };
}

/** Rewards are applied, removed, and come back with the goods; two tills want the same points. */
registry.category("web_tour.tours").add("points_rewards", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("2"),
            isOffered("A jar of honey", "12.00"),
            isOffered("A tenth off", "2.40"),
            isMissing("A hamper", "100 points"),
            anotherTill("another till sets 350 points aside", "authorise_points", (pos) => [
                ANOTHER,
                "another-sale",
                pos.getOrder().partner_id.id,
                43.75,
            ]),
            tap("A jar of honey"),
            Points.isRefused("has only 50 points available"),
            PaymentScreen.emptyPaymentlines("24.00"),
            anotherTill("it gives them up", "release_points", () => [ANOTHER]),
            setOfflineMode(),
            tap("A jar of honey"),
            Points.isRefused("Rewards require a connection"),
            setOnlineMode(),
            PaymentScreen.emptyPaymentlines("24.00"),
            tap("A jar of honey"),
            isApplied("A jar of honey", "100 points"),
            PaymentScreen.remainingIs("12.00"),
            isMissing("A hamper", "200 points"),
            PaymentScreen.clickPaymentMethod("Loyalty Points"),
            Points.isRefused("An order with a reward cannot also be paid in points."),
            Points.removePoints(),
            PaymentScreen.emptyPaymentlines("24.00"),
            tap("A tenth off"),
            isApplied("A tenth off", "150 points"),
            tap("A jar of honey"),
            PaymentScreen.remainingIs("9.60"),
            Points.payRestInCash(),
            ReceiptScreen.receiptAmountTotalIs("9.60"),
            Points.receiptShowsSpent({ spent: "250 points", balance: "159 points" }),
            {
                content: "the receipt says what comes next",
                trigger:
                    '.pos-receipt .points-next-reward:contains("341 points"):contains("A hamper")',
            },
            ReceiptScreen.clickNextOrder(),
            Points.refund("2", { restored: "250 points", taken: "9 points" }),
            Points.payRestInCash(),
            Points.receiptShowsGivenBack({ givenBack: "250 points", balance: "400 points" }),
            ReceiptScreen.clickNextOrder(),
            // What is free is added with the same tap.
            Points.sellToMarie("Points Bread", "1"),
            tap("A jar of honey"),
            isApplied("A jar of honey", "100 points"),
            PaymentScreen.totalIs("14.50"),
            // Given up, it is taken out again.
            Points.removePoints(),
            PaymentScreen.emptyPaymentlines("2.50"),
            tap("A jar of honey"),
            PaymentScreen.remainingIs("2.50"),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "100 points", balance: "302 points" }),
            Chrome.endTour(),
        ].flat(),
});
