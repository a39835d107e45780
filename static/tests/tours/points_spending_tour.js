import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import {
    setOfflineMode,
    setOnlineMode,
} from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Points from "./points_util";

/** Back online, the next sale brings along what waited. */
function sendOnNextSale() {
    return [
        setOnlineMode(),
        ReceiptScreen.clickNextOrder(),
        Points.sellBreadAndCheese(),
        Points.payInCash(),
        Chrome.isSynced(),
    ].flat();
}

function pointsComeBack(amount) {
    return {
        content: `${amount} come back in points`,
        trigger: `.paymentline.selected:contains("${amount}") ~ .points-payment .points-coming-back`,
    };
}

/** All in points, and the return of it. */
registry.category("web_tour.tours").add("points_spending_all", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.choosePoints("48.00"),
            Points.pointsCost("384 points", "16 points"),
            // What is fully paid by a terminal is validated at once.
            Points.sendPoints(),
            ReceiptScreen.isShown(),
            Points.receiptShowsSpent({ spent: "384 points", balance: "16 points" }),
            ReceiptScreen.clickNextOrder(),
            Points.refund("4", { restored: "384 points" }),
            pointsComeBack("-48.00"),
            Points.validate(),
            Points.receiptShowsGivenBack({ givenBack: "384 points", balance: "400 points" }),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

/** A typed amount in points, the rest in cash; brought back in two steps. */
registry.category("web_tour.tours").add("points_spending_part", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.choosePoints("48.00"),
            PaymentScreen.clickNumpad("3 0"),
            Points.pointsCost("240 points", "160 points"),
            Points.setPointsAside(),
            PaymentScreen.remainingIs("18.00"),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "240 points", balance: "178 points" }),
            ReceiptScreen.clickNextOrder(),
            Points.refund("3", { restored: "240 points", taken: "13 points" }),
            pointsComeBack("-30.00"),
            Points.payRestInCash(),
            ReceiptScreen.clickNextOrder(),
            Points.refund("1", { taken: "5 points" }),
            PaymentScreen.clickPaymentMethod("Loyalty Points"),
            Points.isRefused("All points paid for this order have already been refunded."),
            Points.payRestInCash(),
            Points.receiptShowsTakenBack({ takenBack: "5 points", balance: "400 points" }),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

/** Points as a discount: the receipt has it as a line; half of the goods bring half of it back. */
registry.category("web_tour.tours").add("points_spending_discount", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.payInPoints("48.00", "3 0"),
            Points.payRestInCash(),
            ReceiptScreen.receiptAmountTotalIs("18.00"),
            {
                content: "the receipt has the discount as a line",
                trigger: '.pos-receipt .orderline:contains("Paid with Points"):contains("-30.00")',
            },
            {
                content: "as an amount, not as one of a thing at a price",
                trigger:
                    '.pos-receipt .orderline:contains("Paid with Points"):not(:has(.price-per-unit)):not(:contains("-1"))',
            },
            {
                content: "and no payment in points",
                trigger: '.pos-receipt:not(:has(.paymentlines:contains("Loyalty Points")))',
            },
            Points.receiptShowsSpent({ spent: "240 points", balance: "178 points" }),
            ReceiptScreen.clickNextOrder(),
            Points.refund("2", { restored: "120 points", taken: "9 points" }),
            pointsComeBack("-15.00"),
            Points.payRestInCash(),
            ReceiptScreen.receiptAmountTotalIs("-9.00"),
            Points.receiptShowsGivenBack({ givenBack: "120 points", balance: "289 points" }),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

/** A shirt that points paid for another one: no money leaves, and the new one comes back in points. */
registry.category("web_tour.tours").add("points_spending_exchange", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellToMarie("Points Shirt", "1"),
            Points.choosePoints("50.00"),
            Points.sendPoints(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            Points.refund("1", { restored: "400 points" }),
            pointsComeBack("-50.00"),
            PaymentScreen.clickBack(),
            ProductScreen.addOrderline("Points Shirt", "1"),
            ProductScreen.totalAmountIs("0.00"),
            ProductScreen.clickPayButton(),
            {
                content: "nothing is to be paid, nor given back",
                trigger: ".payment-screen:not(:has(.paymentline)):not(:has(.returned-points))",
            },
            Points.validate(),
            ReceiptScreen.receiptAmountTotalIs("0.00"),
            ReceiptScreen.clickNextOrder(),
            Chrome.isSynced(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_spending_blocks", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.choosePoints("25.00"),
            PaymentScreen.clickNumpad("2 0"),
            Points.sendPoints(),
            Points.isRefused(
                "Points can only be redeemed in multiples of $ 25.00. Change the amount."
            ),
            PaymentScreen.clickNumpad("2 5"),
            Points.pointsCost("200 points", "200 points"),
            Points.setPointsAside(),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "200 points", balance: "223 points" }),
            Chrome.endTour(),
        ].flat(),
});

