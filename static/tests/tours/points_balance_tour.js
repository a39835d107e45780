import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "./points_util";

const MARIE = "AAA Marie Dupont";

/** A manager changes what the customer has while the till is open. */
registry.category("web_tour.tours").add("points_balance_is_true", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.addOrderline("Points Honey", "4"),
            Points.chooseMarie(),
            Points.customerButtonShows("40 points"),
            Points.managerAdds(100, MARIE),
            // Whoever chooses a customer sees what is true.
            Points.chooseMarie(),
            Points.chooseMarie(),
            Points.customerButtonShows("140 points"),
            // So does whoever loads the page again.
            Points.managerAdds(100, MARIE),
            refresh(),
            Points.customerButtonShows("240 points"),
            // And who chooses to pay in points that were not there before.
            Points.managerAdds(-240, MARIE),
            Points.chooseMarie(),
            Points.chooseMarie(),
            Points.customerButtonShows("0 points"),
            Points.managerAdds(200, MARIE),
            ProductScreen.clickPayButton(),
            Points.choosePoints("25.00"),
            // The points are gone again: the server refuses, and the till shows what is left.
            Points.managerAdds(-160, MARIE),
            Points.sendPoints(),
            Points.isRefused("has only 40 points available"),
            {
                content: "the customer button shows what is left",
                trigger: ".payment-screen .points-balance:contains('40 points')",
            },
            PaymentScreen.clickPaymentlineDelButton("Loyalty Points", "25.00"),
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});
