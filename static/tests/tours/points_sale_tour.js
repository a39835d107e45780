import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Points from "./points_util";

registry.category("web_tour.tours").add("points_sale", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            ProductScreen.clickPartnerButton(),
            Points.customerListShows("AAA Marie Dupont", "400 points"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            Points.customerButtonShows("400 points"),
            Points.payInCash(),
            Points.receiptShows({ earned: "6 points", balance: "406 points", value: "50.75" }),
            Points.receiptHasCode("Your points and your card online"),
            // The new balance came with the order: the next sale shows it.
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickPartnerButton(),
            Points.customerListShows("AAA Marie Dupont", "406 points"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            Points.customerButtonShows("406 points"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_sale_customer_found", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            ProductScreen.clickPartnerButton(),
            Points.customerListLacks("ZZZ Zoé Lefèvre"),
            PartnerList.searchCustomerValue("ZZZ", true),
            Points.customerListShows("ZZZ Zoé Lefèvre", "150 points"),
            ProductScreen.clickCustomer("ZZZ Zoé Lefèvre"),
            Points.customerButtonShows("150 points"),
            Points.payInCash(),
            Points.receiptShows({ earned: "6 points", balance: "156 points", value: "19.50" }),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_first_sale", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            Points.chooseMarie(),
            Points.payInCash(),
            Points.receiptShows({ earned: "6 points", balance: "6 points", value: "0.75" }),
            Points.receiptShowsPending("6 points, available from"),
            Points.receiptHasNoCode(),
            ReceiptScreen.clickNextOrder(),
            Points.sellBreadAndCheese(),
            ProductScreen.clickPartnerButton(),
            Points.customerListShows("AAA Marie Dupont", "6 points, available from"),
            ProductScreen.clickCustomer("AAA Marie Dupont"),
            ProductScreen.clickPayButton(),
            Points.paymentScreenShowsPending("6 points, available from"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_sale_without_customer", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            Points.payInCash(),
            Points.receiptShowsNoPoints(),
            Points.receiptShowsExpected(
                "to-claim",
                "6 points wait for you: claim them within 30 days with this receipt"
            ),
            Points.receiptHasCode("Claim these points online"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_till_without_program", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            Points.chooseMarie(),
            Points.payInCash(),
            Points.receiptShowsNoPoints(),
            Chrome.endTour(),
        ].flat(),
});