/** Too few points, and no customer. */
registry.category("web_tour.tours").add("points_spending_too_few", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.addOrderline("Points Honey", "4"),
            ProductScreen.clickPayButton(),
            // Whose points? The list of customers opens by itself.
            PaymentScreen.clickPaymentMethod("Loyalty Points"),
            PaymentScreen.clickCustomer("AAA Marie Dupont"),
            Points.pointsAreProposed("5.00"),
            PaymentScreen.clickNumpad("6"),
            Points.isTold("At most $ 5.00: 40 points."),
            Points.pointsAreProposed("5.00"),
            PaymentScreen.clickPaymentlineDelButton("Loyalty Points", "5.00"),
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});

/** Another till takes the points while this one proposes them. */
registry.category("web_tour.tours").add("points_spending_two_tills", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.choosePoints("48.00"),
            {
                content: "another till sets 200 points aside for another sale",
                trigger: ".points-payment",
                async run() {
                    const { pos } = odoo.__WOWL_DEBUG__.root.env.services;
                    await pos.data.call("pos.session", "authorise_points", [
                        [pos.session.id],
                        "another-attempt",
                        "another-sale",
                        pos.getOrder().partner_id.id,
                        25.0,
                    ]);
                },
            },
            Points.sendPoints(),
            Points.isRefused("The customer has only 200 points available"),
            PaymentScreen.clickNumpad("2 5"),
            Points.setPointsAside(),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "200 points", balance: "223 points" }),
            Chrome.endTour(),
        ].flat(),
});

/** Whoever goes on with another payment, or validates, wants the points that were typed. */
registry.category("web_tour.tours").add("points_spending_next_method", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.choosePoints("48.00"),
            PaymentScreen.clickNumpad("3 0"),
            // What is about to be paid in points earns nothing: the preview knows.
            Points.previewShows("This order earns", "18 points"),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "240 points", balance: "178 points" }),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.addOrderline("Points Honey", "1"),
            Points.chooseMarie(),
            ProductScreen.clickPayButton(),
            Points.choosePoints("12.00"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Points.receiptShowsSpent({ spent: "96 points", balance: "82 points" }),
            Chrome.endTour(),
        ].flat(),
});

/** Another customer: the points that were set aside are given up, and the till says so. */
registry.category("web_tour.tours").add("points_spending_customer_changes", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.payInPoints("48.00", "3 0"),
            PaymentScreen.clickPartnerButton(),
            PaymentScreen.clickCustomer("AAB Paul Martin"),
            Points.isTold("The customer changed: the payment in points was removed."),
            { content: "no payment is left", trigger: ".payment-screen:not(:has(.paymentline))" },
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});

/** Points are given up: the payment removed, the screen left, the order deleted. */
registry.category("web_tour.tours").add("points_spending_cancel", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.payInPoints("48.00", "3 0"),
            Points.removePoints(),
            Points.payInPoints("48.00", "3 0"),
            PaymentScreen.clickBack(),
            ProductScreen.isShown(),
            ProductScreen.clickPayButton(),
            { content: "no payment is left", trigger: ".payment-screen:not(:has(.paymentline))" },
            Points.payInPoints("48.00", "3 0"),
            PaymentScreen.clickBack(),
            Chrome.clickOrders(),
            TicketScreen.deleteOrder("001"),
            Dialog.confirm(),
            { content: "the order is gone", trigger: ".ticket-screen:not(:contains('Marie'))" },
            Chrome.endTour(),
        ].flat(),
});

/** Without connection the till says that points need the server. */
registry.category("web_tour.tours").add("points_spending_offline", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            setOfflineMode(),
            Points.choosePoints("48.00"),
            Points.sendPoints(),
            Points.isRefused("Points require a connection to the server, which cannot be reached."),
            PaymentScreen.clickPaymentlineDelButton("Loyalty Points", "48.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            Points.validateOffline(),
            sendOnNextSale(),
            Chrome.endTour(),
        ].flat(),
});

/** The points were set aside before the line dropped: the sale goes on. */
registry.category("web_tour.tours").add("points_spending_line_drops", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            Points.payInPoints("48.00", "3 0"),
            PaymentScreen.clickPaymentMethod("Cash"),
            setOfflineMode(),
            Points.validateOffline(),
            sendOnNextSale(),
            Chrome.endTour(),
        ].flat(),
});

/** Where the manager allows it, the till takes some points without connection. */
registry.category("web_tour.tours").add("points_spending_offline_allowed", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            setOfflineMode(),
            Points.choosePoints("48.00"),
            Points.sendPoints(),
            // It knows now what it may take without connection, and proposes just that.
            Points.isRefused("The server cannot be reached. At most $ 20.00: 160 points."),
            Points.pointsAreProposed("20.00"),
            Points.setPointsAside(),
            {
                content: "the till says that nobody has confirmed it",
                trigger: ".points-payment .points-unconfirmed",
            },
            PaymentScreen.clickPaymentMethod("Cash"),
            Points.validateOffline(),
            {
                content: "the receipt says what the payment cost",
                trigger: ".pos-receipt .points-expected .points-cost:contains('160 points')",
            },
            Points.receiptShowsExpected("later", "28 points, credited as soon as"),
            sendOnNextSale(),
            Chrome.endTour(),
        ].flat(),
});
