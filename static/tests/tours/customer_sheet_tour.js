import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Points from "./points_util";
import * as Sheet from "./customer_sheet_util";

function sellToMarie() {
    return [
        Points.sellBreadAndCheese(),
        Points.chooseMarie(),
        Points.payInCash(),
        ReceiptScreen.clickNextOrder(),
    ].flat();
}

function openMarieFromList() {
    return [ProductScreen.clickPartnerButton(), Sheet.openFromList("AAA Marie Dupont")].flat();
}

registry.category("web_tour.tours").add("customer_sheet", {
    steps: () =>
        [
            Points.openTill(),
            sellToMarie(),
            ProductScreen.clickPartnerButton(),
            PartnerList.searchCustomerValue("Dupont"),
            Sheet.openFromList("AAA Marie Dupont"),
            Sheet.showsPoints("406 points", "50.75"),
            Sheet.showsFigure("turnover_year", "42.40"),
            Sheet.showsFigure("visits_year", "2"),
            Sheet.shows("Gold"),
            Sheet.shows("Likes her cheese ripe."),
            Sheet.agree("offers"),
            Sheet.send("Thank You"),
            // Sold a moment ago on this till, and long ago on another.
            Sheet.showsPurchase("Points Cheese", "1"),
            Sheet.showsPurchase("Points Honey", "3"),
            Sheet.tapPurchase("Points Honey"),
            // Whose article is sold is the customer of a basket that has none.
            Sheet.close(),
            ProductScreen.selectedOrderlineHas("Points Honey", "1", "12.0"),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            Sheet.openFromButton(),
            Sheet.tapPurchase("Points Honey"),
            Sheet.tapPurchase("Points Cheese"),
            Sheet.close(),
            ProductScreen.clickOrderline("Points Honey", "2"),
            ProductScreen.clickOrderline("Points Cheese", "1"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_choose", {
    steps: () =>
        [
            Points.openTill(),
            openMarieFromList(),
            Sheet.shows("No purchases yet"),
            Sheet.choose(),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_pages", {
    steps: () =>
        [
            Points.openTill(),
            openMarieFromList(),
            Sheet.purchasesAre(10),
            Sheet.clickMore(),
            Sheet.purchasesAre(20),
            Sheet.clickMore(),
            Sheet.purchasesAre(23),
            Sheet.hasNoMore(),
            Sheet.close(),
            Dialog.confirm("Discard", ".btn-secondary"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_not_sold", {
    steps: () =>
        [
            Points.openTill(),
            openMarieFromList(),
            Sheet.tapPurchase("Points Honey"),
            Points.isRefused("Points Honey is no longer sold at this point of sale."),
            Sheet.close(),
            Dialog.confirm("Discard", ".btn-secondary"),
            ProductScreen.orderIsEmpty(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_variant", {
    steps: () =>
        [
            Points.openTill(),
            openMarieFromList(),
            // The till asks for nothing: it is the same variant, not loaded with the till.
            Sheet.tapPurchase("Points Tea (Large)"),
            Sheet.close(),
            ProductScreen.selectedOrderlineHas("Points Tea", "1", "7.0"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_offline", {
    steps: () =>
        [
            Points.openTill(),
            sellToMarie(),
            Offline.setOfflineMode(),
            openMarieFromList(),
            Sheet.isOffline(),
            Sheet.showsPoints("406 points", "50.75"),
            Sheet.showsPurchase("Points Cheese", "1"),
            // Nothing that the server would have to keep is asked for.
            Sheet.hasNoConsents(),
            Sheet.tapPurchase("Points Cheese"),
            Sheet.close(),
            ProductScreen.selectedOrderlineHas("Points Cheese", "1", "3.9"),
            Offline.setOnlineMode(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_created", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            Sheet.create(),
            Sheet.fillIn("name", "Zoé Lefèvre"),
            Sheet.fillIn("email", "zoe@example.com"),
            Sheet.fillIn("phone", "06 39 98 00 00"),
            Sheet.fillIn("barcode", "0420000000420"),
            Sheet.nobodyIsFound(),
            Sheet.save(),
            ProductScreen.customerIsSelected("Zoé Lefèvre"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_already_there", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            Sheet.create(),
            Sheet.fillIn("name", "M. Dupont"),
            Sheet.fillIn("email", "marie@example.com"),
            Sheet.isAlreadyACustomer("AAA Marie Dupont"),
            Sheet.fillIn("email", "mother.of.marie@example.com"),
            Sheet.nobodyIsFound(),
            Sheet.fillIn("phone", "06 39 98 74 07"),
            Sheet.isAlreadyACustomer("AAA Marie Dupont"),
            Sheet.takeCustomer("AAA Marie Dupont"),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_edited", {
    steps: () =>
        [
            Points.openTill(),
            openMarieFromList(),
            Sheet.edit(),
            Sheet.fillIn("phone", "06 39 98 11 11"),
            // One is no duplicate of oneself.
            Sheet.nobodyIsFound(),
            Sheet.save(),
            Sheet.shows("06 39 98 11 11"),
            Sheet.choose(),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            Chrome.endTour(),
        ].flat(),
});
