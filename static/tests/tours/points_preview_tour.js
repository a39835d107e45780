import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import {
    setOfflineMode,
    setOnlineMode,
} from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Points from "./points_util";

registry.category("web_tour.tours").add("points_preview", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellBreadAndCheese(),
            Points.previewShows("With a customer, this order would earn", "6 points"),
            Points.chooseMarie(),
            // Double points for Gold customers.
            Points.previewShows("This order earns", "12 points"),
            Points.openReasons(),
            Points.reasonsShow("Points Cheese", "1 point for every $ 1.00 spent on any product"),
            Points.reasonsShow("Points Cheese", "bonus: 100 % more points on any product"),
            Dialog.cancel(),
            // Half a kilogram of honey, at ten points a kilogram, and half off.
            ProductScreen.addOrderline("Points Honey", "0.5"),
            Points.previewShows("This order earns", "22 points"),
            ProductScreen.clickNumpad("%", "5", "0"),
            Points.previewShows("This order earns", "22 points"),
            ProductScreen.clickLine("Points Cheese"),
            ProductScreen.clickNumpad("%", "5", "0"),
            Points.previewShows("This order earns", "18 points"),
            Points.payInCash(),
            // What the till has said is what the server has credited.
            Points.receiptShows({ earned: "18 points", balance: "18 points", value: "2.25" }),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_preview_offline", {
    steps: () =>
        [
            Points.openTill(),
            setOfflineMode(),
            Points.sellBreadAndCheese(),
            Points.chooseMarie(),
            Points.previewShows("This order earns", "6 points"),
            Points.payInCash(),
            Dialog.confirm("Continue with limited functionality"),
            Points.receiptShowsNoPoints(),
            Points.receiptShowsExpected(
                "later",
                "6 points, credited as soon as the point of sale is connected"
            ),
            setOnlineMode(),
            ReceiptScreen.clickNextOrder(),
            Points.sellBreadAndCheese(),
            Points.payInCash(),
            Chrome.isSynced(),
            Chrome.endTour(),
        ].flat(),
});
