import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import {
    setOfflineMode,
    setOnlineMode,
} from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Points from "./points_util";

function returnIsUnknown(screen) {
    return {
        content: "without connection the till says that it does not know",
        trigger: `${screen} .returned-points-unknown`,
    };
}

registry.category("web_tour.tours").add("points_return", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.addOrderline("Points Bread", "4"),
            ProductScreen.addOrderline("Points Cheese", "1"),
            Points.chooseMarie(),
            Points.payInCash(),
            Points.receiptShows({ earned: "13 points", balance: "13 points", value: "1.62" }),
            ReceiptScreen.clickNextOrder(),
            Points.refund("1", { taken: "4 points" }, "Points Cheese"),
            Points.payRestInCash(),
            Points.receiptShowsTakenBack({ takenBack: "4 points", balance: "9 points" }),
            ReceiptScreen.clickNextOrder(),
            Points.refund("1", { taken: "2 points" }),
            Points.payRestInCash(),
            Points.receiptShowsTakenBack({ takenBack: "2 points", balance: "7 points" }),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_sale_of_a_loaf", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.addOrderline("Points Bread", "1"),
            Points.chooseMarie(),
            Points.payInCash(),
            ReceiptScreen.clickNextOrder(),
            Chrome.isSynced(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_return_into_arrears", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            setOfflineMode(),
            ProductScreen.clickNumpad("1"),
            returnIsUnknown(".ticket-screen"),
            TicketScreen.confirmRefund(),
            returnIsUnknown(".payment-screen"),
            setOnlineMode(),
            {
                content: "the browser notices that there is a connection again",
                trigger: "body",
                run: () => window.dispatchEvent(new Event("online")),
            },
            Points.returnMoves(".payment-screen", { taken: "2 points" }),
            Points.payRestInCash(),
            Points.receiptShowsTakenBack({ takenBack: "2 points", balance: "-2 points" }),
            {
                content: "the receipt says what becomes of the arrears",
                trigger: ".pos-receipt .points-arrears",
            },
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickPartnerButton(),
            Points.customerListShows("AAA Marie Dupont", "-2 points"),
            Points.customerListShows("AAA Marie Dupont", "negative balance"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            Points.customerButtonShows("negative balance"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_claim", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            Points.payInCash(),
            ReceiptScreen.clickNextOrder(),
            Chrome.clickOrders(),
            TicketScreen.selectFilter("Paid"),
            TicketScreen.selectOrder("001"),
            {
                content: "give the points of the sale to a customer",
                trigger: ".ticket-screen .claim-points",
                run: "click",
            },
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            {
                content: "the till says that they were given",
                trigger: ".o_notification:contains('AAA Marie Dupont: 6 points')",
            },
            {
                content: "a sale is claimed once",
                trigger: ".ticket-screen:not(:has(.claim-points))",
            },
            Chrome.endTour(),
        ].flat(),
});
