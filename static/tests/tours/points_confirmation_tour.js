import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as NumberPopup from "@point_of_sale/../tests/generic_helpers/number_popup_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import {
    setOfflineMode,
    setOnlineMode,
} from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Points from "./points_util";

/** Four jars of honey, and as many points as Marie has. */
function wantPoints() {
    return [
        Points.openTill(),
        Points.sellHoneyToMarie("4"),
        Points.choosePoints("48.00"),
        Points.sendPoints(),
    ].flat();
}

function choose(name) {
    return {
        content: `${name} confirms`,
        trigger: `.modal:contains("Who confirms?") .selection-item:contains("${name}")`,
        run: "click",
    };
}

function asks(name, sentence) {
    return {
        content: `the till asks for the code of ${name}: ${sentence}`,
        trigger: `.modal:contains("Code: ${name}"):has(.subtitle:contains("${sentence}"))`,
    };
}

function type(code) {
    return [
        NumberPopup.enterValue(code),
        NumberPopup.isShown("•".repeat(code.length)),
        Dialog.confirm(),
    ].flat();
}

function nothingIsSetAside() {
    return { content: "the points can be sent again", trigger: ".points-payment .send-points" };
}

/** A wrong code, then the right one. */
registry.category("web_tour.tours").add("points_confirmation_customer", {
    steps: () =>
        [
            wantPoints(),
            choose("AAA Marie Dupont"),
            asks("AAA Marie Dupont", "Redeeming $ 30.00 or more requires a confirmation."),
            type("3142"),
            asks("AAA Marie Dupont", "The code is incorrect. Try again."),
            type("3141"),
            ReceiptScreen.isShown(),
            Points.receiptShowsSpent({ spent: "384 points", balance: "16 points" }),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_confirmation_manager", {
    steps: () =>
        [
            wantPoints(),
            asks("AAA Claire Fontaine", "Redeeming $ 30.00 or more requires a confirmation."),
            type("027182"),
            ReceiptScreen.isShown(),
            Points.receiptShowsSpent({ spent: "384 points", balance: "16 points" }),
            Chrome.endTour(),
        ].flat(),
});

/** Nobody confirms it: less is spent, which takes no confirmation. */
registry.category("web_tour.tours").add("points_confirmation_cancelled", {
    steps: () =>
        [
            wantPoints(),
            asks("AAA Claire Fontaine", "confirmation"),
            Dialog.cancel(),
            nothingIsSetAside(),
            Points.sendPoints(),
            asks("AAA Claire Fontaine", "confirmation"),
            Dialog.cancel(),
            nothingIsSetAside(),
            PaymentScreen.clickNumpad("2 9"),
            Points.setPointsAside(),
            Points.payRestInCash(),
            Points.receiptShowsSpent({ spent: "232 points", balance: "187 points" }),
            Chrome.endTour(),
        ].flat(),
});

/** Too many incorrect codes: the till says so, and asks no more. */
registry.category("web_tour.tours").add("points_confirmation_too_many", {
    steps: () =>
        [
            wantPoints(),
            asks("AAA Claire Fontaine", "requires a confirmation."),
            type("123456"),
            ...Array.from({ length: 4 }, () => [
                asks("AAA Claire Fontaine", "The code is incorrect."),
                ...type("123456"),
            ]).flat(),
            Points.isRefused("Too many incorrect codes. Try again in 15 minutes"),
            nothingIsSetAside(),
            Points.sendPoints(),
            Points.isRefused("Too many incorrect codes."),
            PaymentScreen.clickPaymentlineDelButton("Loyalty Points", "48.00"),
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("points_confirmation_nobody", {
    steps: () =>
        [
            wantPoints(),
            Points.isRefused("requires a manager's PIN, but no manager has set one"),
            PaymentScreen.clickPaymentlineDelButton("Loyalty Points", "48.00"),
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});

/** Without connection nobody can confirm, though the till may take points up to 40.00. */
registry.category("web_tour.tours").add("points_confirmation_offline", {
    steps: () =>
        [
            Points.openTill(),
            Points.sellHoneyToMarie("4"),
            setOfflineMode(),
            Points.choosePoints("48.00"),
            PaymentScreen.clickNumpad("3 0"),
            Points.sendPoints(),
            Points.isRefused("Redeeming $ 30.00 or more requires a confirmation, but the server"),
            PaymentScreen.clickNumpad("2 0"),
            Points.setPointsAside(),
            setOnlineMode(),
            Points.removePoints(),
            Points.payRestInCash(),
            Chrome.endTour(),
        ].flat(),
});
