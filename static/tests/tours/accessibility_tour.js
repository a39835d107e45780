import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { isAccessible, reach, type } from "./accessibility_util";
import * as Points from "./points_util";

/** A whole sale that is partly paid in points, without a pointer, and each of our screens judged. */
registry.category("web_tour.tours").add("points_by_keyboard", {
    steps: () =>
        [
            Points.openTill(),
            reach(".product-screen article:contains(Points Honey)"),
            type(" "),
            ProductScreen.selectedOrderlineHas("Points Honey", "1"),
            isAccessible(".points-preview"),
            reach(".points-preview"),
            type("Enter"),
            isAccessible(".modal .points-reasons"),
            reach(".modal .points-reasons .btn-primary"),
            type("Enter"),
            reach(".product-screen .set-partner"),
            type("Enter"),
            isAccessible(".partner-line-points"),
            isAccessible(".customer-badge"),
            isAccessible(".partner-list .customer-sheet-button"),
            { content: "what is typed is searched", trigger: ".modal-header input:focus" },
            type(..."dupont"),
            {
                content: "only Marie is found",
                trigger: ".partner-line:only-child:contains(AAA Marie Dupont)",
            },
            reach(".partner-line .customer-sheet-button"),
            type("Enter"),
            isAccessible(".customer-sheet"),
            reach(".customer-sheet .choose-customer"),
            type("Enter"),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            isAccessible(".set-partner .points-balance"),
            isAccessible(".set-partner .tier-missing"),
            isAccessible(".product-screen .customer-sheet-button"),
            reach(".pay-order-button"),
            type("Enter"),
            reach(".paymentmethod:contains(Loyalty Points)"),
            type("Enter"),
            Points.pointsAreProposed("12.00"),
            isAccessible(".points-payment"),
            isAccessible(".partner-button .points-balance"),
            type("5"),
            Points.pointsAreProposed("5.00"),
            reach(".send-points"),
            type("Enter"),
            Points.pointsAreSetAside(),
            isAccessible(".points-payment"),
            reach(".paymentmethod:contains(Cash)"),
            type("Enter"),
            PaymentScreen.validateButtonIsHighlighted(true),
            reach(".payment-screen .button.next"),
            type("Enter"),
            ReceiptScreen.isShown(),
            isAccessible(".points-success"),
            isAccessible(".points-receipt"),
            isAccessible(".tier-receipt"),
            reach(".receipt-screen .button.next"),
            type("Enter"),
            Points.refund("1", { restored: "40 points" }),
            isAccessible(".returned-points"),
            Points.payRestInCash(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});
