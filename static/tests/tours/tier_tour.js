import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Points from "./points_util";

function customerListShows(name, words) {
    return {
        content: `${name} has in the customer list: ${words}`,
        trigger: `.partner-list .partner-info:contains("${name}"):contains("${words}")`,
    };
}

function buttonShows(words) {
    return {
        content: `the customer button shows: ${words}`,
        trigger: `.product-screen .set-partner .tier-missing:contains("${words}")`,
    };
}

function receiptShows(words) {
    return {
        content: `the receipt shows: ${words}`,
        trigger: `.pos-receipt .tier-receipt:contains("${words}")`,
    };
}

registry.category("web_tour.tours").add("tier_progress", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            ProductScreen.clickPartnerButton(),
            customerListShows("AAA Marie Dupont", "Friend"),
            customerListShows("AAA Marie Dupont", "10.00 to Silver"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            buttonShows("10.00 to Silver"),
            Points.payInCash(),
            receiptShows("3.60 to Silver"),
            ReceiptScreen.clickNextOrder(),
            // A second sale reaches the tier: customer list and receipt say so at once.
            ProductScreen.clickPartnerButton(),
            customerListShows("AAA Marie Dupont", "3.60 to Silver"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            Points.sellBreadAndCheese(),
            Points.payInCash(),
            receiptShows("Silver"),
            receiptShows("17.20 to Gold"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickPartnerButton(),
            customerListShows("AAA Marie Dupont", "Silver"),
            customerListShows("AAA Marie Dupont", "17.20 to Gold"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            Chrome.endTour(),
        ].flat(),
});
